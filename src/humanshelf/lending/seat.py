"""A book's seat: the book on this event's shelf, at its table."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self


@dataclass(frozen=True, slots=True)
class Seat:
    """One human book as the floor knows it: no name, no title.

    ``free_since`` tells how long it has been idle. A break runs from ``rest_since`` to
    ``rest_until``; ``rest_wanted`` starts one when the present call or reading ends. The cycle
    sums (minutes, squared minutes) teach the forecast this book's own pace.
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
    cycle_sum: float = 0.0
    cycle_squares: float = 0.0

    @property
    def resting(self) -> bool:
        return self.rest_since is not None

    def rested(self, *, at: datetime) -> Self:
        """The break is over."""
        return replace(self, rest_since=None, rest_until=None, rest_wanted=False, free_since=at)

    def learned(self, cycle: float) -> Self:
        """After a reading whose cycle took so many minutes."""
        return replace(
            self,
            readings=self.readings + 1,
            cycle_sum=self.cycle_sum + cycle,
            cycle_squares=self.cycle_squares + cycle * cycle,
        )
