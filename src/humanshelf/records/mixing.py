"""Rows that tell nobody in which order they came.

Within a page of the file rows lie as they were written, whatever their keys: whoever has the file
and its key would see who came first. So with each new row those that can lie on one page with it
are written again, in an order of chance. How many that are does not grow with the table: whoever
waits to write waits no longer in a full hall, or in a flood of made-up sheets.
"""

from collections.abc import Iterator
from random import SystemRandom
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, insert, select
from sqlalchemy.orm import Session

from humanshelf.tenancy.db import Base

REACH = 100
"""To each side: no page holds as many, not even of the shortest index."""


def mix(session: Session, row: Base, *orders: tuple[str, ...]) -> None:
    """Write this row and its neighbours again. ``orders`` are the columns of the table's key and
    of each of its indexes, for each of them is a tree with pages of its own."""
    session.flush()
    table: Any = type(row).__table__
    (key,) = table.primary_key.columns
    beside = {id for order in orders for id in session.scalars(_neighbours(row, key, order))}
    chosen = [key.in_(beside), *_unlinked(table, key)]
    rows = [dict(found) for found in session.execute(select(table).where(*chosen)).mappings()]
    if not rows:
        return
    SystemRandom().shuffle(rows)
    session.execute(delete(table).where(*chosen))
    session.execute(insert(table), rows)
    session.expire_all()


def _neighbours(row: Base, key: Any, order: tuple[str, ...]) -> Any:
    *same, by = (key.table.c[name] for name in order)
    here = [column == getattr(row, column.name) for column in same]
    mine = getattr(row, by.name)
    before = select(key).where(*here, by <= mine).order_by(by.desc()).limit(REACH)
    after = select(key).where(*here, by > mine).order_by(by).limit(REACH)
    ids = before.subquery(), after.subquery()
    return select(ids[0].c[key.name]).union(select(ids[1].c[key.name]))


def _unlinked(table: Any, key: Any) -> Iterator[ColumnElement[bool]]:
    """A row to which another points stays where it is: gone for a moment, it would be let go."""
    for other in table.metadata.tables.values():
        for link in other.foreign_keys:
            if link.column is key:
                yield ~exists().where(link.parent == key)
