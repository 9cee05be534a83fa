"""Who reads whom in rounds: all who wait are planned into the chairs of all rounds left.

The same matching as in walk-up (``matching.py``), with a group of chairs for each book and round:
most readers served, then most wishes met, then soonest. Whoever has not read yet comes before who
has, in every round; then who has waited longest. Only the first two rounds are settled, chair by
chair: a reader is told a book for these, and for later ones the time alone.

A round is settled in two steps. The plan over all rounds says whom it must take, or some would
stay unread in the end. Then chairs that would stay empty go to those planned for later.

Groups, and cards that need an interpreter, are seated one by one where they cost least, before the
single cards of the same turn; they stay there, and only single cards make room for each other.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING
from uuid import UUID

from humanshelf.lending.card import SEATED, Card
from humanshelf.lending.matching import Matching
from humanshelf.lending.pace import Pace, pace_of
from humanshelf.lending.plan import SECOND, Plan, in_turn
from humanshelf.lending.rounds import Round, chairs, timetable, wishes_for

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground

WINDOW = 2
"""Rounds for which a reader is told a book: this one and the next."""
FAIR = 1.0
"""Minutes that a later round costs more for the first in turn than for the last."""
SPREAD = 60.0
"""Minutes that a group's chairs cost at a book that everybody wishes for, by its share."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a card is planned: the book, the round, and who interprets there."""

    book: str
    round: int
    helper: str | None = None


@dataclass(frozen=True)
class RoundPlan(Plan):
    """The plan in rounds. ``rounds`` are those left, ``settled`` the numbers of the first two.

    ``places`` says where each card is planned. ``free`` are each book's chairs in each round that
    nobody is called to yet, ``open`` those that nobody is planned for either.
    """

    rounds: list[Round] = field(default_factory=list)
    settled: tuple[int, ...] = ()
    places: dict[UUID, Place] = field(default_factory=dict)
    free: dict[str, dict[int, int]] = field(default_factory=dict)
    open: dict[str, dict[int, int]] = field(default_factory=dict)
    at: datetime | None = None

    @cached_property
    def planned(self) -> dict[UUID, str]:  # type: ignore[override]
        return {id: place.book for id, place in self.places.items()}

    def chairs(self, book: str) -> Sequence[float]:
        free = self.free.get(book, {})
        return [self.minutes(r) for r in self.rounds for _ in range(free.get(r.number, 0))]

    def reaches(self, *wishes: str) -> bool:
        """Whether one card more for any of these would be read before closing."""
        if any(self.first_open(book) for book in wishes):
            return True
        wanted = [(self._number[book], 0.0) for book in wishes if book in self._number]
        return self.matching.could_add(wanted)

    def minutes(self, round: Round) -> float:
        """From the plan's moment to the round's beginning; 0 if it has begun."""
        return max(0.0, (round.starts - (self.at or round.starts)).total_seconds() / 60)

    def round(self, number: int) -> Round:
        return next(round for round in self.rounds if round.number == number)

    def first_open(self, book: str) -> Round | None:
        """The first round in which the book has a chair that nobody is planned for."""
        free = self.open.get(book, {})
        return next((round for round in self.rounds if free.get(round.number)), None)

    def seated_in(self, number: int) -> list[Card]:
        """The cards planned for a round, in turn."""
        return [c for c in self.queue if c.id in self.places and self.places[c.id].round == number]


def make_round_plan(floor: "Ground", at: datetime) -> RoundPlan:
    """Plan all who wait. Pure: the floor is only read."""
    return _Seating(floor, at).plan()


class _Seating:
    def __init__(self, floor: "Ground", at: datetime) -> None:
        self.floor, self.at = floor, at
        self.queue = in_turn(floor.cards.values(), floor.policy, at)
        self.first = {card.id: 1 - n / len(self.queue) for n, card in enumerate(self.queue)}
        self.rounds = timetable(floor, at) if floor.lends(at) else []
        self.numbers = [round.number for round in self.rounds]
        # From the first of them on, not from now: a passing second must not turn the balance.
        self.wait = {
            r.number: (r.starts - self.rounds[0].starts).total_seconds() / 60 for r in self.rounds
        }
        self.books = [seat.book for seat in floor.shelf.values() if not seat.done and self.rounds]
        self.free = {
            book: dict(
                zip(self.numbers, chairs(floor, floor.seat(book), self.rounds, at), strict=True)
            )
            for book in self.books
        }
        self.open = {book: dict(free) for book, free in self.free.items()}
        self.places: dict[UUID, Place] = {}
        self.shares = _shares(self.queue)
        seated = [card for card in floor.cards.values() if card.stage in SEATED]
        self.busy = {number: set[str]() for number in self.numbers}
        if floor.bell.on and self.numbers:
            self.busy[self.numbers[0]] = {c.interpreter for c in seated if c.interpreter}

    def plan(self) -> RoundPlan:
        left = self.queue
        for n, number in enumerate(self.numbers[:WINDOW]):
            later = self.numbers[n + 1 :]
            ahead = _Pass(self, [number], later)
            ahead.seat(left)
            first = {id for id, place in ahead.found.items() if place.round == number}
            here = _Pass(self, [number], [])
            here.seat(left, first)
            self._keep(here)
            left = [card for card in left if card.id not in here.found]
        rest = _Pass(self, [], self.numbers[WINDOW:])
        rest.seat(left)
        self._keep(rest)
        paces: dict[str, Pace] = {
            book: pace_of(self.floor.seat(book), self.floor.policy) for book in self.books
        }
        return RoundPlan(
            self.queue,
            self.books,
            paces,
            [],
            rest.matching,
            self.rounds,
            tuple(self.numbers[:WINDOW]),
            self.places,
            self.free,
            self.open,
            self.at,
        )

    def _keep(self, done: "_Pass") -> None:
        groups = {card.id: card.group for card in self.queue}
        for id, place in done.found.items():
            self.places[id] = place
            self.open[place.book][place.round] -= groups[id]
            if place.helper:
                self.busy[place.round].add(place.helper)


