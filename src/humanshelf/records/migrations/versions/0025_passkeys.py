"""Passkeys of the team, and challenges that were answered"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    op.create_table(
        "staff_passkey",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("owner", sa.Uuid, nullable=False),
        sa.Column("credential", sa.LargeBinary, nullable=False),
        sa.Column("credential_key", sa.LargeBinary, nullable=False),
        sa.Column("handle", sa.LargeBinary, nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("host", sa.String, nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("used", sa.Date, nullable=True),
        sa.ForeignKeyConstraint(
            ["owner"], ["staff.id"], name=op.f("fk_staff_passkey_owner"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_passkey")),
        sa.UniqueConstraint("credential", name=op.f("uq_staff_passkey_credential")),
    )
    op.create_index(op.f("ix_staff_passkey_owner"), "staff_passkey", ["owner"])
    op.create_table(
        "staff_answered",
        sa.Column("hash", sa.LargeBinary, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_staff_answered")),
    )
