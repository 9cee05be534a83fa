"""What an event comes to as a library: cards, readings, waits, how true the times were.

Counts only; they stay when the cards are forgotten. They are kept back by the same rule as
answers: a group of three who went home unread is three people.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from humanshelf.impact.hiding import Parts
from humanshelf.impact.publishing import pooled
from humanshelf.impact.statistics import mean, median
from humanshelf.impact.tallies import Tally
from humanshelf.impact.told import Tallies, Teller, values

CARDS, READINGS, TALKS, WAITS, ERROR, TRUTH = (
    *("lent|cards", "lent|readings", "lent|talks"),
    *("lent|waits", "lent|error", "lent|truth"),
)
THEMES, TONES = "said|themes", "said|tones"
COUNTED = (CARDS, READINGS, TALKS, WAITS, ERROR, TRUTH, THEMES, TONES)
PARTS = ("sooner", "inside", "later")
"""When cards were called, beside the range that they were told first."""
HALVES = 2
"""Errors are counted in half minutes: the middle of a range lies on one."""


@dataclass(frozen=True, slots=True)
class Day:
    """One event: its counts by figure, and how much of its chairs' time was used."""

    tallies: Mapping[str, Tally]
    used: float = 0.0
    there: float = 0.0


@dataclass(frozen=True, slots=True)
class Wait:
    """In whole minutes."""

    mean: int
    median: int


@dataclass(frozen=True, slots=True)
class Lent:
    """Every part is None where it is kept back."""

    cards: Parts | None
    readings: Parts | None
    talks: Parts | None
    wait: Wait | None
    off: int | None
    truth: Parts | None
    chairs: int | None
    themes: Parts | None
    tones: Parts | None


@dataclass(frozen=True, slots=True)
class Told:
    """What cards were told first and what came true: see lending/record.py."""

    low: int
    high: int
    waited: int

    @property
    def error(self) -> int:
        return abs(HALVES * self.waited - self.low - self.high)

    @property
    def part(self) -> str:
        sooner, inside, later = PARTS
        return sooner if self.waited < self.low else later if self.waited > self.high else inside


def counted(told: Sequence[Told]) -> dict[str, Tally]:
    """The three figures about waits."""
    found: dict[str, Tally] = {WAITS: {}, ERROR: {}, TRUTH: dict.fromkeys(PARTS, 0)}
    for one in told:
        for figure, cell in ((WAITS, one.waited), (ERROR, one.error), (TRUTH, one.part)):
            found[figure][str(cell)] = found[figure].get(str(cell), 0) + 1
    return found


def tell(days: Mapping[str, Day], teller: Teller) -> Lent:
    counts = {
        figure: teller.counts(figure, {event: day.tallies[figure] for event, day in days.items()})
        for figure in COUNTED
    }
    wait = _mean_of(WAITS, counts[WAITS], teller)
    error = _mean_of(ERROR, counts[ERROR], teller)
    readings = teller.parts(READINGS, counts[READINGS])
    found = Lent(
        teller.parts(CARDS, counts[CARDS]),
        readings,
        teller.parts(TALKS, counts[TALKS]),
        Wait(_whole(mean(wait)), _whole(median(wait))) if wait else None,
        _whole(mean([value / HALVES for value in error])) if error else None,
        teller.parts(TRUTH, counts[TRUTH]),
        _in_use(days) if readings else None,
        teller.parts(THEMES, counts[THEMES]),
        teller.parts(TONES, counts[TONES]),
    )
    for figure in COUNTED:
        teller.freeze(figure, counts[figure])
    return found


def _in_use(days: Mapping[str, Day]) -> int | None:
    """The share of the chairs' time in percent. Told with the readings only: whoever knows how
    many chairs there were could count these from it."""
    used = sum(day.used for day in days.values())
    there = sum(day.there for day in days.values())
    return _whole(100 * min(1.0, used / there)) if there else None


def _mean_of(figure: str, counts: Tallies, teller: Teller) -> list[float]:
    """The values, where a mean of them may be told."""
    if not teller.means(figure, [counts]):
        return []
    return values(pooled(counts, teller.events))


def _whole(number: float | None) -> int:
    """A half goes up."""
    return int((number or 0.0) + 0.5)
