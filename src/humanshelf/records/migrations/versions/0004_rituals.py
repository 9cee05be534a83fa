"""The note that one shift leaves to the next, rehearsals, and cards never called, for the record."""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "note",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("cleared", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_note_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_note")),
    )
    op.add_column("event", sa.Column("uncalled", sa.Integer(), nullable=True))
    op.add_column("event", sa.Column("rehearsal", sa.JSON(), nullable=True))
