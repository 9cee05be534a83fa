"""What is no longer needed is no longer there: cards, steps and links go, counts stay.

Answers stay longer, without any way from a browser to them. Of a rehearsal nothing stays.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, null, or_, select, update
from sqlalchemy.orm import Session

from humanshelf.impact.voices import State
from humanshelf.records import pairs, plain_words, vault
from humanshelf.records.counted import talks
from humanshelf.records.devices import LONGEST, StaffSession
from humanshelf.records.entrance_rows import EntranceRow, InvitationRow
from humanshelf.records.erasures import settle, wipe_now
from humanshelf.records.events import (
    BackroomRow,
    CardRow,
    Event,
    InterpreterRow,
    NoteRow,
    SeatRow,
    StepRow,
)
from humanshelf.records.feedback import FeedbackRow
from humanshelf.records.floors import let_go
from humanshelf.records.keeping import kept_for, words_kept_for
from humanshelf.records.quotes import QuoteRow
from humanshelf.records.record import count_uncalled
from humanshelf.records.staff import Brake, SignInLink
from humanshelf.records.survey_rows import FollowUpRow, SheetRow
from humanshelf.tenancy import current, deployment, event_keys
from humanshelf.tenancy.db import db, writing
from humanshelf.tenancy.scope import kept

GOING: tuple[Any, ...] = (
    *(CardRow, StepRow, BackroomRow, InterpreterRow, NoteRow),
    *(EntranceRow, InvitationRow),
)
"""Cards, the ledger, books' links, interpreters with the names they went by, the note, and all
ways in."""
STAYING = ("languages", "faces")
"""What stays of what a book said for itself: no card that it declined, no time of its own."""
NOTHING = {"text": "", "sealed": None, "link": None, "about": None, "passed": False}
"""What is left of words when they go."""
WORDLESS = {"texts": null(), "sealed": null(), "quotable": False}


def due(at: datetime) -> list[Event]:
    """Events that are long over and still have something that goes with them."""
    left = or_(there_is(), Event.rehearsal.is_not(null()))
    return list(db.session.scalars(select(Event).where(Event.closes <= at - kept_for(), left)))


def with_people() -> list[UUID]:
    """The events of which something is left that leads to people, or that they wrote."""
    said = or_(
        exists().where(SheetRow.event_id == Event.id, pairs.with_words()),
        exists().where(FeedbackRow.event_id == Event.id, FeedbackRow.there),
        exists().where(FollowUpRow.event_id == Event.id),
        exists().where(QuoteRow.event_id == Event.id, ~QuoteRow.released),
    )
    found = list(db.session.scalars(select(Event.id).where(or_(there_is(), said))))
    db.session.rollback()
    return found


def there_is() -> ColumnElement[bool]:
    """Of an event, as a condition: whether something is left that goes with it."""
    return or_(*(exists().where(kind.event_id == Event.id) for kind in GOING))


def forget(at: datetime) -> int:
    """Erase what is due in the library in force, from the write-ahead log too.

    Returns how many rows went. Where nothing is due, nothing is written; but the log is emptied
    again, as it could not be if somebody was reading when the rows went.
    """
    let_go(at - kept_for())
    old_links = SignInLink.expires < at
    old_brakes = Brake.until < at - kept_for()
    old_sessions = StaffSession.began <= at - LONGEST
    waiting = due(at) or _any(SignInLink.staff_id, old_links) or _any(Brake.key, old_brakes)
    waiting = waiting or pairs.due(at, kept_for()) or _any(StaffSession.id, old_sessions)
    old_words = _any(FeedbackRow.id, _old_words(at)) or _any(QuoteRow.id, _old_drafts(at))
    old_entries, plain = vault.due(at), plain_words.due()
    db.session.rollback()
    gone = 0 if not waiting else _erase(at, old_links, old_brakes, old_sessions)
    gone += _erase_words(at) if old_words else 0
    if old_entries:
        with writing() as session:
            gone += vault.forget(session, at)
    if plain:
        with writing() as session:
            plain_words.seal_all(session)
    drop_keys(at)
    deployment().stores.wipe(current())
    return gone


def drop_keys(at: datetime) -> None:
    """Destroy the keys of events of which nothing is left: their snapshots open no more."""
    keys, uid = deployment().keys, current()
    for event_id in event_keys.events_with_key(keys, uid):
        over = or_(Event.phase == "closed", Event.closes <= at - kept_for())
        needed = select(Event.id).where(Event.id == event_id, or_(there_is(), ~over))
        if db.session.execute(needed).first() is None:
            event_keys.destroy(keys, uid, event_id)
    db.session.rollback()


def forget_event(session: Session, event: Event) -> int:
    """Erase what leads to people in one event, at once; counts stay, of a rehearsal nothing does.

    Cards, steps, books' links, interpreters, the note, and the way from a browser to its sheets.
    What was answered and said stays as long as ever. Returns how many rows went. Whoever calls it
    writes, and afterwards wipes the log: ``deployment().stores.wipe(current())``.
    """
    event.uncalled = count_uncalled(session, event)
    # A second time, for what else was left of the event, there is no card to count.
    event.talks = event.talks if event.talks is not None else talks(session, event.id)
    gone = pairs.part(session, event.id)
    for kind in GOING:
        gone += _count(session, delete(kind).where(kind.event_id == event.id))
    for seat in session.scalars(select(SeatRow).where(SeatRow.event_id == event.id)):
        seat.own = {said: seat.own[said] for said in STAYING if said in seat.own}
    event.revision += 1
    event.edition += 1
    event.phase, event.said, event.said_at = "closed", None, None
    if event.rehearsal is not None:
        gone += _count(session, delete(Event).where(Event.id == event.id))
    settle(session)
    return gone


def burn_event(session: Session, event: Event) -> int:
    """As :func:`forget_event`, and with it all that people wrote in or of the event, and the codes
    by which readers would answer again. Steps of answers, themes and tones stay for the tallies."""
    id = event.id
    gone = forget_event(session, event)
    session.execute(update(SheetRow).where(SheetRow.event_id == id).values(WORDLESS))
    session.execute(update(FeedbackRow).where(FeedbackRow.event_id == id).values(NOTHING))
    drafts = delete(QuoteRow).where(QuoteRow.event_id == id, ~QuoteRow.released)
    return (
        gone
        + _count(session, drafts)
        + _count(session, delete(FollowUpRow).where(FollowUpRow.event_id == id))
    )


def forget_now(event_id: UUID) -> int:
    """Forget one event at once, whenever it was: :func:`forget_event`, its key, the raw files."""
    return _at_once(event_id, forget_event)


def burn_now(event_id: UUID) -> int:
    """Burn one event at once: :func:`burn_event`, its key, the raw files."""
    return _at_once(event_id, burn_event)


def _at_once(event_id: UUID, erase: Callable[[Session, Event], int]) -> int:
    keys, uid = deployment().keys, current()
    event_keys.destroy(keys, uid, event_id)
    with writing() as session:
        gone = erase(session, session.get_one(Event, event_id))
    event_keys.destroy(keys, uid, event_id)  # A snapshot that began meanwhile made itself another.
    kept("floors").pop(event_id, None)
    wipe_now()
    return gone


def _erase(at: datetime, old_links: Any, old_brakes: Any, old_sessions: Any) -> int:
    gone = 0
    with writing() as session:
        for event in due(at):
            gone += forget_event(session, event)
        settle(session)
        gone += pairs.forget(session, at, kept_for())
        gone += _count(session, delete(SignInLink).where(old_links))
        gone += _count(session, delete(Brake).where(old_brakes))
        gone += _count(session, delete(StaffSession).where(old_sessions))
    return gone


def _erase_words(at: datetime) -> int:
    """The words, and with them to whom they were meant; theme and tone stay for the tallies."""
    with writing() as session:
        gone = _count(session, delete(QuoteRow).where(_old_drafts(at)))
        aside = and_(_old_words(at), FeedbackRow.state == State.ASIDE)
        gone += _count(session, delete(FeedbackRow).where(aside))
        gone += _count(session, update(FeedbackRow).where(_old_words(at)).values(NOTHING))
    return gone


def _old_words(at: datetime) -> Any:
    return and_(FeedbackRow.day <= (at - words_kept_for()).date(), FeedbackRow.there)


def _old_drafts(at: datetime) -> Any:
    return and_(QuoteRow.day <= (at - words_kept_for()).date(), ~QuoteRow.released)


def _any(column: Any, condition: Any) -> bool:
    return db.session.execute(select(column).where(condition).limit(1)).first() is not None


def _count(session: Session, statement: Any) -> int:
    return int(session.execute(statement).rowcount)  # type: ignore[attr-defined]
