"""What can be worked out from sums that are known: every set that adding and taking away gives.

A sum over a set of cells is known. Which other sets of cells are known with it? Those whose
indicator is a combination of the known ones. All combinations are looked at, not only those with
coefficients -1, 0 and 1, so this finds what such differencing finds, and more.
"""

from collections.abc import Hashable, Iterable, Iterator
from fractions import Fraction
from typing import TypeVar

Cell = TypeVar("Cell", bound=Hashable)
Row = dict[int, Fraction]
MOST = 12
"""More knots than this in one tangle are not looked through: it counts as telling all."""


class Tangled(Exception):
    """So many sets cross each other that nobody can say what they tell together."""


def derivable(known: Iterable[frozenset[Cell]]) -> list[frozenset[Cell]]:
    """The sets that the known ones tell.

    Left out are some that are others of the list put together: where the parts are large enough,
    so are they.
    """
    sets = list(dict.fromkeys(one for one in known if one))
    atoms = _atoms(sets)
    members = [frozenset(cells) for cells in atoms.values()]
    rows = _reduced(
        [
            {number: Fraction(1) for number, where in enumerate(atoms) if row in where}
            for row in range(len(sets))
        ]
    )
    return [
        frozenset().union(*(members[number] for number in told))
        for tangle in _tangles(rows)
        for told in _indicators(tangle)
    ]


def _atoms(sets: list[frozenset[Cell]]) -> dict[tuple[int, ...], list[Cell]]:
    """Cells that lie in just the same sets are never told apart: one atom."""
    where: dict[Cell, list[int]] = {}
    for row, cells in enumerate(sets):
        for cell in cells:
            where.setdefault(cell, []).append(row)
    atoms: dict[tuple[int, ...], list[Cell]] = {}
    for cell, rows in where.items():
        atoms.setdefault(tuple(rows), []).append(cell)
    return atoms


def _reduced(rows: list[Row]) -> dict[int, Row]:
    """The reduced row echelon form, each row by its pivot."""
    done: dict[int, Row] = {}
    for new in rows:
        row = dict(new)
        for pivot in [column for column in row if column in done]:
            _take(row, done[pivot], row[pivot])
        if not row:
            continue
        pivot = min(row)
        lead = row[pivot]
        row = {column: value / lead for column, value in row.items()}
        for other in done.values():
            if pivot in other:
                _take(other, row, other[pivot])
        done[pivot] = row
    return done


def _take(row: Row, other: Row, times: Fraction) -> None:
    for column, value in other.items():
        left = row.get(column, Fraction(0)) - times * value
        if left:
            row[column] = left
        else:
            row.pop(column, None)


def _tangles(rows: dict[int, Row]) -> Iterator[list[Row]]:
    """Rows that share cells, directly or through others; the rest has nothing to do with them."""
    left = list(rows.values())
    while left:
        tangle = [left.pop()]
        columns = set(tangle[0])
        while touching := [row for row in left if not columns.isdisjoint(row)]:
            tangle += touching
            left = [row for row in left if columns.isdisjoint(row)]
            columns.update(*touching)
        yield tangle


def _indicators(tangle: list[Row]) -> Iterator[list[int]]:
    """At a pivot stands a row's own coefficient: an indicator takes a row whole, or leaves it.

    A row that is an indicator itself is taken with others only where it fills what they take away.
    Where it lies whole in a set, the rest of that set is told too, and is looked at without it.
    """
    plain = [row for row in tangle if all(value == 1 for value in row.values())]
    mixed = [row for row in tangle if any(value != 1 for value in row.values())]
    if len(mixed) > MOST:
        raise Tangled
    yield from (list(row) for row in plain)
    for choice in range(1, 2 ** len(mixed)):
        total: Row = {}
        for number, row in enumerate(mixed):
            if choice >> number & 1:
                _take(total, row, Fraction(-1))
        yield from _filled(total, plain)


def _filled(total: Row, plain: list[Row]) -> Iterator[list[int]]:
    """All ways to fill with whole rows what is taken away too often."""
    if any(value > 1 or value.denominator != 1 for value in total.values()):
        return
    missing = next((column for column, value in total.items() if value < 0), None)
    if missing is None:
        yield list(total)
        return
    for number, row in enumerate(plain):
        if missing in row:
            more = dict(total)
            _take(more, row, Fraction(-1))
            yield from _filled(more, plain[:number] + plain[number + 1 :])
