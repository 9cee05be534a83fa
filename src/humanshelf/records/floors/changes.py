"""One verb on one floor: loaded, changed and saved in one write transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import datetime
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import and_, bindparam, case, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from humanshelf.lending.card import ENDED, Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.mistakes import Overtaken
from humanshelf.records import rows
from humanshelf.records.events import CardRow, Event, InterpreterRow, SeatRow, StepRow, ToldRow
from humanshelf.records.floors.hashed import hashed
from humanshelf.records.floors.loading import PLAIN_SUMS, SUMS, caught_up, load, remembered
from humanshelf.records.floors.scenes import Kept, keep
from humanshelf.tenancy.db import writing
from humanshelf.tenancy.scope import kept

REVISION = select(Event.revision, Event.edition).where(Event.id == bindparam("id"))
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
        known: Kept | None = kept("floors").get(event_id)
        if known is not None and known.event.edition != edition:
            # Its shelf, times or interpreters may be others, a book withdrawn: no step says so.
            known = None
        if known is not None and known.floor.revision == revision:
            floor = known.floor.copy()
        else:
            old = known.floor if known is not None else None
            floor = caught_up(session, event_id, old) or load(session, event_id)
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
        keep(event_id, known.event, settled)


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
