"""Whose turn it is. First rule: the longest wait among those who wish for a free book."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from humanshelf.lending.card import Card, Stage


class Why(StrEnum):
    LONGEST_WAIT = "longest wait"
    CAME_BACK = "came back"


@dataclass(frozen=True, slots=True)
class Turn:
    """The card that the floor names for a free book, and why this one."""

    book: str
    card: Card
    why: Why


def in_turn(cards: Iterable[Card]) -> list[Card]:
    """Who holds a place in the queue, first who comes first."""
    return sorted((card for card in cards if card.queued), key=lambda card: card.order)


def name_turns(cards: Iterable[Card], free: Iterable[str]) -> dict[str, Turn]:
    """A turn for each free book that somebody waits for; no card is named twice.

    Cards are asked in order of their wait, and each takes its highest wish among the books
    still unnamed, so that two free books never name the same card.
    """
    unnamed = set(free)
    turns: dict[str, Turn] = {}
    for card in in_turn(cards):
        if not unnamed:
            break
        if card.stage is not Stage.WAITING:
            continue
        book = next((wish for wish in card.accepts if wish in unnamed), None)
        if book is not None:
            unnamed.remove(book)
            why = Why.CAME_BACK if card.back else Why.LONGEST_WAIT
            turns[book] = Turn(book, card, why)
    return turns
