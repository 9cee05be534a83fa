"""The time that a card was told first: kept where it can be, and where it cannot, why not."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.forecast import STEP, Forecast, Range
from humanshelf.lending.pace import available
from humanshelf.lending.policy import minutes

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground


class Moved(StrEnum):
    """The fixed set of reasons why a card comes later than it was told."""

    DELAY = "delay"
    BREAK = "break"
    EXTENDED = "extended"
    LONGER = "longer"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Shown:
    """What the card shows: the range, and why it is later than promised, if it is."""

    range: Range
    moved: Moved | None = None


def told(floor: "Ground", forecast: Forecast, card: Card, expected: Range, at: datetime) -> Shown:
    """The expected range held against the promise.

    A reason that somebody can see is said. Without one, others came ahead: then the promised
    time stands while it lies in the future, for a promise is not moved by the next forecast.
    """
    promised = card.promise_to
    if promised is None or expected.latest <= promised:
        return Shown(expected)
    reason = _reason(floor, forecast.seated, card, at)
    if reason is Moved.AHEAD and at < promised:
        return Shown(Range(min(expected.earliest, promised - minutes(STEP)), promised))
    return Shown(expected, reason)


def _reason(floor: "Ground", seated: dict[str, Card], card: Card, at: datetime) -> Moved:
    if floor.delay:
        return Moved.DELAY
    seats = [floor.seat(book) for book in card.accepts]
    if any(s.rest_wanted or (s.resting and not available(s, at)) for s in seats if not s.done):
        return Moved.BREAK
    there = [seated[book] for book in card.accepts if book in seated]
    readings = [one for one in there if one.stage is Stage.READING]
    if any(one.extended for one in readings):
        return Moved.EXTENDED
    if any(one.due is not None and one.due <= at for one in readings):
        return Moved.LONGER
    return Moved.AHEAD
