"""Events before they open: made, changed, copied, repeated, published, called off.

Whoever changes an event says which edition of it they have seen. Every change raises edition and
revision: workers and streams read the event anew, and no verb goes on with the floor it has kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, null, select
from sqlalchemy.orm import Session

from humanshelf.lending.ground import Phase
from humanshelf.lending.mistakes import Overtaken
from humanshelf.records.books import Book
from humanshelf.records.events import Event, EventText, SeatRow, State
from humanshelf.records.exhibits import Screening
from humanshelf.records.survey_rows import SurveyRow
from humanshelf.tenancy.db import db

TEXTS = ("title", "place", "room", "side_room")
Times = tuple[datetime, datetime]


class NotNow(Exception):
    """As the event stands, this cannot be done to it any more, or not yet."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What of an event is written down before it opens."""

    opens: datetime
    closes: datetime
    texts: dict[str, dict[str, str]]
    capacity: int | None
    tables: list[str]


def real_event(code: str) -> Event | None:
    """The event with this code, drafts included; None for a rehearsal."""
    return db.session.scalars(
        select(Event).where(Event.code == code, Event.rehearsal.is_(null()))
    ).first()


def opened(event: Event) -> bool:
    """Whether readers have been let in: from then on its times belong to the desk."""
    return event.last_step > 0 or event.phase != Phase.PLANNED


def make_draft(
    session: Session, code: str, plan: Plan, policy: dict[str, Any], *, series: str | None = None
) -> Event:
    """A new event that nobody but the staff can see."""
    event = Event(
        id=uuid4(),
        code=code,
        opens=plan.opens,
        closes=plan.closes,
        phase=Phase.PLANNED.value,
        policy=policy,
        seed=token_hex(16),
        state=State.DRAFT.value,
        series=series,
        capacity=plan.capacity,
        tables=plan.tables,
        texts=[EventText(language=lang, **text) for lang, text in plan.texts.items()],
    )
    session.add(event)
    session.flush()
    return event


def furnish_like(session: Session, event: Event, source: Event) -> None:
    """Shelf, tables and surveys of another event; no card, no reading, no interpreter."""
    session.add_all(
        SeatRow(
            event_id=event.id,
            book=seat.book,
            position=seat.position,
            table_name=seat.table_name,
            group_limit=seat.group_limit,
            free_since=event.opens,
            own={"languages": seat.own.get("languages", [])},
        )
        for seat in session.scalars(
            select(SeatRow)
            .join(Book, Book.code == SeatRow.book)
            .where(SeatRow.event_id == source.id, Book.shown)
        )
    )
    session.add_all(
        SurveyRow(
            id=uuid4(),
            code=token_hex(5),
            moment=survey.moment,
            event_id=event.id,
            asked=survey.asked,
            items=survey.items,
            past=survey.past,
            names=survey.names,
            closes=None,
        )
        for survey in session.scalars(select(SurveyRow).where(SurveyRow.event_id == source.id))
    )
    session.flush()


def plan_of(event: Event, times: Times | None = None) -> Plan:
    opens, closes = times or (event.opens, event.closes)
    texts = {t.language: {name: getattr(t, name) for name in TEXTS} for t in event.texts}
    return Plan(opens, closes, texts, event.capacity, list(event.tables))


def repeat(session: Session, code: str, times: Iterable[Times], batch: str) -> list[str]:
    """Drafts like this event at these times, in one series with it. Tapped twice, once made."""
    source = _real(session, code)
    wanted = [(f"{batch}{number:02}", when) for number, when in enumerate(times, 1)]
    if session.scalars(select(Event.id).where(Event.code == wanted[0][0])).first() is None:
        if source.series is None:
            source.series = token_hex(4)
            raised(source)
        for made, when in wanted:
            event = make_draft(
                session, made, plan_of(source, when), dict(source.policy), series=source.series
            )
            furnish_like(session, event, source)
    return [made for made, _when in wanted]


def change(session: Session, code: str, plan: Plan, *, edition: int) -> None:
    """Save it over the edition that its author has seen. What is to be seen on certain minutes
    of the event moves along with it. Raises Overtaken, or NotNow where its times stand fast."""
    event = _real(session, code)
    if event.edition != edition:
        raise Overtaken
    moved = (plan.opens, plan.closes) != (event.opens, event.closes)
    if moved and opened(event):
        raise NotNow
    before = plan_of(event)
    if moved:
        _move(session, event, plan)
    event.capacity, event.tables = plan.capacity, plan.tables
    if plan.texts != before.texts:
        event.texts = [
            next((t for t in event.texts if t.language == lang), EventText(language=lang))
            for lang in plan.texts
        ]
        for text in event.texts:
            for name in TEXTS:
                setattr(text, name, plan.texts[text.language][name])
    if moved or plan.texts != before.texts:
        event.sequence += 1
    raised(event)


def _move(session: Session, event: Event, plan: Plan) -> None:
    by = plan.opens - event.opens
    event.opens, event.closes = plan.opens, plan.closes
    for seat in session.scalars(select(SeatRow).where(SeatRow.event_id == event.id)):
        seat.free_since = plan.opens
    for screening in session.scalars(select(Screening).where(Screening.event_id == event.id)):
        screening.starts += by


def publish(session: Session, code: str) -> None:
    """From now on readers see it."""
    event = _real(session, code)
    if event.state == State.DRAFT:
        event.state = State.PUBLISHED.value
        raised(event)


def unpublish(session: Session, code: str) -> None:
    """A draft again, which is possible until it has been opened: no card was taken then."""
    event = _real(session, code)
    if event.state == State.DRAFT:
        return
    if event.state != State.PUBLISHED or opened(event) or event.taken:
        raise NotNow
    event.state = State.DRAFT.value
    event.sequence += 1
    raised(event)


def call_off(session: Session, code: str, notice: dict[str, str], at: datetime) -> None:
    """It does not take place, and says so on every card. Again: it says something else."""
    event = _real(session, code)
    if event.state == State.DRAFT or over(event, at):
        raise NotNow
    if event.state == State.CALLED_OFF and event.notice == notice:
        return
    if event.called_off_at is not None:
        # Streams tell by this moment that something else is said.
        at = max(at, event.called_off_at + timedelta(milliseconds=1))
    event.state, event.called_off_at, event.notice = State.CALLED_OFF.value, at, notice
    event.sequence += 1
    raised(event)


def reinstate(session: Session, code: str, at: datetime) -> None:
    """It takes place after all; cards that still wait have their places as before."""
    event = _real(session, code)
    if event.state == State.PUBLISHED:
        return
    if event.state != State.CALLED_OFF or at >= event.closes:
        raise NotNow
    event.state, event.called_off_at, event.notice = State.PUBLISHED.value, None, None
    event.sequence += 1
    raised(event)


def over(event: Event, at: datetime) -> bool:
    return event.phase == Phase.CLOSED or at >= event.closes


def remove_draft(session: Session, code: str) -> bool:
    """A draft goes whole. Whether there was one."""
    gone = session.execute(
        delete(Event).where(
            Event.code == code, Event.state == State.DRAFT.value, Event.rehearsal.is_(null())
        )
    )
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def raised(event: Event) -> None:
    event.edition += 1
    event.revision += 1


def _real(session: Session, code: str) -> Event:
    """Inside the write transaction, as it stands now. Raises NotNow where it has gone."""
    found = session.scalars(
        select(Event)
        .where(Event.code == code, Event.rehearsal.is_(null()))
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotNow
    return found
