"""Consent, stages, visibility and withdrawal of books; erasures that a restore replays"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0014"
down_revision = "0013"

STAGES = "'applied', 'interview', 'training', 'approved', 'resting', 'erased'"
VISIBILITY = "'public', 'code', 'onsite'"
CONSENT = "'', 'recorded', 'before', 'fictional'"


def upgrade() -> None:
    # Who is on a shelf already was asked before there was a place to write it down.
    with op.batch_alter_table("book", recreate="always") as book:
        book.add_column(sa.Column("stage", sa.String, nullable=False, server_default="approved"))
        book.add_column(sa.Column("visibility", sa.String, nullable=False, server_default="public"))
        book.add_column(sa.Column("adult", sa.Boolean, nullable=False, server_default="0"))
        book.add_column(sa.Column("consent", sa.String, nullable=False, server_default="before"))
        book.add_column(sa.Column("consent_on", sa.Date, nullable=True))
        book.add_column(
            sa.Column("consent_kinds", sa.JSON, nullable=False, server_default='["text"]')
        )
        book.add_column(sa.Column("consent_by", sa.Uuid, nullable=True))
        book.add_column(sa.Column("consent_withdrawn", sa.Date, nullable=True))
        book.add_column(sa.Column("withdrawn", Moment, nullable=True))
        book.add_column(sa.Column("withdrawn_by", sa.Uuid, nullable=True))
        book.add_column(sa.Column("edition", sa.Integer, nullable=False, server_default="0"))
        book.create_check_constraint(op.f("ck_book_stage"), f"stage IN ({STAGES})")
        book.create_check_constraint(op.f("ck_book_visibility"), f"visibility IN ({VISIBILITY})")
        book.create_check_constraint(op.f("ck_book_consent"), f"consent IN ({CONSENT})")
    op.execute("UPDATE book SET consent = 'fictional' WHERE sample")
    # From here on nobody is on a shelf by omission.
    with op.batch_alter_table("book", recreate="always") as book:
        for name in ("stage", "visibility", "adult", "consent", "consent_kinds", "edition"):
            book.alter_column(name, server_default=None)
    op.create_table(
        "erasure",
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("kind", "hash", name=op.f("pk_erasure")),
    )
