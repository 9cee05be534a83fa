"""A hall to lend in: minutes since noon, floors of two to eight books, cards at any stage."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from uuid import UUID

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Seat

NOON = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)
BOOKS = ("sailor", "nurse", "farmer", "widow", "goth", "pilot", "baker", "refugee")
WORDS = ("Nar", "Ceviz", "Badam", "Gilas", "Heyva")
_ids = count(1)


def minutes(number: float) -> datetime:
    return NOON + timedelta(minutes=number)


def make_floor(
    books: int = 2,
    *,
    phase: Phase = Phase.OPEN,
    closes: float = 240,
    group_limit: int = 3,
    seed: str = "a seed",
    words: tuple[str, ...] = WORDS,
    **policy: Any,
) -> Floor:
    """A floor with so many of BOOKS at tables 1, 2, 3 … that opened at noon, and no card.

    Its policy has no gate, no breaks that are due by themselves and no most readings, so that a
    test speaks of one rule at a time; a test of those rules asks for them.
    """
    return Floor(
        policy=Policy(**({"gate": False, "rest_after": 0, "book_readings": 0} | policy)),
        phase=phase,
        opens=minutes(0),
        closes=minutes(closes),
        seed=seed,
        words=words,
        shelf={
            book: Seat(book, str(table), group_limit, minutes(0))
            for table, book in enumerate(BOOKS[:books], 1)
        },
    )


def make_card(floor: Floor, *wishes: str, at: float = 0, **rest: object) -> UUID:
    """Take a card for these wishes."""
    return floor.take(UUID(int=next(_ids)), wishes, at=minutes(at), **rest).id  # type: ignore[arg-type]


def called(floor: Floor, book: str = "sailor", at: float = 0) -> UUID:
    """A card that is called to this book."""
    id = make_card(floor, book, at=at)
    return floor.call(book, at=minutes(at), id=id).id


def reading(floor: Floor, book: str = "sailor", at: float = 0) -> UUID:
    """A card that reads this book."""
    id = called(floor, book, at)
    floor.start(book, at=minutes(at))
    return id


def aside(floor: Floor, book: str = "sailor", at: float = 0) -> UUID:
    """A card that was called to this book and missed."""
    id = called(floor, book, at)
    floor.no_show(book, at=minutes(at))
    return id


def paused(floor: Floor, book: str = "sailor", at: float = 0) -> UUID:
    id = make_card(floor, book, at=at)
    floor.pause(id, at=minutes(at))
    return id


def returned(floor: Floor, book: str = "sailor", at: float = 0) -> UUID:
    id = reading(floor, book, at)
    floor.finish(book, at=minutes(at))
    return id


def left(floor: Floor, book: str = "sailor", at: float = 0) -> UUID:
    id = make_card(floor, book, at=at)
    floor.leave(id, at=minutes(at))
    return id


AT_STAGE: dict[Stage, Callable[[Floor], UUID]] = {
    Stage.WAITING: lambda floor: make_card(floor, "sailor"),
    Stage.PAUSED: paused,
    Stage.CALLED: called,
    Stage.ASIDE: aside,
    Stage.READING: reading,
    Stage.RETURNED: returned,
    Stage.LEFT: left,
}
"""Brings a new card, whose only wish is the sailor, to the stage."""


def last(floor: Floor, id: UUID) -> Card:
    """The card as it stands, open or ended: an ended one is among what was touched."""
    return floor.cards.get(id) or floor.touched_cards[id]


def undo_last(floor: Floor, at: float = 0) -> None:
    floor.undo(floor.last_step, at=minutes(at))


def as_it_stands(floor: Floor) -> dict[str, object]:
    """All of a floor that a verb may change, save its history."""
    return {
        "cards": dict(floor.cards),
        "shelf": dict(floor.shelf),
        "interpreters": dict(floor.interpreters),
        "phase": floor.phase,
        "announcement": floor.announcement,
        "taken": floor.taken,
        "calls": floor.calls,
        "no_shows": floor.no_shows,
        "leavers": floor.leavers,
        "waited": floor.waited,
        "delay": floor.delay,
        "bell": floor.bell,
    }
