"""What is seen of a table and its book."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.facts.times import GLANCE, QUIET, glances, until
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Forecast, Range
from humanshelf.lending.pace import available
from humanshelf.lending.rounds import may_fill
from humanshelf.lending.seat import Seat
from humanshelf.lending.seating import RoundPlan


class SeatState(StrEnum):
    """A book's state as desk, board and shelf see it."""

    FREE = "free"
    CALLED = "called"
    READING = "reading"
    RESTING = "resting"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class ChairFacts:
    """In rounds, one card at a book: called to it, or reading. ``place`` from 1.

    ``may_miss``: "nobody came" can still be said of it, and its chair be given to somebody else.
    """

    id: str
    label: str
    group: int
    stage: str
    here: bool
    place: int
    since: datetime
    misses: int
    interpreter: str | None
    may_miss: bool


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """One table at a glance.

    ``since`` is when the state began; ``until`` when it should end, and ``late`` that it has
    not. ``next`` is the card that comes next, and ``why`` says why if the floor names it now.
    ``range`` is when a newcomer would be called; ``waiting`` counts the cards
    that wish for the book. ``talk`` is the language that the card there reads in, if it said
    one. ``help`` is since when the book asks somebody over. ``look_in``: a reading has just begun
    to run, or is about to end, and a glance is due. ``quiet``: nobody waits for this free book,
    while others have waited long.

    In rounds ``chairs`` are all cards there, and ``empty`` counts the chairs that may be called
    for now; ``label`` and what belongs to it are those of one of them.
    """

    book: str
    table: str
    state: SeatState
    since: datetime
    until: datetime | None = None
    late: bool = False
    label: str | None = None
    group: int = 0
    here: bool = False
    extended: bool = False
    rest_wanted: bool = False
    next: str | None = None
    next_group: int = 0
    why: str | None = None
    range: Range | None = None
    free_at: datetime | None = None
    waiting: int = 0
    group_limit: int = 1
    may_extend: bool = False
    misses: int = 0
    talk: str | None = None
    help: datetime | None = None
    look_in: bool = False
    quiet: bool = False
    chairs: tuple[ChairFacts, ...] = ()
    empty: int = 0


def chair_facts(floor: Floor, book: str, at: datetime) -> tuple[ChairFacts, ...]:
    filling = may_fill(floor, at)
    return tuple(
        ChairFacts(
            id=card.id.hex,
            label=card.label,
            group=card.group,
            stage=card.stage.value,
            here=card.here is not None and card.here >= card.since,
            place=card.place + 1,
            since=card.since,
            misses=card.misses,
            interpreter=card.interpreter,
            may_miss=card.stage is Stage.CALLED or (filling and card.since == floor.rang),
        )
        for card in floor.at_book(book)
    )


def seat_facts(floor: Floor, forecast: Forecast, at: datetime) -> list[SeatFacts]:
    """All tables in the order of the shelf."""
    seated, turns = forecast.seated, forecast.turns
    wishing: dict[str, int] = {}
    callable_: set[str] = set()
    for card in floor.cards.values():
        if card.queued:
            for book in card.accepts:
                wishing[book] = wishing.get(book, 0) + 1
                if card.stage is Stage.WAITING:
                    callable_.add(book)

    long_ago = at - QUIET
    crowded = any(
        card.stage is Stage.WAITING and card.joined <= long_ago for card in floor.cards.values()
    )

    in_rounds = floor.policy.rounds > 0
    filling = in_rounds and may_fill(floor, at)

    def facts(seat: Seat) -> SeatFacts:
        there = seated.get(seat.book)
        state, since, ends = _seat_state(floor, seat, there, at)
        turn = turns.get(seat.book)
        path = forecast.paths.get(seat.book)
        following = turn.card if turn else (path.first if path else None)
        return SeatFacts(
            book=seat.book,
            table=seat.table,
            state=state,
            since=since,
            until=ends,
            late=ends is not None and at >= ends,
            label=there.label if there else None,
            group=there.group if there else 0,
            here=bool(there and there.here and there.here >= there.since),
            extended=bool(there and there.extended),
            rest_wanted=seat.rest_wanted,
            next=following.label if following else None,
            next_group=following.group if following else 0,
            why=turn.why if turn else None,
            range=forecast.next_at(seat.book),
            free_at=_coarse(forecast.free_at(seat.book)),
            waiting=wishing.get(seat.book, 0),
            group_limit=min(seat.group_limit, floor.policy.group),
            may_extend=not in_rounds
            and state is SeatState.READING
            and not (there and there.extended)
            and seat.book not in callable_,
            misses=there.misses if there else 0,
            talk=there.talk if there else None,
            help=seat.own.help,
            look_in=any(seen <= at < seen + GLANCE for seen in glances(floor, there)),
            quiet=crowded
            and not in_rounds
            and state is SeatState.FREE
            and seat.book not in wishing
            and forecast.plan.may_begin(seat.book),
            chairs=chair_facts(floor, seat.book, at) if in_rounds else (),
            empty=_empty(forecast, seat.book, floor.round) if filling else 0,
        )

    return [facts(seat) for seat in floor.shelf.values()]


def _empty(forecast: Forecast, book: str, number: int) -> int:
    plan = forecast.plan
    return plan.free.get(book, {}).get(number, 0) if isinstance(plan, RoundPlan) else 0


def _seat_state(
    floor: Floor, seat: Seat, there: Card | None, at: datetime
) -> tuple[SeatState, datetime, datetime | None]:
    if there is not None:
        state = SeatState.CALLED if there.stage is Stage.CALLED else SeatState.READING
        return state, there.since, until(floor, there)
    if seat.done or seat.left(floor.policy.book_readings) == 0:
        return SeatState.DONE, seat.free_since, None
    if not available(seat, at) or (floor.policy.rounds and seat.resting):
        return SeatState.RESTING, seat.rest_since or at, seat.rest_until
    since = seat.rest_until if seat.resting and seat.rest_until else seat.free_since
    return SeatState.FREE, since, None


def _coarse(moment: datetime | None) -> datetime | None:
    """To the next five minutes, so that a board does not twitch."""
    if moment is None:
        return None
    past = timedelta(
        minutes=moment.minute % 5, seconds=moment.second, microseconds=moment.microsecond
    )
    return moment - past + timedelta(minutes=5) if past else moment
