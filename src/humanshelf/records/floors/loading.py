"""The rows of one event become a floor; an older floor catches up with the rows."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from humanshelf.lending.bell import Bell, Sitting
from humanshelf.lending.card import ENDED
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Announcement, Phase
from humanshelf.lending.policy import Policy
from humanshelf.lending.rush import Rush
from humanshelf.records import rows
from humanshelf.records.books import Book
from humanshelf.records.events import CardRow, Event, InterpreterRow, SeatRow, StepRow
from humanshelf.records.profile import Profile

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


def load(session: Session, event_id: UUID) -> Floor:
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


def caught_up(session: Session, event_id: UUID, old: Floor | None) -> Floor | None:
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
