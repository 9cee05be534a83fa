"""Staff accounts of one library, their one-time links, and the brake on guessing.

A name here is what colleagues call each other; it need not be anybody's real one.
"""

from datetime import date, datetime, timedelta
from hashlib import sha256
from unicodedata import normalize
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, delete, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.tenancy.db import Base, db
from humanshelf.tenancy.types import Moment

ROLES = ("coordinator", "librarian", "editor", "translator")
_ROLES = ", ".join(f"'{role}'" for role in ROLES)


class Staff(Base):
    """One account, named as its person writes it; ``folded`` is how that name is found again."""

    __tablename__ = "staff"
    __table_args__ = (CheckConstraint(f"role IN ({_ROLES})", name="role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    name: Mapped[str]
    folded: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str]
    password_hash: Mapped[str | None]
    since: Mapped[date]


class SignInLink(Base):
    """A link that signs one person in, once. ``strong`` ones come from the command line: whoever
    has the shell has everything, so no second factor is asked for."""

    __tablename__ = "sign_in_link"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"))
    expires: Mapped[datetime] = mapped_column(Moment)
    used: Mapped[bool] = mapped_column(default=False)
    strong: Mapped[bool] = mapped_column(default=False, server_default=text("0"))


class Brake(Base):
    """Wrong sign-ins lately: by account (hashed name) and for the whole library. No address."""

    __tablename__ = "brake"

    key: Mapped[str] = mapped_column(primary_key=True)
    failures: Mapped[int]
    until: Mapped[datetime] = mapped_column(Moment)


def folded(name: str) -> str:
    """A name as it is compared: without case, and with one letter for i, ı, I and İ.

    Python lowers İ to i and a stray dot, and I to i whatever the language; nobody who signs in
    should have to know that.
    """
    plain = normalize("NFC", name.strip()).casefold().replace("\u0307", "").replace("ı", "i")
    return normalize("NFC", plain)


def staff_named(name: str) -> Staff | None:
    """The account with this name, however it is written."""
    return db.session.execute(select(Staff).where(Staff.folded == folded(name))).scalar()


def staff_by_id(id: UUID) -> Staff | None:
    return db.session.get(Staff, id)


def set_password(staff: Staff, hashed: str) -> None:
    """A new password. Ending the sessions that the old one began is the caller's."""
    staff.password_hash = hashed


def all_staff() -> list[Staff]:
    return list(db.session.scalars(select(Staff).order_by(Staff.folded)))


def anybody_signs_in(session: Session) -> bool:
    """Whether any account has a password."""
    having = select(Staff.id).where(Staff.password_hash.is_not(None)).limit(1)
    return session.execute(having).first() is not None


def add_staff(session: Session, name: str, role: str, today: date) -> Staff:
    """A new account without a password: its first one-time link leads in."""
    staff = Staff(
        id=uuid4(),
        name=normalize("NFC", name.strip()),
        folded=folded(name),
        role=role,
        password_hash=None,
        since=today,
    )
    session.add(staff)
    session.flush()
    return staff


def add_link(
    session: Session, staff_id: UUID, token: str, expires: datetime, strong: bool = False
) -> None:
    """A new one-time link; the account's older ones stop working."""
    session.execute(delete(SignInLink).where(SignInLink.staff_id == staff_id))
    link = SignInLink(token_hash=_hashed(token), staff_id=staff_id, expires=expires, strong=strong)
    session.add(link)
    session.flush()


def link_owner(token: str, at: datetime) -> Staff | None:
    """Whose link this is, while it works. Looking does not use it up: previews look too."""
    return db.session.execute(
        select(Staff)
        .join(SignInLink, SignInLink.staff_id == Staff.id)
        .where(
            SignInLink.token_hash == _hashed(token),
            SignInLink.used.is_(False),
            SignInLink.expires > at,
        )
    ).scalar()


def use_link(session: Session, token: str) -> bool:
    """It works no more. Returns whether it was a strong one."""
    link = session.get_one(SignInLink, _hashed(token))
    link.used = True
    return link.strong


def brake(key: str) -> Brake | None:
    return db.session.get(Brake, key)


def note_failure(session: Session, key: str, at: datetime, wait: timedelta) -> None:
    """One more wrong sign-in; ``wait`` is how long the next try has to wait."""
    row = session.get(Brake, key)
    if row is None:
        session.add(Brake(key=key, failures=1, until=at + wait))
    else:
        row.failures += 1
        row.until = at + wait


def forgive(session: Session, key: str) -> None:
    """One wrong sign-in less: it was right."""
    session.execute(
        update(Brake)
        .where(Brake.key == key, Brake.failures > 0)
        .values(failures=Brake.failures - 1)
    )


def release_brake(session: Session, key: str) -> None:
    session.execute(delete(Brake).where(Brake.key == key))


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
