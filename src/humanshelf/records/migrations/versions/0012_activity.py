"""Editors and translators, and what staff did"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0012"
down_revision = "0011"

ROLES = "'coordinator', 'librarian', 'editor', 'translator'"


def upgrade() -> None:
    with op.batch_alter_table("staff", recreate="always") as staff:
        staff.drop_constraint(op.f("ck_staff_role"), type_="check")
        staff.create_check_constraint(op.f("ck_staff_role"), f"role IN ({ROLES})")
    op.create_table(
        "act",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.Uuid, nullable=True),
        sa.Column("act", sa.String, nullable=False),
        sa.Column("subject", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_act")),
    )
    op.create_index(op.f("ix_act_at"), "act", ["at"])
