"""An event in rounds: its bell for all, and what one card shows of its round."""

from dataclasses import dataclass
from datetime import datetime

from humanshelf.lending.bell import Sitting
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Forecast
from humanshelf.lending.ground import Phase
from humanshelf.lending.rounds import due_to_begin, may_fill, timetable
from humanshelf.lending.seating import RoundPlan


@dataclass(frozen=True, slots=True)
class RoundTime:
    """One row of the timetable as desk and board show it. ``now``: it gathers or runs."""

    number: int
    starts: datetime
    ends: datetime
    now: bool = False


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """How far an event in rounds has come, for desk, board and phones.

    ``number`` is the round that gathers or runs, else the next one; None when no more is held.
    ``sitting`` is ahead, gathering, running or over, and ``rang`` when the bell last rang: whoever
    sees another time there than before has heard the bell. ``starts`` and ``ends`` are of that
    round, ``late`` that its bell is overdue. ``filling``: empty chairs are called for now.
    ``timetable`` holds it and all to come. Nothing of it changes when a card is taken: every phone
    shows it.
    """

    number: int | None
    of: int
    sitting: str
    rang: datetime | None
    starts: datetime | None = None
    ends: datetime | None = None
    late: bool = False
    filling: bool = False
    timetable: tuple[RoundTime, ...] = ()


@dataclass(frozen=True, slots=True)
class CardRound:
    """In rounds, what a card shows of its round: the one that it is in, or planned for.

    ``number`` of ``of``; ``None`` if no round is planned for it. ``settled``: in this round or the
    next, so that the reader is told the ``book``; else only that it is not before ``starts``.
    ``place`` is its chair, from 1. ``then`` are the wishes for the round after, ``may_then``: they
    may still be given or changed. ``bell`` is the hall's: what goes on for all.
    """

    number: int | None
    of: int
    starts: datetime | None
    ends: datetime | None
    settled: bool
    book: str | None
    place: int | None
    then: tuple[str, ...]
    may_then: bool
    bell: RoundFacts


def round_facts(floor: Floor, at: datetime) -> RoundFacts | None:
    """The bell of an event in rounds; None in walk-up."""
    if not floor.policy.rounds:
        return None
    bell, held = floor.bell, floor.bell.on or floor.phase_at(at) is not Phase.CLOSED
    table = timetable(floor, at) if held else []
    rows = tuple(
        RoundTime(r.number, r.starts, r.ends, bell.on and r.number == bell.round) for r in table
    )
    now = rows[0] if rows else None
    if now is None:
        return RoundFacts(None, floor.policy.rounds, Sitting.OVER, bell.rang)
    running = bell.sitting is Sitting.RUNNING
    due = now.ends if running else due_to_begin(floor, now.number)
    return RoundFacts(
        number=now.number,
        of=floor.policy.rounds,
        sitting=bell.sitting.value,
        rang=bell.rang,
        starts=now.starts,
        ends=now.ends,
        late=at >= due,
        filling=may_fill(floor, at),
        timetable=rows,
    )


def named_for(forecast: Forecast, bell: RoundFacts | None) -> int:
    """How many cards the plan seats in the round that gathers, runs or comes next."""
    plan = forecast.plan
    return len(plan.seated_in(bell.number or 0)) if bell and isinstance(plan, RoundPlan) else 0


def card_round(
    floor: Floor, forecast: Forecast, card: Card, at: datetime, bell: RoundFacts
) -> CardRound:
    """What one card shows of its round."""
    plan = forecast.plan
    assert isinstance(plan, RoundPlan)
    there = card.stage in SEATED
    place = plan.places.get(card.id)
    number = floor.round if there else place.round if place else None
    row = next((row for row in bell.timetable if row.number == number), None)
    settled = there or (place is not None and place.round in plan.settled)
    may = (
        card.queued
        or (card.stage is Stage.READING and floor.reads_again(card))
        or (card.stage is Stage.CALLED)
    )
    return CardRound(
        number=number,
        of=floor.policy.rounds,
        starts=row.starts if row else None,
        ends=row.ends if row else None,
        settled=settled,
        book=card.book if there else place.book if place and settled else None,
        place=card.place + 1 if there else None,
        then=card.then,
        may_then=may and floor.round < floor.policy.rounds,
        bell=bell,
    )
