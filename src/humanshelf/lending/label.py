"""Card labels: a plain word and a number, "Nar 27".

The number alone is unique in the event, and neither it nor the word tells how many cards were
taken before it. Both follow from the event's secret seed and the count of cards taken, so that
no table of used numbers is needed.
"""

from functools import lru_cache
from random import Random

DECADES = ((10, 100), (100, 1000), (1000, 10000))
LABELS = sum(high - low for low, high in DECADES)
"""How many cards one event can label."""


@lru_cache(maxsize=64)
def _numbers(seed: str) -> tuple[int, ...]:
    shuffled: list[int] = []
    for low, high in DECADES:
        decade = list(range(low, high))
        Random(f"{seed}:{low}").shuffle(decade)
        shuffled += decade
    return tuple(shuffled)


def number_of(seed: str, nth: int) -> int:
    """The number of the event's nth card, ``nth`` from 0: two digits first, then three, then four.

    >>> sorted(number_of("s", n) for n in range(90)) == list(range(10, 100))
    True
    """
    return _numbers(seed)[nth]


def word_of(seed: str, nth: int, words: tuple[str, ...]) -> str:
    """The word of the nth card: each of the library's words comes once before any comes again."""
    turn, place = divmod(nth, len(words))
    order = list(words)
    Random(f"{seed}:word:{turn}").shuffle(order)
    return order[place]
