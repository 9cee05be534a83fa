"""A rehearsal: made-up readers on a real floor, for librarians to learn on.

What is due follows from the script and from the floor as it stands: any worker, now or after a
restart, comes to the same acts, and an act that was done is due no more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from uuid import UUID

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.mistakes import TooLate
from humanshelf.lending.policy import minutes
from humanshelf.lending.seat import Seat
from humanshelf.rehearsing.script import Player, Script

ASKING = timedelta(seconds=20)
"""A book asks somebody over within so long of its moment, or not at all: it is not asked twice."""


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
