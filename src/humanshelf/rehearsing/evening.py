"""One event from its first arrival to its last return, played on the floor with its own verbs."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from heapq import heapify, heappop, heappush
from uuid import UUID

from humanshelf.lending.card import Card
from humanshelf.lending.floor import Floor
from humanshelf.lending.mistakes import NoInterpreter, TooLate
from humanshelf.rehearsing.day import Day

OPENS = datetime(2026, 11, 28, 10, tzinfo=UTC)
"""Played events begin here. No clock is read: the minutes after it are all that counts."""
ABROAD, HOME = "abroad", "home"
"""The two languages of a played event."""
NO_SHOWS, PATIENCE = 0.12, 90
"""On a lively day: the share of the called who do not come, and minutes until one leaves."""

Rule = Callable[[Floor, datetime, list[str]], list[tuple[UUID, str]]]


def planned(floor: Floor, at: datetime, ready: list[str]) -> list[tuple[UUID, str]]:
    """Ours: whom the floor names."""
    turns = floor.turns(at)
    return [(turns[book].card.id, book) for book in ready if book in turns]


@dataclass
class Outcome:
    """What one day came to. Waits in minutes; ``busy`` counts minutes of books being read."""

    came: int
    waits: list[float] = field(default_factory=list)
    first: int = 0
    busy: float = 0.0


class Witness:
    """Looks on and does nothing. The bench compares what was told with what came true."""

    def joined(self, card: Card, floor: Floor, at: datetime) -> None: ...

    def lost(self, id: UUID) -> None: ...

    def read(self, card: Card, wait: float, at: datetime) -> None: ...


class Evening:
    """A floor, the day's people, and what happens next. ``last`` is the last minute of calls."""

    def __init__(
        self,
        floor: Floor,
        day: Day,
        *,
        rule: Rule = planned,
        wishes: int | None = None,
        last: float | None = None,
        witness: Witness | None = None,
    ) -> None:
        self.floor, self.day, self.rule, self.last = floor, day, rule, last
        self.wishes = wishes or floor.policy.wishes
        self.witness = witness or Witness()
        self.lot = random.Random(day.seed + 1)
        self.outcome = Outcome(len(day.arrivals))
        self.ready = set(floor.shelf)
        self.queue = [(time, n, "comes", str(n)) for n, (time, _) in enumerate(day.arrivals)]
        self.number = len(self.queue)
        heapify(self.queue)

    def play(self) -> Outcome:
        for _moment in self.moments():
            pass
        return self.outcome

    def moments(self) -> Iterator[datetime]:
        """One happening after the other: whoever plays may breathe in between."""
        while self.queue:
            time, _, what, which = heappop(self.queue)
            at = self.floor.opens + timedelta(minutes=time)
            if self._happens(what, which, time, at) and (self.last is None or time <= self.last):
                self._call(time, at)
            yield at

    def _later(self, time: float, what: str, which: str) -> None:
        self.number += 1
        heappush(self.queue, (time, self.number, what, which))

    def _happens(self, what: str, which: str, time: float, at: datetime) -> bool:
        """Whether it may let somebody be called."""
        match what:
            case "comes":
                return self._comes(int(which), time, at)
            case "leaves":
                self._leaves(UUID(int=int(which) + 1), at)
                return False
            case "ends":
                self._ends(which, time, at)
            case "ready":
                self.ready.add(which)
        return True

    def _comes(self, reader: int, time: float, at: datetime) -> bool:
        talk = ABROAD if reader in self.day.foreign else None
        wishes = self.day.arrivals[reader][1][: self.wishes]
        try:
            card = self.floor.take(UUID(int=reader + 1), wishes, at=at, talk=talk)
        except (TooLate, NoInterpreter):
            return False
        self.witness.joined(card, self.floor, at)
        if self.day.lively:
            self._later(time + self.lot.expovariate(1 / PATIENCE), "leaves", str(reader))
        return True

    def _leaves(self, id: UUID, at: datetime) -> None:
        if id in self.floor.cards and self.floor.cards[id].queued:
            self.floor.leave(id, at=at)
            self._lose(id)

    def _lose(self, id: UUID) -> None:
        self.witness.lost(id)
        self.outcome.came -= 1

    def _ends(self, book: str, time: float, at: datetime) -> None:
        floor, there = self.floor, self.floor.seated[book]
        if there.stage == "called":
            floor.no_show(book, at=at)
            floor.leave(next(c.id for c in floor.cards.values() if c.stage == "aside"), at=at)
            return
        floor.finish(book, at=at)
        rests = [floor.seat(book).rest_until]
        if there.interpreter:
            rests.append(floor.interpreters[there.interpreter].rest_until)
        for until in rests:
            if until is not None:
                self._later((until - floor.opens).total_seconds() / 60, "rested", book)

    def _call(self, time: float, at: datetime) -> None:
        floor, policy = self.floor, self.floor.policy
        for id, book in self.rule(floor, at, [b for b in floor.shelf if b in self.ready]):
            card = floor.call(book, at=at, id=id)
            self.ready.discard(book)
            joined = (card.joined - floor.opens).total_seconds() / 60
            wait = max(0.0, time - joined)  # A moment has microseconds only.
            if self.day.lively and self.lot.random() < NO_SHOWS:
                self._lose(id)
                self._later(time + policy.grace, "ends", book)
                self._later(time + policy.grace, "ready", book)
                continue
            floor.start(book, at=at)
            self.witness.read(card, wait, at)
            self.outcome.waits.append(wait)
            self.outcome.first += card.wishes[0] == book
            reading, change = self.day.spell(self.lot, book)
            if card.interpreter:
                reading *= policy.interpreting
            self.outcome.busy += reading
            self._later(time + reading, "ends", book)
            self._later(time + reading + change, "ready", book)
