"""Loads and saves the core: the rows of one event become a Floor, and a changed Floor rows.

A worker keeps the floor and forecast of the last revision that it read; a page asks with one
small query whether they still hold. A change is one write transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from humanshelf.lending.bell import Bell, Sitting
from humanshelf.lending.card import ENDED, Card, Stage
from humanshelf.lending.facts import next_change
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import FRESH, Forecast, forecast
from humanshelf.lending.ground import Announcement, Phase
from humanshelf.lending.mistakes import Overtaken
from humanshelf.lending.policy import Policy, minutes
from humanshelf.lending.rush import Rush
from humanshelf.records import rows
from humanshelf.records.books import Book
from humanshelf.records.entrance_rows import EntranceRow, slot_end
from humanshelf.records.events import (
    CardRow,
    Event,
    InterpreterRow,
    SeatRow,
    State,
    StepRow,
    ToldRow,
)
from humanshelf.records.exhibits import screenings_of, shown_in
from humanshelf.records.notes import note_of
from humanshelf.records.profile import Profile
from humanshelf.records.programme import programme
from humanshelf.records.showing import Showing, showing
from humanshelf.tenancy.db import db, writing
from humanshelf.tenancy.scope import kept

REMEMBERED_STEPS = 60
"""How many steps back a desk may look for something to undo."""
REMEMBERED_IN_ROUNDS = 400
"""As many where a bell covers a step for every chair of the hall."""
FEW_STEPS = 20
"""Up to so many steps behind, a kept floor catches up instead of being read again."""

EVENT = (
    Event.id,
    Event.code,
    Event.opens,
    Event.closes,
    Event.phase,
    Event.policy,
    Event.seed,
    Event.revision,
    Event.edition,
    Event.last_step,
    Event.taken,
    Event.calls,
    Event.no_shows,
    Event.leavers,
    Event.waited,
    Event.delay,
    Event.round,
    Event.sitting,
    Event.rang,
    Event.said,
    Event.said_at,
    Event.capacity,
    Event.called_off_at,
    Event.rush_left,
    Event.rush_at,
)
SUMS = (
    "phase",
    "revision",
    "last_step",
    "taken",
    "calls",
    "no_shows",
    "leavers",
    "waited",
    "delay",
    "closes",
    "round",
    "sitting",
    "rang",
    "said",
    "said_at",
    "rush_left",
    "rush_at",
)
PLAIN_SUMS = SUMS[1:-7]
"""Those that are named alike on a floor."""

# Built once: a statement that is made anew has to find its compiled form again each time.
HEAD = (Event.id, Event.revision, Event.edition, Event.state)
BY_CODE = select(*HEAD).where(Event.code == bindparam("code"))
BY_ID = select(*HEAD).where(Event.id == bindparam("id"))
BY_TOKEN = (
    select(*HEAD, CardRow.id)
    .join(CardRow, CardRow.event_id == Event.id)
    .where(CardRow.token_hash == bindparam("token"))
)
REVISION = select(Event.revision, Event.edition).where(Event.id == bindparam("id"))
EVENT_ROW = select(*EVENT).where(Event.id == bindparam("id"))
WORDS = select(Profile.words)
SHOWN = select(*rows.SEAT, Book.shown).join(Book, Book.code == SeatRow.book)
SEATS = SHOWN.where(SeatRow.event_id == bindparam("id")).order_by(SeatRow.position)
CARDS = select(*rows.CARD).where(CardRow.event_id == bindparam("id"), CardRow.stage.not_in(ENDED))
ONE_CARD = select(*rows.CARD).where(
    CardRow.id == bindparam("card"), CardRow.event_id == bindparam("id")
)
ONE_SEAT = SHOWN.where(SeatRow.event_id == bindparam("id"), SeatRow.book == bindparam("book"))
INTERPRETERS = (
    select(*rows.INTERPRETER)
    .where(InterpreterRow.event_id == bindparam("id"))
    .order_by(InterpreterRow.code)
)
STEPS = (
    select(*rows.STEP)
    .where(StepRow.event_id == bindparam("id"), StepRow.number > bindparam("after"))
    .order_by(StepRow.number)
)
CARD_OF_READER = select(CardRow.id).where(
    CardRow.event_id == bindparam("id"),
    CardRow.reader_hash == bindparam("reader"),
    CardRow.stage.not_in(ENDED),
)
# A card says how many readings came before it, those of its own that it went on from included.
READINGS_OF_READER = select(
    func.max(CardRow.earlier + case((CardRow.stage == Stage.RETURNED, 1), else_=0))
).where(
    CardRow.event_id == bindparam("id"),
    CardRow.reader_hash == bindparam("reader"),
)
SAVE_SEAT = (
    update(SeatRow)
    .where(SeatRow.event_id == bindparam("of_event"), SeatRow.book == bindparam("of_book"))
    .values({name: bindparam(name) for name in rows.SEAT_VALUES})
)
SAVE_INTERPRETER = (
    update(InterpreterRow)
    .where(InterpreterRow.event_id == bindparam("of_event"), InterpreterRow.code == bindparam("of"))
    .values({name: bindparam(name) for name in rows.INTERPRETER_VALUES})
)
SAVE_CARD = (
    update(CardRow)
    .where(CardRow.id == bindparam("of_card"))
    .values({name: bindparam(name) for name in rows.CARD_VALUES})
)
NEW_CARD = insert(CardRow)
NEW_STEP = insert(StepRow)
NEW_TOLD = insert(ToldRow)
SAVE_EVENT = (
    update(Event)
    .where(Event.id == bindparam("of_event"))
    .values({name: bindparam(name) for name in SUMS})
    # Calendars hear of another end.
    .values(sequence=Event.sequence + case((Event.closes != bindparam("closes"), 1), else_=0))
)


@dataclass
class Scene:
    """One event at one moment: its words, its floor, and what is to come."""

    event: Showing
    floor: Floor
    at: datetime
    memory: "_Kept"
    asked: dict[Any, Any] = field(default_factory=dict)
    """What was found for one card of this moment and holds for another that asks alike."""

    @cached_property
    def forecast(self) -> Forecast:
        """Run when first asked for: a tap that changes the floor does not need it."""
        return self.memory.forecast_at(self.at)

    @property
    def revealed(self) -> bool:
        """Whether place and time may be told to those who know of the event."""
        known = self.floor.opens - minutes(self.event.reveals)
        return not self.event.invited or self.at >= known or self.floor.phase is not Phase.PLANNED

    def next_change(self) -> datetime | None:
        """When time alone may change what is seen: on the floor, in the programme, or the code."""
        moments = [next_change(self.floor, self.at), self.event.programme.next_change(self.at)]
        if self.event.coded:
            moments.append(slot_end(self.at))
        return min(filter(None, moments), default=None)

    def card(self, id: UUID) -> Card | None:
        """A card of this event, open or ended."""
        found = self.floor.cards.get(id)
        if found is not None:
            self.memory.ended.pop(id, None)
            return found
        if id not in self.memory.ended:
            row = db.session.execute(ONE_CARD, {"card": id, "id": self.event.id}).first()
            if row is None:
                return None
            self.memory.ended[id] = rows.card(row)
        return self.memory.ended[id]


@dataclass
class _Kept:
    event: Showing
    floor: Floor
    forecast: Forecast | None = None
    until: datetime = datetime.min.replace(tzinfo=UTC)
    ended: dict[UUID, Card] = field(default_factory=dict)

    def forecast_at(self, at: datetime) -> Forecast:
        """The last one while it is fresh and nothing has come due since, else a new run."""
        if self.forecast is None or not self.forecast.at <= at < self.until:
            self.forecast = forecast(self.floor, at)
            due = next_change(self.floor, at)
            self.until = min(at + FRESH, due) if due else at + FRESH
        return self.forecast


def _keep(event_id: UUID, event: Showing, floor: Floor) -> _Kept:
    found = kept("floors")[event_id] = _Kept(event, floor)
    return found


def let_go(before: datetime) -> None:
    """Forget the floors that this worker still holds of events that ended before then, or that
    another worker has forgotten or changed since."""
    memory: dict[UUID, _Kept] = kept("floors")
    stored = select(Event.id, Event.edition).where(Event.id.in_(list(memory)))
    editions = {row[0]: row[1] for row in db.session.execute(stored)} if memory else {}
    for event_id, known in list(memory.items()):
        if known.event.closes <= before or known.event.edition != editions.get(event_id):
            del memory[event_id]


def taps() -> int:
    """Moves whenever somebody taps on an event that is open, whatever the time."""
    open_ones = Event.phase.in_((Phase.OPEN.value, Phase.LAST_CALL.value))
    total = db.session.execute(select(func.sum(Event.revision)).where(open_ones)).scalar()
    return total or 0


def scene(code: str, at: datetime, *, drafts: bool = False) -> Scene | None:
    """The event with this code as it stands, or None. A draft is there for the studio alone."""
    row = db.session.execute(BY_CODE, {"code": code}).first()
    return _scene(row, at) if row and (drafts or row.state != State.DRAFT) else None


def scene_of_card(token: str, at: datetime) -> tuple[Scene, Card] | None:
    """The event and card that this secret link opens, or None."""
    row = db.session.execute(BY_TOKEN, {"token": hashed(token)}).first()
    if row is None:
        return None
    found = _scene(row, at)
    card = found.card(row[4])
    return (found, card) if card else None


def scene_by_id(event_id: UUID, at: datetime) -> Scene | None:
    """The event with this id as it stands, or None; None for a draft too."""
    row = db.session.execute(BY_ID, {"id": event_id}).first()
    return _scene(row, at) if row and row.state != State.DRAFT else None


def _scene(row: Any, at: datetime) -> Scene:
    event_id, revision, edition = row[0], row[1], row[2]
    known: _Kept | None = kept("floors").get(event_id)
    if known is None or known.event.edition != edition:
        known = _keep(event_id, _showing(event_id), _load(db.session(), event_id))
    elif known.floor.revision != revision:
        session = db.session()
        floor = _caught_up(session, event_id, known.floor) or _load(session, event_id)
        known = _keep(event_id, known.event, floor)
    return Scene(known.event, known.floor, at, known)


def _showing(event_id: UUID) -> Showing:
    event = db.session.get_one(Event, event_id, populate_existing=True)
    books = db.session.scalars(
        select(Book)
        .join(SeatRow, SeatRow.book == Book.code)
        .where(SeatRow.event_id == event_id)
        .order_by(SeatRow.position)
        .execution_options(populate_existing=True)
    ).all()
    profile = db.session.execute(select(Profile)).scalar_one()
    seen = programme(shown_in(event_id), screenings_of(event_id), tuple(profile.languages))
    note = note_of(db.session(), event_id)
    shown = showing(event, list(books), profile, note, seen)
    entrance = db.session.get(EntranceRow, event_id, populate_existing=True)
    if entrance is None:
        return shown
    secrets = {name: getattr(entrance, name) for name in ("secret", "guests", "printed")}
    return replace(shown, **secrets)


def _load(session: Session, event_id: UUID) -> Floor:
    this = {"id": event_id}
    row = session.execute(EVENT_ROW, this).one()
    words = session.execute(WORDS).scalar_one()
    seats = session.execute(SEATS, this)
    cards = session.execute(CARDS, this)
    interpreters = session.execute(INTERPRETERS, this)
    policy = rows.policy(row.policy)
    steps = session.execute(STEPS, this | {"after": row.last_step - remembered(policy)})
    return Floor(
        policy=policy,
        phase=Phase(row.phase),
        opens=row.opens,
        closes=row.closes,
        seed=row.seed,
        words=tuple(words),
        shelf={seat.book: seat for seat in map(rows.seat, seats)},
        cards={card.id: card for card in map(rows.card, cards)},
        interpreters={one.code: one for one in map(rows.interpreter, interpreters)},
        steps=rows.steps(steps),
        announcement=Announcement(row.said, row.said_at) if row.said else None,
        taken=row.taken,
        calls=row.calls,
        no_shows=row.no_shows,
        leavers=row.leavers,
        waited=row.waited,
        delay=row.delay,
        bell=_bell(row),
        capacity=row.capacity,
        called_off=row.called_off_at,
        rush=Rush(row.rush_left, row.rush_at),
        revision=row.revision,
        last_step=row.last_step,
    )


def _caught_up(session: Session, event_id: UUID, old: Floor | None) -> Floor | None:
    """An older floor brought up to date by its steps since; None if they do not tell it all.

    Another worker's tap changes one card and one seat, and its step names both: reading only
    these is ten times faster than reading hundreds of cards again.
    """
    if old is None:
        return None
    this = {"id": event_id}
    row = session.execute(EVENT_ROW, this).one()
    fresh = row.last_step - old.last_step
    if not 0 < fresh <= FEW_STEPS or row.revision < old.revision:
        return None
    before = old.last_step - remembered(old.policy) + fresh
    steps = session.execute(STEPS, this | {"after": before})
    floor = old.copy()
    _sums(floor, row)
    floor.steps = rows.steps(steps)
    new = floor.steps[-fresh:]
    if any(step.cards_after for step in new):
        return None
    if floor.policy != old.policy or not all(step.verb == "take" for step in new):
        floor.forget_newcomers()
    for id in dict.fromkeys(step.card for step in new if step.card):
        found = session.execute(ONE_CARD, this | {"card": UUID(id)}).first()
        card = rows.card(found) if found else None
        if card is not None and card.id not in floor.cards and card.open:
            floor.let_in(card)
        elif card is not None and card.open:
            floor.cards[card.id] = card
        else:
            floor.cards.pop(UUID(id), None)
    for book in {step.seat for step in new if step.seat}:
        seat = rows.seat(session.execute(ONE_SEAT, this | {"book": book}).one())
        floor.shelf[book] = seat
    if any(step.interpreter for step in new):
        people = map(rows.interpreter, session.execute(INTERPRETERS, this))
        floor.interpreters = {person.code: person for person in people}
    return floor


def _sums(floor: Floor, row: Any) -> None:
    """What of a floor stands in its event's own row and may have changed since it was read."""
    floor.policy = rows.policy(row.policy)
    floor.phase = Phase(row.phase)
    floor.announcement = Announcement(row.said, row.said_at) if row.said else None
    floor.bell = _bell(row)
    floor.rush = Rush(row.rush_left, row.rush_at)
    for name in PLAIN_SUMS:
        setattr(floor, name, getattr(row, name))


