"""Network admins, in the control plane: their one-time links, recovery codes, sessions, and the
brake on guessing.

A name here is what colleagues call each other. Nothing tells where or with what somebody signed in.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from unicodedata import normalize
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, delete, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.records.passkeys import NetworkPasskey
from humanshelf.records.staff import folded
from humanshelf.tenancy.db import Base, db
from humanshelf.tenancy.models import Invitation
from humanshelf.tenancy.types import Moment


class NetworkAdmin(Base):
    """One account. Without a second factor (``totp``, sealed) it cannot sign in, only by its
    link. ``last_step`` is the time step of the last code used: none works twice."""

    __tablename__ = "network_admin"
    __bind_key__ = "control"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)
    last_step: Mapped[int] = mapped_column(default=0)
    since: Mapped[date]


class NetworkRecovery(Base):
    """A code on paper that stands in for the second factor, once."""

    __tablename__ = "network_recovery"
    __bind_key__ = "control"

    admin: Mapped[UUID] = mapped_column(
        ForeignKey("network_admin.id", ondelete="CASCADE"), primary_key=True
    )
    code_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)


class NetworkLink(Base):
    """A link that sets an account up, once. The password and the factor wait here until a code
    has shown that the factor works: broken off, the account is as it was."""

    __tablename__ = "network_link"
    __bind_key__ = "control"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    admin: Mapped[UUID] = mapped_column(ForeignKey("network_admin.id", ondelete="CASCADE"))
    expires: Mapped[datetime] = mapped_column(Moment)
    password_hash: Mapped[str | None]
    totp: Mapped[bytes | None] = mapped_column(LargeBinary)


class NetworkSession(Base):
    """Somebody is signed in, since when. Deleted, it is over at once, wherever it is used."""

    __tablename__ = "network_session"
    __bind_key__ = "control"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    admin: Mapped[UUID] = mapped_column(ForeignKey("network_admin.id", ondelete="CASCADE"))
    began: Mapped[datetime] = mapped_column(Moment)


class NetworkBrake(Base):
    """Wrong sign-ins lately, by account (hashed name). No address."""

    __tablename__ = "network_brake"
    __bind_key__ = "control"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(Moment)


# accounts


def all_admins() -> list[NetworkAdmin]:
    return list(db.session.scalars(select(NetworkAdmin).order_by(NetworkAdmin.folded)))


def admin_named(name: str) -> NetworkAdmin | None:
    query = select(NetworkAdmin).where(NetworkAdmin.folded == folded(name))
    return db.session.scalars(query).first()


def admin_by_id(id: UUID) -> NetworkAdmin | None:
    return db.session.get(NetworkAdmin, id)


def add_admin(session: Session, name: str, today: date) -> NetworkAdmin:
    """A new account, which its first link sets up."""
    row = NetworkAdmin(
        id=uuid4(), name=normalize("NFC", name.strip()), folded=folded(name), last_step=0,
        since=today,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def shut_all_doors(session: Session) -> None:
    """Of the network: what stood in an older copy may have been taken back since. Who was an admin
    then is so in name only, until a new link is made; invitations are void."""
    for table in (NetworkSession, NetworkLink, NetworkRecovery, NetworkPasskey, Invitation):
        session.execute(delete(table))
    session.execute(update(NetworkAdmin).values(password_hash=None, totp=None))


def others_who_can_enter(session: Session, admin: UUID) -> int:
    """How many other accounts are set up: without one, this is the last."""
    query = select(func.count()).where(NetworkAdmin.id != admin, NetworkAdmin.totp.is_not(None))
    return session.scalar(query) or 0


def remove_admin(session: Session, admin: UUID) -> None:
    """With links, codes and sessions."""
    session.execute(delete(NetworkAdmin).where(NetworkAdmin.id == admin))


# links


def add_link(session: Session, admin: UUID, token: str, expires: datetime) -> None:
    """The account's older links stop working."""
    session.execute(delete(NetworkLink).where(NetworkLink.admin == admin))
    session.add(NetworkLink(token_hash=hashed(token), admin=admin, expires=expires))
    session.flush()


