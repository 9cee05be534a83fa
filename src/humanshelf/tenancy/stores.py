"""Where each library's data lies: one encrypted file per library, and one for the control plane.

Everything that only SQLite can do stands here and in sqlcipher.py; the rest of the code knows
the `Stores` protocol, behind which another kind of store may come.
"""

import os
import resource
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from humanshelf.tenancy.keys import Keys, KeysMissing, Ring, checked, expand, locked
from humanshelf.tenancy.migrate import current_revision
from humanshelf.tenancy.sqlcipher import (
    Engines,
    NotReadable,
    Statement,
    StoreBusy,
    StoreUnwritable,
    connect,
    copy,
    copy_under,
    pour,
    poured_from,
    sound,
    touch,
    unlink,
    unwritten,
)

__all__ = [
    "LibraryExists",
    "NoSuchLibrary",
    "SqliteStores",
    "StoreBusy",
    "StoreUnwritable",
    "Stores",
]


class NoSuchLibrary(LookupError):
    """There is no store for this uid."""


class LibraryExists(RuntimeError):
    """There is already a store for this uid."""


Migrate = Callable[[sa.Connection], None]


class Stores(Protocol):
    """``create`` makes a store by its migrations, or, where a ``version`` names the schema that
    they come to, from a template of it that is kept and made anew when the version moves."""

    def engine_for(self, uid: str) -> sa.Engine: ...
    def create(self, uid: str, migrate: Migrate, version: str | None = None) -> None: ...
    def ready_template(self, migrate: Migrate, version: str, anew: bool = False) -> None: ...
    def exists(self, uid: str) -> bool: ...
    def dispose(self, uid: str | None = None) -> None: ...
    def erase(self, uid: str) -> None: ...
    def uids(self) -> Iterator[str]: ...
    def revision(self, uid: str) -> str | None: ...
    def watch_connection(self, uid: str) -> Any: ...
    def wipe(self, uid: str) -> bool: ...
    def copy_to(self, uid: str, target: Path) -> None: ...
    def inside(self, path: Path, secret: bytes) -> AbstractContextManager[sa.Connection]: ...
    def compact(self, path: Path, secret: bytes, other: bytes | None = None) -> None: ...
    def bring(self, uid: str, path: Path, over: bool = False) -> None: ...
    def drop_copy(self, path: Path) -> None: ...
    def is_plain(self, connection: sa.Connection, migrate: Migrate, version: str) -> bool: ...
    def is_usual(self, connection: sa.Connection, migrate: Migrate, version: str) -> bool: ...
    def safeguarded(self, uid: str) -> AbstractContextManager[None]: ...
    def recover(self, uid: str) -> bool: ...
    def path(self, uid: str) -> Path: ...
    def room(self, uid: str, generation: int) -> Path: ...
    def has_moved(self, uid: str, connection: Any) -> bool: ...
    def unwritten(self, uid: str, patience: float) -> AbstractContextManager[None]: ...
    def copy_under(self, uid: str, ring: Ring) -> None: ...


MOST_OPEN, FILES_EACH = 256, 8


