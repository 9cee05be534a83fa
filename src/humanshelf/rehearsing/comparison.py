"""A hall beside itself with one thing changed, on the same days, played step by step."""

from collections.abc import Iterator

from humanshelf.rehearsing.figures import Figures
from humanshelf.rehearsing.hall import Hall, variants

MOST_DAYS, FEWEST_DAYS = 30, 4
WORK = 36_000
"""How much is played in all: a day costs about as its books times its readers."""


class Comparison:
    """Days in turn, each in every variant, so that all pictures grow more exact together.

    The days follow from their numbers alone: whoever plays them, wherever, finds the same.
    """

    def __init__(self, hall: Hall) -> None:
        self.figures = {name: Figures(one) for name, one in variants(hall).items()}
        self.days = days_for(hall)
        self.played = 0

    @property
    def total(self) -> int:
        return self.days * len(self.figures)

    @property
    def complete(self) -> bool:
        return self.played == self.total

    @property
    def shown(self) -> dict[str, Figures]:
        """What can be compared so far: nothing, until every variant has played a day."""
        return self.figures if all(one.days for one in self.figures.values()) else {}

    def steps(self) -> Iterator[None]:
        """Between two steps whoever plays may breathe, or stop and go on later."""
        for seed in range(self.days):
            for figures in self.figures.values():
                evening = figures.hall.evening(seed)
                for _moment in evening.moments():
                    yield
                figures.add(evening.outcome)
                self.played += 1
                yield


def days_for(hall: Hall) -> int:
    """Fewer days where each takes long; many readers need fewer to show what is usual."""
    return max(FEWEST_DAYS, min(MOST_DAYS, WORK // (hall.readers * hall.books)))
