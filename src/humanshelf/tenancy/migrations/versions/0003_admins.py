"""Network admins: who they are, how they sign in, and where they are signed in"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "network_admin",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("password_hash", sa.String, nullable=True),
        sa.Column("totp", sa.LargeBinary, nullable=True),
        sa.Column("last_step", sa.Integer, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_admin")),
        sa.UniqueConstraint("folded", name=op.f("uq_network_admin_folded")),
    )
    op.create_table(
        "network_recovery",
        sa.Column("code_hash", sa.LargeBinary, nullable=False),
        sa.Column("admin", sa.Uuid, nullable=False),
        belongs("network_recovery"),
        sa.PrimaryKeyConstraint("admin", "code_hash", name=op.f("pk_network_recovery")),
    )
    op.create_table(
        "network_link",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("admin", sa.Uuid, nullable=False),
        sa.Column("expires", Moment, nullable=False),
        sa.Column("password_hash", sa.String, nullable=True),
        sa.Column("totp", sa.LargeBinary, nullable=True),
        belongs("network_link"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_network_link")),
    )
    op.create_table(
        "network_session",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("admin", sa.Uuid, nullable=False),
        sa.Column("began", Moment, nullable=False),
        belongs("network_session"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_network_session_token_hash")),
    )
    op.create_table(
        "network_brake",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_network_brake")),
    )


def belongs(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["admin"],
        ["network_admin.id"],
        name=op.f(f"fk_{table}_admin_network_admin"),
        ondelete="CASCADE",
    )
