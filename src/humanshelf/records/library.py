"""Setting up a library's store: profile, books, events. Asked by libraries/ only."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any, Protocol
from uuid import uuid4

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from humanshelf.lending.policy import Policy
from humanshelf.records.books import Book, BookText, Consent, Stage
from humanshelf.records.events import Event, EventText, SeatRow
from humanshelf.records.exhibits import Exhibit
from humanshelf.records.feedback import FeedbackRow
from humanshelf.records.hanging import raise_editions
from humanshelf.records.pieces import Piece
from humanshelf.records.profile import Profile
from humanshelf.records.publications import PublicationRow
from humanshelf.records.surveys import drop_unused
from humanshelf.records.themes import Theme
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


def set_profile(session: Session, told: Described, given: Iterable[str] = ()) -> None:
    """The library's profile, if it has none yet. ``given`` are the steps of setting up that need
    not be taken any more."""
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
                setup=dict.fromkeys(given, "done"),
            )
        )


def all_books() -> list[Book]:
    """Those that are somebody: of an erased one only counts are left."""
    there = Book.stage != Stage.ERASED.value
    return list(db.session.scalars(select(Book).where(there).order_by(Book.code)))


def add_book(session: Session, told: dict[str, Any], *, sample: bool) -> None:
    """A made-up book of a bundle: on the shelf at once, as nobody has to be asked."""
    session.add(
        Book(
            id=uuid4(),
            code=told["code"],
            pen_name=told["pen_name"],
            languages=told["languages"],
            group_limit=told["group_limit"],
            theme=told.get("theme"),
            sample=sample,
            stage=Stage.APPROVED.value,
            consent=Consent.FICTIONAL.value,
            consent_kinds=["text"],
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
    """Sample events with their cards, exhibits and stories; then books and themes without use."""
    session.get_one(Profile, 1).without_samples = True
    events = session.execute(delete(Event).where(Event.sample)).rowcount  # type: ignore[attr-defined]
    needed = select(SeatRow.book)
    books = session.execute(  # type: ignore[attr-defined]
        delete(Book).where(Book.sample, Book.code.not_in(needed))
    ).rowcount
    session.execute(delete(Exhibit).where(Exhibit.sample))
    # They hung beside the library's own events, too: workers read those again.
    raise_editions(session, None)
    session.execute(delete(Piece).where(Piece.sample))
    session.execute(delete(PublicationRow).where(PublicationRow.sample))
    used = set(session.scalars(select(Book.theme).where(Book.theme.is_not(None))))
    for themes in session.scalars(select(Exhibit.themes)):
        used |= set(themes)
    used |= set(session.scalars(select(FeedbackRow.theme).where(FeedbackRow.theme.is_not(None))))
    session.execute(delete(Theme).where(Theme.sample, Theme.code.not_in(used)))
    drop_unused(session)
    return int(events + books)


def counts() -> dict[str, int]:
    """How many rows each kind has: for progress and tests, nothing about anybody."""
    return {
        name: db.session.execute(select(func.count()).select_from(kind)).scalar_one()
        for name, kind in (("books", Book), ("events", Event))
    }
