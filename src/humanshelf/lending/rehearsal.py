"""A rehearsal: one evening of made-up readers, for librarians to learn on a real floor.

The whole script follows from the event's seed, and what is due from the floor as it stands: any
worker, now or after a restart, comes to the same acts, and an act that was done is due no more.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID, uuid5

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.floor import Floor, Phase
from humanshelf.lending.mistakes import TooLate
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
ASKING = timedelta(seconds=20)
"""A book asks somebody over within so long of its moment, or not at all: it is not asked twice."""


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


class Verb(StrEnum):
    TAKE = "take"
    HERE = "here"
    PAUSE = "pause"
    BACK = "back"
    LEAVE = "leave"
    HELP = "help"
    FEEL = "feel"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that a reader, or a book on its own phone, would do now."""

    verb: Verb
    player: Player | None = None
    book: str = ""


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


def due(script: Script, floor: Floor, at: datetime, given: Collection[UUID]) -> list[Act]:
    """What would be done now. ``given`` are the cards that were taken before, open or ended."""
    acts = []
    for player in script.players:
        card = floor.cards.get(player.id)
        verb = _wants(player, card, floor, at) if card else None
        comes = card is None and player.id not in given and player.arrives <= at
        if comes and floor.phase_at(at) is Phase.OPEN:
            verb = Verb.TAKE
        if verb:
            acts.append(Act(verb, player))
    if script.phones and floor.lends(at):
        acts += [
            Act(verb, book=s.book) for s in floor.shelf.values() for verb in _says(script, s, at)
        ]
    return acts


def _wants(player: Player, card: Card, floor: Floor, at: datetime) -> Verb | None:
    """What this reader would do with the card as it stands."""
    match card.stage:
        case Stage.WAITING if _over(card.joined, player.gives_up, at) and not card.back:
            return Verb.LEAVE
        case Stage.WAITING if _over(card.joined, player.steps_out, at) and not card.pauses:
            return Verb.PAUSE if floor.policy.pauses else None
        case Stage.PAUSED if _over(card.since, player.away, at):
            return Verb.BACK
        case Stage.ASIDE if _over(card.since, player.returns, at):
            return Verb.BACK
        case Stage.CALLED if _over(card.since, player.walk, at):
            said = card.here is not None and card.here >= card.since
            return None if said or (player.misses and not card.misses) else Verb.HERE
        case Stage.READING if player.reads < 1:
            # Who reads longer is brought back by the librarian.
            return Verb.LEAVE if _over(card.since, _reading(player, floor), at) else None
    return None


def _over(since: datetime, wait: timedelta | None, at: datetime) -> bool:
    return wait is not None and at >= since + wait


def _reading(player: Player, floor: Floor) -> timedelta:
    return minutes(floor.policy.loan) * player.reads


def _says(script: Script, seat: Seat, at: datetime) -> list[Verb]:
    """What this book would tap on its own page."""
    said = []
    asks = script.asks.get(seat.book)
    if asks and asks <= at < asks + ASKING and seat.own.help is None:
        said.append(Verb.HELP)
    if seat.own.felt < seat.readings:
        said.append(Verb.FEEL)
    return said


def perform(script: Script, act: Act, floor: Floor, at: datetime) -> None:
    """Do it, by the verb that the real one's tap would use. Raises what the floor refuses."""
    if act.player is None:
        if act.verb is Verb.HELP:
            return floor.ask_help(act.book, at=at)
        return floor.feel(act.book, _face(script, floor.seat(act.book)), at=at)
    match act.verb:
        case Verb.TAKE:
            _take(act.player, floor, at)
        case Verb.HERE:
            floor.say_here(act.player.id, at=at)
        case Verb.PAUSE:
            floor.pause(act.player.id, at=at)
        case Verb.BACK:
            floor.come_back(act.player.id, at=at)
        case Verb.LEAVE:
            floor.leave(act.player.id, at=at)


def _face(script: Script, seat: Seat) -> int:
    """How the last reading felt; one in ten is heavy."""
    dice = Random(f"{script.seed}:{seat.book}:{seat.readings}")
    return dice.choices((0, 1, 2), (6, 3, 1))[0]


def _take(player: Player, floor: Floor, at: datetime) -> None:
    """A card for the wishes that can still be had; where there is no time, for what is offered."""
    wishes = tuple(book for book in player.wishes if not floor.seat(book).done)
    try:
        floor.take(player.id, wishes, at=at, group=player.group, talk=player.talk)
    except TooLate as late:
        if not late.instead:
            raise
        other = late.instead[: floor.policy.wishes]
        floor.take(player.id, other, at=at, group=player.group, talk=player.talk)
