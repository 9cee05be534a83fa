"""What a person does with feedback: theme and tone, aside and back, on to a book, consent."""

from typing import NoReturn
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from humanshelf.impact.voices import Source, State, Tone
from humanshelf.records.erasures import leave_no_trace
from humanshelf.records.feedback import FeedbackRow, hide
from humanshelf.records.quotes import QuoteRow
from humanshelf.tenancy.db import writing

ENTERED = (Source.INTERVIEW, Source.INDIRECT)


class Gone(Exception):
    """The words were sorted, erased or taken back in the meantime."""


def sort(id: bytes, theme: str | None, tone: Tone) -> None:
    with writing() as session:
        row = session.get(FeedbackRow, id) or _gone()
        row.theme, row.tone, row.state = theme, tone, State.KEPT


def set_aside(id: bytes, *, over: bool = False) -> None:
    """Out of lists, tallies and the book's page; with ``over`` as it was before."""
    with writing() as session:
        row = session.get(FeedbackRow, id) or _gone()
        row.state = State.ASIDE if not over else State.KEPT if row.tone else State.NEW
        row.passed = row.passed and over
        _seal_again(session, row)


def pass_on(id: bytes, book: str | None, opened: str = "") -> None:
    """Show the words to this book, whose page reads them; to none, seal them again.

    Words that are sealed have to be ``opened``: from then on the server can read them.
    """
    with writing() as session:
        row = session.get(FeedbackRow, id) or _gone()
        if book is None:
            row.passed = False
            return _seal_again(session, row)
        if row.sealed:
            row.text, row.sealed = opened or _gone(), None
        row.about, row.passed = book, True


def count_reading(session: Session, id: bytes) -> None:
    """These words were read whole once more."""
    (session.get(FeedbackRow, id) or _gone()).readings += 1


def correct_language(id: bytes, language: str) -> None:
    """A page's language is only a guess at that of the words. Quotes made before keep theirs."""
    with writing() as session:
        (session.get(FeedbackRow, id) or _gone()).language = language


def record_consent(id: bytes, yes: bool) -> None:
    """Without consent no quote of these words stays where anybody sees it."""
    with writing() as session:
        row = session.get(FeedbackRow, id) or _gone()
        row.consent = yes
        if not yes:
            gone = update(QuoteRow).where(QuoteRow.feedback_id == id).values(released=False)
            session.execute(gone)


def take_back(event_id: UUID, id: bytes) -> None:
    """What was entered at a tablet a moment ago, as if it had not been."""
    with writing() as session:
        row = session.get(FeedbackRow, id)
        if row is None or not may_take_back(row, event_id):
            raise Gone
        session.delete(row)


def may_take_back(row: FeedbackRow, event_id: UUID) -> bool:
    """Entered for this event, and not looked at by a coordinator yet."""
    return row.source in ENTERED and (row.event_id, row.state) == (event_id, State.NEW)


def _seal_again(session: Session, row: FeedbackRow) -> None:
    if hide(session, row):
        leave_no_trace(session)


def _gone() -> NoReturn:
    raise Gone