def _bell(row: Any) -> Bell:
    return Bell(row.round, Sitting(row.sitting), row.rang)


def remembered(policy: Policy) -> int:
    return REMEMBERED_IN_ROUNDS if policy.rounds else REMEMBERED_STEPS


@dataclass
class Change:
    """A floor to change, inside its write transaction."""

    event_id: UUID
    floor: Floor
    session: Session
    secrets: dict[UUID, dict[str, bytes | None]] = field(default_factory=dict)

    def hand_out(self, id: UUID, token: str, reader: bytes | None = None) -> None:
        """Note the secrets under which a new card will be found; only hashes are stored."""
        self.secrets[id] = {"token_hash": hashed(token), "reader_hash": reader}

    def gave(self, id: UUID) -> bool:
        """Whether this very card was given already, and may have ended since."""
        return self.session.execute(select(CardRow.id).where(CardRow.id == id)).first() is not None

    def card_of(self, reader: bytes) -> UUID | None:
        """This browser's open card in this event."""
        found: UUID | None = self.session.execute(
            CARD_OF_READER, {"id": self.event_id, "reader": reader}
        ).scalar()
        return found

    def readings_of(self, reader: bytes) -> int:
        """How many readings this browser has had in this event."""
        found: int | None = self.session.execute(
            READINGS_OF_READER, {"id": self.event_id, "reader": reader}
        ).scalar_one()
        return found or 0

    def undo(self, number: int, *, at: datetime) -> None:
        """Take a step back; of a flood, all but the cards whose readers have others by now."""
        step = next((s for s in self.floor.steps if s.number == number), None)
        flood = [card.id for card in step.cards_after] if step else []
        other = aliased(CardRow)
        again = select(CardRow.id).join(
            other,
            and_(
                other.event_id == CardRow.event_id,
                other.reader_hash == CardRow.reader_hash,
                other.stage.not_in(ENDED),
            ),
        )
        there = self.session.scalars(again.where(CardRow.event_id == self.event_id))
        self.floor.undo(number, at=at, without=set(there) & set(flood) if flood else ())

    def reader_of(self, id: UUID) -> bytes | None:
        """The browser that a card belongs to, as its hash in this event."""
        return self.session.execute(select(CardRow.reader_hash).where(CardRow.id == id)).scalar()


