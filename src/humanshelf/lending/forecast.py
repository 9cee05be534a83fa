"""When each card's turn will come: one run of the floor forward with expected durations.

The middle of a card's range is the time at which the run calls it; the width is the variance
along that card's path. Formulas: ``research/queues.md`` part 6, "recommended formula" (a prior
worth three readings, the rest of the running reading, turnover, no-shows, and leavers ahead in
the manner of Ibrahim and Whitt's QLm).
"""

import math
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush
from uuid import UUID

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.floor import Floor, available
from humanshelf.lending.seat import Seat
from humanshelf.lending.turns import in_turn

PRIOR = 3
"""How many readings the policy's own cycle is worth against what was seen today."""
SPREAD = 0.3
"""Standard deviation of a cycle that nobody has seen yet, as a share of it."""
LOW, HIGH = 0.84, 1.28
"""Standard deviations below and above the middle: four in five are not later than the range."""
STEP = 5
"""Minutes to which a range is rounded."""


@dataclass(frozen=True, slots=True)
class Range:
    """Two clock times, rounded outward to five minutes."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Start:
    """Where and when the run calls a card: minutes from now, their variance, cards before it."""

    book: str
    minutes: float
    variance: float
    ahead: int


@dataclass(slots=True)
class Path:
    """One book's seat in the run: when it is free next, and whom it took before.

    ``first`` is the first that may be called: who has paused is in the run, but is not next.
    """

    book: str
    minutes: float
    variance: float
    cycle: float
    cycle_variance: float
    orders: list[tuple[bool, datetime, int]] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)
    first: Card | None = None


@dataclass(frozen=True)
class Forecast:
    """The run's outcome at one moment: a start for each card, and the end of each path."""

    at: datetime
    starts: dict[UUID, Start]
    paths: dict[str, Path]

    def range_of(self, minutes: float, variance: float) -> Range:
        """[m - 0.84 s, m + 1.28 s], never before now, rounded outward to five minutes."""
        deviation = math.sqrt(variance)
        now = self.at.timestamp() / 60
        first = int((now + max(0.0, minutes - LOW * deviation)) // STEP)
        return _range(first, max(math.ceil((now + minutes + HIGH * deviation) / STEP), first + 1))

    def card(self, card: Card) -> Range | None:
        """When the card is called first, to whichever of its books."""
        start = self.starts.get(card.id)
        return self.range_of(start.minutes, start.variance) if start else None

    def wish(self, card: Card, book: str) -> Range | None:
        """When this one wish would come, if the card waited for it alone."""
        path = self.paths.get(book)
        if path is None:
            return None
        start = self.starts.get(card.id)
        if start is not None and start.book == book:
            return self.range_of(start.minutes, start.variance)
        taken = bisect_left(path.orders, card.order)
        return self.range_of(*(path.times[taken] if taken < len(path.times) else _end(path)))

    def newcomer(self, *books: str) -> Range | None:
        """When a card taken now would be called to one of these books."""
        ends = [_end(self.paths[book]) for book in books if book in self.paths]
        return self.range_of(*min(ends)) if ends else None

    def next_at(self, book: str) -> Range | None:
        """When the book may be read next by somebody who is not in the queue."""
        return self.newcomer(book)

    def free_at(self, book: str) -> datetime | None:
        """When the book's present reading or break ends, as expected; None when done for today."""
        path = self.paths.get(book)
        if path is None:
            return None
        minutes = path.times[0][0] if path.times else path.minutes
        return self.at + timedelta(minutes=minutes)


def _end(path: Path) -> tuple[float, float]:
    return path.minutes, path.variance


@lru_cache(maxsize=4096)
def _range(first: int, last: int) -> Range:
    """From one five-minute mark since 1970 to another; a hall sees the same few again and again."""
    return Range(
        datetime.fromtimestamp(first * STEP * 60, UTC),
        datetime.fromtimestamp(last * STEP * 60, UTC),
    )


def forecast(floor: Floor, at: datetime) -> Forecast:
    """Run the floor forward from ``at``. Pure: the floor is only read."""
    seated = floor.seated
    paths = {
        seat.book: _path(floor, seat, seated.get(seat.book), at)
        for seat in floor.shelf.values()
        if not seat.done
    }
    no_show = _in_steps((1 + floor.no_shows) / (10 + floor.calls))
    queue = in_turn(floor.cards.values())
    waiting_now = sum((at - card.since).total_seconds() / 60 for card in queue)
    leaving = _in_steps((1 + floor.leavers) / (240 + floor.waited + waiting_now))
    starts: dict[UUID, Start] = {}

    def take(path: Path, card: Card) -> None:
        if path.first is None and card.stage is Stage.WAITING:
            path.first = card
        starts[card.id] = Start(path.book, path.minutes, path.variance, len(path.times))
        path.orders.append(card.order)
        path.times.append(_end(path))
        comes = math.exp(-leaving * path.minutes) * (1 - no_show)
        missed = math.exp(-leaving * path.minutes) * no_show
        path.variance += comes * path.cycle_variance + comes * (1 - comes) * path.cycle**2
        path.minutes += comes * path.cycle + missed * floor.policy.grace

    for book, turn in floor.turns(at).items():
        take(paths[book], turn.card)
    lines = _lines(queue, paths)
    heap = [(path.minutes, index, path) for index, path in enumerate(paths.values())]
    heapify(heap)
    while heap:
        _, index, path = heappop(heap)
        card = next((c for c in lines[path.book] if c.id not in starts), None)
        if card is not None:
            take(path, card)
            heappush(heap, (path.minutes, index, path))
    return Forecast(at, starts, paths)


def _in_steps(rate: float) -> float:
    """A learned rate to the nearest power of 1.5.

    These two belong to the whole floor: followed smoothly, each tap at one table would move the
    time on every other card by a little, and all phones would be told again and again.
    """
    return float(1.5 ** round(math.log(rate, 1.5)))


def _lines(queue: list[Card], paths: dict[str, Path]) -> dict[str, Iterator[Card]]:
    """Per book those who accept it, in turn; iterators, so that the run walks each line once."""
    lines: dict[str, list[Card]] = {book: [] for book in paths}
    for card in queue:
        for book in card.accepts:
            if book in lines:
                lines[book].append(card)
    return {book: iter(line) for book, line in lines.items()}


def _path(floor: Floor, seat: Seat, there: Card | None, at: datetime) -> Path:
    """The seat as it stands: the rest of what is going on, and this book's own pace."""
    nominal = float(floor.policy.cycle)
    seen = seat.readings
    cycle = (PRIOR * nominal + seat.cycle_sum) / (PRIOR + seen)
    around = seat.cycle_squares - 2 * cycle * seat.cycle_sum + seen * cycle * cycle
    variance = (PRIOR * (SPREAD * nominal) ** 2 + max(0.0, around)) / (PRIOR + seen)
    minutes, spread = _rest_of_it(floor, seat, there, at, cycle, variance)
    return Path(seat.book, minutes, spread, cycle, variance)


def _rest_of_it(
    floor: Floor, seat: Seat, there: Card | None, at: datetime, cycle: float, variance: float
) -> tuple[float, float]:
    """Minutes until the seat is free, and their variance."""
    if there is None:
        if available(seat, at) or seat.rest_until is None:
            return 0.0, 1.0
        return (seat.rest_until - at).total_seconds() / 60, 4.0
    elapsed = (at - there.since).total_seconds() / 60
    rest_after = floor.policy.rest if seat.rest_wanted else 0
    if there.stage is Stage.CALLED:
        return max(cycle + 2 - elapsed, 1.0) + rest_after, variance
    extended = floor.policy.extension if there.extended else 0
    left = cycle + extended - elapsed
    deviation = math.sqrt(variance)
    late = left < deviation
    minutes = max(left, 0.0) * (0.8 if late else 1.0) + (2.0 if late else 0.0)
    return minutes + rest_after, variance * (0.5 if late else 0.9)
