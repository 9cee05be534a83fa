"""Rounds: when each begins, and how many chairs each book has in it.

All of it follows from the policy, the bell and the seats; nothing here changes the floor. A round
that began later than planned, or overran, moves those after it. Times that only drift, because a
bell is overdue, go up in steps of five minutes, so that no phone is told of each minute.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from humanshelf.lending.bell import Sitting
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.policy import minutes
from humanshelf.lending.seat import Seat

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground

DRIFT = 300
"""Seconds by which an overdue bell moves what is expected."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round, by its number from 1, with the clock times that are expected of it."""

    number: int
    starts: datetime
    ends: datetime

    @property
    def half(self) -> datetime:
        """Until then a chair that stays empty is given to somebody who waits."""
        return self.starts + (self.ends - self.starts) / 2


def planned(floor: "Ground") -> list[Round]:
    """All rounds as they were planned, before anybody was late."""
    policy = floor.policy
    starts = [floor.opens + minutes(policy.cycle * n) for n in range(policy.rounds)]
    return [Round(n, s, s + minutes(policy.loan)) for n, s in enumerate(starts, 1)]


def timetable(floor: "Ground", at: datetime) -> list[Round]:
    """The round that gathers or runs, if one does, and those to come that the event still holds.

    One of which less than half would lie before closing is not held, if the policy has a gate.
    """
    policy, bell = floor.policy, floor.bell
    running = bell.sitting is Sitting.RUNNING
    earliest = _overdue(at)
    if bell.rang is not None and not running:
        earliest = max(earliest, bell.rang + minutes(policy.changeover))
    found: list[Round] = []
    for plan in planned(floor)[bell.round - bell.on :]:
        starts = max(plan.starts + minutes(floor.delay), earliest)
        if running and plan.number == bell.round and bell.rang is not None:
            starts = bell.rang
        round = Round(plan.number, starts, starts + minutes(policy.loan))
        current = bell.on and round.number == bell.round
        if policy.gate and not current and floor.closes < round.half:
            break
        found.append(round)
        earliest = max(round.ends, _overdue(at)) + minutes(policy.changeover)
    return found


def _overdue(at: datetime) -> datetime:
    minute = at.replace(second=0, microsecond=0)
    past = minute.timestamp() % DRIFT
    return minute + timedelta(seconds=DRIFT - past) if past else minute


def current(floor: "Ground", at: datetime) -> Round | None:
    """The round that gathers or runs now."""
    return timetable(floor, at)[0] if floor.bell.on else None


def may_fill(floor: "Ground", at: datetime) -> bool:
    """Whether cards are called to empty chairs: while readers gather, and in the first half."""
    if floor.bell.sitting is Sitting.RUNNING:
        now = current(floor, at)
        return now is not None and at < now.half
    return floor.bell.sitting is Sitting.GATHERING


def free_chairs(floor: "Ground", book: str) -> int:
    """Chairs at the book that nobody is called to and nobody sits on."""
    return floor.most_at(floor.seat(book)) - sum(card.group for card in floor.at_book(book))


def free_place(floor: "Ground", book: str, group: int = 1) -> int:
    """The first chair from which so many are free; where those are scattered, the first."""
    there = floor.at_book(book)
    taken = {card.place + n for card in there for n in range(card.group)}
    places = {card.place for card in there}
    most = floor.most_at(floor.seat(book))
    for place in range(most - group + 1):
        if not taken & set(range(place, place + group)):
            return place
    return next(place for place in range(most) if place not in places)


def chairs(floor: "Ground", seat: Seat, table: list[Round], at: datetime) -> Iterator[int]:
    """For each round of the timetable how many chairs are free at this book.

    On a break the book sits out the next round, and reads again in the one after it.
    """
    policy, bell = floor.policy, floor.bell
    left = seat.left(policy.book_readings)
    unrested, out = seat.unrested, seat.resting
    for round in table:
        here = not seat.done and (seat.own.arrives is None or seat.own.arrives <= round.starts)
        stays = seat.own.leaves is None or round.ends <= seat.own.leaves
        free = floor.most_at(seat) if here and stays and not out and left != 0 else 0
        reads = free > 0
        if bell.on and round.number == bell.round:
            there = floor.at_book(seat.book)
            free = min(free, free_chairs(floor, seat.book)) if may_fill(floor, at) else 0
            reads = bool(there) or seat.sat == bell.round or free > 0
            running = bell.sitting is Sitting.RUNNING
            still = (
                out and running and seat.rest_since is not None and seat.rest_since > round.starts
            )
        else:
            still = False
        yield max(0, free)
        left = None if left is None else left - (reads and left > 0)
        unrested = unrested + 1 if reads else 0 if out else unrested
        due = bool(policy.rest_after) and unrested >= policy.rest_after
        wanted = seat.rest_wanted and round is table[0] and bell.on
        out = still or due or wanted


def wishes_for(floor: "Ground", card: Card, number: int) -> tuple[str, ...]:
    """What the card wishes for in this round: ``then`` in all after its coming one."""
    bell = floor.bell
    if bell.on and number == bell.round and card.stage is Stage.PAUSED:
        return ()
    coming = bell.round if bell.on else bell.round + 1
    if bell.sitting is Sitting.RUNNING and not _was_there(floor, card):
        coming += 1
    return card.accepts if number <= coming or not card.then else card.then


def _was_there(floor: "Ground", card: Card) -> bool:
    """Whether the card was in the queue when the running round began."""
    return floor.bell.rang is not None and card.joined <= floor.bell.rang


def due_to_begin(floor: "Ground", number: int) -> datetime:
    """When the bell of a round that is ahead should ring: as planned, or after the last change."""
    due = planned(floor)[number - 1].starts + minutes(floor.delay)
    rang = floor.bell.rang
    return due if rang is None else max(due, rang + minutes(floor.policy.changeover))


def bells_due(floor: "Ground", at: datetime) -> list[datetime]:
    """The timetable's moments: when something is due, or an empty chair is given no more."""
    table = timetable(floor, at)
    if not table:
        return []
    first = table[0]
    if floor.bell.sitting is Sitting.RUNNING:
        return [first.half, first.ends, *_soon(floor, table[1:])]
    return [due_to_begin(floor, first.number), *_soon(floor, table)]


def _soon(floor: "Ground", table: list[Round]) -> list[datetime]:
    """When readers get ready for each round."""
    return [round.starts - minutes(floor.policy.ready) for round in table]
