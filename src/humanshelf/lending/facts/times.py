"""When what is seen changes by time alone."""

from datetime import datetime, timedelta

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.policy import minutes
from humanshelf.lending.rounds import bells_due

SAID_FOR = timedelta(minutes=20)
"""How long an announcement stands."""
QUIET = timedelta(minutes=10)
"""Who has waited so long may like to hear of a free book that nobody waits for."""
GLANCE = timedelta(minutes=3)
"""How long the desk is told to look in on a reading."""


def said(floor: Floor, at: datetime) -> str | None:
    """The announcement that stands now, by its kind."""
    spoken = floor.announcement
    return spoken.kind if spoken and at < spoken.at + SAID_FOR else None


def until(floor: Floor, card: Card) -> datetime | None:
    """When the grace of a call, or a reading, ends."""
    if card.stage is Stage.CALLED:
        return card.since + minutes(floor.policy.grace)
    return card.due if card.stage is Stage.READING else None


def glances(floor: Floor, card: Card | None) -> list[datetime]:
    """When somebody looks in on a reading: soon after it began, and shortly before its end."""
    if card is None or card.stage is not Stage.READING or not floor.policy.look_in:
        return []
    ahead = minutes(floor.policy.look_in)
    return [card.since + ahead] + ([card.due - ahead] if card.due else [])


def next_change(floor: Floor, at: datetime) -> datetime | None:
    """When time alone may change what is seen: look again then. None if only a tap can.

    While anybody is on the floor the forecast drifts, so the next whole minute is the latest.
    """
    moments = [floor.closes] if floor.phase is Phase.OPEN else []
    moments += [u for card in floor.cards.values() if (u := until(floor, card))]
    moments += [seat.rest_until for seat in floor.shelf.values() if seat.rest_until]
    if floor.lends(at):
        waiting = [card for card in floor.cards.values() if card.stage is Stage.WAITING]
        moments += [card.joined + QUIET for card in waiting]
    looks = [seen for card in floor.cards.values() for seen in glances(floor, card)]
    moments += looks + [seen + GLANCE for seen in looks]
    paused = [card for card in floor.cards.values() if card.stage is Stage.PAUSED]
    moments += [card.since + minutes(floor.policy.pause) for card in paused]
    regret = minutes(floor.policy.regret)
    moments += [step.at + regret for step in floor.steps if step.verb in ("leave", "undo")]
    if floor.announcement:
        moments.append(floor.announcement.at + SAID_FOR)
    if floor.policy.rounds:
        moments += bells_due(floor, at)
    lends = floor.phase is not Phase.CLOSED
    if floor.bell.on or (lends and (floor.cards or floor.policy.rounds)):
        moments.append(at.replace(second=0, microsecond=0) + timedelta(minutes=1))
    return min((m for m in moments if m > at), default=None)
