"""What a library sets for itself: how long things are kept, the way out, and how far it is set up"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.batch_alter_table("profile", recreate="always") as profile:
        profile.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
        profile.add_column(
            sa.Column("hours_kept", sa.Integer(), nullable=False, server_default="12")
        )
        profile.add_column(
            sa.Column("words_kept", sa.Integer(), nullable=False, server_default="90")
        )
        profile.add_column(sa.Column("exit_url", sa.String(), nullable=False, server_default=""))
        profile.add_column(sa.Column("setup", sa.JSON(), nullable=False, server_default="{}"))
        profile.create_check_constraint(
            op.f("ck_profile_hours_kept"), "hours_kept BETWEEN 1 AND 12"
        )
        profile.create_check_constraint(
            op.f("ck_profile_words_kept"), "words_kept BETWEEN 7 AND 90"
        )
    # Whatever library there is by now was made from a bundle, which has given all of this.
    given = ("names", "languages", "vocabulary", "clock", "look", "privacy")
    told = ", ".join(f'"{step}": "done"' for step in given)
    # scan: pasted-sql: of the constants above.
    op.execute(f"UPDATE profile SET setup = '{{{told}}}'")
