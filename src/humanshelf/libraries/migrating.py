"""Brings libraries to the newest schema: one first, then the others, each for itself.

A library is at its old revision or at the new one whatever happens, and the control plane says at
which. One that cannot be brought on stays where it is and is not served; the others go on. Broken
off and begun again, what is left is done.
"""

import fcntl
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from traceback import extract_tb

import sqlalchemy as sa
from flask import Flask

from humanshelf.records import tables
from humanshelf.tenancy.db import writing_control
from humanshelf.tenancy.deployment import Deployment
from humanshelf.tenancy.everywhere import STORED
from humanshelf.tenancy.keys import Keys
from humanshelf.tenancy.migrate import RowsLost
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import BrokenReferences, NotReadable, StoreBusy, kind_of, touch
from humanshelf.tenancy.stores import NoSuchLibrary

PATIENCE = 5.0
"""Seconds that a library's own writers may take."""
MISSING = "its store is not there"
Say = Callable[[str], None]


class UnderWay(RuntimeError):
    """Somebody else is migrating this deployment."""


class NoSuchSlug(LookupError):
    """There is no library with this slug, or it has no store."""


@dataclass(frozen=True, slots=True)
class Move:
    """One library on its way: where it was, where it is, and why it is not there."""

    uid: str
    slug: str | None
    was: str | None = None
    now: str | None = None
    fault: str = ""

    @property
    def name(self) -> str:
        return self.slug or self.uid


@dataclass(frozen=True, slots=True)
class Report:
    """``left`` are those that were not tried, as the first one failed."""

    moved: list[Move]
    failed: list[Move]
    left: list[Move]


def migrate_all(
    app: Flask,
    *,
    only: str | None = None,
    canary: str | None = None,
    jobs: int = 1,
    halt: bool = True,
    say: Say = lambda line: None,
) -> Report:
    """Bring all libraries, or ``only`` this one, to the newest schema.

    The canary goes first: the library of this slug, or of those that nobody is served from the
    smallest. When it fails the others are left, unless ``halt`` is false. ``jobs`` are processes.
    """
    found: Deployment = app.extensions[EXTENSION]
    with _alone(found.data):
        found.stores.ready_template(tables.upgrade, tables.version())
        everyone = [one for one in _listed(found) if only in (None, one.slug)]
        if only is not None and not everyone:
            raise NoSuchSlug(only)
        waiting, failed = _waiting(app, found, everyone)
        first = _first(found, waiting, canary)
        found.stores.dispose()
        moved: list[Move] = []
        total = len(waiting)
        for number, move in enumerate(_go(app, found, waiting, first, jobs, halt), 1):
            _mirror(app, move)
            (failed if move.fault else moved).append(move)
            tail = f"stays at {move.now}: {move.fault}" if move.fault else f"brought to {move.now}"
            say(f"{number} of {total}: library {move.name}: schema {tail}")
        gone = {move.uid for move in moved + failed}
        return Report(moved, failed, [one for one in waiting if one.uid not in gone])


def move(found: Deployment, one: Move) -> Move:
    """Bring one library on. What goes wrong is told by its kind, never by what the store holds."""
    stores = found.stores
    deadline = time.monotonic() + PATIENCE
    try:
        while True:
            try:
                with stores.safeguarded(one.uid):
                    # scan: unscoped-query: a schema moves outside of any session.
                    with stores.engine_for(one.uid).connect() as connection:
                        tables.upgrade(connection)
                return replace(one, now=tables.newest())
            except StoreBusy:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
    except Exception as error:
        return replace(one, now=one.was, fault=_told(error))
    finally:
        stores.dispose(one.uid)


def _told(error: Exception) -> str:
    if isinstance(error, RowsLost | BrokenReferences):
        return str(error)
    where = extract_tb(error.__traceback__)[-1]
    return f"{kind_of(error)} ({Path(where.filename).name}:{where.lineno})"


@contextmanager
def _alone(data: Path) -> Iterator[None]:
    touch(data / "migrating")
    with (data / "migrating").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise UnderWay from None
        yield


def _listed(found: Deployment) -> list[Move]:
    query = sa.select(Library.uid, Library.slug).where(Library.state.in_(STORED))
    with found.control.connect() as connection:
        return [Move(*row) for row in connection.execute(query.order_by(Library.slug))]


def _waiting(
    app: Flask, found: Deployment, everyone: Iterable[Move]
) -> tuple[list[Move], list[Move]]:
    """Whose store is not at the newest revision; and whose cannot even be asked."""
    waiting, failed = [], []
    for one in everyone:
        try:
            found.stores.recover(one.uid)
            one = replace(one, was=found.stores.revision(one.uid))
        except NoSuchLibrary:
            failed.append(replace(one, fault=MISSING))
        except NotReadable as error:
            failed.append(replace(one, fault=_told(error)))
        else:
            if one.was == tables.newest():
                _mirror(app, replace(one, now=one.was))
            else:
                waiting.append(one)
    return waiting, failed


def _first(found: Deployment, waiting: list[Move], canary: str | None) -> Move | None:
    if canary is not None:
        chosen = [one for one in waiting if one.slug == canary]
        if waiting and not chosen:
            raise NoSuchSlug(canary)
        return chosen[0] if chosen else None
    query = sa.select(Library.uid).where(Library.state == State.ACTIVE)
    with found.control.connect() as connection:
        served = set(connection.execute(query).scalars())

    def risk(one: Move) -> tuple[bool, int]:
        return one.uid in served, found.stores.path(one.uid).stat().st_size

    return min(waiting, key=risk, default=None)


def _go(
    app: Flask, found: Deployment, waiting: list[Move], first: Move | None, jobs: int, halt: bool
) -> Iterator[Move]:
    if first is None:
        return
    done = move(found, first)
    yield done
    if done.fault and halt:
        return
    others = [one for one in waiting if one.uid != first.uid]
    if jobs <= 1 or len(others) <= 1:
        yield from (move(found, one) for one in others)
        return
    # No connection may cross the fork.
    found.stores.dispose()
    found.control.dispose()
    folders = found.data, found.keys.folder
    with ProcessPoolExecutor(jobs, get_context("fork"), _begin, folders) as pool:
        for task in as_completed([pool.submit(_move, one) for one in others]):
            yield task.result()


_here: list[Deployment] = []


def _begin(data: Path, keys: Path) -> None:
    _here[:] = [Deployment(data, Keys.open(keys))]


def _move(one: Move) -> Move:
    return move(_here[0], one)


def _mirror(app: Flask, one: Move) -> None:
    """The control plane says at which revision a library is: by it others know whether to serve."""
    found: Deployment = app.extensions[EXTENSION]
    with found.control.connect() as connection:
        known = sa.select(Library.schema_revision).where(Library.uid == one.uid)
        if connection.execute(known).scalar() == one.now:
            return
    with app.app_context(), writing_control() as session:
        session.get_one(Library, one.uid).schema_revision = one.now
