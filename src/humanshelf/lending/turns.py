"""Whose turn it is: for each free book the card that the floor names, and why this one."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.plan import Plan
from humanshelf.lending.rounds import may_fill

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground
    from humanshelf.lending.seating import RoundPlan


class Why(StrEnum):
    """The fixed set of reasons. Each is one sentence at the desk, in its language."""

    LONGEST_WAIT = "longest wait"
    CAME_BACK = "came back"
    LAST_CHANCE = "last chance for this reader"
    ELSEWHERE = "the other wishes are free sooner"
    FIRST_READING = "first reading today"


@dataclass(frozen=True, slots=True)
class Turn:
    """The card that the floor names for a free book, and why this one."""

    book: str
    card: Card
    why: Why
    interpreter: str | None = None


def name_turns(floor: "Ground", plan: Plan, at: datetime) -> dict[str, Turn]:
    """A turn for each free book that somebody waits for; no card is named twice.

    Who came back is next, whatever the plan. Then each book takes the first of those planned for
    it; and no book sits idle while somebody would read it now: it takes who is planned for later.
    """
    return _Naming(floor, plan, at).turns


class _Naming:
    def __init__(self, floor: "Ground", plan: Plan, at: datetime) -> None:
        self.floor, self.plan, self.at = floor, plan, at
        self.turns: dict[str, Turn] = {}
        self.named: set[UUID] = set()
        self.spoken_for: set[str] = set()
        free = [book for book in floor.free_books(at) if plan.may_begin(book)]
        self.willing: dict[str, list[Card]] = {book: [] for book in free}
        for card in plan.queue:
            if card.stage is Stage.WAITING:
                for book in card.accepts:
                    if book in self.willing and floor.suits(card, book):
                        self.willing[book].append(card)
        self._who_came_back()
        for book in free:
            self._first_of(book, [c for c in self.willing[book] if plan.planned.get(c.id) == book])
        for book in free:
            if book not in self.turns:
                self._first_of(book, sorted(self.willing[book], key=lambda c: c.id in plan.planned))

    def _who_came_back(self) -> None:
        for card in self.plan.queue:
            if not card.back:
                break
            for book in card.accepts:
                open_to = book not in self.turns and card in self.willing.get(book, ())
                if open_to and self._name(book, card, Why.CAME_BACK):
                    break

    def _first_of(self, book: str, cards: list[Card]) -> None:
        if book in self.turns:
            return
        for card in cards:
            if card.id not in self.named and self._name(book, card, self._why(book, card)):
                return

    def _name(self, book: str, card: Card, why: Why) -> bool:
        """Name the card, unless it needs an interpreter and none is free."""
        helper = None
        if self.floor.needs_interpreter(card, book):
            helper = self.floor.helper_for(card, book, self.at, self.spoken_for)
            if helper is None:
                return False
            self.spoken_for.add(helper)
        self.turns[book] = Turn(book, card, why, helper)
        self.named.add(card.id)
        return True

    def _why(self, book: str, card: Card) -> Why:
        """The reason that holds: of this card alone, or against who has waited longer."""
        if sum(len(self.plan.chairs(wish)) for wish in card.accepts) == 1:
            return Why.LAST_CHANCE
        others = [other for other in self.willing[book] if other.id not in self.named]
        longest = min(others, key=lambda other: (other.joined, other.number))
        if longest.id == card.id:
            return Why.LONGEST_WAIT
        if longest.earlier and not card.earlier:
            return Why.FIRST_READING
        return Why.ELSEWHERE


def name_for_chairs(floor: "Ground", plan: "RoundPlan", at: datetime) -> dict[str, Turn]:
    """In rounds: for each book with an empty chair the card that is planned for it, the first."""
    turns: dict[str, Turn] = {}
    if not may_fill(floor, at) or not plan.rounds:
        return turns
    for card in plan.seated_in(floor.bell.round):
        place = plan.places[card.id]
        if place.book not in turns and card.stage is Stage.WAITING:
            turns[place.book] = Turn(place.book, card, _why_this_chair(floor, card), place.helper)
    return turns


def _why_this_chair(floor: "Ground", card: Card) -> Why:
    if card.back:
        return Why.CAME_BACK
    return Why.LONGEST_WAIT if not card.earlier else Why.ELSEWHERE
