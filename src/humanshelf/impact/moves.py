"""How the same people's answers moved: in figures that may be printed, and in a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from humanshelf.impact.statistics import Change, change_of, mean

ENOUGH = 31
"""Pairs with which a middling effect (dz 0.5) is seen four times of five: 7.84 / dz²."""


class Verdict(StrEnum):
    """What the answers did. Of one event only what these people answered, never an effect."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    ROSE = "rose"
    FELL = "fell"
    UNTOLD = "untold"


@dataclass(frozen=True, slots=True)
class Moved:
    """``pooled`` over several events, with intervals; of one event the mean alone."""

    mean: float
    pooled: bool
    verdict: Verdict
    enough: bool
    low: float | None = None
    high: float | None = None
    effect: float | None = None
    effect_low: float | None = None
    effect_high: float | None = None


def tenth(number: float | None) -> float | None:
    """A half goes away from zero, as readers expect, in the decimals that are printed."""
    return None if number is None else float(f"{number + (1e-9 if number > 0 else -1e-9):.1f}")


def hundredth(number: float | None) -> float | None:
    return None if number is None else float(f"{number + (1e-9 if number > 0 else -1e-9):.2f}")


def moved(differences: Sequence[float], pooled_over: int) -> Moved:
    """The change of the same people in words and figures. Only over several events is anything
    said of an effect: research/domain.md 3.2."""
    if pooled_over < 2:
        middle = tenth(mean(differences)) or 0.0
        verdict = Verdict.SAME if not middle else Verdict.UP if middle > 0 else Verdict.DOWN
        return Moved(middle, False, verdict, len(differences) >= ENOUGH)
    found = change_of(differences)
    assert found is not None and found.interval is not None
    effect = found.effect_interval
    return Moved(
        tenth(found.mean) or 0.0,
        True,
        _verdict(found),
        found.n >= ENOUGH,
        tenth(found.interval.low),
        tenth(found.interval.high),
        hundredth(found.effect),
        hundredth(effect.low) if effect else None,
        hundredth(effect.high) if effect else None,
    )


def _verdict(found: Change) -> Verdict:
    if found.interval is None or not found.interval.excludes_zero:
        return Verdict.UNTOLD
    return Verdict.ROSE if found.mean > 0 else Verdict.FELL
