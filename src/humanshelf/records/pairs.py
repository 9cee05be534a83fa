"""The pair of somebody's sheets: kept apart from the browser that knew it, and forgotten on time.

While an event runs, a browser's secret leads to its own sheets, so that they can be gone on with.
With the event's cards every pair is drawn anew, on all its sheets alike, and every sheet gets
another id and another place in the file: what was answered before and after stays together, and
nothing leads there any more. What was written leaves the sheets for good. A code that a reader
asked for keeps its way until its time is over.
"""

from datetime import datetime, timedelta
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from humanshelf.records.events import Event
from humanshelf.records.keeping import words_kept_for
from humanshelf.records.mixing import mix
from humanshelf.records.survey_rows import FollowUpRow, SheetRow, SurveyRow
from humanshelf.records.survey_words import take_words
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import db, writing

FROM, UNTIL = timedelta(days=25), timedelta(days=60)
"""After the event: when the survey after a month is open."""
SHEETS = timedelta(days=396)
"""Thirteen months."""


class CodeTaken(Exception):
    """Another pair has this very code: one in thirty-five billion, or a trial."""


def give_code(event_id: UUID, pair: bytes, hashed: bytes) -> None:
    """This code leads to this pair from now on; another that was given before does not."""
    with writing() as session:
        row = session.get(FollowUpRow, hashed)
        if row is not None and (row.event_id, row.pair) != (event_id, pair):
            raise CodeTaken
        if row is None:
            session.execute(
                delete(FollowUpRow).where(
                    FollowUpRow.event_id == event_id, FollowUpRow.pair == pair
                )
            )
            row = FollowUpRow(hash=hashed, event_id=event_id, pair=pair)
            session.add(row)
            mix(session, row, ("hash",), ("event_id", "pair"))
    # As with a sheet that is sent: neither file nor log tells who asked first.
    deployment().stores.wipe(current())


def pair_of_code(event_id: UUID, hashed: bytes) -> bytes | None:
    row = db.session.get(FollowUpRow, hashed, populate_existing=True)
    return row.pair if row and row.event_id == event_id else None


def open_from(closes: datetime) -> datetime:
    return closes + FROM


def open_until(closes: datetime) -> datetime:
    return closes + UNTIL


def due(at: datetime, kept_for: timedelta) -> bool:
    """Whether something of surveys has to be parted or forgotten."""
    wanted = (
        exists().where(_linked(at - kept_for)),
        exists().where(_ended(at - words_kept_for()), with_words()),
        exists().where(_ended(at - SHEETS)),
        exists().where(_ended(at - UNTIL), ~SheetRow.done),
        exists().where(_codes(at - UNTIL)),
    )
    return bool(db.session.execute(select(or_(*wanted))).scalar())


def forget(session: Session, at: datetime, kept_for: timedelta) -> int:
    """Part what is due, and erase what is no longer needed. Returns how many rows went."""
    gone = 0
    linked = select(SheetRow.event_id).where(_linked(at - kept_for)).distinct()
    for event_id in session.scalars(linked).all():
        if event_id is not None:
            gone += part(session, event_id)
    # With the codes ends the survey after a month: nothing is written in its sheets any more.
    shut = select(FollowUpRow.event_id).where(_codes(at - UNTIL)).distinct()
    for event_id in session.scalars(shut).all():
        gone += part(session, event_id)
    session.execute(
        update(SheetRow)
        .where(_ended(at - words_kept_for()), with_words())
        .values(texts=None, sealed=None, quotable=False),
        execution_options={"synchronize_session": False},
    )
    for condition in (_ended(at - SHEETS), _ended(at - UNTIL) & ~SheetRow.done):
        gone += _count(session, delete(SheetRow).where(condition))
    return gone + _count(session, delete(FollowUpRow).where(_codes(at - UNTIL)))


def part(session: Session, event_id: UUID) -> int:
    """No browser leads to the event's sheets any more. Sheets that were begun and never sent go;
    the others get new ids, pairs and places."""
    here = SheetRow.event_id == event_id
    drafts = _count(session, delete(SheetRow).where(here, ~SheetRow.done, ~SheetRow.apart))
    columns = SheetRow.__table__.columns
    rows = [dict(row._mapping) for row in session.execute(select(*columns).where(here))]
    fresh = {pair: token_bytes(16) for pair in {row["pair"] for row in rows}}
    for row in rows:
        row.update(id=token_bytes(16), pair=fresh[row["pair"]], apart=True)
    take_words(session, event_id, rows)
    _count(session, delete(SheetRow).where(here))
    if rows:
        session.execute(insert(SheetRow), sorted(rows, key=lambda row: row["id"]))
    codes = select(FollowUpRow.hash, FollowUpRow.pair).where(FollowUpRow.event_id == event_id)
    kept = [(code, pair) for code, pair in session.execute(codes) if pair in fresh]
    _count(session, delete(FollowUpRow).where(FollowUpRow.event_id == event_id))
    for code, pair in sorted(kept):
        session.execute(insert(FollowUpRow).values(hash=code, event_id=event_id, pair=fresh[pair]))
    return drafts


def with_words() -> ColumnElement[bool]:
    """Sheets that hold something that was written, open or sealed."""
    return or_(SheetRow.texts.is_not(None), SheetRow.sealed.is_not(None))


def _linked(then: datetime) -> ColumnElement[bool]:
    """Sheets whose pair a browser still knows, of events that ended before."""
    ended = select(Event.id).where(Event.closes <= then)
    return SheetRow.event_id.in_(ended) & ~SheetRow.apart


def _ended(then: datetime) -> ColumnElement[bool]:
    """Sheets of events and surveys that ended before."""
    events = select(Event.id).where(Event.closes <= then)
    surveys = select(SurveyRow.id).where(SurveyRow.closes <= then)
    return or_(SheetRow.event_id.in_(events), SheetRow.survey_id.in_(surveys))


def _codes(then: datetime) -> ColumnElement[bool]:
    return FollowUpRow.event_id.in_(select(Event.id).where(Event.closes <= then))


def _count(session: Session, statement: Any) -> int:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return int(done.rowcount)  # type: ignore[attr-defined]
