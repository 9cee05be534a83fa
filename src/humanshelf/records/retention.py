"""What is no longer needed is no longer there: cards, steps and links go, counts stay.

Of a rehearsal nothing stays.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, null, or_, select
from sqlalchemy.orm import Session

from humanshelf.records.events import (
    BackroomRow,
    CardRow,
    Event,
    InterpreterRow,
    NoteRow,
    SeatRow,
    StepRow,
)
from humanshelf.records.floors import let_go
from humanshelf.records.record import count_uncalled
from humanshelf.records.staff import Brake, SignInLink
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import db, writing

KEPT_FOR = timedelta(hours=12)
"""After the planned end of an event."""
GOING: tuple[Any, ...] = (CardRow, StepRow, BackroomRow, InterpreterRow, NoteRow)
"""Cards, the ledger, books' links, interpreters with the names they went by, and the note."""
STAYING = ("languages", "faces")
"""What stays of what a book said for itself: no card that it declined, no time of its own."""


def due(at: datetime) -> list[Event]:
    """Events that are long over and still have something that goes with them."""
    there = or_(*(exists().where(kind.event_id == Event.id) for kind in GOING))
    left = or_(there, Event.rehearsal.is_not(null()))
    return list(db.session.scalars(select(Event).where(Event.closes <= at - KEPT_FOR, left)))


def forget(at: datetime) -> int:
    """Erase what is due in the library in force, from the write-ahead log too.

    Returns how many rows went. Where nothing is due, nothing is written; but the log is emptied
    again, as it could not be if somebody was reading when the rows went.
    """
    let_go(at - KEPT_FOR)
    old_links = SignInLink.expires < at
    old_brakes = Brake.until < at - KEPT_FOR
    waiting = due(at) or _any(SignInLink.staff_id, old_links) or _any(Brake.key, old_brakes)
    db.session.rollback()
    gone = 0 if not waiting else _erase(at, old_links, old_brakes)
    deployment().stores.wipe(current())
    return gone


def _erase(at: datetime, old_links: Any, old_brakes: Any) -> int:
    gone = 0
    with writing() as session:
        for event in due(at):
            event.uncalled = count_uncalled(session, event)
            for kind in GOING:
                gone += _count(session, delete(kind).where(kind.event_id == event.id))
            for seat in session.scalars(select(SeatRow).where(SeatRow.event_id == event.id)):
                seat.own = {said: seat.own[said] for said in STAYING if said in seat.own}
            event.revision += 1
            event.edition += 1
            event.phase, event.said, event.said_at = "closed", None, None
            if event.rehearsal is not None:
                gone += _count(session, delete(Event).where(Event.id == event.id))
        gone += _count(session, delete(SignInLink).where(old_links))
        gone += _count(session, delete(Brake).where(old_brakes))
    return gone


def _any(column: Any, condition: Any) -> bool:
    return db.session.execute(select(column).where(condition).limit(1)).first() is not None


def _count(session: Session, statement: Any) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
