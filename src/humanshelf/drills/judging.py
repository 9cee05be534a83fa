"""What is said of a storm, a crowd and a flood: by counts, and by times where a time is promised.

Figures alone go in, so that each judgement can be tried on figures that it must not let pass.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from humanshelf.drills.finding import Finding

CURRENT, POLLED, TAP = 10.0, 20.0, 1.0
"""Seconds until all phones are told again after a restart, or told at all where most must ask by
themselves; and of the slowest of the desk's taps meanwhile. On a machine that others use too, so
many times longer as they make it slower."""
RATIO = 3.0
"""How many times its quiet value a card may take while passwords are guessed."""
SLICE, TOGETHER = 0.2, 1 / 3
"""Seconds, and the part of all phones that may be asked to come within them."""


@dataclass
class Taps:
    """The desk's: how long each took, and what was no answer to a tap."""

    took: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    quiet: list[float] = field(default_factory=list)

    def counted(self, bar: str, slow: float) -> Finding:
        figure = f"{len(self.took)} taps answered, {dict(self.errors) or 'none'} not"
        return Finding(bar, "no tap of the desk fails", bool(self.took) and not self.errors, figure)

    def timed(self, bar: str, slow: float) -> Finding:
        slowest = max(self.took, default=float("inf"))
        figure = f"{slowest:.2f} s at most of {len(self.took)}"
        if self.quiet:
            figure += f", {max(self.quiet):.2f} s before"
        return Finding(bar, f"none takes {TAP:.0f} s", slowest < TAP * slow, figure + by(slow))


@dataclass
class Storm:
    """A restart. ``late`` phones were not told how things stand afterwards, the others ``took`` so
    long; ``waits`` is after how many seconds each had been asked to come again."""

    phones: int
    late: int
    took: float
    waits: Sequence[float]
    taps: Taps
    slow: float = 1.0

    def counted(self) -> Iterator[Finding]:
        told = f"{self.phones - self.late} of {self.phones}"
        yield Finding("B21", "each phone is told again, and of the next step", not self.late, told)
        most = densest(self.waits, SLICE)
        yield Finding(
            "B21",
            "they are not asked to come all at once",
            0 < most <= TOGETHER * self.phones,
            f"at most {most} of {self.phones} within the same {SLICE} s",
        )
        yield self.taps.counted("B21", self.slow)

    def timed(self) -> Iterator[Finding]:
        told = self.took < CURRENT * self.slow
        figure = f"{self.took:.1f} s{by(self.slow)}"
        yield Finding("B21", f"all are true again within {CURRENT:.0f} s", told, figure)
        yield self.taps.timed("B21", self.slow)


@dataclass
class Crowd:
    """More phones than ``room`` for streams: so many had one, and so many were refused."""

    phones: int
    room: int
    streams: int
    refused: int
    late: int
    took: float
    taps: Taps
    slow: float = 1.0

    def counted(self) -> Iterator[Finding]:
        kept = 0 < self.streams <= self.room and self.phones - self.refused <= self.room
        figure = f"{self.streams} streams, room for {self.room}; {self.refused} refused"
        yield Finding("B20", "no more streams are open than there is room for", kept, figure)
        told = f"{self.phones - self.late} of {self.phones}"
        yield Finding("B20", "those without a stream are told too", not self.late, told)
        yield self.taps.counted("B20", self.slow)

    def timed(self) -> Iterator[Finding]:
        told = self.took < POLLED * self.slow
        figure = f"{self.took:.1f} s{by(self.slow)}"
        yield Finding("B20", f"all are told within {POLLED:.0f} s", told, figure)
        yield self.taps.timed("B20", self.slow)


@dataclass
class Flood:
    """How long cards took before and while passwords were guessed, and how the guesses ended."""

    quiet: list[float]
    flood: list[float]
    statuses: Counter[int]

    def counted(self) -> Iterator[Finding]:
        refused = bool(self.statuses) and set(self.statuses) <= {422, 429, 503}
        yield Finding("B15", "none of the guesses comes in", refused, str(dict(self.statuses)))

    def timed(self) -> Iterator[Finding]:
        before, meanwhile = p95(self.quiet), p95(self.flood)
        told = f"p95 {meanwhile * 1000:.0f} ms, quiet {before * 1000:.0f} ms: "
        yield Finding(
            "B22",
            f"{self.statuses.total()} guesses at once slow no card",
            meanwhile < RATIO * before,
            f"{told}{meanwhile / before:.1f} times",
        )


def densest(values: Sequence[float], width: float) -> int:
    """The most of them that lie within any stretch of this width."""
    return max((sum(one <= other < one + width for other in values) for one in values), default=0)


def p95(took: Sequence[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]


def by(slow: float) -> str:
    return f"; others make all {slow:.1f} times slower" if slow >= 1.05 else ""
