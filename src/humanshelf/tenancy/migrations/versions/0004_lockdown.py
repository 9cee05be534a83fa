"""Libraries that hide, and the links on paper that do it and undo it"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    with op.batch_alter_table("library") as library:
        library.add_column(sa.Column("hidden", sa.Boolean, nullable=False, server_default="0"))
    op.create_table(
        "switch",
        sa.Column("token_hash", sa.LargeBinary, nullable=False),
        sa.Column("library", sa.String(16), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.ForeignKeyConstraint(
            ["library"], ["library.uid"], name=op.f("fk_switch_library_library"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_switch")),
    )
