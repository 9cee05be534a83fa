"""What one deployment holds: its keys, its libraries' stores, its control plane."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa
from flask import current_app

from humanshelf.tenancy.keys import ROOT, KeyRefused, Keys, KeysMissing, Ring, locked
from humanshelf.tenancy.migrate import CONTROL, migrate
from humanshelf.tenancy.passphrase import Opener
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import NotReadable, copy, copy_under, unwritten
from humanshelf.tenancy.stores import SqliteStores, Stores, control_engine, control_path


class Settings(Protocol):
    """What tenancy needs to know: the folder of the data, and the folder of the keys."""

    @property
    def data(self) -> Path: ...
    @property
    def keys(self) -> Path: ...


class Deployment:
    def __init__(self, data: Path, keys: Keys) -> None:
        self.data, self.keys = data, keys
        self.stores: Stores = SqliteStores(data / "libraries", keys)
        self.newest: str | None = None
        """The schema that this code knows; a library at another is not served. None: any is."""
        self.memory: dict[str, dict[str, dict[Any, Any]]] = {}

    @cached_property
    def control(self) -> sa.Engine:
        return control_engine(self.data, self.keys)

    def control_mark(self) -> tuple[int, int] | None:
        """Another one after each commit on the control plane, whoever made it."""
        try:
            path = control_path(self.data, self.keys.root())
            found = os.stat(f"{path}-wal")
        except FileNotFoundError:
            return None
        return found.st_mtime_ns, found.st_size

    def copy_control(self, target: Path) -> None:
        """The control plane as of one moment, under the deployment's key."""
        ring = self.keys.root()
        copy(control_path(self.data, ring), ring.key("control"), target)

    def move_control(self, ring: Ring, patience: float) -> None:
        """The control plane under another ring, which is the deployment's from then on. Nobody
        writes meanwhile, so nothing is lost. Raises StoreBusy."""
        was = self.keys.root()
        path, target = control_path(self.data, was), control_path(self.data, ring)
        with unwritten(path, was.key("control"), patience):
            copy_under(path, was.key("control"), target, ring.key("control"))
            self.keys.turn_root(ring)

    @contextmanager
    def keys_at_rest(self, turning: bool = False) -> Iterator[None]:
        """No key is changed meanwhile; ``turning``: nobody else relies on that. Waits."""
        with locked(self.data, shared=not turning):
            yield

    def wipe_control(self) -> None:
        """Leave no trace in the control plane's write-ahead log of what was changed there. While
        somebody reads, what can be is done, and the next checkpoint does the rest."""
        with self.control.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()


def behind(deployment: Deployment, revision: str | None) -> bool:
    """Whether a library at this revision has to wait: it was not, or could not be, migrated."""
    return None not in (deployment.newest, revision) and revision != deployment.newest


def deployment() -> Deployment:
    found: Deployment = current_app.extensions[EXTENSION]
    return found


def prepare(settings: Settings, opener: Callable[[], Opener | None] = lambda: None) -> None:
    """The first start, and every upgrade: a deployment key if there is none, and the control
    plane at its newest revision. Not for a web worker: it would make keys where it only lost
    its way. Where there is data already a new key would open nothing, so none is made. It is
    made sealed where ``opener`` has one."""
    if (settings.keys / ROOT).exists():
        keys = Keys.open(settings.keys)
    elif any(settings.data.glob("control*.db")):
        raise KeysMissing(
            f"There is data in {settings.data} but no {ROOT} in {settings.keys}:"
            " put it back, nothing can be read without it."
        )
    else:
        keys = Keys.make(settings.keys, opener())
    engine = Deployment(settings.data, keys).control
    try:
        with engine.connect() as connection:
            migrate(connection, CONTROL)
    except NotReadable:
        raise KeyRefused(
            f"The {ROOT} in {settings.keys} does not open the data in {settings.data}:"
            " it belongs to another deployment."
        ) from None
    finally:
        engine.dispose()
