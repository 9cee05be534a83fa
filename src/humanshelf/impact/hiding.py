"""Which groups are too small to show, and how those that are shown are rounded.

A group is shown when it and everybody outside it are both k people at least: then nobody is told
by being in it, by being out of it, or by all being alike. What is hidden is never one group
alone, and its sum is k at least: else the total less what is shown would tell it.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

USUAL = 10
FLOOR = 8
"""No library goes lower."""
STEP = 5
LEAST = 2
"""So many groups are hidden at least, where any is."""
LEAST_WITH_MEAN = 3
"""A mean is one more equation: with two groups hidden it would tell both."""


def threshold(wanted: int) -> int:
    """The k in force: what a library wishes, and never under the floor."""
    return max(FLOOR, wanted)


def rounded(count: int) -> int:
    """To the nearest 5: 1 and 2 go down, 3 and 4 up. No whole number lies halfway."""
    return (count + STEP // 2) // STEP * STEP


def percent(part: int, whole: int) -> int | None:
    """The share in whole percent, from figures that are rounded already; a half goes up.

    None where it would be 0 or 100: that would speak of everybody, or of nobody.
    """
    if whole <= 0:
        return None
    share = (200 * rounded(part) + rounded(whole)) // (2 * rounded(whole))
    return share if 0 < share < 100 else None


def hidden(counts: Mapping[str, int], k: int, least: int = LEAST) -> frozenset[str]:
    """The groups of one whole that are not shown. They may be all of them."""
    total = sum(counts.values())
    small = {name for name, n in counts.items() if n < k or percent(n, total) is None}
    while small and small != set(counts):
        if len(small) >= least and sum(counts[name] for name in small) >= k:
            break
        small.add(next_to_hide(counts, frozenset(small)))
    return frozenset(small)


def next_to_hide(counts: Mapping[str, int], already: frozenset[str]) -> str:
    """The smallest group that is still shown; of two alike always the same one."""
    return min((name for name in counts if name not in already), key=lambda n: (counts[n], n))


@dataclass(frozen=True, slots=True)
class Part:
    """One group of a whole. ``count`` is rounded, ``percent`` follows from it; None is hidden."""

    name: str
    count: int | None
    percent: int | None


@dataclass(frozen=True, slots=True)
class Parts:
    """A whole and its groups as they are shown; ``n`` is rounded."""

    n: int
    parts: tuple[Part, ...]


def parts(counts: Mapping[str, int], away: frozenset[str]) -> Parts:
    """Percentages are of what is printed: where all groups are shown, of their sum, so that they
    are a hundred together as far as rounding lets them; else of the printed whole."""
    shown = {name: None if name in away else rounded(count) for name, count in counts.items()}
    n = rounded(sum(counts.values()))
    whole = _whole(n, list(shown.values()))
    return Parts(
        n,
        tuple(
            Part(name, count, None if count is None else percent(count, whole))
            for name, count in shown.items()
        ),
    )


def together(shown: Parts, names: Collection[str]) -> int | None:
    """The share of several groups that are all shown, from their rounded counts."""
    some = [part.count for part in shown.parts if part.name in names]
    told = [count for count in some if count is not None]
    if not told or len(told) < len(some):
        return None
    return percent(sum(told), _whole(shown.n, [part.count for part in shown.parts]))


def _whole(n: int, shown: Collection[int | None]) -> int:
    total = sum(count or 0 for count in shown)
    return total if None not in shown else max(n, total)