@contextmanager
def changing(event_id: UUID) -> Iterator[Change]:
    """One verb on one floor: load, yield, save, in one write transaction.

    A mistake raised inside rolls back, and nothing was changed.
    """
    with writing() as session:
        revision, edition = session.execute(REVISION, {"id": event_id}).one()
        known: _Kept | None = kept("floors").get(event_id)
        if known is not None and known.event.edition != edition:
            # Its shelf, times or interpreters may be others, a book withdrawn: no step says so.
            known = None
        if known is not None and known.floor.revision == revision:
            floor = known.floor.copy()
        else:
            old = known.floor if known is not None else None
            floor = _caught_up(session, event_id, old) or _load(session, event_id)
        change = Change(event_id, floor, session)
        yield change
        if floor.new_steps:
            try:
                _save(change)
            except IntegrityError:
                # The rule of the store behind the rules of the floor: two cards at a book, or two
                # open cards of one reader, as when a return is undone after a new card was taken.
                raise Overtaken from None
    if floor.new_steps and known is not None:
        settled = floor.copy()
        settled.steps = settled.steps[-remembered(floor.policy) :]
        _keep(event_id, known.event, settled)


def _save(change: Change) -> None:
    session, floor, event_id = change.session, change.floor, change.event_id
    connection = session.connection()
    floor.revision += 1
    for seat in floor.touched_seats.values():
        columns = rows.seat_columns(seat)
        connection.execute(
            SAVE_SEAT, columns | {"of_event": event_id, "of_book": columns.pop("book")}
        )
    for person in floor.touched_interpreters.values():
        columns = rows.interpreter_columns(person)
        connection.execute(
            SAVE_INTERPRETER, columns | {"of_event": event_id, "of": columns.pop("code")}
        )
    for card in floor.touched_cards.values():
        columns = rows.card_columns(card)
        if card.id in change.secrets:
            new = columns | {"event_id": event_id, **change.secrets[card.id]}
            connection.execute(NEW_CARD, new)
        else:
            connection.execute(SAVE_CARD, columns | {"of_card": columns.pop("id")})
    connection.execute(
        NEW_STEP, [{"event_id": event_id, **rows.step_columns(step)} for step in floor.new_steps]
    )
    if floor.told:
        told = [{"id": token_bytes(16), "event_id": event_id, **asdict(t)} for t in floor.told]
        connection.execute(NEW_TOLD, told)
    said = floor.announcement
    connection.execute(
        SAVE_EVENT,
        {
            "of_event": event_id,
            "phase": floor.phase.value,
            "said": said.kind if said else None,
            "said_at": said.at if said else None,
            "round": floor.bell.round,
            "sitting": floor.bell.sitting.value,
            "rang": floor.bell.rang,
            "rush_left": floor.rush.left,
            "rush_at": floor.rush.at,
            **{name: getattr(floor, name) for name in PLAIN_SUMS},
        },
    )


def hashed(token: str) -> bytes:
    """What is stored of a secret token."""
    return sha256(token.encode()).digest()
