"""Sessions kept by the library, second factors, and links that count as one"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.create_table(
        "staff_factor",
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("sealed", sa.LargeBinary, nullable=False),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        _of_staff("staff_factor"),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_factor")),
    )
    op.create_table(
        "recovery_code",
        sa.Column("hashed", sa.LargeBinary, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        _of_staff("recovery_code"),
        sa.PrimaryKeyConstraint("hashed", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_staff_id"), "recovery_code", ["staff_id"])
    op.create_table(
        "staff_session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=False),
        sa.Column("began", Moment, nullable=False),
        sa.Column("seen", Moment, nullable=False),
        sa.Column("factor_at", Moment, nullable=True),
        sa.Column("strong", sa.Boolean, nullable=False),
        sa.Column("locked", sa.Boolean, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        _of_staff("staff_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_staff_session_token_hash")),
    )
    op.create_index(op.f("ix_staff_session_staff_id"), "staff_session", ["staff_id"])
    # A link that was made before counts as one that a coordinator made.
    op.add_column(
        "sign_in_link",
        sa.Column("strong", sa.Boolean, nullable=False, server_default=sa.text("0")),
    )
    # Sessions are rows now: what ended them all at once has no use any more.
    op.drop_column("staff", "stamp")


def _of_staff(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_staff_id")
    return sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name=name, ondelete="CASCADE")
