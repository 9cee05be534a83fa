"""What a book sees of the floor: itself, who is with it, who comes, and what it has said.

That it asked for help is not among it: who looks over its shoulder learns nothing.
"""

from dataclasses import dataclass
from datetime import datetime

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.facts import RoundFacts, SeatState, round_facts, seat_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Forecast, Range
from humanshelf.lending.ground import Phase

SHOWN = 5
"""How many of those who come are shown; further ahead the plan is no promise."""


@dataclass(frozen=True, slots=True)
class Guest:
    """A card as the book sees it. ``talk`` is the language that it needs, if it said so."""

    id: str
    label: str
    group: int
    talk: str | None
    interpreted: bool
    range: Range | None = None


@dataclass(frozen=True, slots=True)
class BookFacts:
    """All that a book's own page shows. ``left`` counts the readings that it still gives today,
    without the one that runs.

    ``asks``: the last reading is over, and nobody knows yet how it felt. In rounds ``guests`` are
    all who sit or are called there, and ``bell`` is the hall's; ``guest`` is the first of them.
    """

    book: str
    table: str
    state: SeatState
    until: datetime | None
    late: bool
    guest: Guest | None
    guests: tuple[Guest, ...]
    extended: bool
    more: bool | None
    rest_wanted: bool
    readings: int
    left: int | None
    limited: bool
    coming: tuple[Guest, ...]
    declined: tuple[Guest, ...]
    asks: bool
    languages: tuple[str, ...]
    leaves: datetime | None
    over: bool
    bell: RoundFacts | None
    off: datetime | None = None


def book_facts(floor: Floor, forecast: Forecast, book: str, at: datetime) -> BookFacts:
    seat, there = floor.seat(book), floor.seated.get(book)
    shown = next(facts for facts in seat_facts(floor, forecast, at) if facts.book == book)

    def guest(card: Card, *, ranged: bool = False) -> Guest:
        return Guest(
            id=card.id.hex,
            label=card.label,
            group=card.group,
            talk=card.talk,
            interpreted=floor.needs_interpreter(card, book),
            range=forecast.card(card) if ranged else None,
        )

    starts = [(s.minutes, id) for id, s in forecast.starts.items() if s.book == book]
    coming = [floor.cards[id] for _, id in sorted(starts) if id in floor.cards]
    left = seat.left(floor.policy.book_readings)
    coming = [card for card in coming if card.stage is Stage.WAITING]
    declined = [card for card in floor.cards.values() if card.id.hex in seat.own.declined]
    return BookFacts(
        book=book,
        table=seat.table,
        state=shown.state,
        until=shown.until,
        late=shown.late,
        guest=guest(there) if there else None,
        guests=tuple(guest(card) for card in floor.at_book(book)),
        extended=shown.extended,
        more=there.more_book if there else None,
        rest_wanted=seat.rest_wanted,
        readings=seat.readings,
        left=None if left is None else max(0, left - bool(there)),
        limited=seat.own.limit is not None,
        coming=tuple(guest(card, ranged=True) for card in coming[:SHOWN]),
        declined=tuple(guest(card) for card in declined if card.queued),
        asks=seat.readings > seat.own.felt and there is None,
        languages=seat.own.languages,
        leaves=seat.own.leaves,
        over=floor.phase_at(at) is Phase.CLOSED,
        bell=round_facts(floor, at),
        off=floor.called_off,
    )