def link(token: str, at: datetime) -> NetworkLink | None:
    """While it works. Looking does not use it up: previews look too."""
    row = db.session.get(NetworkLink, hashed(token))
    return row if row is not None and row.expires > at else None


def settle(session: Session, row: NetworkLink, step: int, codes: list[bytes]) -> NetworkAdmin:
    """What waited at the link becomes the account's: all that was before it is over."""
    admin = session.get_one(NetworkAdmin, row.admin)
    admin.password_hash, admin.totp, admin.last_step = row.password_hash, row.totp, step
    new_recovery(session, admin.id, codes)
    session.execute(delete(NetworkPasskey).where(NetworkPasskey.owner == admin.id))
    end_sessions(session, admin.id)
    session.execute(delete(NetworkLink).where(NetworkLink.admin == admin.id))
    return admin


# the second factor


def take_step(session: Session, admin: UUID, step: int) -> bool:
    """Use up this time step's code. False if it, or a later one, was used before."""
    used = session.execute(
        update(NetworkAdmin)
        .where(NetworkAdmin.id == admin, NetworkAdmin.last_step < step)
        .values(last_step=step)
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def take_recovery(session: Session, admin: UUID, code_hash: bytes) -> bool:
    """Use up a recovery code. False if there is none such."""
    used = session.execute(
        delete(NetworkRecovery).where(
            NetworkRecovery.admin == admin, NetworkRecovery.code_hash == code_hash
        )
    )
    return bool(used.rowcount)  # type: ignore[attr-defined]


def new_recovery(session: Session, admin: UUID, codes: list[bytes]) -> None:
    session.execute(delete(NetworkRecovery).where(NetworkRecovery.admin == admin))
    session.add_all([NetworkRecovery(admin=admin, code_hash=code) for code in codes])


def recovery_left(admin: UUID) -> int:
    query = select(func.count()).where(NetworkRecovery.admin == admin)
    return db.session.scalar(query) or 0


# sessions


def add_session(
    session: Session, admin: UUID, token: str, at: datetime, longest: timedelta
) -> None:
    """Begin one; those that are past their time are swept out."""
    session.execute(delete(NetworkSession).where(NetworkSession.began <= at - longest))
    session.add(NetworkSession(token_hash=hashed(token), admin=admin, began=at))


def session_of(token: str) -> NetworkSession | None:
    query = select(NetworkSession).where(NetworkSession.token_hash == hashed(token))
    return db.session.scalars(query).first()


def sessions_of(admin: UUID) -> list[NetworkSession]:
    query = select(NetworkSession).where(NetworkSession.admin == admin)
    return list(db.session.scalars(query.order_by(NetworkSession.began.desc())))


def end_session(session: Session, admin: UUID, id: UUID) -> None:
    session.execute(
        delete(NetworkSession).where(NetworkSession.admin == admin, NetworkSession.id == id)
    )


def end_sessions(session: Session, admin: UUID, but: UUID | None = None) -> None:
    """All of an account, except perhaps the one that asks."""
    theirs = NetworkSession.admin == admin
    if but is not None:
        theirs = theirs & (NetworkSession.id != but)
    session.execute(delete(NetworkSession).where(theirs))


# the brake


def brake(session: Session, key: str) -> NetworkBrake | None:
    return session.get(NetworkBrake, key)


def note_failure(session: Session, key: str, failures: int, until: datetime) -> None:
    row = session.get(NetworkBrake, key)
    if row is None:
        session.add(NetworkBrake(key=key, failures=failures, until=until))
    else:
        row.failures, row.until = failures, until


def release_brake(session: Session, key: str) -> None:
    session.execute(delete(NetworkBrake).where(NetworkBrake.key == key))


def hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
