"""How fast a book reads, and when it can begin its next readings."""

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.policy import Policy, spent
from humanshelf.lending.seat import Seat

if TYPE_CHECKING:
    from humanshelf.lending.ground import Ground

PRIOR = 3
"""How many readings the policy's own cycle is worth against what was seen today."""
SPREAD = 0.3
"""Standard deviation of a cycle that nobody has seen yet, as a share of it."""
FAR = 12 * 60.0
"""Where the policy has no gate, nobody looks further ahead than so many minutes."""


@dataclass(frozen=True, slots=True)
class Pace:
    """A book's cycle, a reading and the change of readers: mean and variance, in minutes."""

    cycle: float
    variance: float


def pace_of(seat: Seat, policy: Policy) -> Pace:
    """What the policy says, worth three readings, and what was seen of this book today."""
    nominal, seen = float(policy.cycle), seat.readings
    cycle = (PRIOR * nominal + seat.cycle_sum) / (PRIOR + seen)
    around = seat.cycle_squares - 2 * cycle * seat.cycle_sum + seen * cycle * cycle
    variance = (PRIOR * (SPREAD * nominal) ** 2 + max(0.0, around)) / (PRIOR + seen)
    return Pace(cycle, variance)


def available(seat: Seat, at: datetime) -> bool:
    """Here and not on a break. A break that is over makes the book free without a tap."""
    if seat.done or (seat.own.arrives and at < seat.own.arrives):
        return False
    return not seat.resting or (seat.rest_until is not None and at >= seat.rest_until)


def rest_due(seat: Seat, policy: Policy) -> bool:
    """Whether one reading more makes a break due."""
    return bool(policy.rest_after) and seat.unrested + 1 >= policy.rest_after


def free_in(
    floor: "Ground", seat: Seat, there: Card | None, pace: Pace, at: datetime
) -> tuple[float, float]:
    """Minutes until the book can begin its next reading, and their variance."""
    if there is None:
        if available(seat, at):
            return 0.0, 1.0
        until = [t for t in (seat.rest_until, seat.own.arrives) if t is not None and t > at]
        return ((max(until) - at).total_seconds() / 60, 4.0) if until else (0.0, 1.0)
    elapsed = spent(there.since, at)
    cycle, variance = pace.cycle, pace.variance
    if there.interpreter:
        cycle *= floor.policy.interpreting
    rest = floor.policy.rest if seat.rest_wanted or rest_due(seat, floor.policy) else 0
    if there.stage is Stage.CALLED:
        return max(cycle + 2 - elapsed, 1.0) + rest, variance
    extended = floor.policy.extension if there.extended else 0
    left = cycle + extended - elapsed
    late = left < math.sqrt(variance)
    minutes = max(left, 0.0) * (0.8 if late else 1.0) + (2.0 if late else 0.0)
    return minutes + rest, variance * (0.5 if late else 0.9)


def last_start(floor: "Ground", seat: Seat, at: datetime) -> float:
    """Minutes from now to the last moment at which this book may begin a reading."""
    ends = [] if not floor.policy.gate else [floor.closes]
    if seat.own.leaves:
        ends.append(seat.own.leaves)
    if not ends:
        return FAR
    return (min(ends) - at).total_seconds() / 60 - floor.policy.cycle


def chairs(
    floor: "Ground", seat: Seat, there: Card | None, pace: Pace, at: datetime
) -> list[float]:
    """When this book can begin readings, one after the other, in minutes from now.

    Breaks that will be due are in it, and it ends with closing, with the book's leaving, or with
    the most readings that it gives.
    """
    left = seat.left(floor.policy.book_readings)
    most = 30 if left is None else left - (there is not None)
    last = last_start(floor, seat, at)
    start = free_in(floor, seat, there, pace, at)[0]
    unrested = 0 if seat.resting or seat.rest_wanted else seat.unrested
    if there is not None:
        unrested = 0 if rest_due(seat, floor.policy) else unrested + 1
    found: list[float] = []
    while start <= last + 1e-6 and len(found) < most:
        found.append(start)
        start, unrested = start + pace.cycle, unrested + 1
        if floor.policy.rest_after and unrested >= floor.policy.rest_after:
            start, unrested = start + floor.policy.rest, 0
    return found
