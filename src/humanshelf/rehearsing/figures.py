"""What the days of one hall came to, summed up."""

import statistics as st
from collections.abc import Sequence
from dataclasses import dataclass, field

from humanshelf.rehearsing.evening import Outcome
from humanshelf.rehearsing.hall import Hall


@dataclass
class Figures:
    """One entry for each day played; ``waits`` has one for each reader who was read to."""

    hall: Hall
    unread: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    first: int = 0
    busy: float = 0.0

    def add(self, day: Outcome) -> None:
        self.unread.append(day.came - len(day.waits))
        self.longest.append(max(day.waits, default=0.0))
        self.waits += day.waits
        self.first += day.first
        self.busy += day.busy

    @property
    def days(self) -> int:
        return len(self.unread)

    @property
    def usual(self) -> float:
        """Readers who go home unread, on the middle of all days."""
        return st.mean(self.unread)

    @property
    def spread(self) -> tuple[float, float]:
        """As many go home unread on one day of ten at the least, and on one of ten at the most."""
        return at(self.unread, 0.1), at(self.unread, 0.9)

    @property
    def wait(self) -> float:
        return st.median(self.waits) if self.waits else 0.0

    @property
    def patience(self) -> float:
        """The longest wait of a day, on the middle of all days."""
        return st.mean(self.longest)

    @property
    def idle(self) -> float:
        """The share of the books' hours in which nobody reads them: breaks and changes too."""
        return max(0.0, 1 - self.busy / (self.days * self.hall.books * self.hall.length))

    @property
    def wished(self) -> float:
        """The share of readings that were the reader's first wish."""
        return self.first / len(self.waits) if self.waits else 0.0


def at(values: Sequence[float], share: float) -> float:
    """The value below which this share of all lies."""
    return sorted(values)[round(share * (len(values) - 1))]
