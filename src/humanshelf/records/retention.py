"""What is no longer needed is no longer there: cards, steps and links go, counts stay."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from humanshelf.records.events import CardRow, Event, StepRow
from humanshelf.records.staff import Brake, SignInLink
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import db, writing

KEPT_FOR = timedelta(hours=12)
"""After the end of an event."""


def due(at: datetime) -> list[Event]:
    """Events that are long over and still have cards or steps."""
    ended = db.session.scalars(select(Event).where(Event.closes <= at - KEPT_FOR)).all()
    return [
        event
        for event in ended
        if db.session.execute(
            select(CardRow.id).where(CardRow.event_id == event.id).limit(1)
        ).first()
        or db.session.execute(
            select(StepRow.number).where(StepRow.event_id == event.id).limit(1)
        ).first()
    ]


def forget(at: datetime) -> int:
    """Erase what is due in the library in force, from the write-ahead log too. Returns how much."""
    gone = 0
    with writing() as session:
        for event in due(at):
            gone += _count(session, delete(CardRow).where(CardRow.event_id == event.id))
            gone += _count(session, delete(StepRow).where(StepRow.event_id == event.id))
            event.revision += 1
            event.phase, event.said, event.said_at = "closed", None, None
        gone += _count(session, delete(SignInLink).where(SignInLink.expires < at))
        gone += _count(session, delete(Brake).where(Brake.until < at - KEPT_FOR))
    if gone:
        deployment().stores.wipe(current())
    return gone


def _count(session: Session, statement: object) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[call-overload]
