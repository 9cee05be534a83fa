"""Means, intervals and the paired effect: few, documented, and equal to SciPy's to 1e-9.

What cannot be told from so few is None, never a number that looks like one.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from humanshelf.impact.distributions import shift_with, t_quantile

SURE = 0.95
"""How much of the time an interval covers what it is about."""


@dataclass(frozen=True, slots=True)
class Interval:
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Change:
    """What the same people answered later, less what they answered first."""

    n: int
    mean: float
    interval: Interval | None
    effect: float | None
    effect_interval: Interval | None


def mean(values: Sequence[float]) -> float | None:
    """The arithmetic mean, summed exactly."""
    if not values:
        return None
    if min(values) == max(values):
        return values[0]
    scaled, power = _scaled(values)
    return math.ldexp(math.fsum(scaled) / len(scaled), power)


def sd(values: Sequence[float]) -> float | None:
    """The standard deviation of a sample, over n - 1; None of fewer than two."""
    if len(values) < 2:
        return None
    if min(values) == max(values):
        return 0.0
    scaled, power = _scaled(values)
    middle = math.fsum(scaled) / len(scaled)
    squares = math.fsum((value - middle) ** 2 for value in scaled)
    return math.ldexp(math.sqrt(squares / (len(scaled) - 1)), power)


def median(values: Sequence[float]) -> float | None:
    if not values:
        return None
    ordered, half = sorted(values), len(values) // 2
    if len(ordered) % 2:
        return ordered[half]
    return ordered[half - 1] / 2 + ordered[half] / 2


def mean_interval(values: Sequence[float], sure: float = SURE) -> Interval | None:
    """Student's interval of a mean: mean ± t(n - 1) · sd / √n."""
    middle, spread = mean(values), sd(values)
    if middle is None or spread is None:
        return None
    reach = t_quantile((1 + sure) / 2, len(values) - 1) * spread / math.sqrt(len(values))
    return Interval(middle - reach, middle + reach)


def change(before: Sequence[float], after: Sequence[float], sure: float = SURE) -> Change | None:
    """The paired difference, person by person, with its interval and its effect."""
    if len(before) != len(after):
        raise ValueError(f"{len(before)} answers before and {len(after)} after are no pairs")
    return change_of([b - a for a, b in zip(before, after, strict=True)], sure)


def change_of(differences: Sequence[float], sure: float = SURE) -> Change | None:
    """The same from differences that are known already."""
    middle = mean(differences)
    if middle is None:
        return None
    return Change(
        len(differences),
        middle,
        mean_interval(differences, sure),
        paired_effect(differences),
        paired_effect_interval(differences, sure),
    )


def paired_effect(differences: Sequence[float]) -> float | None:
    """dz: the mean difference in standard deviations of the differences.

    Cohen, Statistical Power Analysis for the Behavioral Sciences, 2nd ed. 1988, page 48; the
    name dz as in Lakens 2013, doi 10.3389/fpsyg.2013.00863. None where all differ alike.
    """
    middle, spread = mean(differences), sd(differences)
    return middle / spread if middle is not None and spread else None


def paired_effect_interval(differences: Sequence[float], sure: float = SURE) -> Interval | None:
    """The interval of dz by the noncentral t: exact where differences are normal.

    With t = dz √n, its ends are the two shifts under which t lies at the upper and at the lower
    end of its distribution with n - 1 degrees of freedom, each over √n. Steiger & Fouladi 1997,
    "Noncentrality interval estimation", in Harlow et al., What If There Were No Significance
    Tests?; Cumming & Finch 2001, doi 10.1177/0013164401614002.
    """
    effect = paired_effect(differences)
    if effect is None:
        return None
    size, tail = math.sqrt(len(differences)), (1 - sure) / 2
    t, freedom = effect * size, len(differences) - 1
    return Interval(shift_with(1 - tail, t, freedom) / size, shift_with(tail, t, freedom) / size)


def _scaled(values: Sequence[float]) -> tuple[list[float], int]:
    """The same values near one, and by which power of two: squares of huge ones are finite."""
    power = math.frexp(max(map(abs, values)))[1]
    return [math.ldexp(value, -power) for value in values], power
