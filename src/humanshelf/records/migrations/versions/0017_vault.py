"""The vault: its key, the wraps of it, sealed entries, openings and askings"""

import sqlalchemy as sa
from alembic import op

from humanshelf.tenancy.types import Moment

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "vault_key",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("made", sa.Uuid, nullable=False),
        sa.Column("public", sa.LargeBinary, nullable=False),
        sa.Column("part_hash", sa.LargeBinary, nullable=True),
        sa.Column("ready", sa.Boolean, nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_vault_key_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_key")),
    )
    op.create_table(
        "vault_wrap",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("staff_id", sa.Uuid, nullable=True),
        sa.Column("wrapped", sa.JSON, nullable=False),
        sa.Column("until", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_id"], ["staff.id"], name=op.f("fk_vault_wrap_staff_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_wrap")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_vault_wrap_staff_id")),
    )
    op.create_table(
        "vault_entry",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("book_id", sa.Uuid, nullable=False),
        sa.Column("written", sa.Date, nullable=False),
        sa.Column("readings", sa.Integer, nullable=False),
        sa.Column("sealed_name", sa.LargeBinary, nullable=True),
        sa.Column("sealed_contact", sa.LargeBinary, nullable=True),
        sa.Column("sealed_consent", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(
            ["book_id"], ["book.id"], name=op.f("fk_vault_entry_book_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_entry")),
        sa.UniqueConstraint("book_id", name=op.f("uq_vault_entry_book_id")),
    )
    op.create_table(
        "vault_opening",
        sa.Column("name_hash", sa.LargeBinary, nullable=False),
        sa.Column("device", sa.Uuid, nullable=False),
        sa.Column("sealed_key", sa.LargeBinary, nullable=False),
        sa.Column("until", Moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["device"],
            ["staff_session.id"],
            name=op.f("fk_vault_opening_device"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("name_hash", name=op.f("pk_vault_opening")),
    )
    op.create_index(op.f("ix_vault_opening_device"), "vault_opening", ["device"])
    op.create_table(
        "vault_asking",
        sa.Column("id", sa.Uuid, nullable=False),
        sa.Column("asked_by", sa.Uuid, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("agreed_by", sa.Uuid, nullable=True),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["staff.id"], name=op.f("fk_vault_asking_asked_by"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vault_asking")),
    )
