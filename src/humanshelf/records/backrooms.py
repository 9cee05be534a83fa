"""The books' secret links: one for each book of an event, renewed at will, gone with the cards."""

from collections.abc import Callable
from datetime import datetime
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import select

from humanshelf.records.events import BackroomRow, Event
from humanshelf.records.floors import hashed
from humanshelf.records.keeping import kept_for
from humanshelf.tenancy.db import db, writing

SEED = 16
Token = Callable[[UUID, str, bytes], str]
"""Makes a link's token of event, book and seed, under the library's key."""


def renew(event_id: UUID, book: str, token: Token) -> None:
    """A link for this book; an older one of its stops."""
    seed = token_bytes(SEED)
    with writing() as session:
        row = session.get(BackroomRow, (event_id, book))
        if row is None:
            row = BackroomRow(event_id=event_id, book=book)
            session.add(row)
        row.seed, row.token_hash = seed, hashed(token(event_id, book, seed))


def seeds(event_id: UUID) -> dict[str, bytes]:
    """The seeds of the links that are made, by book."""
    found = db.session.execute(
        select(BackroomRow.book, BackroomRow.seed).where(BackroomRow.event_id == event_id)
    )
    return {row.book: row.seed for row in found}


def place(token: str, at: datetime) -> tuple[UUID, str] | None:
    """The event and the book that this link opens; None if it opens nothing, or no longer.

    A link ends with its event on time, even where nobody has come to erase it yet.
    """
    row = db.session.execute(
        select(BackroomRow.event_id, BackroomRow.book)
        .join(Event, Event.id == BackroomRow.event_id)
        .where(BackroomRow.token_hash == hashed(token), Event.closes > at - kept_for())
    ).first()
    return (row[0], row[1]) if row else None


def may_have_links(closes: datetime, at: datetime) -> bool:
    """Whether a link made now would open anything."""
    return closes > at - kept_for()
