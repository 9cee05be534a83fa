"""Reads what an event comes to. No card is needed for it once they are forgotten."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, cast, exists, func, null, select
from sqlalchemy.orm import Session

from humanshelf.lending.card import ENDED
from humanshelf.lending.ground import Told
from humanshelf.lending.record import Record, truth_of
from humanshelf.records.events import CardRow, Event, SeatRow, StepRow, ToldRow
from humanshelf.tenancy.db import db

CALLED = exists().where(
    StepRow.event_id == CardRow.event_id,
    # As the step writes a card's id: without hyphens.
    StepRow.card == func.replace(cast(CardRow.id, String), "-", ""),
    StepRow.verb == "call",
)


def count_uncalled(session: Session, event: Event) -> int:
    """The event's cards that no step called: those that left, and those that waited in vain."""
    return int(session.execute(_cards(event, ~CALLED)).scalar_one()) + (event.uncalled or 0)


def record_of(code: str, at: datetime) -> Record | None:
    """What this event comes to so far. None if there is no such event, or it is a rehearsal."""
    event = db.session.scalars(
        select(Event).where(Event.code == code, Event.rehearsal.is_(null()))
    ).first()
    if event is None:
        return None
    session = db.session()
    readings = select(func.sum(SeatRow.readings + SeatRow.shared)).where(
        SeatRow.event_id == event.id
    )
    still = _cards(event, ~CALLED, CardRow.stage.not_in(ENDED))
    waiting = 0 if event.phase == "closed" else session.execute(still).scalar_one()
    told = session.execute(
        select(ToldRow.low, ToldRow.high, ToldRow.waited).where(ToldRow.event_id == event.id)
    )
    return Record(
        taken=event.taken,
        readings=session.execute(readings).scalar_one() or 0,
        waiting=waiting,
        uncalled=count_uncalled(session, event) - waiting,
        no_shows=event.no_shows,
        truth=truth_of([Told(*row) for row in told]),
    )


def _cards(event: Event, *conditions: Any) -> Any:
    return select(func.count()).where(CardRow.event_id == event.id, *conditions)
