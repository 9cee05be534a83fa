"""Public events as a calendar needs them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from sqlalchemy import and_, null, select
from sqlalchemy.sql.elements import ColumnElement

from humanshelf.records.events import Event, State, notice_of
from humanshelf.records.profile import Profile
from humanshelf.records.words import Words
from humanshelf.tenancy.db import db

PAST = timedelta(days=60)
"""How long a past event stays in the calendar of all: who called it off late must be heard."""
MOST = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """``uid`` follows from a random id and tells nothing; it stays whatever else changes."""

    uid: UUID
    code: str
    opens: datetime
    closes: datetime
    sequence: int
    off: bool
    words: Words
    notice: Words


def entry(code: str) -> Entry | None:
    """None for a draft, a rehearsal, or no event at all. Who may ask for it, the door knows."""
    found = _entries(Event.code == code)
    return found[0] if found else None


def entries(at: datetime) -> list[Entry]:
    return _entries(and_(Event.closes > at - PAST, ~Event.invited))


def _entries(which: ColumnElement[bool]) -> list[Entry]:
    order = tuple(db.session.execute(select(Profile.languages)).scalar_one())
    rows = db.session.scalars(
        select(Event)
        .where(which, Event.rehearsal.is_(null()), Event.state != State.DRAFT.value)
        .order_by(Event.opens, Event.code)
        .limit(MOST)
        .execution_options(populate_existing=True)
    )
    return [
        Entry(
            uid=uuid5(row.id, "calendar"),
            code=row.code,
            opens=row.opens,
            closes=row.closes,
            sequence=row.sequence,
            off=row.state == State.CALLED_OFF,
            words=Words({t.language: {"place": t.place} for t in row.texts}, order),
            notice=notice_of(row, order),
        )
        for row in rows
    ]
