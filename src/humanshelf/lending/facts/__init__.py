"""What is to be seen of a floor: small values, equal when nothing that shows has changed.

Live updates compare them, templates draw them. They hold clock times, never a countdown:
minutes left are counted where they are shown, so that a passing minute is no change.
"""

from humanshelf.lending.facts.cards import CardFacts, View, card_facts
from humanshelf.lending.facts.rounds import (
    CardRound,
    RoundFacts,
    RoundTime,
    card_round,
    named_for,
    round_facts,
)
from humanshelf.lending.facts.seats import (
    ChairFacts,
    SeatFacts,
    SeatState,
    chair_facts,
    seat_facts,
)
from humanshelf.lending.facts.times import GLANCE, QUIET, SAID_FOR, next_change, said

__all__ = [
    "GLANCE",
    "QUIET",
    "SAID_FOR",
    "CardFacts",
    "CardRound",
    "ChairFacts",
    "RoundFacts",
    "RoundTime",
    "SeatFacts",
    "SeatState",
    "View",
    "card_facts",
    "card_round",
    "chair_facts",
    "named_for",
    "next_change",
    "round_facts",
    "said",
    "seat_facts",
]
