"""Steps: what was done on a floor, one after the other, and what stood there before."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from humanshelf.lending.bell import Bell
from humanshelf.lending.card import Card
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.seat import Seat

HARMLESS = frozenset({"announce", "ring", "here", "own", "more", "delay", "closes"})
"""Verbs that move nothing: nothing to undo, and no hindrance to undoing what came before.

Some change what a desk's undo leaves as it is: what a book says for itself, who asked for more
time. Others are taken back by the same verb: an announcement, minutes added for all, the end.
"""


class Actor(StrEnum):
    DESK = "desk"
    READER = "reader"
    BOOK = "book"


@dataclass(frozen=True, slots=True)
class Step:
    """One verb as it happened. It names labels and books, never persons.

    ``card``, ``seat`` and ``interpreter`` are the ids touched; what stood there before the step
    and after it is kept beside (``card_before`` is None for a card that the step made).
    A step of the bell (``gather``, ``begin``, ``end``) ``covers`` so many steps before it, which
    go back with it.
    A step that takes a flood of cards back has all of them in ``cards_before`` and ``cards_after``.
    ``reverses`` is the number of the step that this one undid; ``undone`` says that this one was.
    """

    number: int
    verb: str
    actor: Actor
    at: datetime
    subject: str
    card: str | None = None
    seat: str | None = None
    interpreter: str | None = None
    card_before: Card | None = None
    card_after: Card | None = None
    seat_before: Seat | None = None
    seat_after: Seat | None = None
    interpreter_before: Interpreter | None = None
    interpreter_after: Interpreter | None = None
    cards_before: tuple[Card, ...] = ()
    cards_after: tuple[Card, ...] = ()
    phase_before: str | None = None
    bell_before: Bell | None = None
    bell_after: Bell | None = None
    covers: int = 0
    reverses: int | None = None
    undone: bool = False

    @property
    def stands(self) -> bool:
        """Moved something, and is neither undone nor an undoing itself."""
        return not self.undone and self.reverses is None and self.verb not in HARMLESS

    @property
    def cards(self) -> frozenset[str]:
        """The ids of all cards that it touched."""
        one = (self.card,) if self.card is not None else ()
        return frozenset((*one, *(card.id.hex for card in self.cards_after)))

    def touches(self, other: "Step") -> bool:
        """Whether both steps changed the same card, seat or interpreter, or the event itself."""
        return (
            bool(self.cards & other.cards)
            or (self.seat is not None and self.seat == other.seat)
            or (self.interpreter is not None and self.interpreter == other.interpreter)
            or (self.phase_before is not None and other.phase_before is not None)
            or (self.bell_before is not None and other.bell_before is not None)
        )
