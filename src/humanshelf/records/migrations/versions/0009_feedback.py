"""What people say of an event, and the quotes that are made of it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "feedback",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("link", sa.String(), nullable=True),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=False),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("tone", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.CheckConstraint(
            "source IN ('reader', 'book', 'interview', 'indirect', 'online')",
            name=op.f("ck_feedback_source"),
        ),
        sa.CheckConstraint(
            "who IN ('reader', 'book', 'near', 'online')", name=op.f("ck_feedback_who")
        ),
        sa.CheckConstraint(
            "tone IN ('glad', 'mixed', 'critical', 'neutral')", name=op.f("ck_feedback_tone")
        ),
        sa.CheckConstraint("state IN ('new', 'kept', 'aside')", name=op.f("ck_feedback_state")),
        sa.ForeignKeyConstraint(
            ["about"], ["book.code"], name=op.f("fk_feedback_about"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_feedback_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "quote",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("feedback_id", sa.LargeBinary(), nullable=True),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=True),
        sa.Column("released", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "who IN ('reader', 'book', 'near', 'online')", name=op.f("ck_quote_who")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_quote_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"],
            ["feedback.id"],
            name=op.f("fk_quote_feedback_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quote")),
        sqlite_with_rowid=False,
    )
