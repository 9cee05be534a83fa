"""Rounds: how far the bell has come, chairs at a book, and wishes for the round after."""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0005"
down_revision = "0004"

SEATED = sa.text("stage IN ('called', 'reading')")


def upgrade() -> None:
    op.add_column("event", sa.Column("round", sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "event", sa.Column("sitting", sa.String(), nullable=False, server_default="ahead")
    )
    op.add_column("event", sa.Column("rang", Moment(), nullable=True))
    op.add_column("seat", sa.Column("sat", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("seat", sa.Column("shared", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("card", sa.Column("then", sa.JSON(), nullable=False, server_default="[]"))
    op.add_column("card", sa.Column("place", sa.Integer(), nullable=False, server_default="0"))
    op.drop_index("one_card_a_book", "card")
    op.create_index(
        "one_card_a_chair",
        "card",
        ["event_id", "book", "place"],
        unique=True,
        sqlite_where=SEATED,
    )
