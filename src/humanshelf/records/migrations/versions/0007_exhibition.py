"""The exhibition: exhibits with their files, screenings, and sums of what was suggested."""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "exhibit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("themes", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("link", sa.String(), nullable=False),
        sa.Column("people", sa.Boolean(), nullable=False),
        sa.Column("release_reference", sa.String(), nullable=False),
        sa.Column("release_day", sa.String(), nullable=True),
        sa.Column("release_by", sa.String(), nullable=False),
        sa.Column("published", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "NOT (published AND people AND release_day IS NULL)",
            name=op.f("ck_exhibit_people_agreed"),
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_exhibit_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibit")),
        sa.UniqueConstraint("code", name=op.f("uq_exhibit_code")),
    )
    op.create_table(
        "exhibit_file",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        _of("exhibit", "exhibit_file"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_exhibit_file")),
    )
    op.create_table(
        "screening",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("room", sa.String(), nullable=False),
        sa.Column("starts", Moment(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _of("event", "screening"),
        _of("exhibit", "screening"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_screening")),
    )
    op.create_table(
        "exhibit_count",
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("exhibit_id", sa.Uuid(), nullable=False),
        sa.Column("suggested", sa.Integer(), nullable=False),
        sa.Column("opened", sa.Integer(), nullable=False),
        _of("event", "exhibit_count"),
        _of("exhibit", "exhibit_count"),
        sa.PrimaryKeyConstraint("event_id", "exhibit_id", name=op.f("pk_exhibit_count")),
        sqlite_with_rowid=False,
    )


def _of(owner: str, table: str) -> sa.ForeignKeyConstraint:
    """What belongs to an event or an exhibit goes with it."""
    return sa.ForeignKeyConstraint(
        [f"{owner}_id"], [f"{owner}.id"], name=op.f(f"fk_{table}_{owner}_id"), ondelete="CASCADE"
    )
