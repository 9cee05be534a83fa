"""The record of an event: what was lent, and how true the times were that cards were told first."""

from collections.abc import Collection
from dataclasses import dataclass

from humanshelf.lending.ground import Told

ENOUGH = 5
"""Below so many nothing is said: a few are no rule, and somebody might know whose they were."""


@dataclass(frozen=True, slots=True)
class Truth:
    """How true the first times were. ``off`` is in whole minutes, the rest are counts.

    ``sooner`` were called before the range that they were told, ``inside`` within it, ``later``
    after its end.
    """

    off: int
    sooner: int
    inside: int
    later: int

    @property
    def all(self) -> int:
        return self.sooner + self.inside + self.later

    @property
    def in_time(self) -> int:
        """Called not later than the end of the range."""
        return self.sooner + self.inside


@dataclass(frozen=True, slots=True)
class Record:
    """What an event comes to. ``waiting`` may still be called, ``uncalled`` never were."""

    taken: int
    readings: int
    waiting: int
    uncalled: int
    no_shows: int
    truth: Truth | None


def truth_of(told: Collection[Told]) -> Truth | None:
    """None where there are too few to tell."""
    if len(told) < ENOUGH:
        return None
    off = sum(abs(one.waited - (one.low + one.high) / 2) for one in told)
    sooner = sum(one.waited < one.low for one in told)
    later = sum(one.waited > one.high for one in told)
    return Truth(round(off / len(told)), sooner, len(told) - sooner - later, later)
