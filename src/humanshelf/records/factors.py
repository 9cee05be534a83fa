"""Second factors of staff: the sealed secret, the last step that was used, and recovery codes."""

from datetime import date
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.tenancy.db import Base, db


class StaffFactor(Base):
    """An account's app that counts time. ``last_step`` is the step of the last code taken."""

    __tablename__ = "staff_factor"

    staff_id: Mapped[UUID] = mapped_column(
        ForeignKey("staff.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    last_step: Mapped[int]
    since: Mapped[date]


class RecoveryCode(Base):
    """A code that works once where the app is lost; its row goes when it is used."""

    __tablename__ = "recovery_code"

    hashed: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    staff_id: Mapped[UUID] = mapped_column(ForeignKey("staff.id", ondelete="CASCADE"), index=True)


def find_factor(staff_id: UUID) -> StaffFactor | None:
    return db.session.get(StaffFactor, staff_id)


def set_factor(
    session: Session, staff_id: UUID, sealed: bytes, step: int, codes: list[bytes], today: date
) -> None:
    """A new factor with its recovery codes; what the account had before is gone."""
    remove_factor(session, staff_id)
    session.add(StaffFactor(staff_id=staff_id, sealed=sealed, last_step=step, since=today))
    session.flush()
    set_codes(session, staff_id, codes)


def set_codes(session: Session, staff_id: UUID, codes: list[bytes]) -> None:
    """New recovery codes; the older ones stop working."""
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.add_all(RecoveryCode(hashed=code, staff_id=staff_id) for code in codes)


def remove_factor(session: Session, staff_id: UUID) -> None:
    session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    session.execute(delete(StaffFactor).where(StaffFactor.staff_id == staff_id))
    session.expire_all()


def use_code(session: Session, staff_id: UUID, hashed: bytes) -> bool:
    """Whether this was one of the account's recovery codes. It is none from now on."""
    mine = RecoveryCode.hashed == hashed, RecoveryCode.staff_id == staff_id
    return bool(session.execute(delete(RecoveryCode).where(*mine)).rowcount)  # type: ignore[attr-defined]


def codes_left(staff_id: UUID) -> int:
    mine = select(func.count()).where(RecoveryCode.staff_id == staff_id)
    return int(db.session.execute(mine).scalar_one())
