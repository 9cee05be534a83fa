"""Setting up a library's store: profile, books, events. Asked by libraries/ only."""

from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from humanshelf.lending.policy import Policy
from humanshelf.records.books import Book, BookText
from humanshelf.records.events import Event, EventText, SeatRow
from humanshelf.records.profile import Profile
from humanshelf.tenancy.db import db

BOOK_LANGUAGES = select(Book.code, Book.languages)


class Described(Protocol):
    """What a library tells of itself."""

    languages: list[str]
    time_zone: str
    vocabulary: str
    licence: str
    hue: int
    logo: str
    words: list[str]
    texts: dict[str, dict[str, str]]


def set_profile(session: Session, told: Described) -> None:
    """The library's profile, if it has none yet."""
    if session.get(Profile, 1) is None:
        session.add(
            Profile(
                id=1,
                languages=told.languages,
                time_zone=told.time_zone,
                vocabulary=told.vocabulary,
                licence=told.licence,
                hue=told.hue,
                logo=told.logo,
                words=told.words,
                texts=told.texts,
                without_samples=False,
            )
        )


def all_books() -> list[Book]:
    return list(db.session.scalars(select(Book).order_by(Book.code)))


def add_book(session: Session, told: dict[str, Any], *, sample: bool) -> None:
    session.add(
        Book(
            id=uuid4(),
            code=told["code"],
            pen_name=told["pen_name"],
            languages=told["languages"],
            group_limit=told["group_limit"],
            sample=sample,
            texts=[BookText(language=lang, **text) for lang, text in told["texts"].items()],
        )
    )
    session.flush()


def add_event(
    session: Session,
    told: dict[str, Any],
    *,
    opens: datetime,
    closes: datetime,
    phase: str,
    policy: Policy,
    seed: str,
    sample: bool = True,
) -> Event:
    """An event with its shelf. ``seed`` is the secret from which card labels follow."""
    event = Event(
        id=uuid4(),
        code=told["code"],
        opens=opens,
        closes=closes,
        phase=str(phase),
        policy=asdict(policy),
        seed=seed,
        sample=sample,
        texts=[EventText(language=lang, **text) for lang, text in told["texts"].items()],
    )
    session.add(event)
    session.flush()
    languages = {row[0]: row[1] for row in session.execute(BOOK_LANGUAGES)}
    session.add_all(
        SeatRow(
            event_id=event.id,
            book=seat["book"],
            position=position,
            table_name=seat["table"],
            group_limit=seat["group_limit"],
            free_since=opens,
            own={"languages": languages[seat["book"]]},
        )
        for position, seat in enumerate(told["seats"])
    )
    return event


def clear_samples(session: Session) -> int:
    """Sample events with their cards, then sample books that no other event needs."""
    session.get_one(Profile, 1).without_samples = True
    events = session.execute(delete(Event).where(Event.sample)).rowcount  # type: ignore[attr-defined]
    needed = select(SeatRow.book)
    books = session.execute(  # type: ignore[attr-defined]
        delete(Book).where(Book.sample, Book.code.not_in(needed))
    ).rowcount
    return int(events + books)


def counts() -> dict[str, int]:
    """How many rows each kind has: for progress and tests, nothing about anybody."""
    return {
        name: db.session.execute(select(func.count()).select_from(kind)).scalar_one()
        for name, kind in (("books", Book), ("events", Event))
    }
