"""An event's own rules of lending. Defaults: ``research/domain.md`` part 7."""

from dataclasses import dataclass
from datetime import timedelta


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


@dataclass(frozen=True, slots=True)
class Policy:
    """How long things take and how many are allowed. Durations in minutes, the rest are counts."""

    loan: int = 30
    changeover: int = 5
    wishes: int = 3
    group: int = 3
    grace: int = 5
    ready: int = 10
    extension: int = 10
    rest: int = 15
    regret: int = 10
    misses: int = 1
    open_cards: int = 600

    @property
    def cycle(self) -> int:
        """One reading and the change of readers after it, in minutes."""
        return self.loan + self.changeover
