"""A book's seat: the book on this event's shelf, at its table."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Own:
    """What the book says for itself today. No step of the desk, and no undo, touches it.

    ``help`` is since when it asks a librarian to come, without a word. ``declined`` are cards,
    by their ids, that the book will not read with; no reason is asked, and no reader is told.
    ``limit`` is how many readings it will give in all, ``arrives`` and ``leaves`` when it is
    there. ``faces`` counts how readings felt: light, middling, heavy; ``felt`` is up to which
    reading it was asked and has answered.
    """

    languages: tuple[str, ...] = ()
    limit: int | None = None
    arrives: datetime | None = None
    leaves: datetime | None = None
    declined: tuple[str, ...] = ()
    help: datetime | None = None
    faces: tuple[int, int, int] = (0, 0, 0)
    felt: int = 0


@dataclass(frozen=True, slots=True)
class Seat:
    """One human book as the floor knows it: no name, no title.

    ``free_since`` tells how long it has been idle. A break runs from ``rest_since`` to
    ``rest_until``; ``rest_wanted`` starts one when the present call or reading ends. ``unrested``
    counts readings since the last break. The cycle sums (minutes, squared minutes) teach the
    forecast this book's own pace. In rounds a round is one reading, whoever shares it: ``sat`` is
    the last round that somebody began with the book, and ``shared`` counts cards beyond the first
    of each round. ``withheld`` is None where the library shows the book; else no tap lends it, it
    is done, and this is whether it was so before.
    """

    book: str
    table: str
    group_limit: int
    free_since: datetime
    rest_since: datetime | None = None
    rest_until: datetime | None = None
    rest_wanted: bool = False
    done: bool = False
    readings: int = 0
    unrested: int = 0
    cycle_sum: float = 0.0
    cycle_squares: float = 0.0
    sat: int = 0
    shared: int = 0
    own: Own = Own()
    withheld: bool | None = None

    @property
    def resting(self) -> bool:
        return self.rest_since is not None

    def rested(self, *, at: datetime) -> Self:
        """The break is over."""
        return replace(
            self, rest_since=None, rest_until=None, rest_wanted=False, unrested=0, free_since=at
        )

    def learned(self, cycle: float) -> Self:
        """After a reading whose cycle took so many minutes."""
        return replace(
            self,
            readings=self.readings + 1,
            unrested=self.unrested + 1,
            cycle_sum=self.cycle_sum + cycle,
            cycle_squares=self.cycle_squares + cycle * cycle,
        )

    def left(self, limit: int) -> int | None:
        """How many readings more this book gives, under the event's own limit; None: no end."""
        limits = [most for most in (limit or None, self.own.limit) if most is not None]
        return max(0, min(limits) - self.readings) if limits else None
