"""The bell of an event in rounds: which round, whether it gathers or runs, and when it rang."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Sitting(StrEnum):
    """What goes on: the next round is ahead, its readers gather, it runs; or all were held."""

    AHEAD = "ahead"
    GATHERING = "gathering"
    RUNNING = "running"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Bell:
    """``round`` is the round that gathers or runs, else the one that ended last; 0 before any.

    ``rang`` is when the bell last rang: the running round's beginning, else the last one's end.
    """

    round: int = 0
    sitting: Sitting = Sitting.AHEAD
    rang: datetime | None = None

    @property
    def on(self) -> bool:
        """Whether a round gathers or runs, and cards may be called to it."""
        return self.sitting in (Sitting.GATHERING, Sitting.RUNNING)
