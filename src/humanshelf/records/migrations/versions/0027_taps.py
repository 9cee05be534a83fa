"""Which forms an invitation was used by last"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.add_column(
        "invitation",
        sa.Column("lately", sa.LargeBinary, nullable=False, server_default=sa.text("x''")),
    )
