"""The life of a library: invited before it has an address, and acts with actor and reason"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0002"
down_revision = "0001"

STATES = "'invited', 'draft', 'active', 'suspended', 'archived', 'erasing', 'tombstone'"


def upgrade() -> None:
    with op.batch_alter_table("library", recreate="always") as library:
        library.alter_column("slug", existing_type=sa.String(40), nullable=True)
        library.drop_constraint(op.f("ck_library_state"), type_="check")
        library.create_check_constraint(op.f("ck_library_state"), f"state IN ({STATES})")
    op.create_table(
        "invitation",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("library", sa.String(16), nullable=False),
        sa.Column("expires", Moment, nullable=False),
        sa.Column("used", sa.Boolean, nullable=False),
        sa.ForeignKeyConstraint(
            ["library"],
            ["library.uid"],
            name=op.f("fk_invitation_library_library"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_invitation")),
    )
    op.create_table(
        "network_act",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.String, nullable=False),
        sa.Column("library", sa.String(16), nullable=True),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_act")),
    )
    op.create_table(
        "kept_slug",
        sa.Column("mac", sa.LargeBinary, nullable=False),
        sa.Column("until", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("mac", name=op.f("pk_kept_slug")),
    )
