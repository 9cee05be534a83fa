"""Somebody who collects all that was published and adds and takes away, by brute force.

Shares no line with what it attacks: numpy over all coefficients -1, 0 and 1.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy


@dataclass(frozen=True)
class Seen:
    """One publication of one figure, as it can be read: which sums are printed in it.

    ``shown`` are answers, or several answers that are told as one group.
    """

    events: tuple[str, ...]
    shown: tuple[str, ...]
    total: bool


def uncovered(seen, table, events, answers, k, at_once=2):
    """The groups of fewer than k, of nobody or of everybody that so many publications tell."""
    found = set()
    for several in combinations(range(len(seen)), min(at_once, len(seen))):
        found |= _told([seen[number] for number in several], table, events, answers, k)
    return found


def _told(seen, table, events, answers, k):
    sums = []
    for one in seen:
        here = numpy.array([event in one.events for event in events])
        for group in one.shown:
            told = (group,) if isinstance(group, str) else group
            sums.append(numpy.outer([name in told for name in answers], here).ravel())
        if one.total:
            sums.append(numpy.outer(numpy.ones(len(answers), bool), here).ravel())
    if not sums:
        return set()
    mixed = _coefficients(len(sums)) @ numpy.array(sums, dtype=numpy.int8)
    indicators = mixed[((mixed == 0) | (mixed == 1)).all(axis=1) & mixed.any(axis=1)]
    people = numpy.array([[table[e][a] for e in events] for a in answers]).ravel()
    return {
        tuple(int(place) for place in numpy.flatnonzero(group))
        for group in numpy.unique(indicators, axis=0)
        if _tells(group, people, len(events), k)
    }


def _tells(group, people, width, k):
    count = int(people[group == 1].sum())
    people = people.reshape(-1, width)
    where = group.reshape(-1, width).any(axis=0) & people.any(axis=0)
    asked = int(people[:, where].sum())
    # A whole event that is told as a whole is no group of one mind: everybody is in it.
    whole = (group.reshape(-1, width)[:, where] == 1).all()
    return asked > 0 and (count < k or (count == asked and not whole))


def _coefficients(count, known={}):  # noqa: B006  (what was made once is kept)
    if count not in known:
        grid = numpy.indices((3,) * count, dtype=numpy.int8).reshape(count, -1).T - 1
        known[count] = numpy.ascontiguousarray(grid, dtype=numpy.int8)
    return known[count]
