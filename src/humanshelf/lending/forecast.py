"""When each card's turn will come: one run of the floor forward with expected durations.

The middle of a card's range is the time at which the run calls it; the width is the variance
along that card's path. Formulas: ``research/queues.md`` part 6, "recommended formula" (a prior
worth three readings, the rest of the running reading, turnover, no-shows, and leavers ahead in
the manner of Ibrahim and Whitt's QLm). Who comes to which book is what the plan says.
"""

import math
from bisect import bisect_left
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING
from uuid import UUID

from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.pace import free_in, last_start
from humanshelf.lending.plan import Plan
from humanshelf.lending.turns import Turn

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground

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
    ``orders`` are places in the queue, for a newcomer who asks where they would stand.
    """

    book: str
    minutes: float
    variance: float
    cycle: float
    cycle_variance: float
    last: float
    unrested: int = 0
    line: list[Card] = field(default_factory=list)
    orders: list[int] = field(default_factory=list)
    times: list[tuple[float, float]] = field(default_factory=list)
    first: Card | None = None


@dataclass(frozen=True)
class Forecast:
    """The run's outcome at one moment: whom the floor names, who sits where, a start for each
    card, and the end of each path."""

    at: datetime
    delay: int
    plan: Plan = field(compare=False)
    turns: dict[str, Turn]
    seated: dict[str, Card]
    starts: dict[UUID, Start]
    paths: dict[str, Path]
    places: dict[UUID, int]

    def range_of(self, minutes: float, variance: float) -> Range:
        """[m - 0.84 s, m + 1.28 s], never before now, rounded outward to five minutes."""
        deviation = math.sqrt(variance)
        now = self.at.timestamp() / 60
        if minutes > 0:
            minutes += self.delay
        first = int((now + max(0.0, minutes - LOW * deviation)) // STEP)
        return _range(first, max(math.ceil((now + minutes + HIGH * deviation) / STEP), first + 1))

    def card(self, card: Card) -> Range | None:
        """When the card is called first, to whichever of its books; None if not today."""
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
        taken = bisect_left(path.orders, self.places.get(card.id, len(self.places)))
        return self._when(path, *(path.times[taken] if taken < len(path.times) else _end(path)))

    def newcomer(self, *books: str) -> Range | None:
        """When a card taken now would be called to one of these books; None if not today."""
        ends = [_end(self.paths[book]) for book in books if book in self.paths]
        if not ends or not self.plan.reaches(*books):
            return None
        last = max(self.paths[book].last for book in books if book in self.paths)
        middle, variance = min(ends)
        return self.range_of(max(0.0, min(middle, last)), variance)

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

    def _when(self, path: Path, minutes: float, variance: float) -> Range | None:
        return self.range_of(minutes, variance) if minutes <= path.last else None


def _end(path: Path) -> tuple[float, float]:
    return path.minutes, path.variance


@lru_cache(maxsize=4096)
def _range(first: int, last: int) -> Range:
    """From one five-minute mark since 1970 to another; a hall sees the same few again and again."""
    return Range(
        datetime.fromtimestamp(first * STEP * 60, UTC),
        datetime.fromtimestamp(last * STEP * 60, UTC),
    )


def forecast(floor: "Ground", at: datetime) -> Forecast:
    """Run the floor forward from ``at``. Pure: the floor is only read."""
    return _Run(floor, at).run()


class _Run:
    def __init__(self, floor: "Ground", at: datetime) -> None:
        self.floor, self.at = floor, at
        self.plan = floor.plan(at)
        self.places = {card.id: n for n, card in enumerate(self.plan.queue)}
        self.starts: dict[UUID, Start] = {}
        waiting = sum((at - card.since).total_seconds() / 60 for card in self.plan.queue)
        self.no_show = _in_steps((1 + floor.no_shows) / (10 + floor.calls))
        self.leaving = _in_steps((1 + floor.leavers) / (240 + floor.waited + waiting))
        self.seated = floor.seated
        self.paths = {
            seat.book: self._path(seat.book, self.seated.get(seat.book))
            for seat in floor.shelf.values()
            if not seat.done
        }
        self.helpers = {
            one.code: self._helper_free(one.code)
            for one in floor.interpreters.values()
            if not one.gone
        }

    def run(self) -> Forecast:
        named = self.floor.turns(self.at)
        for turn in named.values():
            self._take(self.paths[turn.book], turn.card)
        called = {turn.card.id for turn in named.values()}
        for book, line in self.plan.lines.items():
            if book in self.paths:
                self.paths[book].line = [card for card in line if card.id not in called]
        heap = [(path.minutes, n, path) for n, path in enumerate(self.paths.values())]
        heapify(heap)
        while heap:
            _, n, path = heappop(heap)
            if path.line:
                self._next(path)
                heappush(heap, (path.minutes, n, path))
        return Forecast(
            at=self.at,
            delay=self.floor.delay,
            plan=self.plan,
            turns=named,
            seated=self.seated,
            starts=self.starts,
            paths=self.paths,
            places=self.places,
        )

    def _next(self, path: Path) -> None:
        """Take the first whose interpreter is free; if all wait for one, the book waits too."""
        soonest = math.inf
        for n, card in enumerate(path.line):
            ready = self._ready(path, card)
            if ready <= path.minutes:
                self._take(path, path.line.pop(n))
                return
            soonest = min(soonest, ready)
        if soonest == math.inf:
            path.line.clear()
        else:
            path.minutes = soonest

    def _ready(self, path: Path, card: Card) -> float:
        """From when on an interpreter for this card and book is free, in minutes."""
        if not self.floor.needs_interpreter(card, path.book):
            return 0.0
        return min((self.helpers[code] for code in self._links(path, card)), default=math.inf)

    def _links(self, path: Path, card: Card) -> list[str]:
        spoken = self.floor.seat(path.book).own.languages
        return [
            code
            for code in self.helpers
            if self.floor.interpreters[code].links(card.talk or "", spoken)
        ]

    def _take(self, path: Path, card: Card) -> None:
        """The run calls this card: what comes after it at this book comes so much later."""
        policy = self.floor.policy
        if path.first is None and card.stage is Stage.WAITING:
            path.first = card
        start = path.minutes
        self.starts[card.id] = Start(path.book, start, path.variance, len(path.times))
        path.orders.append(self.places[card.id])
        path.times.append(_end(path))
        stays = math.exp(-self.leaving * start)
        comes, missed = stays * (1 - self.no_show), stays * self.no_show
        interpreted = self.floor.needs_interpreter(card, path.book)
        cycle = path.cycle * (policy.interpreting if interpreted else 1)
        path.variance += comes * path.cycle_variance + comes * (1 - comes) * cycle**2
        path.minutes += comes * cycle + missed * policy.grace
        path.unrested += 1
        if policy.rest_after and path.unrested >= policy.rest_after:
            path.minutes, path.unrested = path.minutes + policy.rest, 0
        if interpreted and (codes := self._links(path, card)):
            helper = min(codes, key=lambda code: self.helpers[code])
            # A rest now and then: half of one after each reading, when two make it due.
            rest = policy.rest / policy.interpreter_rest if policy.interpreter_rest else 0.0
            self.helpers[helper] = path.minutes + rest

    def _path(self, book: str, there: Card | None) -> Path:
        """The seat as it stands: the rest of what is going on, and this book's own pace."""
        seat, floor = self.floor.seat(book), self.floor
        pace = self.plan.pace(seat, floor.policy)
        minutes, variance = free_in(floor, seat, there, pace, self.at)
        unrested = 0 if seat.resting or seat.rest_wanted else seat.unrested + (there is not None)
        last = last_start(floor, seat, self.at)
        return Path(book, minutes, variance, pace.cycle, pace.variance, last, unrested)

    def _helper_free(self, code: str) -> float:
        """Minutes until this interpreter can sit down with somebody."""
        until = self.floor.interpreters[code].rest_until
        rest = max(0.0, (until - self.at).total_seconds() / 60) if until else 0.0
        for card in self.floor.cards.values():
            if card.interpreter == code and card.stage in SEATED and card.book in self.paths:
                return max(rest, self.paths[card.book].minutes)
        return rest


def _in_steps(rate: float) -> float:
    """A learned rate to the nearest power of 1.5.

    These two belong to the whole floor: followed smoothly, each tap at one table would move the
    time on every other card by a little, and all phones would be told again and again.
    """
    return float(1.5 ** round(math.log(rate, 1.5)))
