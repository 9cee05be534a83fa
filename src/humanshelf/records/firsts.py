"""A library's first event, from a size and a few lines: what is needed to try an evening."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from secrets import token_hex
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import Policy
from humanshelf.records.books import Book, Consent, Stage
from humanshelf.records.events import all_events
from humanshelf.records.library import add_book, add_event, all_books
from humanshelf.records.surveys import USUAL, new_row, usual_of


@dataclass(frozen=True, slots=True)
class FirstBook:
    """A book as it is named in one line; ``texts`` are titles by language.

    Of one that is not made up it is known whether its person agreed, and who says so.
    """

    pen_name: str
    texts: dict[str, str]
    sample: bool = False
    agreed_by: UUID | None = None


def first_event(
    session: Session,
    *,
    titles: dict[str, str],
    place: dict[str, str],
    opens: datetime,
    hours: int,
    books: Sequence[FirstBook],
    language: str,
    today: date,
) -> str:
    """An event with these books on its shelf, each at a table of its own. Returns its code."""
    known = {book.code for book in all_books()}
    seats = []
    for table, book in enumerate(books, 1):
        code = _free("book", known)
        known.add(code)
        told = {
            "code": code,
            "pen_name": book.pen_name,
            "languages": [language],
            "group_limit": 3,
            "texts": {
                tongue: {"title": title, "blurb": "", "note": ""}
                for tongue, title in book.texts.items()
            },
        }
        add_book(session, told, sample=book.sample)
        if not book.sample:
            _ask(session, code, book.agreed_by, today)
        seats.append({"book": code, "table": str(table), "group_limit": 3})
    event = add_event(
        session,
        {
            "code": _free("event", {event.code for event in all_events(private=True)}),
            "seats": seats,
            "texts": {
                tongue: {
                    "title": title,
                    "place": place.get(tongue, ""),
                    "room": "",
                    "side_room": "",
                }
                for tongue, title in titles.items()
            },
        },
        opens=opens,
        closes=opens + timedelta(hours=hours),
        phase=Phase.PLANNED,
        policy=Policy(),
        seed=token_hex(16),
        sample=False,
    )
    for moment in USUAL:
        new_row(session, moment, usual_of(moment), on=True, event_id=event.id)
    return event.code


def _ask(session: Session, code: str, agreed_by: UUID | None, today: date) -> None:
    """A person's book is on the shelf with their consent; without it, it waits and is not seen."""
    row = session.scalars(select(Book).where(Book.code == code)).one()
    row.consent, row.stage = Consent.NONE.value, Stage.APPLIED.value
    row.consent_kinds = []
    if agreed_by is not None:
        row.consent, row.stage = Consent.RECORDED.value, Stage.APPROVED.value
        row.consent_kinds, row.consent_on, row.consent_by = ["text"], today, agreed_by


def any_event() -> bool:
    """Whether the library has an event, be it over."""
    return bool(all_events(private=True))


def _free(word: str, taken: set[str]) -> str:
    number = 1
    while f"{word}-{number}" in taken:
        number += 1
    return f"{word}-{number}"
