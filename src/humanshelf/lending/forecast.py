"""When each card's turn will come: one run of the floor forward with expected durations.

The middle of a card's range is the time at which the run calls it; the width is the variance
along that card's path. Formulas: ``research/queues.md`` part 6, "recommended formula" (a prior
worth three readings, the rest of the running reading, turnover, no-shows, and leavers ahead in
the manner of Ibrahim and Whitt's QLm). Who comes to which book is what the plan says.
"""

import math
from bisect import bisect_left
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING
from uuid import UUID

from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.pace import free_in, last_start
from humanshelf.lending.plan import Plan
from humanshelf.lending.policy import Policy, spent
from humanshelf.lending.turns import Turn

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground

LOW, HIGH = 0.84, 1.28
"""Standard deviations below and above the middle: four in five are not later than the range."""
STEP = 5
"""Minutes to which a range is rounded."""
FRESH = timedelta(seconds=5)
"""How long a forecast of an unchanged floor serves."""


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

    def take(self, place: int, rates: "Rates", policy: Policy, longer: float = 1.0) -> None:
        """One card more is called here: what comes after it comes so much later."""
        self.orders.append(place)
        self.times.append(_end(self))
        stays = math.exp(-rates.leaving * self.minutes)
        comes, missed = stays * (1 - rates.no_show), stays * rates.no_show
        cycle = self.cycle * longer
        self.variance += comes * self.cycle_variance + comes * (1 - comes) * cycle**2
        self.minutes += comes * cycle + missed * policy.grace
        self.unrested += 1
        if policy.rest_after and self.unrested >= policy.rest_after:
            self.minutes, self.unrested = self.minutes + policy.rest, 0


@dataclass(frozen=True, slots=True)
class Rates:
    """How many of those called do not come, and what part of those who wait leaves in a minute."""

    no_show: float
    leaving: float


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
    rates: Rates

    def joined(self, floor: "Ground", card: Card) -> "Forecast":
        """This forecast with a newcomer last in turn, to tell them a time without a new run.

        Who moves to another wish for them keeps the start of this run: it serves to tell
        newcomers, and only while it is fresh.
        """
        plan = self.plan.joined(floor, card)
        place, seat = len(plan.queue) - 1, plan.matching.seats[-1]
        if seat is None:
            return replace(self, plan=plan, places=self.places | {card.id: place})
        book = plan.books[seat]
        grown = next(
            name
            for name, before, now in zip(
                plan.books, self.plan.matching.sitting, plan.matching.sitting, strict=True
            )
            if len(now) > len(before)
        )
        there = self.paths[book]
        minutes, variance = _end(there) if grown == book or not there.times else there.times[-1]
        start = Start(book, minutes, variance, len(there.times))
        longer = self.paths[grown]
        longer = replace(longer, orders=[*longer.orders], times=[*longer.times])
        longer.take(place, self.rates, floor.policy)
        return replace(
            self,
            plan=plan,
            starts=self.starts | {card.id: start},
            paths=self.paths | {grown: longer},
            places=self.places | {card.id: place},
        )

    def range_of(self, minutes: float, variance: float) -> Range:
        """[m - 0.84 s, m + 1.28 s], never before now, rounded outward to five minutes."""
        deviation = math.sqrt(variance)
        now = self.at.timestamp() / 60
        if minutes > 0:
            minutes += self.delay
        first = int((now + max(0.0, minutes - LOW * deviation)) // STEP)
        return marks(first, max(math.ceil((now + minutes + HIGH * deviation) / STEP), first + 1))

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
def marks(first: int, last: int) -> Range:
    """From one five-minute mark since 1970 to another; a hall sees the same few again and again."""
    return Range(
        datetime.fromtimestamp(first * STEP * 60, UTC),
        datetime.fromtimestamp(last * STEP * 60, UTC),
    )


def forecast(floor: "Ground", at: datetime) -> Forecast:
    """Run the floor forward from ``at``. Pure: the floor is only read."""
    if floor.policy.rounds:
        from humanshelf.lending.round_forecast import round_forecast

        return round_forecast(floor, at)
    return _Run(floor, at).run()


class _Run:
    def __init__(self, floor: "Ground", at: datetime) -> None:
        self.floor, self.at = floor, at
        self.plan = floor.plan(at)
        self.places = {card.id: n for n, card in enumerate(self.plan.queue)}
        self.starts: dict[UUID, Start] = {}
        waiting = sum(spent(card.since, at) for card in self.plan.queue)
        self.rates = Rates(
            no_show=_in_steps((1 + floor.no_shows) / (10 + floor.calls)),
            leaving=_in_steps((1 + floor.leavers) / (240 + floor.waited + waiting)),
        )
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
            rates=self.rates,
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
        """The run calls this card."""
        policy = self.floor.policy
        if path.first is None and card.stage is Stage.WAITING:
            path.first = card
        start = path.minutes
        self.starts[card.id] = Start(path.book, start, path.variance, len(path.times))
        interpreted = self.floor.needs_interpreter(card, path.book)
        longer = policy.interpreting if interpreted else 1.0
        path.take(self.places[card.id], self.rates, policy, longer)
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
