"""The one way across libraries. Loud, and fenced: only libraries/, cli and retention import it."""

from collections.abc import Collection, Iterator, Sequence

import sqlalchemy as sa
from flask import Flask

from humanshelf.tenancy.deployment import Deployment, behind
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.scope import EXTENSION, LibrarySwitch, current_or_none, library

HOLDING = (State.ACTIVE, State.SUSPENDED, State.ARCHIVED)
"""The libraries that hold something, served or not: what must not be kept must go there too."""


STORED = (State.DRAFT, *HOLDING)
"""The libraries that have a store."""


def each_library(
    app: Flask, states: Sequence[str] = (State.ACTIVE,), only: Collection[str] | None = None
) -> Iterator[tuple[str, str]]:
    """Go through the libraries in these states, each one in force during its turn; ``only`` those
    of these uids, where some are named. One that has another schema than this code knows is left
    out: nothing here could read it.

    Each turn has an app context of its own, so no session or connection outlives it. Use it in
    a plain `for`, whose end by any road also ends the scope.
    """
    if inside := current_or_none():
        raise LibrarySwitch(f"{inside} is in force: going through all libraries starts outside")
    for uid, slug in _listed(app, states):
        if only is not None and uid not in only:
            continue
        with app.app_context(), library(uid):
            yield uid, slug


def with_a_store(found: Deployment) -> list[str]:
    """The uids of all libraries that have one, whatever its schema: for their keys."""
    query = sa.select(Library.uid).where(Library.state.in_(STORED)).order_by(Library.uid)
    with found.control.connect() as connection:
        return list(connection.execute(query).scalars())


def _listed(app: Flask, states: Sequence[str]) -> list[tuple[str, str]]:
    wanted = sa.select(Library.uid, Library.slug, Library.schema_revision)
    query = wanted.where(Library.state.in_(states)).order_by(Library.slug)
    found = app.extensions[EXTENSION]
    with found.control.connect() as connection:
        rows = connection.execute(query).all()
    return [(uid, slug) for uid, slug, revision in rows if not behind(found, revision)]
