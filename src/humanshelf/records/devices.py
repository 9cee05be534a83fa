"""Where staff are signed in: one row for each browser, until its session ends.

No agent and no address: what tells one device from another is the word its person gives it.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import ForeignKey, LargeBinary, delete, exists, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.records.factors import StaffFactor
from humanshelf.records.staff import SignInLink, Staff
from humanshelf.tenancy.db import Base, db
from humanshelf.tenancy.types import Moment

LONGEST = timedelta(hours=12)
"""Of a session, however much it is used."""
ROUGHLY = timedelta(minutes=10)
"""To which a last step is rounded: when somebody worked is nobody's to follow closely."""


class StaffSession(Base):
    """A session. ``strong`` ones were begun from the command line, ``factor_at`` says when a
    second factor was entered."""

    __tablename__ = "staff_session"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)
    began: Mapped[datetime] = mapped_column(Moment)
    seen: Mapped[datetime] = mapped_column(Moment)
    factor_at: Mapped[datetime | None] = mapped_column(Moment)
    strong: Mapped[bool]
    locked: Mapped[bool]
    label: Mapped[str]


@dataclass(frozen=True, slots=True)
class Standing:
    """Who a session is of, and how it stands."""

    device: UUID
    staff_id: UUID
    name: str
    role: str
    began: datetime
    seen: datetime
    factor_at: datetime | None
    strong: bool
    locked: bool
    has_factor: bool


def standing(token: str) -> Standing | None:
    """Read anew each time: a session that was ended a moment ago is none."""
    row = db.session.execute(
        select(
            StaffSession.id,
            Staff.id,
            Staff.name,
            Staff.role,
            StaffSession.began,
            StaffSession.seen,
            StaffSession.factor_at,
            StaffSession.strong,
            StaffSession.locked,
            exists().where(StaffFactor.staff_id == Staff.id),
        )
        .join(Staff, Staff.id == StaffSession.staff_id)
        .where(StaffSession.token_hash == _hashed(token))
    ).first()
    return Standing(*row) if row else None  # type: ignore[call-arg]


def begin(
    session: Session, staff_id: UUID, token: str, at: datetime, strong: bool, factor: bool
) -> None:
    """``factor`` says whether a second factor was given along."""
    session.add(
        StaffSession(
            token_hash=_hashed(token),
            staff_id=staff_id,
            began=at,
            seen=roughly(at),
            factor_at=at if factor else None,
            strong=strong,
            locked=False,
            label="",
        )
    )
    session.flush()


def change(session: Session, device: UUID, **how: object) -> None:
    session.execute(update(StaffSession).where(StaffSession.id == device).values(**how))


def factor_at(session: Session, device: UUID) -> datetime | None:
    asked = select(StaffSession.factor_at).where(StaffSession.id == device)
    return session.execute(asked).scalar()


def devices_of(staff_id: UUID, at: datetime) -> list[StaffSession]:
    """Those whose session has not run out, the newest first."""
    return list(
        db.session.scalars(
            select(StaffSession)
            .where(StaffSession.staff_id == staff_id, StaffSession.began > at - LONGEST)
            .order_by(StaffSession.began.desc(), StaffSession.id)
        )
    )


def end(session: Session, staff_id: UUID, device: UUID) -> bool:
    """Whether the account had this device; its session is over."""
    mine = StaffSession.id == device, StaffSession.staff_id == staff_id
    return bool(session.execute(delete(StaffSession).where(*mine)).rowcount)  # type: ignore[attr-defined]


def end_all(session: Session, staff_id: UUID, but: UUID | None = None) -> None:
    """All sessions of an account are over, except perhaps the one that asks."""
    theirs = StaffSession.staff_id == staff_id
    if but is not None:
        theirs = theirs & (StaffSession.id != but)
    session.execute(delete(StaffSession).where(theirs))


def end_everybody(session: Session) -> None:
    """Nobody is signed in any more, and no link that was given out signs anybody in."""
    session.execute(delete(StaffSession))
    session.execute(delete(SignInLink))


def roughly(at: datetime) -> datetime:
    minutes = int(ROUGHLY.total_seconds())
    return datetime.fromtimestamp(int(at.timestamp()) // minutes * minutes, UTC)


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
