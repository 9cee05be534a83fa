"""Who reads whom until closing: the floor looked at as a whole, as often as it changes.

The waiting cards are planned into the chairs that will come free (``matching.py``), so that

1. most of them are read before closing. Who comes first in the queue never loses a chair to who
   comes later, so that nobody waits for ever;
2. most first wishes are met: another wish costs as much as ``SECOND`` minutes of waiting;
3. waits are short; and the longer somebody has waited, the more their next minutes weigh
   (beyond ``LONG`` minutes), or the best sum would be paid for by a few;
4. a chair at a crowded book is kept for those who wish for no other: taking one costs up to
   ``CROWD`` minutes, by the book's share of all wishes on the floor.

The weights were chosen by playing events (``bench/evening.py``): with a line for each book 37 of
100 readers go home unread at 60 readers and ten books, with the first free book 9, with this 6.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.matching import Matching
from humanshelf.lending.pace import Pace, chairs, pace_of
from humanshelf.lending.policy import Policy, minutes, spent
from humanshelf.lending.seat import Seat

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground

SECOND = 5.0
LONG = 30.0
CROWD = 120.0


def in_turn(cards: Iterable[Card], policy: Policy, at: datetime) -> list[Card]:
    """Who holds a place in the queue, first who comes first.

    Who came back after a missed call, then the longest wait; but first-timers before second
    readings once one of them has waited long. Who pauses for too long holds no place meanwhile.
    In rounds who has not read yet always comes before who has.
    """
    queue = [card for card in cards if holds_place(card, policy, at)]
    if policy.rounds:
        return sorted(queue, key=lambda c: (c.earlier, not c.back, c.joined, c.number))
    long_ago = at - minutes(policy.first_timers)
    crowded = any(not card.earlier and card.joined <= long_ago for card in queue)

    def turn(card: Card) -> tuple[bool, bool, datetime, int]:
        return (not card.back, crowded and card.earlier > 0, card.joined, card.number)

    return sorted(queue, key=turn)


def listed(cards: Iterable[Card], policy: Policy, at: datetime) -> list[Card]:
    """All who wait or pause: those in turn, then those whose pause has lasted too long."""
    cards = list(cards)
    queue = in_turn(cards, policy, at)
    away = [card for card in cards if card.queued and not holds_place(card, policy, at)]
    return queue + sorted(away, key=lambda card: (card.joined, card.number))


def holds_place(card: Card, policy: Policy, at: datetime) -> bool:
    if card.stage is Stage.PAUSED:
        return at < card.since + minutes(policy.pause)
    return card.stage is Stage.WAITING


@dataclass(frozen=True)
class Plan:
    """The plan at one moment: the queue in turn, the chairs of each book, and who is where.

    ``crowd`` is what a chair at each book costs for being wished for, in minutes.
    """

    queue: list[Card]
    books: list[str]
    paces: dict[str, Pace]
    crowd: list[float]
    matching: Matching

    @cached_property
    def planned(self) -> dict[UUID, str]:
        """The book for which each card is planned. Who is missing cannot be read today."""
        return {
            card.id: self.books[seat]
            for card, seat in zip(self.queue, self.matching.seats, strict=False)
            if seat is not None
        }

    @cached_property
    def lines(self) -> dict[str, list[Card]]:
        """Per book the cards that are planned for it, in turn."""
        lines: dict[str, list[Card]] = {book: [] for book in self.books}
        for card in self.queue:
            if card.id in self.planned:
                lines[self.planned[card.id]].append(card)
        return lines

    @cached_property
    def _number(self) -> dict[str, int]:
        return {book: n for n, book in enumerate(self.books)}

    def chairs(self, book: str) -> Sequence[float]:
        """When the book can begin its readings, in minutes from the plan's moment."""
        number = self._number.get(book)
        return () if number is None else self.matching.chairs[number]

    def pace(self, seat: Seat, policy: Policy) -> Pace:
        return self.paces.get(seat.book) or pace_of(seat, policy)

    def joined(self, floor: "Ground", card: Card) -> "Plan":
        """The plan with one card more, who is last in turn.

        What a wish costs stays as it was at the plan's moment: for as long as a plan is fresh.
        """
        number = self._number
        choice = [
            (number[book], (SECOND if rank else 0.0) + self.crowd[number[book]])
            for rank, book in enumerate(card.accepts)
            if book in number and floor.suits(card, book)
        ]
        matching = self.matching.copy()
        matching.add(choice)
        return replace(self, queue=[*self.queue, card], matching=matching)

    def may_begin(self, book: str) -> bool:
        """Whether a reading begun now would end in time."""
        return len(self.chairs(book)) > 0

    def reaches(self, *wishes: str) -> bool:
        """Whether one card more for any of these would be read before closing."""
        wanted = [(self._number[book], 0.0) for book in wishes if book in self._number]
        return self.matching.could_add(wanted)


def make_plan(floor: "Ground", at: datetime) -> Plan:
    """Plan all who wait. Pure: the floor is only read."""
    seated = floor.seated
    queue = in_turn(floor.cards.values(), floor.policy, at)
    open_seats = [seat for seat in floor.shelf.values() if not seat.done and floor.lends(at)]
    books = [seat.book for seat in open_seats]
    paces = {seat.book: pace_of(seat, floor.policy) for seat in open_seats}
    times = [
        chairs(floor, seat, seated.get(seat.book), paces[seat.book], at) for seat in open_seats
    ]
    shares = _shares(floor)
    crowd = [CROWD * shares.get(book, 0.0) for book in books]
    matching = Matching(_choices(floor, queue, books, times, crowd, at), times)
    return Plan(queue, books, paces, crowd, matching)


def _choices(
    floor: "Ground",
    queue: list[Card],
    books: list[str],
    times: list[list[float]],
    crowd: list[float],
    at: datetime,
) -> list[list[tuple[int, float]]]:
    """For each card what each of its books costs."""
    number = {book: n for n, book in enumerate(books)}
    first = [each[0] if each else 0.0 for each in times]
    found = []
    for card in queue:
        waited = spent(card.joined, at)
        weight = max(0.0, waited - LONG) / LONG
        found.append(
            [
                (n, (SECOND if rank else 0.0) + weight * first[n] + crowd[n])
                for rank, book in enumerate(card.accepts)
                if (n := number.get(book)) is not None and floor.suits(card, book)
            ]
        )
    return found


def _shares(floor: "Ground") -> dict[str, float]:
    """Each book's share of all wishes on the floor, those of running readings too."""
    wishes = Counter(
        wish
        for card in floor.cards.values()
        if card.queued or card.stage in SEATED
        for wish in card.wishes
    )
    total = 1 + sum(wishes.values())
    return {book: count / total for book, count in wishes.items()}
