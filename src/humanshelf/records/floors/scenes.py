"""An event as it stands: what a page asks for.

A worker keeps the floor and forecast of the last revision that it read; a page asks with one
small query whether they still hold.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, func, select

from humanshelf.lending.card import Card
from humanshelf.lending.facts import next_change
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import FRESH, Forecast, forecast
from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import minutes
from humanshelf.records import rows
from humanshelf.records.books import Book
from humanshelf.records.entrance_rows import EntranceRow, slot_end
from humanshelf.records.events import CardRow, Event, SeatRow, State
from humanshelf.records.exhibits import screenings_of, shown_in
from humanshelf.records.floors.hashed import hashed
from humanshelf.records.floors.loading import ONE_CARD, caught_up, load
from humanshelf.records.notes import note_of
from humanshelf.records.profile import Profile
from humanshelf.records.programme import programme
from humanshelf.records.showing import Showing, showing
from humanshelf.tenancy.db import db
from humanshelf.tenancy.scope import kept

# Built once: a statement that is made anew has to find its compiled form again each time.
# Built once: a statement that is made anew has to find its compiled form again each time.
HEAD = (Event.id, Event.revision, Event.edition, Event.state)
BY_CODE = select(*HEAD).where(Event.code == bindparam("code"))
BY_ID = select(*HEAD).where(Event.id == bindparam("id"))
BY_TOKEN = (
    select(*HEAD, CardRow.id)
    .join(CardRow, CardRow.event_id == Event.id)
    .where(CardRow.token_hash == bindparam("token"))
)


@dataclass
class Scene:
    """One event at one moment: its words, its floor, and what is to come."""

    event: Showing
    floor: Floor
    at: datetime
    memory: "Kept"
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
class Kept:
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


def keep(event_id: UUID, event: Showing, floor: Floor) -> Kept:
    found = kept("floors")[event_id] = Kept(event, floor)
    return found


def let_go(before: datetime) -> None:
    """Forget the floors that this worker still holds of events that ended before then, or that
    another worker has forgotten or changed since."""
    memory: dict[UUID, Kept] = kept("floors")
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
    known: Kept | None = kept("floors").get(event_id)
    if known is None or known.event.edition != edition:
        known = keep(event_id, _showing(event_id), load(db.session(), event_id))
    elif known.floor.revision != revision:
        session = db.session()
        floor = caught_up(session, event_id, known.floor) or load(session, event_id)
        known = keep(event_id, known.event, floor)
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