class _Pass:
    """One matching: the chairs of the ``first`` round apart, those of all ``later`` ones as one.

    Nodes of the matching are books; in the second half of them, books in any later round.
    """

    def __init__(self, seating: _Seating, first: list[int], later: list[int]) -> None:
        self.seating, self.floor = seating, seating.floor
        self.halves = [first, later]
        self.open = {book: dict(free) for book, free in seating.open.items()}
        self.busy = {number: set(busy) for number, busy in seating.busy.items()}
        self.books = seating.books
        self.times = [
            [seating.wait[number] for number in half for _ in range(self.open[book][number])]
            for half in self.halves
            for book in self.books
        ]
        self.matching = Matching([], self.times)
        self.node = {book: n for n, book in enumerate(self.books)}
        self.found: dict[UUID, Place] = {}
        self.singles: list[Card] = []

    def seat(self, cards: Iterable[Card], first: set[UUID] | None = None) -> None:
        """Seat these, who are in turn; of the same turn those in ``first`` before the rest."""
        for _, turn in groupby(cards, key=lambda card: card.earlier):
            same = list(turn)
            for some in _split(same, first):
                special = {card.id for card in some if self._special(card)}
                for card in sorted(some, key=lambda card: -card.group):
                    if card.id in special:
                        self._place(card)
                for card in some:
                    if card.id not in special:
                        self.matching.add(self._choice(card))
                        self.singles.append(card)
        self._rounds_of_singles()

    def _special(self, card: Card) -> bool:
        return card.group > 1 or any(
            self.floor.needs_interpreter(card, book) for book in self._wishes(card)
        )

    def _wishes(self, card: Card) -> set[str]:
        return {book for book in card.wishes + card.then if book in self.node}

    def _choice(self, card: Card) -> list[tuple[int, float]]:
        choice = []
        fair = FAIR * self.seating.first[card.id]
        for half, numbers in enumerate(self.halves):
            if numbers:
                for rank, book in enumerate(wishes_for(self.floor, card, numbers[0])):
                    if book in self.node and self.floor.suits(card, book):
                        node = half * len(self.books) + self.node[book]
                        choice.append((node, rank * SECOND + half * fair))
        return choice

    def _place(self, card: Card) -> None:
        """A group, or a card with an interpreter, where it costs least."""
        best: tuple[float, Place] | None = None
        for numbers in self.halves:
            for number in numbers:
                for rank, book in enumerate(wishes_for(self.floor, card, number)):
                    if book not in self.node or not self.floor.suits(card, book):
                        continue
                    if not self._has_room(book, number, card.group, numbers):
                        continue
                    cost = rank * SECOND + self.seating.wait[number]
                    cost += card.group * SPREAD * self.seating.shares.get(book, 0.0)
                    helper = None
                    if self.floor.needs_interpreter(card, book):
                        helper = self._helper(card, book, number)
                        if helper is None:
                            continue
                    if best is None or cost < best[0]:
                        best = cost, Place(book, number, helper)
        if best is not None:
            self._take(card, best[1])

    def _helper(self, card: Card, book: str, number: int) -> str | None:
        starts = self.seating.rounds[self.seating.numbers.index(number)].starts
        return self.floor.helper_for(card, book, starts, self.busy[number], seated=False)

    def _has_room(self, book: str, number: int, group: int, half: list[int]) -> bool:
        """Whether a round still has so many chairs together behind the single cards there."""
        node = self.node[book] + len(self.books) * (half is self.halves[1])
        before = sum(self.open[book][other] for other in half if other < number)
        singles = max(0, len(self.matching.sitting[node]) - before)
        return self.open[book][number] - singles >= group

    def _take(self, card: Card, place: Place) -> None:
        half = 0 if place.round in self.halves[0] else 1
        times = self.times[self.node[place.book] + half * len(self.books)]
        self.open[place.book][place.round] -= card.group
        last = max(n for n, time in enumerate(times) if time == self.seating.wait[place.round])
        del times[last - card.group + 1 : last + 1]
        if place.helper:
            self.busy[place.round].add(place.helper)
        self.found[card.id] = place

    def _rounds_of_singles(self) -> None:
        """The single cards of a book into its rounds: in turn, the first come first."""
        left = {book: dict(open) for book, open in self.open.items()}
        for card, node in zip(self.singles, self.matching.seats, strict=True):
            if node is None:
                continue
            half, n = divmod(node, len(self.books))
            book = self.books[n]
            number = next(number for number in self.halves[half] if left[book][number] > 0)
            left[book][number] -= 1
            self.found[card.id] = Place(book, number)


def _split(cards: list[Card], first: set[UUID] | None) -> list[list[Card]]:
    if first is None:
        return [cards]
    return [[c for c in cards if c.id in first], [c for c in cards if c.id not in first]]


def _shares(queue: list[Card]) -> dict[str, float]:
    """Each book's share of all wishes of those who wait."""
    wishes = Counter(wish for card in queue for wish in card.wishes + card.then)
    total = 1 + sum(wishes.values())
    return {book: count / total for book, count in wishes.items()}
