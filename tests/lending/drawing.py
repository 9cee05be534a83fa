"""Hypothesis draws whole floors: books in any state, cards of any wish, at any stage."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from hypothesis import strategies as st

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.floor import Floor
from lending.hall import make_floor, minutes

AT = minutes(60)
"""The moment at which drawn floors are looked at."""


STAGES = (Stage.WAITING, Stage.WAITING, Stage.WAITING, Stage.PAUSED)


@st.composite
def floors(draw: st.DrawFn, stages: tuple[Stage, ...] = STAGES, gate: bool = False) -> Floor:
    """Two to six books, up to twelve cards in the queue; some are called, some read.

    With a gate, there is time for no, one or two readings at each book.
    """
    closes = 60 + draw(st.integers(20, 120)) if gate else 240
    floor = make_floor(draw(st.integers(2, 6)), closes=closes, gate=gate)
    for book in floor.shelf:
        match draw(st.sampled_from(("free", "free", "called", "reading", "resting", "done"))):
            case "called":
                seated(draw, floor, book, Stage.CALLED)
            case "reading":
                seated(draw, floor, book, Stage.READING)
            case "resting":
                floor.rest(book, at=AT - timedelta(minutes=draw(st.integers(0, 20))))
            case "done":
                floor.retire(book, at=AT)
    for _ in range(draw(st.integers(0, 12))):
        queued(draw, floor, stages)
    floor.calls, floor.no_shows = draw(st.sampled_from(((0, 0), (10, 1), (20, 9))))
    floor.leavers, floor.waited = draw(st.sampled_from(((0, 0.0), (3, 200.0))))
    return floor


def seated(draw: st.DrawFn, floor: Floor, book: str, stage: Stage) -> None:
    since = minutes(draw(st.integers(0, 60)))
    extended = draw(st.booleans()) and stage is Stage.READING
    due = since + timedelta(minutes=30) if stage is Stage.READING else None
    put(floor, stage, (book,), since, book=book, due=due, extended=extended)
    if draw(st.booleans()):
        floor.rest(book, at=AT)


def queued(draw: st.DrawFn, floor: Floor, stages: tuple[Stage, ...] = STAGES) -> Card:
    """A card that came some time ago; some have paused, some came back from a missed call."""
    joined = minutes(draw(st.integers(0, 60)))
    wishes = draw(wishes_on(floor))
    return put(
        floor,
        draw(st.sampled_from(stages)),
        wishes,
        joined,
        hold_first=len(wishes) > 1 and draw(st.booleans()),
        back=draw(st.integers(0, 9)) == 0,
    )


def wishes_on(floor: Floor) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(list(floor.shelf)), min_size=1, max_size=3, unique=True).map(
        tuple
    )


def put(floor: Floor, stage: Stage, wishes: tuple[str, ...], at: Any, **rest: Any) -> Card:
    """A card as it stands, without the steps that led there."""
    number = len(floor.cards) + 10
    card = Card(UUID(int=number), number, "Nar", stage, at, at, wishes, **rest)
    floor._put(card)
    floor.taken += 1
    return card
