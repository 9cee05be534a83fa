"""The script of a rehearsal: one evening of made-up readers, all of it from the event's seed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID, uuid5

from humanshelf.lending.policy import Policy, minutes
from humanshelf.lending.seat import Seat

SPEEDS = (1, 2, 5, 10)
READERS = (5, 80)
"""Fewest and most."""
TIMES = (
    *("loan", "changeover", "grace", "ready", "extension", "rest"),
    *("first_timers", "regret", "pause", "look_in"),
)
USUAL = 30
"""The loan, in minutes, for which the readers' own times below are meant; others go with it."""
ARRIVE = 0.7
"""Readers arrive evenly over the first so much of the evening."""


@dataclass(frozen=True, slots=True)
class Player:
    """One made-up reader, and what they will do. ``misses`` the first call, ``reads`` for so much
    of the loan; ``talk`` is the language they need, where somebody interprets it; the other times
    are None for what they will not do."""

    id: UUID
    arrives: datetime
    wishes: tuple[str, ...]
    group: int
    talk: str | None
    walk: timedelta
    misses: bool
    reads: float
    returns: timedelta | None
    steps_out: timedelta | None
    away: timedelta
    gives_up: timedelta | None


@dataclass(frozen=True, slots=True)
class Script:
    """All that will happen by itself. ``asks`` is when a book asks somebody over."""

    seed: str
    players: tuple[Player, ...]
    asks: dict[str, datetime]
    phones: bool


def hurried(policy: Policy, speed: int) -> Policy:
    """The same rules with all times shorter by so much: the floor and the clock stay real."""
    shorter = {n: max(1, round(t / speed)) for n in TIMES if (t := getattr(policy, n))}
    return replace(policy, **shorter)


def write(
    seed: str,
    readers: int,
    phones: bool,
    shelf: Sequence[Seat],
    opens: datetime,
    length: timedelta,
    policy: Policy,
    talks: Sequence[str] = (),
) -> Script:
    """The script of one evening. The first book of an order of the seed's own is wished for most,
    the second half as often, the third a third."""
    order = sorted(shelf, key=lambda seat: seat.book)
    Random(seed).shuffle(order)
    unit = minutes(policy.loan / USUAL)
    players = (
        _player(n, seed, order, opens + length * ARRIVE * n / readers, unit, policy, talks)
        for n in range(readers)
    )
    asking = Random(f"{seed}:asks")
    moments = {seat.book: opens + length * asking.uniform(0.2, 0.9) for seat in order[::3]}
    return Script(seed, tuple(players), moments if phones else {}, phones)


def _player(
    n: int,
    seed: str,
    order: list[Seat],
    arrives: datetime,
    unit: timedelta,
    policy: Policy,
    talks: Sequence[str],
) -> Player:
    dice = Random(f"{seed}:{n}")
    wishes = _wishes(dice, order, min(dice.choice((1, 2, 3, 3)), policy.wishes))
    limits = [seat.group_limit for seat in order if seat.book in wishes]
    group = dice.choice((1, 1, 1, 1, 1, 2))
    misses = dice.random() < 0.1
    # Thrown in any case: an interpreter who comes later must not turn the whole evening over.
    needs, which = dice.random(), dice.random()
    return Player(
        id=uuid5(UUID(hex=seed), str(n)),
        arrives=arrives,
        wishes=wishes,
        group=min([group, policy.group, *limits]),
        talk=talks[int(which * len(talks))] if talks and needs < 0.15 else None,
        walk=unit * dice.uniform(0.3, 3),
        misses=misses,
        reads=dice.uniform(0.7, 1.4),
        returns=unit * dice.uniform(2, 8) if misses and dice.random() < 0.7 else None,
        steps_out=unit * dice.uniform(5, 20) if dice.random() < 0.1 else None,
        away=unit * dice.uniform(3, 12),
        gives_up=unit * dice.uniform(40, 90) if dice.random() < 0.15 else None,
    )


def _wishes(dice: Random, order: list[Seat], count: int) -> tuple[str, ...]:
    left = {seat.book: 1 / rank for rank, seat in enumerate(order, 1)}
    wishes: list[str] = []
    while left and len(wishes) < count:
        (book,) = dice.choices(list(left), list(left.values()))
        wishes.append(book)
        del left[book]
    return tuple(wishes)
