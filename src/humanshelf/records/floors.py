"""Loads and saves the core: the rows of one event become a Floor, and a changed Floor rows.

A worker keeps the floor and forecast of the last revision that it read; a page asks with one
small query whether they still hold. A change is one write transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from sqlalchemy import Row, insert, select, update
from sqlalchemy.orm import Session

from humanshelf.lending.card import ENDED, Card
from humanshelf.lending.floor import Announcement, Floor, Phase
from humanshelf.lending.forecast import Forecast, forecast
from humanshelf.records import rows
from humanshelf.records.books import Book
from humanshelf.records.events import CardRow, Event, SeatRow, StepRow
from humanshelf.records.profile import Profile
from humanshelf.records.showing import Showing, showing
from humanshelf.tenancy.db import db, writing
from humanshelf.tenancy.scope import kept

REMEMBERED_STEPS = 60
"""How many steps back a desk may look for something to undo."""
FRESH = timedelta(seconds=5)
"""How long a forecast of an unchanged floor serves."""

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
    Event.said,
    Event.said_at,
)


@dataclass
class Scene:
    """One event at one moment: its words, its floor, and what is to come."""

    event: Showing
    floor: Floor
    at: datetime
    forecast: Forecast
    ended: dict[UUID, Card] = field(default_factory=dict)

    def card(self, id: UUID) -> Card | None:
        """A card of this event, open or ended."""
        found = self.floor.cards.get(id)
        if found is not None:
            self.ended.pop(id, None)
            return found
        if id not in self.ended:
            row = db.session.execute(
                select(*rows.CARD).where(CardRow.id == id, CardRow.event_id == self.event.id)
            ).first()
            if row is None:
                return None
            self.ended[id] = rows.card(row)
        return self.ended[id]


@dataclass
class _Kept:
    event: Showing
    floor: Floor
    forecast: Forecast
    ended: dict[UUID, Card] = field(default_factory=dict)


def scene(code: str, at: datetime) -> Scene | None:
    """The event with this code as it stands, or None."""
    row = db.session.execute(
        select(Event.id, Event.revision, Event.edition).where(Event.code == code)
    ).first()
    return _scene(row, at) if row else None


def scene_of_card(token: str, at: datetime) -> tuple[Scene, Card] | None:
    """The event and card that this secret link opens, or None."""
    row = db.session.execute(
        select(Event.id, Event.revision, Event.edition, CardRow.id)
        .join(CardRow, CardRow.event_id == Event.id)
        .where(CardRow.token_hash == hashed(token))
    ).first()
    if row is None:
        return None
    found = _scene(row, at)
    card = found.card(row[3])
    return (found, card) if card else None


def scene_by_id(event_id: UUID, at: datetime) -> Scene | None:
    """The event with this id as it stands, or None."""
    row = db.session.execute(
        select(Event.id, Event.revision, Event.edition).where(Event.id == event_id)
    ).first()
    return _scene(row, at) if row else None


def _scene(row: Row[Any], at: datetime) -> Scene:
    shelf: dict[UUID, _Kept] = kept("floors")
    event_id, revision, edition = row[0], row[1], row[2]
    known = shelf.get(event_id)
    if known is None or known.event.edition != edition:
        known = None
        event = _showing(event_id)
    else:
        event = known.event
    if known is None or known.floor.revision != revision:
        floor = _load(db.session(), event_id)
        known = _Kept(event, floor, forecast(floor, at))
        shelf[event_id] = known
    elif not known.forecast.at <= at < known.forecast.at + FRESH:
        known.forecast = forecast(known.floor, at)
    return Scene(known.event, known.floor, at, known.forecast, known.ended)


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
    return showing(event, list(books), profile)


def _load(session: Session, event_id: UUID) -> Floor:
    row = session.execute(select(*EVENT).where(Event.id == event_id)).one()
    words = session.execute(select(Profile.words)).scalar_one()
    seats = session.execute(
        select(*rows.SEAT).where(SeatRow.event_id == event_id).order_by(SeatRow.position)
    )
    cards = session.execute(
        select(*rows.CARD).where(CardRow.event_id == event_id, CardRow.stage.not_in(ENDED))
    )
    steps = session.execute(
        select(*rows.STEP)
        .where(StepRow.event_id == event_id, StepRow.number > row.last_step - REMEMBERED_STEPS)
        .order_by(StepRow.number)
    )
    return Floor(
        policy=rows.policy(row.policy),
        phase=Phase(row.phase),
        opens=row.opens,
        closes=row.closes,
        seed=row.seed,
        words=tuple(words),
        shelf={seat.book: seat for seat in map(rows.seat, seats)},
        cards={card.id: card for card in map(rows.card, cards)},
        steps=[rows.step(step) for step in steps],
        announcement=Announcement(row.said, row.said_at) if row.said else None,
        taken=row.taken,
        calls=row.calls,
        no_shows=row.no_shows,
        leavers=row.leavers,
        waited=row.waited,
        revision=row.revision,
        last_step=row.last_step,
    )


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

    def card_of(self, reader: bytes) -> UUID | None:
        """This browser's open card in this event."""
        return self.session.execute(
            select(CardRow.id).where(
                CardRow.event_id == self.event_id,
                CardRow.reader_hash == reader,
                CardRow.stage.not_in(ENDED),
            )
        ).scalar()

    def reader_of(self, id: UUID) -> bytes | None:
        """The browser that a card belongs to, as its hash in this event."""
        return self.session.execute(select(CardRow.reader_hash).where(CardRow.id == id)).scalar()


