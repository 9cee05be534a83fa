"""Whoever holds the whole store tries to tell whose answers are whose: by every order there is.

An order is a rank for each row. If a card's rank in some order goes with the rank of the same
person's sheet in another, the two tables can be laid side by side.
"""

from collections.abc import Callable, Iterable
from typing import Any

Ranks = dict[bytes, float]


def orders(
    query: Callable[[str], list[tuple[Any, ...]]], table: str, files: bytes
) -> dict[str, Ranks]:
    """Every order of the table's rows, each row known by its id."""
    columns = [row[1] for row in query(f"PRAGMA table_info({table})")]
    found = {"as it lies": _listed(row[0] for row in query(f"SELECT id FROM {table}"))}
    for column in columns:
        quoted = f'"{column}"'
        for what in (quoted, f"length({quoted})", f"length(CAST({quoted} AS BLOB))"):
            rows = query(f"SELECT id, {what} FROM {table}")
            found[what] = _ranked({row[0]: row[1] for row in rows})
    for row in query(f"PRAGMA index_list({table})"):
        through = query(f'SELECT id FROM {table} INDEXED BY "{row[1]}"') if not row[4] else []
        if through:
            found[f"by {row[1]}"] = _listed(one[0] for one in through)
    if not query(
        f"SELECT 1 FROM sqlite_master WHERE name = '{table}' AND sql LIKE '%WITHOUT ROWID%'"
    ):
        rows = query(f"SELECT id, rowid FROM {table}")
        found["rowid"] = _ranked({row[0]: row[1] for row in rows})
    ids = [row[0] for row in query(f"SELECT id FROM {table}")]
    raw = {id: id if isinstance(id, bytes) else id.encode() for id in ids}
    found["first in the file"] = _ranked({id: files.find(raw[id]) for id in ids})
    found["last in the file"] = _ranked({id: files.rfind(raw[id]) for id in ids})
    return found


def correlation(one: list[float], other: list[float]) -> float:
    """Spearman's, of ranks; nought where an order tells nothing apart."""
    n = len(one)
    a, b = ([rank - sum(ranks) / n for rank in ranks] for ranks in (one, other))
    spread = sum(x * x for x in a) * sum(y * y for y in b)
    return sum(x * y for x, y in zip(a, b, strict=True)) / spread**0.5 if spread else 0.0


def strongest(
    people: list[tuple[Any, Any]], cards: dict[str, Ranks], sheets: dict[str, Ranks]
) -> tuple[float, str, str]:
    """The pair of orders that goes together best, over the people whose two rows are known."""
    return max(
        (
            abs(correlation([ranks[c] for c, _s in people], [others[s] for _c, s in people])),
            card_order,
            sheet_order,
        )
        for card_order, ranks in cards.items()
        for sheet_order, others in sheets.items()
    )


def _listed(ids: Iterable[Any]) -> Ranks:
    return {id: float(n) for n, id in enumerate(ids)}


def _ranked(values: dict[Any, Any]) -> Ranks:
    """Equal values share a rank. What is not there comes first."""
    keyed = {id: (value is not None, str(type(value)), value) for id, value in values.items()}
    ranks: dict[Any, list[int]] = {}
    for n, key in enumerate(sorted(k for k in keyed.values() if k[0])):
        ranks.setdefault(key, []).append(n)
    return {id: sum(ranks[key]) / len(ranks[key]) if key[0] else -1.0 for id, key in keyed.items()}
