"""Changes of the exhibition, each in its own write transaction.

Every change raises the edition of the events that show it: phones and boards follow at once.
"""

from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from humanshelf.records.events import Event
from humanshelf.records.exhibits import Exhibit, ExhibitCount, ExhibitFile, Screening
from humanshelf.records.places import shift
from humanshelf.tenancy import StoreBusy
from humanshelf.tenancy.db import writing

BRIEF = 0.3
"""Seconds that a sum waits for its turn."""


class RoomTaken(Exception):
    """Another film runs in that room at that time."""


def add_exhibit(session: Session, told: dict[str, Any], files: Iterable[dict[str, Any]]) -> Exhibit:
    """At the end of the list."""
    last = session.execute(select(func.max(Exhibit.position))).scalar()
    position = 0 if last is None else last + 1
    exhibit = Exhibit(id=uuid4(), position=position, **told)
    exhibit.files = [ExhibitFile(**file) for file in files]
    session.add(exhibit)
    session.flush()
    raise_editions(session, exhibit.event_id)
    return exhibit


def change_exhibit(
    id: UUID, told: dict[str, Any], kinds: Iterable[str], files: Iterable[dict[str, Any]]
) -> list[str]:
    """Save what was told. New files take the place of those of the same kinds: their names."""
    with writing() as session:
        exhibit = session.get_one(Exhibit, id)
        raise_editions(session, exhibit.event_id)
        for name, value in told.items():
            setattr(exhibit, name, value)
        gone = [file for file in exhibit.files if file.kind in set(kinds)]
        names = [file.name for file in gone]
        for file in gone:
            exhibit.files.remove(file)
        exhibit.files += [ExhibitFile(**file) for file in files]
        raise_editions(session, exhibit.event_id)
    return names


def publish(id: UUID, published: bool) -> None:
    with writing() as session:
        exhibit = session.get_one(Exhibit, id)
        exhibit.published = published
        raise_editions(session, exhibit.event_id)


def remove(id: UUID) -> list[str]:
    """The exhibit goes, with its screenings and counts. The names of its files."""
    with writing() as session:
        exhibit = session.get(Exhibit, id)
        if exhibit is None:
            return []
        names = [file.name for file in exhibit.files]
        raise_editions(session, None)
        session.execute(delete(Exhibit).where(Exhibit.id == id))
        session.expunge(exhibit)
    return names


def move(code: str, by: int, place: int | None = None) -> None:
    """One place up (-1) or down (1) in the list from ``place``; at its end it stays."""
    with writing() as session:
        rows = session.scalars(select(Exhibit).order_by(Exhibit.position, Exhibit.code))
        if shift(rows, code, by, place):
            raise_editions(session, None)


def add_screening(
    event_id: UUID, exhibit_id: UUID, room: str, starts: datetime, minutes: int
) -> None:
    """Raises RoomTaken: two films in one room cannot be seen."""
    ends = starts + timedelta(minutes=minutes)
    with writing() as session:
        there = session.scalars(
            select(Screening).where(Screening.event_id == event_id, Screening.room == room)
        )
        if any(
            one.starts < ends and starts < one.starts + timedelta(minutes=one.minutes)
            for one in there
        ):
            raise RoomTaken
        session.add(
            Screening(
                id=uuid4(),
                event_id=event_id,
                exhibit_id=exhibit_id,
                room=room,
                starts=starts,
                minutes=minutes,
            )
        )
        raise_editions(session, event_id)


def remove_screening(event_id: UUID, id: UUID) -> None:
    with writing() as session:
        session.execute(delete(Screening).where(Screening.id == id, Screening.event_id == event_id))
        raise_editions(session, event_id)


def raise_editions(session: Session, event_id: UUID | None) -> None:
    """Of the event, or where it hangs for good of every one."""
    raised = update(Event).values(edition=Event.edition + 1)
    session.execute(raised if event_id is None else raised.where(Event.id == event_id))


def note(event_id: UUID, exhibits: Iterable[UUID], what: str) -> None:
    """One more for each, in the sums. ``what`` is suggested or opened.

    A sum is worth neither a refusal nor a wait: where the store is busy, or an exhibit has just
    been removed, it misses one.
    """
    ids = list(exhibits)
    if not ids:
        return
    with suppress(StoreBusy, IntegrityError), writing(BRIEF) as session:
        for id in ids:
            row = session.get(ExhibitCount, (event_id, id))
            if row is None:
                row = ExhibitCount(event_id=event_id, exhibit_id=id, suggested=0, opened=0)
                session.add(row)
            setattr(row, what, getattr(row, what) + 1)