@contextmanager
def changing(event_id: UUID) -> Iterator[Change]:
    """One verb on one floor: load, yield, save, in one write transaction.

    A mistake raised inside rolls back, and nothing was changed.
    """
    with writing() as session:
        revision = session.execute(select(Event.revision).where(Event.id == event_id)).scalar_one()
        known: _Kept | None = kept("floors").get(event_id)
        if known is not None and known.floor.revision == revision:
            floor = known.floor.copy()
        else:
            floor = _load(session, event_id)
        change = Change(event_id, floor, session)
        yield change
        if floor.new_steps:
            _save(change)


def _save(change: Change) -> None:
    session, floor, event_id = change.session, change.floor, change.event_id
    floor.revision += 1
    for seat in floor.touched_seats.values():
        columns = rows.seat_columns(seat)
        book = columns.pop("book")
        session.execute(
            update(SeatRow)
            .where(SeatRow.event_id == event_id, SeatRow.book == book)
            .values(**columns)
        )
    for card in floor.touched_cards.values():
        columns = rows.card_columns(card)
        if card.id in change.secrets:
            session.execute(
                insert(CardRow).values(event_id=event_id, **columns, **change.secrets[card.id])
            )
        else:
            id = columns.pop("id")
            session.execute(update(CardRow).where(CardRow.id == id).values(**columns))
    session.execute(
        insert(StepRow),
        [{"event_id": event_id, **rows.step_columns(step)} for step in floor.new_steps],
    )
    if floor.undone_steps:
        session.execute(
            update(StepRow)
            .where(StepRow.event_id == event_id, StepRow.number.in_(floor.undone_steps))
            .values(undone=True)
        )
    session.execute(
        update(Event)
        .where(Event.id == event_id)
        .values(
            phase=floor.phase.value,
            revision=floor.revision,
            last_step=floor.last_step,
            taken=floor.taken,
            calls=floor.calls,
            no_shows=floor.no_shows,
            leavers=floor.leavers,
            waited=floor.waited,
            said=floor.announcement.kind if floor.announcement else None,
            said_at=floor.announcement.at if floor.announcement else None,
        )
    )


def hashed(token: str) -> bytes:
    """What is stored of a secret token."""
    return sha256(token.encode()).digest()
