"""What the library in force still holds of people, kind by kind: how much, and until when.

A registry: whoever keeps something of people adds a kind here and its name in phrases.left. Only
counts leave this file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Date, func, select, type_coerce

from humanshelf.libraries import jobs
from humanshelf.libraries.erasing import exports_of
from humanshelf.records import pairs, vault
from humanshelf.records.activity import Act
from humanshelf.records.books import Book, Stage
from humanshelf.records.devices import LONGEST, StaffSession
from humanshelf.records.entrance_rows import EntranceRow, InvitationRow
from humanshelf.records.events import (
    BackroomRow,
    CardRow,
    Glance,
    InterpreterRow,
    NoteRow,
    StepRow,
    all_events,
    ids_by_code,
)
from humanshelf.records.feedback import FeedbackRow
from humanshelf.records.keeping import kept_for, words_kept_for
from humanshelf.records.plans import RosterRow
from humanshelf.records.quotes import QuoteRow
from humanshelf.records.staff import SignInLink, Staff
from humanshelf.records.survey_rows import FollowUpRow, SheetRow
from humanshelf.records.vault_scans import how_many
from humanshelf.tenancy import current, deployment, event_keys
from humanshelf.tenancy.db import db

Counts = Mapping[UUID, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """Something that is kept of an event: how many of which event, and until when of one that
    ends then. ``goes``: with the cards, so that forgetting an event now takes it."""

    word: str
    counted: Callable[[], Counts]
    until: Callable[[datetime], datetime | None]
    goes: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """So many of this kind; ``until`` is None where it stays until somebody erases it."""

    word: str
    count: int
    until: datetime | None
    goes: bool = False


@dataclass(frozen=True, slots=True)
class OfEvent:
    """What is left of one event."""

    event: Glance
    kinds: tuple[Left, ...]

    @property
    def going(self) -> tuple[Left, ...]:
        return tuple(one for one in self.kinds if one.goes)


def _rows(table: Any, *conditions: Any) -> Callable[[], Counts]:
    query = select(table.event_id, func.count()).where(*conditions).group_by(table.event_id)
    return lambda: {row[0]: row[1] for row in db.session.execute(query) if row[0]}


def _with_cards(ends: datetime) -> datetime:
    return ends + kept_for()


def _words(ends: datetime) -> datetime:
    return ends + words_kept_for()


def _sealed() -> Counts:
    return dict.fromkeys(event_keys.events_with_key(deployment().keys, current()), 1)


OF_EVENTS: list[Kind] = [
    Kind("cards", _rows(CardRow), _with_cards, goes=True),
    Kind("steps", _rows(StepRow), _with_cards, goes=True),
    Kind("links", _rows(BackroomRow), _with_cards, goes=True),
    Kind("interpreters", _rows(InterpreterRow), _with_cards, goes=True),
    Kind("note", _rows(NoteRow), _with_cards, goes=True),
    Kind("entrance", _rows(EntranceRow), _with_cards, goes=True),
    Kind("invitations", _rows(InvitationRow), _with_cards, goes=True),
    Kind("snapshot", _sealed, _with_cards, goes=True),
    Kind("tied", _rows(SheetRow, ~SheetRow.apart), _with_cards, goes=True),
    Kind("codes", _rows(FollowUpRow), pairs.open_until),
    Kind("sheets", _rows(SheetRow, SheetRow.apart), lambda ends: ends + pairs.SHEETS),
    Kind("sheet-words", _rows(SheetRow, pairs.with_words()), _words),
    Kind("words", _rows(FeedbackRow, FeedbackRow.there), _words),
    Kind("drafts", _rows(QuoteRow, ~QuoteRow.released), _words),
    Kind("quotes", _rows(QuoteRow, QuoteRow.released), lambda ends: None),
]
"""In the order of the page."""


def of_events() -> list[OfEvent]:
    """The events of which something is left, the newest first; rehearsals are of nobody."""
    counted = [(kind, kind.counted()) for kind in OF_EVENTS]
    ids = ids_by_code()
    found = []
    for event in reversed(all_events(drafts=True, private=True)):
        id = ids[event.code]
        kinds = tuple(
            Left(kind.word, counts[id], kind.until(event.closes), kind.goes)
            for kind, counts in counted
            if counts.get(id)
        )
        if kinds:
            found.append(OfEvent(event, kinds))
    return found


def of_event(code: str) -> OfEvent | None:
    return next((one for one in of_events() if one.event.code == code), None)


def _one(
    word: str, column: Any, *conditions: Any, life: timedelta | None = None
) -> Callable[[], Left]:
    """A kind of the whole library; ``life``: so long after the last of the column's moments."""

    def counted() -> Left:
        count, last = db.session.execute(
            select(func.count(), func.max(column)).where(*conditions)
        ).one()
        return Left(word, count, last + life if last and life is not None else None)

    return counted


def _apart_from_events() -> Left:
    """Words about no event go by the day they came."""
    of_none = FeedbackRow.event_id.is_(None), FeedbackRow.there
    last = type_coerce(func.max(FeedbackRow.day), Date)
    count, day = db.session.execute(select(func.count(), last).where(*of_none)).one()
    until = datetime.combine(day, time(), UTC) + words_kept_for() if day else None
    return Left("words", count, until)


def _exports() -> Left:
    files = exports_of(deployment().data, current())
    made = max((path.stat().st_mtime for path in files), default=0.0)
    return Left("exports", len(files), datetime.fromtimestamp(made, UTC) + jobs.LIFE)


def _contacts() -> Left:
    """Sealed entries, and the day on which the last of them goes."""
    return Left("contacts", len(vault.entries()), _last_entry())


def _scans() -> Left:
    return Left("scans", how_many(), _last_entry())


def _last_entry() -> datetime | None:
    days = [vault.kept_until(entry, book.code) for entry, book in vault.entries()]
    return datetime.combine(max(days), time(), UTC) if days else None


OF_LIBRARY: list[Callable[[], Left]] = [
    _one("sessions", StaffSession.began, life=LONGEST),
    _one("sign-in-links", SignInLink.expires, life=timedelta()),
    _exports,
    _apart_from_events,
    _one("alone", SheetRow.id, SheetRow.event_id.is_(None)),
    _one("books", Book.id, Book.stage != Stage.ERASED.value),
    _one("roster", RosterRow.code),
    _contacts,
    _scans,
    _one("accounts", Staff.id),
    _one("acts", Act.id),
]
"""What belongs to no event, each counted once."""


def of_library() -> list[Left]:
    return [left for left in (count() for count in OF_LIBRARY) if left.count]
