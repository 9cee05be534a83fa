"""Surveys: questions by version, lists of them, sheets of answers, codes for the one after a month."""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "question",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("told", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", "version", name=op.f("pk_question")),
    )
    op.create_table(
        "survey",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("asked", sa.Boolean(), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("past", sa.JSON(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("closes", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_survey_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("code", name=op.f("uq_survey_code")),
        sa.UniqueConstraint("event_id", "moment", name="one_survey_a_moment"),
    )
    op.create_table(
        "sheet",
        sa.Column("id", sa.LargeBinary(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=True),
        sa.Column("survey_id", sa.Uuid(), nullable=True),
        sa.Column("moment", sa.String(), nullable=False),
        sa.Column("pair", sa.LargeBinary(), nullable=False),
        sa.Column("done", sa.Boolean(), nullable=False),
        sa.Column("apart", sa.Boolean(), nullable=False),
        sa.Column("quotable", sa.Boolean(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "(event_id IS NULL) <> (survey_id IS NULL)", name=op.f("ck_sheet_of_one_thing")
        ),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_sheet_event_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["survey_id"], ["survey.id"], name=op.f("fk_sheet_survey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheet")),
        sa.UniqueConstraint("event_id", "moment", "pair", name="one_sheet_a_moment"),
        sa.UniqueConstraint("survey_id", "pair", name="one_sheet_a_form"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "follow_up",
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("pair", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_follow_up_event_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("event_id", "pair", name="one_code_a_pair"),
        sqlite_with_rowid=False,
    )
