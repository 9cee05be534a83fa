"""When each card's turn will come in rounds: with its round, so the range is narrow."""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import TYPE_CHECKING, cast
from uuid import UUID

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.forecast import STEP, Forecast, Path, Range, Rates, Start, marks
from humanshelf.lending.rounds import Round
from humanshelf.lending.seating import RoundPlan

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground

ALWAYS = 10.0**6


@dataclass(frozen=True)
class RoundForecast(Forecast):
    """Each card begins with its round. Nothing is uncertain but the bell."""

    @property
    def seating(self) -> RoundPlan:
        return cast(RoundPlan, self.plan)

    def card(self, card: Card) -> Range | None:
        """When the card's round begins; None if not today."""
        place = self.seating.places.get(card.id)
        return self._with(self.seating.round(place.round)) if place else None

    def wish(self, card: Card, book: str) -> Range | None:
        """When this one wish would come: in the round planned, else with the first open chair."""
        place = self.seating.places.get(card.id)
        if place is not None and place.book == book:
            return self._with(self.seating.round(place.round))
        return self.next_at(book)

    def newcomer(self, *books: str) -> Range | None:
        """When a card taken now would be called to one of these books; None if not today."""
        if not any(book in self.paths for book in books) or not self.plan.reaches(*books):
            return None
        open_in = [round for book in books if (round := self.seating.first_open(book))]
        if not open_in:
            # Others move to further wishes of theirs: that is settled round by round, at the end.
            return self._with(self.seating.rounds[-1])
        return self._with(min(open_in, key=lambda round: round.number))

    def _with(self, round: Round) -> Range:
        """The clock time of a round, between two marks of five minutes: not before the first."""
        begins = max(round.starts, self.at).timestamp() / (STEP * 60)
        first = int(begins)
        return marks(first, max(ceil(begins), first + 1))

    def free_at(self, book: str) -> datetime | None:
        """When the book's next round with an open chair begins; None when done for today."""
        first = self.seating.first_open(book)
        return first.starts if first else None


def round_forecast(floor: "Ground", at: datetime) -> RoundForecast:
    """What the plan says, as times. Pure: the floor is only read."""
    plan = cast(RoundPlan, floor.plan(at))
    wait = {round.number: plan.minutes(round) for round in plan.rounds}
    paths = {book: Path(book, 0.0, 0.0, 0.0, 0.0, ALWAYS) for book in plan.books}
    starts: dict[UUID, Start] = {}
    for card in sorted(
        (card for card in plan.queue if card.id in plan.places),
        key=lambda card: plan.places[card.id].round,
    ):
        place = plan.places[card.id]
        path = paths[place.book]
        starts[card.id] = Start(place.book, wait[place.round], 0.0, len(path.line))
        path.line.append(card)
        if path.first is None and card.stage is Stage.WAITING:
            path.first = card
    places = {card.id: n for n, card in enumerate(plan.queue)}
    return RoundForecast(
        at=at,
        delay=0,
        plan=plan,
        turns=floor.turns(at),
        seated=floor.seated,
        starts=starts,
        paths=paths,
        places=places,
        rates=Rates(0.0, 0.0),
    )
