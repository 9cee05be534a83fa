"""The library's books as its studio keeps them: each change in a transaction that its door opens.

Whatever may change what readers see raises the edition of the events on whose shelves the book
stands: pages, phones and boards follow at once.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from secrets import choice
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from humanshelf.records.books import Book, BookText, Consent, Stage
from humanshelf.records.erasures import erase_book
from humanshelf.records.events import Event, SeatRow
from humanshelf.records.staff import folded
from humanshelf.tenancy.db import db

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of codes that are made here. None is made of a name: it stands in addresses."""
KINDS = ("text",)
"""To what a book agrees: to be shown by pen name and texts. Photographs are not among them."""
FIELDS = ("title", "blurb", "note")


class Overtaken(Exception):
    """Somebody else has changed the book meanwhile."""


class NoConsent(Exception):
    """Without recorded consent a book cannot be approved."""


@dataclass(frozen=True, slots=True)
class Counts:
    stages: dict[str, int]
    withdrawn: int


def find_book(code: str) -> Book | None:
    there = (Book.code == code, Book.stage != Stage.ERASED.value)
    return db.session.scalars(
        select(Book).where(*there).execution_options(populate_existing=True)
    ).first()


def books_by_name() -> list[Book]:
    there = Book.stage != Stage.ERASED.value
    found = db.session.scalars(select(Book).where(there).execution_options(populate_existing=True))
    return sorted(found, key=lambda book: (folded(book.pen_name), book.code))


def counts() -> Counts:
    there = Book.stage != Stage.ERASED.value
    rows = db.session.execute(select(Book.stage, func.count()).where(there).group_by(Book.stage))
    gone = select(func.count()).select_from(Book).where(there, Book.withdrawn.is_not(None))
    return Counts({row[0]: row[1] for row in rows}, int(db.session.execute(gone).scalar_one()))


def fresh_code(session: Session) -> str:
    while True:
        code = "".join(choice(LETTERS) for _ in range(8))
        if session.scalars(select(Book.id).where(Book.code == code)).first() is None:
            return code


def add_applicant(session: Session, told: Mapping[str, Any], code: str | None = None) -> Book:
    """A new book at the first stage, without consent: nobody sees it yet."""
    book = Book(
        id=uuid4(),
        code=code or fresh_code(session),
        pen_name=told["pen_name"],
        languages=list(told["languages"]),
        group_limit=told["group_limit"],
        theme=told["theme"],
        sample=False,
        stage=Stage.APPLIED.value,
        consent=Consent.NONE.value,
        consent_kinds=[],
        texts=[BookText(language=tongue, **text) for tongue, text in told["texts"].items()],
    )
    session.add(book)
    session.flush()
    return book


def change_book(session: Session, code: str, told: Mapping[str, Any], edition: int | None) -> Book:
    """Save what was told. With ``edition``: raises Overtaken if the book moved since."""
    book = _the(session, code)
    if edition is not None and book.edition != edition:
        raise Overtaken
    for name in ("pen_name", "group_limit", "theme"):
        setattr(book, name, told[name])
    book.languages = list(told["languages"])
    known = {text.language: text for text in book.texts}
    for tongue, words in told["texts"].items():
        _put_text(book, known.get(tongue), tongue, words)
    # What stands in a language that the form did not show is nobody's to lose.
    for tongue in told.get("emptied", ()):
        if tongue in known:
            book.texts.remove(known[tongue])
    return _changed(session, book)


def save_text(
    session: Session, code: str, tongue: str, words: Mapping[str, str], seen: str
) -> Book:
    """The texts of one language, over those that were ``seen``, by their mark. Raises Overtaken.

    Not over an edition: somebody else may be at work in another language.
    """
    book = _the(session, code)
    row = next((text for text in book.texts if text.language == tongue), None)
    if mark_of(words_of(row)) != seen:
        raise Overtaken
    _put_text(book, row, tongue, words)
    if row is not None and not any(words.values()):
        book.texts.remove(row)
    return _changed(session, book)


def words_of(text: BookText | None) -> dict[str, str]:
    return {field: getattr(text, field) if text else "" for field in FIELDS}


def mark_of(words: Mapping[str, str]) -> str:
    """Other texts have another mark."""
    return sha256("\0".join(words[field] for field in FIELDS).encode()).hexdigest()[:16]


def record_consent(session: Session, code: str, on: date, by: UUID) -> Book:
    book = _the(session, code)
    book.consent, book.consent_on, book.consent_by = Consent.RECORDED.value, on, by
    book.consent_kinds, book.consent_withdrawn = list(KINDS), None
    return _changed(session, book)


def take_consent_back(session: Session, code: str, at: datetime, day: date, by: UUID) -> Book:
    """The book agrees no longer: it is withdrawn, and shown again only after a new consent."""
    book = _the(session, code)
    book.consent_withdrawn = book.consent_withdrawn or day
    return withdraw(session, code, at, by)


def move_to(session: Session, code: str, stage: Stage) -> Book:
    """Another stage. Raises NoConsent: who did not agree is not approved."""
    book = _the(session, code)
    if stage is Stage.APPROVED and not consents(book):
        raise NoConsent
    book.stage = stage.value
    return _changed(session, book)


def consents(book: Book) -> bool:
    return book.consent != Consent.NONE.value and book.consent_withdrawn is None


def show_to(session: Session, code: str, visibility: str, adult: bool) -> Book:
    book = _the(session, code)
    book.visibility, book.adult = visibility, adult
    return _changed(session, book)


def withdraw(session: Session, code: str, at: datetime, by: UUID) -> Book:
    """Gone from every page, from now on. Who taps twice has withdrawn it once."""
    book = _the(session, code)
    if book.withdrawn is None:
        book.withdrawn, book.withdrawn_by = at, by
    return _changed(session, book)


def put_back(session: Session, code: str) -> Book:
    """It was a slip: the book is as it was before."""
    book = _the(session, code)
    book.withdrawn = book.withdrawn_by = None
    return _changed(session, book)


def erase(session: Session, code: str, day: date) -> None:
    erase_book(session, _the(session, code), day)


def _the(session: Session, code: str) -> Book:
    found = session.scalars(
        select(Book).where(Book.code == code).execution_options(populate_existing=True)
    )
    return found.one()


def _put_text(book: Book, row: BookText | None, tongue: str, words: Mapping[str, str]) -> None:
    if row is None:
        if any(words.values()):
            book.texts.append(BookText(language=tongue, **words))
        return
    for field in FIELDS:
        setattr(row, field, words[field])


def _changed(session: Session, book: Book) -> Book:
    book.edition += 1
    stands = select(SeatRow.event_id).where(SeatRow.book == book.code)
    session.execute(update(Event).where(Event.id.in_(stands)).values(edition=Event.edition + 1))
    session.flush()
    return book
