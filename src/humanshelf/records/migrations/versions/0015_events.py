"""Drafts, series, capacity and calling off; halls used again, and interpreters of the library"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    with op.batch_alter_table("event", recreate="always") as event:
        event.add_column(sa.Column("state", sa.String, nullable=False, server_default="published"))
        event.add_column(sa.Column("series", sa.String, nullable=True))
        event.add_column(sa.Column("capacity", sa.Integer, nullable=True))
        event.add_column(sa.Column("tables", sa.JSON, nullable=False, server_default="[]"))
        event.add_column(sa.Column("called_off_at", Moment, nullable=True))
        event.add_column(sa.Column("notice", sa.JSON, nullable=True))
        event.add_column(sa.Column("sequence", sa.Integer, nullable=False, server_default="0"))
        event.create_check_constraint(
            op.f("ck_event_state"), "state IN ('draft', 'published', 'called-off')"
        )
        event.create_check_constraint(
            op.f("ck_event_called_off_since"),
            "(state = 'called-off') = (called_off_at IS NOT NULL)",
        )
        event.create_check_constraint(op.f("ck_event_capacity"), "capacity IS NULL OR capacity > 0")
    op.create_index(op.f("ix_event_series"), "event", ["series"])
    op.create_table(
        "event_template",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("policy", sa.JSON, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=True),
        sa.Column("tables", sa.JSON, nullable=False),
        sa.Column("texts", sa.JSON, nullable=False),
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name=op.f("ck_event_template_minutes")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_event_template")),
        sa.UniqueConstraint("name", name=op.f("uq_event_template_name")),
    )
    op.create_table(
        "roster",
        sa.Column("code", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("languages", sa.JSON, nullable=False),
        sa.Column("edition", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_roster")),
        sa.UniqueConstraint("name", name=op.f("uq_roster_name")),
    )
