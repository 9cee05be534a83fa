"""Who comes in: the code on site, private events and their invitations; floods of cards"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0020"
down_revision = "0017"


def upgrade() -> None:
    with op.batch_alter_table("event", recreate="always") as event:
        no = sa.text("0")
        event.add_column(sa.Column("coded", sa.Boolean, nullable=False, server_default=no))
        event.add_column(sa.Column("invited", sa.Boolean, nullable=False, server_default=no))
        event.add_column(sa.Column("reveals", sa.Integer, nullable=False, server_default="180"))
        event.add_column(sa.Column("rush_left", sa.Float, nullable=True))
        event.add_column(sa.Column("rush_at", Moment, nullable=True))
        event.create_check_constraint(op.f("ck_event_reveals"), "reveals BETWEEN 0 AND 10080")
    op.add_column(
        "card", sa.Column("void", sa.Boolean, nullable=False, server_default=sa.text("0"))
    )
    op.create_table(
        "entrance",
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("secret", sa.LargeBinary, nullable=False),
        sa.Column("guests", sa.LargeBinary, nullable=False),
        sa.Column("printed", sa.LargeBinary, nullable=True),
        _of_event("entrance"),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_entrance")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("event_id", sa.Uuid, nullable=False),
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("purpose", sa.String, nullable=False),
        sa.Column("most", sa.Integer, nullable=True),
        sa.Column("used", sa.Integer, nullable=False),
        sa.Column("until", Moment, nullable=True),
        sa.Column("revoked", sa.Boolean, nullable=False),
        sa.CheckConstraint("most IS NULL OR used <= most", name=op.f("ck_invitation_used")),
        _of_event("invitation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_event_id"), "invitation", ["event_id"])


def _of_event(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_event_id")
    return sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=name, ondelete="CASCADE")
