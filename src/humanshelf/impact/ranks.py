"""Ranks, and how far two rows of values rise together."""

import math
from collections.abc import Sequence


def ranks(values: Sequence[float]) -> list[float]:
    """From 1; those alike share the mean of their places."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            found[place] = (start + 1 + end) / 2
        start = end
    return found


def spearman(one: Sequence[float], other: Sequence[float]) -> float | None:
    """Pearson's correlation of the ranks; None where either does not vary."""
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} values are no pairs")
    middle = (len(one) + 1) / 2
    first = [rank - middle for rank in ranks(one)]
    second = [rank - middle for rank in ranks(other)]
    spread = math.sqrt(math.fsum(x * x for x in first) * math.fsum(y * y for y in second))
    if not spread:
        return None
    return math.fsum(x * y for x, y in zip(first, second, strict=True)) / spread
