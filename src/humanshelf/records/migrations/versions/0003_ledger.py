"""The ledger is only added to: the store itself refuses to change a step. Forgetting still may."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    # A later script that rebuilds the table must make this anew: it goes with the old one.
    op.execute(
        "CREATE TRIGGER step_is_never_changed BEFORE UPDATE ON step "
        "BEGIN SELECT RAISE(ABORT, 'a step is never changed'); END"
    )
