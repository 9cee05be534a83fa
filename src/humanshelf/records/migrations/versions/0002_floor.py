"""A floor that decides well: interpreters, books' own words, promises, the ledger, backrooms."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0002"
down_revision = "0001"

ZERO, NO = sa.text("0"), sa.text("0")


def upgrade() -> None:
    _columns()
    _tables()
    op.create_index(
        "one_card_an_interpreter",
        "card",
        ["event_id", "interpreter"],
        unique=True,
        sqlite_where=sa.text("stage IN ('called', 'reading') AND interpreter IS NOT NULL"),
    )
    op.execute(
        "UPDATE seat SET own = json_object('languages', "
        "json((SELECT languages FROM book WHERE book.code = seat.book)))"
    )


def _columns() -> None:
    added: dict[str, list[sa.Column[Any]]] = {
        "event": [
            sa.Column("delay", sa.Integer(), nullable=False, server_default=ZERO),
        ],
        "seat": [
            sa.Column("unrested", sa.Integer(), nullable=False, server_default=ZERO),
            sa.Column("own", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
        ],
        "card": [
            sa.Column("talk", sa.String(), nullable=True),
            sa.Column("interpreter", sa.String(), nullable=True),
            sa.Column("earlier", sa.Integer(), nullable=False, server_default=ZERO),
            sa.Column("pauses", sa.Integer(), nullable=False, server_default=ZERO),
            sa.Column("promise_from", Moment(), nullable=True),
            sa.Column("promise_to", Moment(), nullable=True),
            sa.Column("more_reader", sa.Boolean(), nullable=False, server_default=NO),
            sa.Column("more_book", sa.Boolean(), nullable=True),
        ],
        "step": [
            sa.Column("interpreter", sa.String(), nullable=True),
            sa.Column("after", sa.JSON(), nullable=False, server_default=sa.text("'{}'")),
        ],
    }
    for table, columns in added.items():
        for column in columns:
            op.add_column(table, column)
    with op.batch_alter_table("step") as batch:
        batch.drop_column("undone")


def _tables() -> None:
    op.create_table(
        "interpreter",
        _event(),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("unrested", sa.Integer(), nullable=False),
        sa.Column("rest_until", Moment(), nullable=True),
        sa.Column("gone", sa.Boolean(), nullable=False),
        _of_event("interpreter"),
        sa.PrimaryKeyConstraint("event_id", "code", name=op.f("pk_interpreter")),
    )
    op.create_table(
        "told",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        _event(),
        sa.Column("low", sa.Integer(), nullable=False),
        sa.Column("high", sa.Integer(), nullable=False),
        sa.Column("waited", sa.Integer(), nullable=False),
        _of_event("told"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_told")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "backroom",
        _event(),
        _book(),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        _of_event("backroom"),
        _of_book("backroom"),
        sa.PrimaryKeyConstraint("event_id", "book", name=op.f("pk_backroom")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_backroom_token_hash")),
    )


def _event() -> sa.Column[object]:
    return sa.Column("event_id", sa.Uuid(), nullable=False)


def _book() -> sa.Column[str]:
    return sa.Column("book", sa.String(), nullable=False)


def _of_event(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["event_id"], ["event.id"], name=op.f(f"fk_{table}_event_id"), ondelete="CASCADE"
    )


def _of_book(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["book"], ["book.code"], name=op.f(f"fk_{table}_book"))