class SqliteStores:
    def __init__(self, folder: Path, keys: Keys, max_open: int | None = None) -> None:
        self.folder, self.keys, self.max_open = folder, keys, max_open or room()
        self._engines = Engines()
        self._open: OrderedDict[str, sa.Engine] = OrderedDict()
        self._lock = threading.RLock()
        self._poured: tuple[str, list[Statement]] | None = None

    def path(self, uid: str) -> Path:
        """Where the store lies now. It moves when the library's key is changed: by the same
        moment in which the new key holds."""
        try:
            generation = self.keys.ring(uid).generation
        except KeysMissing:
            generation = 0
        return self.room(uid, generation) / "store.db"

    def room(self, uid: str, generation: int) -> Path:
        """The folder of what lies under one generation of the library's key; the first one's is
        the library's own folder, in which those of the others are."""
        home = self.folder / checked(uid)[:2] / uid
        return home / str(generation) if generation else home

    def exists(self, uid: str) -> bool:
        return self.path(uid).is_file()

    def uids(self) -> Iterator[str]:
        found = (path.name for path in sorted(self.folder.glob("??/*")))
        return (uid for uid in found if self.exists(uid))

    def engine_for(self, uid: str) -> sa.Engine:
        """The library's engine. The longest unused is closed when more than max_open are."""
        with self._lock:
            if uid in self._open:
                self._open.move_to_end(uid)
            else:
                self._require(uid)
                self._open[uid] = self._engines.make(
                    partial(self.watch_connection, uid), partial(self._generation, uid)
                )
            while len(self._open) > self.max_open:
                self._open.popitem(last=False)[1].dispose()
            return self._open[uid]

    def create(self, uid: str, migrate: Migrate, version: str | None = None) -> None:
        """Make a library's store. It appears finished, or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with locked(self.folder):  # Two taps of the same form make one store.
            self._create(uid, migrate, version)

    def _create(self, uid: str, migrate: Migrate, version: str | None) -> None:
        path, making = self.path(uid), self.path(uid).with_name("making.db")
        if path.exists():
            raise LibraryExists(uid)
        unlink(making)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            key = self.keys.derive(uid, "store")
            if version is None:
                self._run(migrate, key, making)
            else:
                pour(self._template(migrate, version), making, key)
            making.rename(path)
        except BaseException:
            unlink(making)
            _drop_empty(path.parent)
            raise

    def ready_template(self, migrate: Migrate, version: str, anew: bool = False) -> None:
        """Make the template of this version if it is not there, or ``anew``; older ones go."""
        path, making = self._template_path(version), self.folder / f"making-{os.getpid()}.db"
        if path.exists() and not anew:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        unlink(making)
        try:
            self._run(migrate, self.keys.derive_deployment("template"), making)
            making.rename(path)
        except BaseException:
            unlink(making)
            raise
        for old in self.folder.glob("template-*.db"):
            if old != path:
                unlink(old)

    def _template(self, migrate: Migrate, version: str) -> list[Statement]:
        if self._poured is None or self._poured[0] != version:
            key = self.keys.derive_deployment("template")
            try:
                self.ready_template(migrate, version)
                statements = poured_from(self._template_path(version), key)
            except NotReadable:  # Cut off by a power cut, or of another deployment's key.
                unlink(self._template_path(version))
                self.ready_template(migrate, version)
                statements = poured_from(self._template_path(version), key)
            self._poured = version, statements
        return self._poured[1]

    def _template_path(self, version: str) -> Path:
        return self.folder / f"template-{version}.db"

    def erase(self, uid: str) -> None:
        """Delete all that lies in the library's folder. An error here is never swallowed."""
        folder = self.room(uid, 0)
        self.dispose(uid)
        if folder.exists():
            shutil.rmtree(folder)
        _drop_empty(folder.parent)

    def dispose(self, uid: str | None = None) -> None:
        """Close a library's connections in this process, or everybody's."""
        with self._lock:
            for each in [uid] if uid else list(self._open):
                if engine := self._open.pop(each, None):
                    engine.dispose()

    def revision(self, uid: str) -> str | None:
        with self.engine_for(uid).connect() as connection:
            return current_revision(connection)

    def watch_connection(self, uid: str) -> Any:
        """The driver's own connection, outside pool and session; whoever asks for it closes it."""
        self._require(uid)
        ring = self.keys.ring(uid)
        path = self.room(uid, ring.generation) / "store.db"
        return connect(path, ring.key("store"), ring.generation)

    def has_moved(self, uid: str, connection: Any) -> bool:
        """Whether what this connection of :meth:`watch_connection` sees is past."""
        moved: bool = connection.generation != self._generation(uid)
        return moved

    def _generation(self, uid: str) -> int:
        return self.keys.ring(uid).generation

    def unwritten(self, uid: str, patience: float) -> AbstractContextManager[None]:
        """Nobody writes to the library's store meanwhile. Raises StoreBusy."""
        self._require(uid)
        return unwritten(self.path(uid), self.keys.derive(uid, "store"), patience)

    def copy_under(self, uid: str, ring: Ring) -> None:
        """The store, in the room and under the key of another ring of the library."""
        target = self.room(uid, ring.generation) / "store.db"
        copy_under(self.path(uid), self.keys.derive(uid, "store"), target, ring.key("store"))

    def wipe(self, uid: str) -> bool:
        """Leave no trace of what was deleted: the write-ahead log is folded in and emptied.

        Deleted rows are overwritten by secure_delete, but the log keeps the old pages until
        then. While somebody reads, what can be is done, and the next call does the rest.
        Returns whether nothing is left to do.
        """
        log = self.path(uid).with_name("store.db-wal")
        if not log.exists() or log.stat().st_size == 0:
            return True
        with self.engine_for(uid).connect() as connection:
            driver: Any = connection.connection.driver_connection
            busy, *_pages = driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def copy_to(self, uid: str, target: Path) -> None:
        """A copy as of one moment, under the library's own key, while others read and write."""
        self._require(uid)
        copy(self.path(uid), self.keys.derive(uid, "store"), target)

    @contextmanager
    def inside(self, path: Path, secret: bytes) -> Iterator[sa.Connection]:
        """A copy that lies anywhere, opened with the library's secret. Raises NotReadable."""
        key = expand(secret, "store")
        if not sound(path, key):
            raise NotReadable("a copy does not open under this secret, or is damaged")
        engine = self._engines.make(partial(connect, path, key))
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def compact(self, path: Path, secret: bytes, other: bytes | None = None) -> None:
        """Leave no trace in a copy of what was deleted from it; put it under another secret."""
        small = path.with_name(path.name + ".small")
        if other is None:
            copy(path, expand(secret, "store"), small)
        else:
            copy_under(path, expand(secret, "store"), small, expand(other, "store"))
        unlink(path)
        small.rename(path)

    def drop_copy(self, path: Path) -> None:
        unlink(path)

    def is_plain(self, connection: sa.Connection, migrate: Migrate, version: str) -> bool:
        """Whether nothing in a copy runs by itself but what the template has, as a trigger does.
        Asked before it is migrated, which would run it."""
        usual = [_words(sql) for sql, rows in self._template(migrate, version) if not rows]
        query = "SELECT sql FROM sqlite_master WHERE type IN ('trigger', 'view')"
        found = connection.exec_driver_sql(query).scalars()
        return all(_words(sql) in usual for sql in found)

    def is_usual(self, connection: sa.Connection, migrate: Migrate, version: str) -> bool:
        """Whether a copy has the parts of this version's template and no other, such as a trigger,
        and no row in it points to nothing."""
        usual = [sql for sql, rows in self._template(migrate, version) if not rows]
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
        found = connection.exec_driver_sql(query).scalars()
        loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        return sorted(map(_words, found)) == sorted(map(_words, usual)) and loose is None

    def bring(self, uid: str, path: Path, over: bool = False) -> None:
        """Put a copy into the place of the library's store: a new one's, or ``over`` what is
        there, while nobody serves. It is moved, so it must lie on the same disk."""
        place = self.path(uid)
        if place.exists() and not over:
            raise LibraryExists(uid)
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.dispose(uid)
        if sound(place, self.keys.derive(uid, "store")):  # Folds its write-ahead log in.
            self.dispose(uid)
        for ending in ("-wal", "-shm"):
            place.with_name(place.name + ending).unlink(missing_ok=True)
        path.rename(place)

    @contextmanager
    def safeguarded(self, uid: str) -> Iterator[None]:
        """While its store is rebuilt a snapshot lies beside it. It goes when all went well, and
        when the store is found sound; what is broken off by a power cut :meth:`recover` finds."""
        self.recover(uid)
        self.copy_to(uid, self._snapshot(uid))
        try:
            yield
        except BaseException:
            self.dispose(uid)
            self.recover(uid)
            raise
        unlink(self._snapshot(uid))

    def recover(self, uid: str) -> bool:
        """Whether the snapshot of a rebuilding that was broken off had to take the store's place.

        SQLite takes back what was not committed; a store that is sound is therefore at its old
        revision or at its new one, and the snapshot is not needed.
        """
        path, snapshot = self.path(uid), self._snapshot(uid)
        unlink(snapshot.with_name(snapshot.name + ".part"))
        if not snapshot.exists():
            return False
        lost = not path.exists() or not sound(path, self.keys.derive(uid, "store"))
        if lost:
            self.dispose(uid)
            unlink(path)
            snapshot.rename(path)
        else:
            unlink(snapshot)
        return lost

    def _snapshot(self, uid: str) -> Path:
        return self.path(uid).with_name("before.db")

    def _require(self, uid: str) -> None:
        if not self.exists(uid):
            raise NoSuchLibrary(uid)

    def _run(self, migrate: Migrate, key: bytes, path: Path) -> None:
        touch(path)
        engine = self._engines.make(partial(connect, path, key))
        try:
            with engine.connect() as connection:
                migrate(connection)
                connection.commit()
        finally:
            # The last connection to close folds the write-ahead log into the file.
            engine.dispose()


def control_path(folder: Path, ring: Ring) -> Path:
    """Where the control plane lies under this ring of the deployment."""
    return folder / (f"control-{ring.generation}.db" if ring.generation else "control.db")


def control_engine(folder: Path, keys: Keys, engines: Engines | None = None) -> sa.Engine:
    """The control plane's engine, on its file, which is made empty if it is not there."""
    path = control_path(folder, keys.root())
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        touch(path)

    def open_file() -> Any:
        ring = keys.root()
        return connect(control_path(folder, ring), ring.key("control"), ring.generation)

    return (engines or Engines()).make(open_file, lambda: keys.root().generation)


def room() -> int:
    """How many libraries this process keeps open: to open one anew costs twice a page, to keep it
    80 kB and up to eight files. Half of the files that it may open are left to phones."""
    files, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST_OPEN if files < 0 else max(1, min(MOST_OPEN, files // 2 // FILES_EACH))


def _drop_empty(folder: Path) -> None:
    with suppress(OSError):  # Something else lives here: another library, or uploads.
        folder.rmdir()
        folder.parent.rmdir()


def _words(sql: str) -> list[str]:
    """Migrations write a table's constraints in an order that is theirs alone each time."""
    return sorted(sql.replace(",", " ").split())
