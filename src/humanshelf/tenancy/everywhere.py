"""The one way across libraries. Loud, and fenced: only libraries/, cli and retention import it."""

from collections.abc import Iterator, Sequence

import sqlalchemy as sa
from flask import Flask

from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.scope import EXTENSION, LibrarySwitch, current_or_none, library

HOLDING = (State.ACTIVE, State.SUSPENDED, State.ARCHIVED)
"""The libraries that hold something, served or not: what must not be kept must go there too."""


def each_library(app: Flask, states: Sequence[str] = (State.ACTIVE,)) -> Iterator[tuple[str, str]]:
    """Go through the libraries in these states, each one in force during its turn.

    Each turn has an app context of its own, so no session or connection outlives it. Use it in
    a plain `for`, whose end by any road also ends the scope.
    """
    if inside := current_or_none():
        raise LibrarySwitch(f"{inside} is in force: going through all libraries starts outside")
    for uid, slug in _listed(app, states):
        with app.app_context(), library(uid):
            yield uid, slug


def _listed(app: Flask, states: Sequence[str]) -> list[tuple[str, str]]:
    query = sa.select(Library.uid, Library.slug).where(Library.state.in_(states))
    with app.extensions[EXTENSION].control.connect() as connection:
        return [(uid, slug) for uid, slug in connection.execute(query.order_by(Library.slug))]
