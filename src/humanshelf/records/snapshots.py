"""What one running event holds of people, as rows to be sealed, and how they are put back.

No backup has the floor: so that a lost disk loses no queue, this is kept for as long as the event's
key lives. Values stand as the store has them.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Session

from humanshelf.records import leaving
from humanshelf.records.events import OVERRUN, Event
from humanshelf.records.retention import there_is
from humanshelf.records.survey_rows import SheetRow
from humanshelf.tenancy.db import Base, db

BEFORE = timedelta(hours=3)
"""So long before its opening books have their links, and interpreters and notes are there."""
PARTS = ("event_text", "seat", "sheet", "told", *sorted(leaving.FLOOR))
Rows = dict[str, list[dict[str, Any]]]


class CannotPutBack(ValueError):
    """This snapshot does not fit the library that is there; the sentence says why."""


def running(at: datetime) -> dict[UUID, tuple[int, int, int]]:
    """Events that people are at, each with what moves when something changes there."""
    sheets = sa.select(sa.func.count()).where(SheetRow.event_id == Event.id).scalar_subquery()
    query = sa.select(Event.id, Event.revision, Event.edition, sheets).where(
        Event.rehearsal.is_(sa.null()),
        Event.opens <= at + BEFORE,
        Event.closes > at - OVERRUN,
        there_is(),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in db.session.execute(query)}


def rows_of(event_id: UUID) -> Rows:
    """All rows as of one moment."""
    session = db.session()
    told = {name: _read(session, name, _of(name, event_id)) for name in ("event", *PARTS)}
    codes = sa.select(_table("seat").c.book).where(_of("seat", event_id))
    books = _table("book")
    ids = sa.select(books.c.id).where(books.c.code.in_(codes))
    told["book"] = _read(session, "book", books.c.code.in_(codes))
    told["book_text"] = _read(session, "book_text", _table("book_text").c.book_id.in_(ids))
    return told


def put_back(session: Session, event_id: UUID, told: Rows) -> None:
    """The event as it was. Books that the library has stay as they are. Raises
    :class:`CannotPutBack`."""
    (event,) = told["event"]
    taken = sa.select(Event.id).where(Event.code == event["code"], Event.id != event_id)
    if session.execute(taken).first():
        raise CannotPutBack(f"another event is called {event['code']} by now")
    _bring_books(session, told)
    for name in reversed(PARTS):
        session.execute(sa.delete(_table(name)).where(_of(name, event_id)))
    if session.execute(sa.select(Event.id).where(Event.id == event_id)).first():
        bare = _bare("event", event)
        changed = {name: value for name, value in event.items() if name != "id"}
        session.execute(sa.update(bare).where(bare.c.id == event["id"]).values(changed))
    else:
        _write(session, "event", [event])
    for name in PARTS:
        _write(session, name, told[name])
    session.expire_all()


def _bring_books(session: Session, told: Rows) -> None:
    """Those that are not there yet, with their texts."""
    here = set(session.execute(sa.select(_table("book").c.code)).scalars())
    themes = set(session.execute(sa.select(_table("theme").c.code)).scalars())
    fresh = [book for book in told["book"] if book["code"] not in here]
    for book in fresh:
        book["theme"] = book["theme"] if book["theme"] in themes else None
    ids = {book["id"] for book in fresh}
    _write(session, "book", fresh)
    _write(session, "book_text", [text for text in told["book_text"] if text["book_id"] in ids])


def _table(name: str) -> sa.Table:
    return Base.metadata.tables[name]


def _of(name: str, event_id: UUID) -> Any:
    table = _table(name)
    return (table.c.id if name == "event" else table.c.event_id) == event_id


def _bare(name: str, row: dict[str, Any]) -> sa.TableClause:
    """Without types: values pass as they are."""
    return sa.table(name, *(sa.column(column) for column in row))


def _read(session: Session, name: str, condition: Any) -> list[dict[str, Any]]:
    table = _table(name)
    columns = [sa.type_coerce(column, sa.types.NullType()) for column in table.columns]
    names = [column.name for column in table.columns]
    found = session.execute(sa.select(*columns).where(condition))
    return [dict(zip(names, row, strict=True)) for row in found]


def _write(session: Session, name: str, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(sa.insert(_bare(name, rows[0])), rows)
