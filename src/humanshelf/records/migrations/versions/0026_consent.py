"""Pages of signed consent forms, sealed, and how long sealed details are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    op.create_table(
        "vault_scan",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("entry_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("added", sa.Date, nullable=False),
        sa.Column("readings", sa.Integer, nullable=False),
        sa.Column("sealed_content", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["vault_entry.id"],
            name=op.f("fk_vault_scan_entry_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_scan")),
        sa.UniqueConstraint("entry_id", "number", name=op.f("uq_vault_scan_entry_id_number")),
    )
    with op.batch_alter_table("profile", recreate="always") as profile:
        profile.add_column(
            sa.Column("contacts_kept", sa.Integer(), nullable=False, server_default="14")
        )
        profile.create_check_constraint(
            op.f("ck_profile_contacts_kept"), "contacts_kept BETWEEN 7 AND 60"
        )
