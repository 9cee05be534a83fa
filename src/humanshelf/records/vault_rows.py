"""The tables of the vault: nothing in them opens an entry without words that people know."""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from humanshelf.tenancy.db import Base
from humanshelf.tenancy.types import Moment

FIELDS = ("name", "contact", "consent")


class VaultKey(Base):
    """The public key. ``part`` waits for a part of the recovery code to be typed; ``ready`` since
    that was done for the first time: before, nothing is sealed."""

    __tablename__ = "vault_key"
    __table_args__ = (CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    made: Mapped[UUID] = mapped_column(default=uuid4)
    public: Mapped[bytes] = mapped_column(LargeBinary)
    part: Mapped[bytes | None] = mapped_column("part_hash", LargeBinary)
    ready: Mapped[bool] = mapped_column(default=False)


class VaultWrap(Base):
    """The private key under somebody's passphrase, or for nobody under the recovery code. With
    ``until`` under a code by which a colleague hands it over, up to then."""

    __tablename__ = "vault_wrap"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    staff_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), unique=True
    )
    wrapped: Mapped[dict[str, str]]
    until: Mapped[datetime | None] = mapped_column(Moment)


class VaultEntry(Base):
    """What identifies one book, each field sealed. ``readings``: how often it was read whole."""

    __tablename__ = "vault_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    book_id: Mapped[UUID] = mapped_column(ForeignKey("book.id", ondelete="CASCADE"), unique=True)
    written: Mapped[date]
    readings: Mapped[int] = mapped_column(default=0)
    name: Mapped[bytes | None] = mapped_column("sealed_name", LargeBinary)
    contact: Mapped[bytes | None] = mapped_column("sealed_contact", LargeBinary)
    consent: Mapped[bytes | None] = mapped_column("sealed_consent", LargeBinary)


class VaultScan(Base):
    """One page of the signed consent form, or several as a PDF, sealed. It goes with its entry.

    ``kind`` is ``photo`` or ``pdf``. What was sealed is read by itself: a list of the pages does
    not take megabytes along.
    """

    __tablename__ = "vault_scan"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    entry_id: Mapped[UUID] = mapped_column(ForeignKey("vault_entry.id", ondelete="CASCADE"))
    number: Mapped[int]
    kind: Mapped[str]
    added: Mapped[date]
    readings: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes] = mapped_column("sealed_content", LargeBinary, deferred=True)


class VaultOpening(Base):
    """The private key while the vault is open, under a secret that only one browser's cookie
    holds. It goes with the session of that browser."""

    __tablename__ = "vault_opening"

    name: Mapped[bytes] = mapped_column("name_hash", LargeBinary, primary_key=True)
    device: Mapped[UUID] = mapped_column(
        ForeignKey("staff_session.id", ondelete="CASCADE"), index=True
    )
    held: Mapped[bytes] = mapped_column("sealed_key", LargeBinary)
    until: Mapped[datetime] = mapped_column(Moment)


class VaultAsking(Base):
    """A coordinator asks to take all contacts out; another one has to agree within the hour."""

    __tablename__ = "vault_asking"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    at: Mapped[datetime] = mapped_column(Moment)
    agreed_by: Mapped[UUID | None]
