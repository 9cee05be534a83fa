"""The rows of who may come in to an event, and how long a code on site is shown."""

from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from humanshelf.tenancy.db import Base
from humanshelf.tenancy.types import Moment

SLOT = 600
"""Seconds for which the board shows one code. Counted in UTC: no change of the clocks moves it."""

LATELY = 8
"""So many forms a link knows again. Between the two taps of one there are not so many others."""


def slot(at: datetime) -> int:
    return int(at.timestamp()) // SLOT


def slot_end(at: datetime) -> datetime:
    return datetime.fromtimestamp((slot(at) + 1) * SLOT, UTC)


class EntranceRow(Base):
    """What the codes of one event are made from: of the board's, and of the printed one; and the
    passes of those who were invited."""

    __tablename__ = "entrance"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    guests: Mapped[bytes] = mapped_column(LargeBinary)
    printed: Mapped[bytes | None] = mapped_column(LargeBinary)


class InvitationRow(Base):
    """A link to a private event. It says what it is for, and names nobody who uses it."""

    __tablename__ = "invitation"
    __table_args__ = (CheckConstraint("most IS NULL OR used <= most", name="used"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    purpose: Mapped[str]
    most: Mapped[int | None]
    used: Mapped[int] = mapped_column(default=0)
    until: Mapped[datetime | None] = mapped_column(Moment)
    revoked: Mapped[bool] = mapped_column(default=False)
    lately: Mapped[bytes] = mapped_column(LargeBinary, default=b"", server_default=text("x''"))
    """The keys of the forms that were counted last: a tap that comes twice is one browser."""

    def opens(self, at: datetime) -> bool:
        """Whether it lets one more browser in."""
        room = self.most is None or self.used < self.most
        return room and not self.revoked and (self.until is None or at < self.until)

    def counted(self, form: bytes) -> bool:
        """Whether the form with this key was sent before, a moment ago."""
        size = len(form)
        return form in (self.lately[at : at + size] for at in range(0, len(self.lately), size))

    def count(self, form: bytes) -> None:
        """Who came by this form."""
        self.used += 1
        self.lately = (self.lately + form)[-LATELY * len(form) :]
