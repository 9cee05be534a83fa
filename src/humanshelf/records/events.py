"""Events, their words, and the rows of their floors."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    UniqueConstraint,
    null,
    select,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from humanshelf.records.profile import Profile
from humanshelf.records.words import Words
from humanshelf.tenancy.db import Base, db
from humanshelf.tenancy.types import Moment

OVERRUN = timedelta(hours=3)
"""How long after its planned end an event that nobody closed still runs; then it was forgotten."""


class State(StrEnum):
    """Whether an event is shown to readers, and takes place."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CALLED_OFF = "called-off"


class Event(Base):
    """One event, and the sums of its floor.

    ``revision`` rises with every change of the floor, ``edition`` with every change of its
    words, books or note: workers keep what they have read until one of them moves.
    ``uncalled`` counts the cards that were never called, and ``talks`` the readings by language,
    once the cards are forgotten; until then they can be counted. ``rehearsal`` is set in one that
    is played with made-up readers, and says how fast, with how many, and for how many minutes.

    ``series`` is one word for all that were made as repetitions of each other. ``capacity`` is how
    many cards the event has room for, ``tables`` what the tables of its hall are called.
    ``called_off_at`` is since when its ``notice``, by language, stands on every card.
    ``sequence`` rises when a calendar has to hear of a change. ``coded``: a card needs the code
    that is shown on site. ``invited``: it is private, and place and time are shown ``reveals``
    minutes before it opens. ``rush_left`` cards could be taken at once at ``rush_at``.
    """

    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("state IN ('draft', 'published', 'called-off')", name="state"),
        CheckConstraint(
            "(state = 'called-off') = (called_off_at IS NOT NULL)", name="called_off_since"
        ),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity"),
        CheckConstraint("reveals BETWEEN 0 AND 10080", name="reveals"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    opens: Mapped[datetime] = mapped_column(Moment)
    closes: Mapped[datetime] = mapped_column(Moment)
    phase: Mapped[str]
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    seed: Mapped[str]
    sample: Mapped[bool] = mapped_column(default=False)
    rehearsal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    edition: Mapped[int] = mapped_column(default=0)
    revision: Mapped[int] = mapped_column(default=0)
    last_step: Mapped[int] = mapped_column(default=0)
    taken: Mapped[int] = mapped_column(default=0)
    calls: Mapped[int] = mapped_column(default=0)
    no_shows: Mapped[int] = mapped_column(default=0)
    leavers: Mapped[int] = mapped_column(default=0)
    uncalled: Mapped[int | None]
    talks: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    waited: Mapped[float] = mapped_column(default=0.0)
    delay: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=0)
    sitting: Mapped[str] = mapped_column(default="ahead")
    rang: Mapped[datetime | None] = mapped_column(Moment)
    said: Mapped[str | None]
    said_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(default=State.PUBLISHED.value)
    series: Mapped[str | None] = mapped_column(index=True)
    capacity: Mapped[int | None]
    tables: Mapped[list[str]] = mapped_column(JSON, default=list)
    called_off_at: Mapped[datetime | None] = mapped_column(Moment)
    notice: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True))
    sequence: Mapped[int] = mapped_column(default=0)
    coded: Mapped[bool] = mapped_column(default=False)
    invited: Mapped[bool] = mapped_column(default=False)
    reveals: Mapped[int] = mapped_column(default=180)
    rush_left: Mapped[float | None]
    rush_at: Mapped[datetime | None] = mapped_column(Moment)
    texts: Mapped[list["EventText"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


class EventText(Base):
    """An event's title, place and rooms in one language."""

    __tablename__ = "event_text"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    place: Mapped[str]
    room: Mapped[str]
    side_room: Mapped[str]


class SeatRow(Base):
    """A book on the event's shelf, at its table."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("event_id", "table_name", name="one_book_a_table"),)

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    book: Mapped[str] = mapped_column(ForeignKey("book.code"), primary_key=True)
    position: Mapped[int]
    table_name: Mapped[str]
    group_limit: Mapped[int]
    free_since: Mapped[datetime] = mapped_column(Moment)
    rest_since: Mapped[datetime | None] = mapped_column(Moment)
    rest_until: Mapped[datetime | None] = mapped_column(Moment)
    rest_wanted: Mapped[bool] = mapped_column(default=False)
    done: Mapped[bool] = mapped_column(default=False)
    readings: Mapped[int] = mapped_column(default=0)
    unrested: Mapped[int] = mapped_column(default=0)
    cycle_sum: Mapped[float] = mapped_column(default=0.0)
    cycle_squares: Mapped[float] = mapped_column(default=0.0)
    sat: Mapped[int] = mapped_column(default=0)
    shared: Mapped[int] = mapped_column(default=0)
    own: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class CardRow(Base):
    """A queue card. Nothing in it names a reader, and it is gone 12 hours after the event.

    ``token_hash`` opens the card's page; ``reader_hash`` keeps one browser to one open card and
    means nothing in another event. ``wishes`` are read and written whole.
    """

    __tablename__ = "card"
    __table_args__ = (
        UniqueConstraint("event_id", "number", name="number_unique_in_event"),
        # The rule stands in lending/; this index stands behind it, whatever process writes.
        Index(
            "one_card_a_chair",
            "event_id",
            "book",
            "place",
            unique=True,
            sqlite_where=text("stage IN ('called', 'reading')"),
        ),
        Index(
            "one_card_an_interpreter",
            "event_id",
            "interpreter",
            unique=True,
            sqlite_where=text("stage IN ('called', 'reading') AND interpreter IS NOT NULL"),
        ),
        Index(
            "one_open_card_a_reader",
            "event_id",
            "reader_hash",
            unique=True,
            sqlite_where=text("stage NOT IN ('returned', 'left')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    reader_hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    number: Mapped[int]
    word: Mapped[str]
    stage: Mapped[str]
    since: Mapped[datetime] = mapped_column(Moment)
    joined: Mapped[datetime] = mapped_column(Moment)
    wishes: Mapped[list[str]] = mapped_column(JSON)
    group_size: Mapped[int]
    hold_first: Mapped[bool]
    book: Mapped[str | None]
    due: Mapped[datetime | None] = mapped_column(Moment)
    extended: Mapped[bool]
    here: Mapped[datetime | None] = mapped_column(Moment)
    misses: Mapped[int]
    back: Mapped[bool]
    paper: Mapped[bool]
    talk: Mapped[str | None]
    interpreter: Mapped[str | None]
    earlier: Mapped[int] = mapped_column(default=0)
    pauses: Mapped[int] = mapped_column(default=0)
    promise_from: Mapped[datetime | None] = mapped_column(Moment)
    promise_to: Mapped[datetime | None] = mapped_column(Moment)
    more_reader: Mapped[bool] = mapped_column(default=False)
    more_book: Mapped[bool | None]
    then: Mapped[list[str]] = mapped_column(JSON, default=list)
    place: Mapped[int] = mapped_column(default=0)
    void: Mapped[bool] = mapped_column(default=False)


class InterpreterRow(Base):
    """An interpreter of the event, by code and the name they go by that day."""

    __tablename__ = "interpreter"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(JSON)
    unrested: Mapped[int] = mapped_column(default=0)
    rest_until: Mapped[datetime | None] = mapped_column(Moment)
    gone: Mapped[bool] = mapped_column(default=False)


class ToldRow(Base):
    """What a card was told first and what came true, in minutes.

    Nothing leads from here to a card, a clock time or an order: the id is random, and the table
    has no hidden row number either.
    """

    __tablename__ = "told"
    __table_args__ = ({"sqlite_with_rowid": False},)

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    low: Mapped[int]
    high: Mapped[int]
    waited: Mapped[int]


class BackroomRow(Base):
    """The secret link of a book's own page in one event: a random seed, and the token's hash."""

    __tablename__ = "backroom"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    book: Mapped[str] = mapped_column(ForeignKey("book.code"), primary_key=True)
    seed: Mapped[bytes] = mapped_column(LargeBinary)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)


class NoteRow(Base):
    """What one shift at the desk leaves to the next. Gone with the cards.

    ``cleared`` is since when it is not shown any more; until then, or until the next note, the
    tap can be undone.
    """

    __tablename__ = "note"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    text: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    cleared: Mapped[datetime | None] = mapped_column(Moment)


class StepRow(Base):
    """One step on an event's floor, what stood there before and what after.

    The ledger of the event: rows are added and never changed. Gone with the cards.
    """

    __tablename__ = "step"

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True)
    verb: Mapped[str]
    actor: Mapped[str]
    at: Mapped[datetime] = mapped_column(Moment)
    subject: Mapped[str]
    card: Mapped[str | None]
    seat: Mapped[str | None]
    interpreter: Mapped[str | None]
    before: Mapped[dict[str, Any]] = mapped_column(JSON)
    after: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    reverses: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Glance:
    """An event in a list: when, and its words."""

    code: str
    opens: datetime
    closes: datetime
    phase: str
    sample: bool
    rehearsal: bool
    words: Words
    state: str = State.PUBLISHED.value
    series: str | None = None
    notice: Words = Words({}, ())
    invited: bool = False

    @property
    def draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def off(self) -> bool:
        """Whether it is called off."""
        return self.state == State.CALLED_OFF

    def over(self, at: datetime, overrun: timedelta = OVERRUN) -> bool:
        """Whether it does not run any more. What was opened runs until somebody closes it."""
        late = overrun if self.phase in ("open", "last-call") else timedelta()
        return self.opens <= at and (self.phase == "closed" or self.closes + late <= at)


def notice_of(event: Event, order: tuple[str, ...]) -> Words:
    """What is said of its being called off."""
    return Words({lang: {"text": text} for lang, text in (event.notice or {}).items()}, order)


def all_events(
    rehearsals: bool = False, drafts: bool = False, private: bool = False
) -> list[Glance]:
    """All events of the library, the earliest first; rehearsals, and drafts and private events
    that nobody but the staff may see in a list, only where they are asked for."""
    order = tuple(db.session.execute(select(Profile.languages)).scalar_one())
    rows = db.session.scalars(
        select(Event)
        .where(
            true() if rehearsals else Event.rehearsal.is_(null()),
            true() if drafts else Event.state != State.DRAFT.value,
            true() if private else ~Event.invited,
        )
        .order_by(Event.opens, Event.code)
    )
    return [
        Glance(
            row.code,
            row.opens,
            row.closes,
            row.phase,
            row.sample,
            row.rehearsal is not None,
            Words({t.language: {"title": t.title} for t in row.texts}, order),
            row.state,
            row.series,
            notice_of(row, order),
            row.invited,
        )
        for row in rows
    ]


def event_ids() -> dict[str, UUID]:
    """The ids of all events by their codes, rehearsals left out."""
    wanted = select(Event.code, Event.id).where(Event.rehearsal.is_(null()))
    return {row.code: row.id for row in db.session.execute(wanted)}


def events_by_time(
    at: datetime, rehearsals: bool = False, private: bool = False
) -> tuple[list[Glance], list[Glance], list[Glance]]:
    """Events running now, to come (next first), and past (last first)."""
    events = all_events(rehearsals, private=private)
    running = [e for e in events if e.opens <= at and not e.over(at)]
    coming = [e for e in events if e.opens > at]
    past = [e for e in reversed(events) if e.over(at)]
    return running, coming, past


def ids_by_code() -> dict[str, UUID]:
    return {row[0]: row[1] for row in db.session.execute(select(Event.code, Event.id))}
