"""Passkeys of the team and of network admins, and challenges that were answered.

What is kept of a passkey is its public half and the word that its person gave it. Neither address,
agent nor kind of device: even the day is all that is told of its last use.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.records import erasures
from humanshelf.tenancy.db import Base, db
from humanshelf.tenancy.types import Moment

REMOVED = "passkey"
"""The kind under which a removed one is noted, so that no older backup brings it back."""


class Passkey:
    """One passkey. ``handle`` is what it says of its owner: random, and never a name. ``count``
    rises with each use where the device counts at all. ``host`` is the only one it works at."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    credential: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    credential_key: Mapped[bytes] = mapped_column(LargeBinary)
    handle: Mapped[bytes] = mapped_column(LargeBinary)
    count: Mapped[int]
    host: Mapped[str]
    label: Mapped[str]
    since: Mapped[date]
    used: Mapped[date | None]


class StaffPasskey(Passkey, Base):
    __tablename__ = "staff_passkey"

    owner: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)


class NetworkPasskey(Passkey, Base):
    __tablename__ = "network_passkey"
    __bind_key__ = "control"

    owner: Mapped[UUID] = mapped_column(
        ForeignKey("network_admin.id", ondelete="CASCADE"), index=True
    )


class Answered:
    """A challenge that was answered, rightly or not: until its time is over it is no other's."""

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    until: Mapped[datetime] = mapped_column(Moment)


class StaffAnswered(Answered, Base):
    __tablename__ = "staff_answered"


class NetworkAnswered(Answered, Base):
    __tablename__ = "network_answered"
    __bind_key__ = "control"


Kind = type[StaffPasskey] | type[NetworkPasskey]
Answers = type[StaffAnswered] | type[NetworkAnswered]


def passkeys_of(kind: Kind, owner: UUID) -> list[Any]:
    """The oldest first."""
    mine = select(kind).where(kind.owner == owner)
    return list(db.session.scalars(mine.order_by(kind.since, kind.label, kind.id)))


def by_credential(kind: Kind, credential: bytes) -> Any:
    """None where there is no such one."""
    return db.session.scalars(select(kind).where(kind.credential == credential)).first()


def add(session: Session, made: Any, most: int) -> bool:
    """False where it is somebody's already, or its owner has so many."""
    kind = type(made)
    if by_credential(kind, made.credential) or len(passkeys_of(kind, made.owner)) >= most:
        return False
    session.add(made)
    session.flush()
    return True


def use(session: Session, kind: Kind, id: UUID, count: int, day: date) -> bool:
    """Note a use. False where the device's count has not risen since the last one: two devices
    have the same passkey. One that does not count says 0 each time."""
    rises = kind.count < count if count else kind.count == 0
    done = update(kind).where(kind.id == id, rises).values(count=count, used=day)
    return bool(session.execute(done).rowcount)  # type: ignore[attr-defined]


def remove(session: Session, kind: Kind, owner: UUID, id: UUID) -> bool:
    """Whether the account had it; it opens nothing any more."""
    mine = kind.id == id, kind.owner == owner
    return bool(session.execute(delete(kind).where(*mine)).rowcount)  # type: ignore[attr-defined]


def remove_all(session: Session, owner: UUID, day: date) -> bool:
    """Those of a member of the team, for good. Whether there were any."""
    mine = passkeys_of(StaffPasskey, owner)
    for one in mine:
        note_removed(session, one.id, day)
        session.delete(one)
    return bool(mine)


def note_removed(session: Session, id: UUID, day: date) -> None:
    """In a library's list of erasures."""
    erasures.note(session, REMOVED, id, day)


def answer(
    session: Session, kind: Answers, challenge: bytes, at: datetime, life: timedelta
) -> bool:
    """Use this challenge up. False if it was, before. Those whose time is over are forgotten."""
    session.execute(delete(kind).where(kind.until < at))
    name = sha256(challenge).digest()
    if session.get(kind, name) is not None:
        return False
    session.add(kind(hash=name, until=at + life))
    session.flush()
    return True
