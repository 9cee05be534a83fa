"""Lists that somebody puts in order by hand, one place at a time."""

from collections.abc import Iterable
from typing import Any


def shift(rows: Iterable[Any], code: str, by: int, place: int | None = None) -> bool:
    """One place up (-1) or down (1); at the end of the list it stays, and where it no longer stands
    at ``place``, as with a second tap. Whether anything moved."""
    order = list(rows)
    here = next((place for place, row in enumerate(order) if row.code == code), None)
    if here is None or place not in (None, here) or not 0 <= here + by < len(order):
        return False
    order.insert(here + by, order.pop(here))
    for position, row in enumerate(order):
        row.position = position
    return True
