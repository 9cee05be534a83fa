"""The libraries of the network"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

STATES = "'draft', 'active', 'suspended', 'archived', 'erasing', 'tombstone'"


def upgrade() -> None:
    op.create_table(
        "library",
        sa.Column("uid", sa.String(16), nullable=False),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("state", sa.String(9), nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("schema_revision", sa.String(32)),
        sa.Column("created_on", sa.Date, nullable=False),
        sa.CheckConstraint(f"state IN ({STATES})", name=op.f("ck_library_state")),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_library")),
        sa.UniqueConstraint("slug", name=op.f("uq_library_slug")),
    )
