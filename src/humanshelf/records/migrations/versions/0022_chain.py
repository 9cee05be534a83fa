"""The log of acts can only grow, and each act seals those before it"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"

SAME = ("id", "at", "actor", "act", "number", "bound", "link")


def upgrade() -> None:
    op.add_column("act", sa.Column("number", sa.Integer, nullable=True))
    op.add_column("act", sa.Column("seed", sa.LargeBinary, nullable=True))
    op.add_column("act", sa.Column("bound", sa.LargeBinary, nullable=True))
    op.add_column("act", sa.Column("link", sa.LargeBinary, nullable=True))
    op.create_index(op.f("ix_act_number"), "act", ["number"], unique=True)
    # An erased thing's code goes from the acts on it; nothing else about an act may change.
    same = " AND ".join(f"NEW.{name} IS OLD.{name}" for name in SAME)
    # scan: pasted-sql: names of columns, above.
    op.execute(
        "CREATE TRIGGER act_stays BEFORE UPDATE ON act WHEN NOT (NEW.subject = '' AND "
        f"NEW.seed IS NULL AND {same}) "
        "BEGIN SELECT RAISE(ABORT, 'an act stays as it was noted'); END"
    )
    op.execute(
        "CREATE TRIGGER act_kept BEFORE DELETE ON act "
        "BEGIN SELECT RAISE(ABORT, 'an act is not deleted'); END"
    )
