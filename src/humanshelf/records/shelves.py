"""An event's shelf: which books stand on it, at which tables, in which order; and who interprets.

Before the event opens all of it may change. Afterwards tables and limits belong to the desk and
its ledger: books may still be added, put in another order, and taken off where nobody needs them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from humanshelf.lending.mistakes import BookIsNeeded, Overtaken
from humanshelf.records.books import Book
from humanshelf.records.events import (
    BackroomRow,
    CardRow,
    Event,
    InterpreterRow,
    SeatRow,
    StepRow,
)
from humanshelf.records.interpreters import add_interpreter
from humanshelf.records.plans import RosterRow
from humanshelf.records.preparing import opened, raised
from humanshelf.tenancy.db import db


class Needed(BookIsNeeded):
    """With the book's code."""

    def __init__(self, book: str) -> None:
        super().__init__(book)
        self.book = book


@dataclass(frozen=True, slots=True)
class Place:
    """A book on the shelf: its table, and how many may read it together."""

    book: str
    table: str
    limit: int


def shelf_of(event: Event) -> list[SeatRow]:
    chosen = select(SeatRow).where(SeatRow.event_id == event.id).order_by(SeatRow.position)
    return list(db.session.scalars(chosen))


def any_shown(event: Event) -> bool:
    """Whether a book that readers may be shown stands on the shelf."""
    chosen = (
        select(SeatRow.book)
        .join(Book, Book.code == SeatRow.book)
        .where(SeatRow.event_id == event.id, Book.shown)
    )
    return db.session.execute(chosen).first() is not None


def set_shelf(
    session: Session, event: Event, places: Sequence[Place], at: datetime, *, edition: int
) -> None:
    """The shelf as it is given, in this order, over the edition that its author has seen.

    Raises Overtaken, or Needed with the first book that has to stay.
    """
    event = session.get_one(Event, event.id, populate_existing=True)
    if event.edition != edition:
        raise Overtaken
    runs = opened(event)
    rows = {
        row.book: row
        for row in session.scalars(
            select(SeatRow)
            .where(SeatRow.event_id == event.id)
            .execution_options(populate_existing=True)
        )
    }
    wanted = {place.book for place in places}
    for book in [book for book in rows if book not in wanted]:
        _take_off(session, event, rows.pop(book))
    for row in rows.values() if not runs else ():
        # Two books may change tables: no two stand at one meanwhile.
        row.table_name = f" {row.book}"
    session.flush()
    rows_of = session.execute(select(Book.code, Book.languages))
    languages = {row.code: row.languages for row in rows_of}
    for position, place in enumerate(places):
        there = rows.get(place.book)
        if there is None:
            there = SeatRow(
                event_id=event.id,
                book=place.book,
                position=position,
                table_name=place.table,
                group_limit=place.limit,
                free_since=max(event.opens, at) if runs else event.opens,
                own={"languages": languages[place.book]},
            )
            session.add(there)
        elif not runs:
            there.table_name, there.group_limit = place.table, place.limit
        there.position = position
    session.flush()
    raised(event)


def _take_off(session: Session, event: Event, row: SeatRow) -> None:
    """Off the shelf, unless a card wishes for the book or the ledger names it."""
    named = session.scalars(
        select(StepRow.number).where(StepRow.event_id == event.id, StepRow.seat == row.book)
    ).first()
    wishes = session.execute(
        select(CardRow.wishes, CardRow.then, CardRow.book).where(CardRow.event_id == event.id)
    )
    if row.readings or named or any(row.book in (*w, *t, b) for w, t, b in wishes):
        raise Needed(row.book)
    session.execute(
        delete(BackroomRow).where(BackroomRow.event_id == event.id, BackroomRow.book == row.book)
    )
    session.delete(row)
    session.flush()


def interpreters_of(event: Event) -> dict[str, str]:
    """The names of the event's interpreters, with their codes."""
    chosen = select(InterpreterRow.name, InterpreterRow.code).where(
        InterpreterRow.event_id == event.id
    )
    return {row.name: row.code for row in db.session.execute(chosen)}


def set_interpreters(
    session: Session, event: Event, listed: Sequence[RosterRow], chosen: set[str]
) -> None:
    """Those of the roster who are chosen come to the event. Who is there and not chosen stays
    away again until it opens; then the desk says who has gone."""
    event = session.get_one(Event, event.id, populate_existing=True)
    there = {
        row.name: row
        for row in session.scalars(
            select(InterpreterRow).where(InterpreterRow.event_id == event.id)
        )
    }
    for one in listed:
        row = there.get(one.name)
        if one.code in chosen and row is None:
            add_interpreter(session, event.id, one.name, one.languages)
        elif one.code not in chosen and row is not None and not opened(event):
            session.delete(row)
            raised(event)
