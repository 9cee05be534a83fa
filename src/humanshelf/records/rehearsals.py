"""Rehearsals: copies of events that are played with made-up readers, and removed with one click."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, null, select
from sqlalchemy.orm import Session

from humanshelf.lending.ground import Phase
from humanshelf.lending.interpreter import Interpreter
from humanshelf.records import rows
from humanshelf.records.events import CardRow, Event, EventText, InterpreterRow, SeatRow
from humanshelf.records.floors import Scene
from humanshelf.rehearsing.script import Script, hurried, write
from humanshelf.tenancy.db import db, writing
from humanshelf.tenancy.scope import kept

MOST = 3
"""At once, in one library."""
SHORTEST, LONGEST = timedelta(minutes=20), timedelta(hours=8)
AFTER = timedelta(hours=1)
"""How long after its planned end a rehearsal is still played: its end may be moved."""
IS_ONE = Event.rehearsal.is_not(null())


class TooMany(Exception):
    """So many rehearsals are there that one has to be removed first."""


@dataclass(frozen=True, slots=True)
class How:
    """As it was asked for: how many times as fast, with how many readers, and whether the books'
    phones are played too."""

    speed: int
    readers: int
    phones: bool


def begin(code: str, how: How, at: datetime, key: str | None = None) -> str | None:
    """A copy of this event that opens now, under a code of its own: made of ``key``, under which
    one that is there is found. None: no such event."""
    own = f"rehearsal-{key or token_hex(4)}"
    with writing() as session:
        if session.scalars(select(Event.id).where(Event.code == own)).first() is not None:
            return own
        source = session.scalars(select(Event).where(Event.code == code, ~IS_ONE)).first()
        if source is None:
            return None
        if len(session.scalars(select(Event.id).where(IS_ONE)).all()) >= MOST:
            raise TooMany
        length = min(max((source.closes - source.opens) / how.speed, SHORTEST), LONGEST)
        event = _copied(source, own, how, at, length)
        session.add(event)
        session.flush()
        session.add_all(_seats(session, source, event.id, at))
        session.add_all(_interpreters(session, source, event.id))
        return event.code


def _copied(source: Event, code: str, how: How, at: datetime, length: timedelta) -> Event:
    return Event(
        id=uuid4(),
        code=code,
        opens=at,
        closes=at + length,
        phase=str(Phase.OPEN),
        policy=asdict(hurried(rows.policy(source.policy), how.speed)),
        seed=token_hex(16),
        sample=source.sample,
        rehearsal=asdict(how) | {"minutes": length.total_seconds() / 60},
        texts=[
            EventText(
                language=text.language,
                title=text.title,
                place=text.place,
                room=text.room,
                side_room=text.side_room,
            )
            for text in source.texts
        ],
    )


def _seats(session: Session, source: Event, id: UUID, at: datetime) -> list[SeatRow]:
    """The shelf, fresh: no reading yet, nothing said but the languages."""
    return [
        SeatRow(
            event_id=id,
            book=seat.book,
            position=seat.position,
            table_name=seat.table_name,
            group_limit=seat.group_limit,
            free_since=at,
            own={"languages": seat.own.get("languages", [])},
        )
        for seat in session.scalars(select(SeatRow).where(SeatRow.event_id == source.id))
    ]


def _interpreters(session: Session, source: Event, id: UUID) -> list[InterpreterRow]:
    """As many as there are, without the names they go by: somebody else may be learning here."""
    found = session.scalars(
        select(InterpreterRow)
        .where(InterpreterRow.event_id == source.id)
        .order_by(InterpreterRow.code)
    )
    return [
        InterpreterRow(
            event_id=id,
            code=token_hex(4),
            name=f"№ {number}",
            languages=person.languages,
            unrested=Interpreter("", ()).unrested,
            gone=False,
        )
        for number, person in enumerate(found, 1)
    ]


def remove(code: str) -> bool:
    """The rehearsal goes whole: cards, steps, times told, notes, links. Whether there was one."""
    with writing() as session:
        gone = session.execute(delete(Event).where(Event.code == code, IS_ONE))
        return bool(gone.rowcount)  # type: ignore[attr-defined]


def played(at: datetime) -> list[UUID]:
    """The rehearsals in which something may still happen by itself."""
    return list(db.session.scalars(select(Event.id).where(IS_ONE, Event.closes > at - AFTER)))


def script_of(found: Scene) -> Script:
    """The script of this rehearsal, written once by each worker."""
    memory: dict[UUID, Script] = kept("rehearsals")
    if found.event.id not in memory:
        how: dict[str, Any] = found.event.rehearsal or {}
        memory[found.event.id] = write(
            found.floor.seed,
            how["readers"],
            how["phones"],
            tuple(found.floor.shelf.values()),
            found.floor.opens,
            timedelta(minutes=how["minutes"]),
            found.floor.policy,
            sorted({t for one in found.floor.interpreters.values() for t in one.languages}),
        )
    return memory[found.event.id]


def given(event_id: UUID) -> set[UUID]:
    """The cards that were taken, open and ended."""
    return set(db.session.scalars(select(CardRow.id).where(CardRow.event_id == event_id)))
