"""An invitation is used up by the first password in its library, not by a mark of its own"""

from alembic import op

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    op.execute("DELETE FROM invitation WHERE used")
    op.drop_column("invitation", "used")
