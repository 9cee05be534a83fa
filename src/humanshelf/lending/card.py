"""A queue card: one reader or a small group, and up to three ranked wishes."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from humanshelf.lending.mistakes import CannotMove


class Stage(StrEnum):
    WAITING = "waiting"
    PAUSED = "paused"
    CALLED = "called"
    ASIDE = "aside"
    READING = "reading"
    RETURNED = "returned"
    LEFT = "left"


NEXT: dict[Stage, frozenset[Stage]] = {
    Stage.WAITING: frozenset({Stage.CALLED, Stage.PAUSED, Stage.LEFT}),
    Stage.PAUSED: frozenset({Stage.WAITING, Stage.LEFT}),
    Stage.CALLED: frozenset({Stage.READING, Stage.CALLED, Stage.ASIDE, Stage.LEFT}),
    Stage.ASIDE: frozenset({Stage.WAITING, Stage.LEFT}),
    Stage.READING: frozenset({Stage.RETURNED}),
    Stage.RETURNED: frozenset(),
    Stage.LEFT: frozenset({Stage.WAITING}),
}
ENDED = frozenset({Stage.RETURNED, Stage.LEFT})
SEATED = frozenset({Stage.CALLED, Stage.READING})


@dataclass(frozen=True, slots=True)
class Card:
    """One queue card as it stands.

    ``joined`` decides the place in the queue and survives pauses and changed wishes; ``since``
    is when the present stage began. ``book`` is the book of the call or reading, ``due`` when
    the reading should end. ``here`` is when the reader said "I'm here" or "I am coming".
    ``back`` marks who was missed once and returned: next, once.

    ``talk`` is the language that the reader needs, None if any of the book's will do; then
    ``interpreter`` is who sits with them. ``earlier`` counts readings that this reader had in
    the event before. ``promise_from`` and ``promise_to`` are the range first told, for the
    present place in the queue. ``more_reader`` and ``more_book`` say who asked for more minutes,
    and whether the book agreed.

    In rounds ``wishes`` are for the coming round and ``then`` for the one after it, if they are to
    be others; with ``then`` a card that has read waits on. ``place`` is its chair at the book, from
    0; a group sits there together, and ``place`` is where it begins.

    ``void`` is a card that the desk took back as one of a flood: its reader cannot rejoin.
    """

    id: UUID
    number: int
    word: str
    stage: Stage
    since: datetime
    joined: datetime
    wishes: tuple[str, ...]
    group: int = 1
    hold_first: bool = False
    book: str | None = None
    due: datetime | None = None
    extended: bool = False
    here: datetime | None = None
    misses: int = 0
    back: bool = False
    paper: bool = False
    talk: str | None = None
    interpreter: str | None = None
    earlier: int = 0
    pauses: int = 0
    promise_from: datetime | None = None
    promise_to: datetime | None = None
    more_reader: bool = False
    more_book: bool | None = None
    then: tuple[str, ...] = ()
    place: int = 0
    void: bool = False

    @property
    def label(self) -> str:
        return f"{self.word} {self.number}"

    @property
    def open(self) -> bool:
        return self.stage not in ENDED

    @property
    def queued(self) -> bool:
        """Holds a place in the queue, callable or not."""
        return self.stage in (Stage.WAITING, Stage.PAUSED)

    @property
    def unseen(self) -> bool:
        """Taken on a phone, and nobody can have met its reader: it only ever waited."""
        met = self.paper or self.pauses or self.misses or self.back or self.earlier
        return self.stage is Stage.WAITING and self.since == self.joined and not met

    @property
    def accepts(self) -> tuple[str, ...]:
        """The books that this card may be called to now."""
        return self.wishes[:1] if self.hold_first else self.wishes

    def move(self, to: Stage, *, at: datetime, **changes: Any) -> Self:
        """The card at its next stage. Raises :class:`CannotMove`."""
        if to not in NEXT[self.stage]:
            raise CannotMove(f"{self.label} is {self.stage}, cannot become {to}")
        return replace(self, stage=to, since=at, **changes)
