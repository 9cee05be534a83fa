"""One day's people: who comes when, wishes for what, and how long they read. All from a seed."""

import random
from dataclasses import dataclass, field

LATEST = 0.7
"""Readers come during this part of an event; in its last third nobody new does."""
WISHES = 3


@dataclass(frozen=True)
class Day:
    """Who comes when and wishes for what; how long readings and changes of readers take.

    ``foreign`` are the readers who share no language with any book. On a ``lively`` day readings
    vary, some who are called do not come, and some do not wait.
    """

    arrivals: list[tuple[float, tuple[str, ...]]]
    seed: int
    loan: float
    change: float
    lively: bool = False
    paces: list[float] = field(default_factory=list)
    foreign: frozenset[int] = frozenset()

    def spell(self, lot: random.Random, book: str) -> tuple[float, float]:
        """Minutes of one reading, and of the change after it."""
        if not self.lively:
            return self.loan, self.change
        mean = self.paces[int(book)]
        reading = min(45.0, max(8.0, lot.gauss(mean, 5)))
        change = lot.expovariate(1 / 4) if lot.random() > 0.1 else lot.uniform(10, 20)
        return reading, change


def make_day(
    seed: int,
    readers: int,
    *,
    books: int,
    length: float,
    loan: float,
    change: float,
    spread: str = "random",
    lively: bool = False,
    foreign: float = 0.0,
) -> Day:
    """Books are wished for unequally: the second half as much as the first, the third a third.

    The same seed brings the same people, however many books, hours and interpreters there are.
    """
    lot = random.Random(seed)
    popularity = [1 / (rank + 1) for rank in range(books)]
    last = LATEST * length
    if spread == "even":
        times = [(n + 0.5) * last / readers for n in range(readers)]
    else:
        times = sorted(lot.uniform(0, last) for _ in range(readers))
    arrivals = []
    for time in times:
        left, wishes = list(popularity), list[str]()
        while len(wishes) < min(WISHES, books):
            book = lot.choices(range(books), left)[0]
            wishes.append(str(book))
            left[book] = 0
        arrivals.append((time, tuple(wishes)))
    paces = [lot.gauss(loan, 4) for _ in range(books)]
    other = random.Random(f"{seed}/languages")
    abroad = frozenset(n for n in range(readers) if other.random() < foreign)
    return Day(arrivals, seed, loan, change, lively, paces, abroad)
