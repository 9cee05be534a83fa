"""What people say can lie sealed, in feedback and in the sheets from which it comes"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("feedback", sa.Column("sealed", sa.LargeBinary, nullable=True))
    op.add_column(
        "feedback", sa.Column("readings", sa.Integer, nullable=False, server_default=sa.text("0"))
    )
    op.add_column("sheet", sa.Column("sealed", sa.JSON, nullable=True))
