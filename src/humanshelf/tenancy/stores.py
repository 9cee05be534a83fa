"""Where each library's data lies: one encrypted file per library, and one for the control plane.

Everything that only SQLite can do stands here and in sqlcipher.py; the rest of the code knows
the `Stores` protocol, behind which another kind of store may come.
"""

import os
import shutil
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import sqlalchemy as sa

from humanshelf.tenancy.keys import Keys, checked
from humanshelf.tenancy.migrate import current_revision
from humanshelf.tenancy.sqlcipher import Engines, StoreBusy, connect

__all__ = ["LibraryExists", "NoSuchLibrary", "SqliteStores", "StoreBusy", "Stores"]


class NoSuchLibrary(LookupError):
    """There is no store for this uid."""


class LibraryExists(RuntimeError):
    """There is already a store for this uid."""


class Stores(Protocol):
    def engine_for(self, uid: str) -> sa.Engine: ...
    def create(self, uid: str, migrate: Callable[[sa.Connection], None]) -> None: ...
    def exists(self, uid: str) -> bool: ...
    def dispose(self, uid: str | None = None) -> None: ...
    def erase(self, uid: str) -> None: ...
    def uids(self) -> Iterator[str]: ...
    def revision(self, uid: str) -> str | None: ...
    def watch_connection(self, uid: str) -> Any: ...
    def wipe(self, uid: str) -> None: ...


class SqliteStores:
    def __init__(self, folder: Path, keys: Keys, max_open: int = 64) -> None:
        self.folder, self.keys, self.max_open = folder, keys, max_open
        self._engines = Engines()
        self._open: OrderedDict[str, sa.Engine] = OrderedDict()
        self._lock = threading.RLock()

    def path(self, uid: str) -> Path:
        return self.folder / checked(uid)[:2] / uid / "store.db"

    def exists(self, uid: str) -> bool:
        return self.path(uid).is_file()

    def uids(self) -> Iterator[str]:
        return (path.parent.name for path in sorted(self.folder.glob("??/*/store.db")))

    def engine_for(self, uid: str) -> sa.Engine:
        """The library's engine. The longest unused is closed when more than max_open are."""
        with self._lock:
            if uid in self._open:
                self._open.move_to_end(uid)
            else:
                self._require(uid)
                self._open[uid] = self._engines.make(partial(self.watch_connection, uid))
            while len(self._open) > self.max_open:
                self._open.popitem(last=False)[1].dispose()
            return self._open[uid]

    def create(self, uid: str, migrate: Callable[[sa.Connection], None]) -> None:
        """Make a library's store. It appears finished, or not at all."""
        path, making = self.path(uid), self.path(uid).with_name("making.db")
        if path.exists():
            raise LibraryExists(uid)
        _unlink(making)
        try:
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _touch(making)
            self._run(migrate, uid, making)
            making.rename(path)
        except BaseException:
            _unlink(making)
            _drop_empty(path.parent)
            raise

    def erase(self, uid: str) -> None:
        """Delete all that lies in the library's folder. An error here is never swallowed."""
        folder = self.path(uid).parent
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
        return connect(self.path(uid), self.keys.derive(uid, "store"))

    def wipe(self, uid: str) -> None:
        """Leave no trace of what was deleted: the write-ahead log is folded in and emptied.

        Deleted rows are overwritten by secure_delete, but the log keeps the old pages until
        then. While somebody reads, what can be is done, and the next call does the rest.
        """
        log = self.path(uid).with_name("store.db-wal")
        if not log.exists() or log.stat().st_size == 0:
            return
        with self.engine_for(uid).connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def _require(self, uid: str) -> None:
        if not self.exists(uid):
            raise NoSuchLibrary(uid)

    def _run(self, migrate: Callable[[sa.Connection], None], uid: str, path: Path) -> None:
        engine = self._engines.make(partial(connect, path, self.keys.derive(uid, "store")))
        try:
            with engine.connect() as connection:
                migrate(connection)
                connection.commit()
        finally:
            # The last connection to close folds the write-ahead log into the file.
            engine.dispose()


def control_engine(folder: Path, keys: Keys) -> sa.Engine:
    """The control plane's engine, on control.db, which is made empty if it is not there."""
    path = folder / "control.db"
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _touch(path)
    return Engines().make(partial(connect, path, keys.derive_deployment("control")))


def _touch(path: Path) -> None:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def _unlink(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


def _drop_empty(folder: Path) -> None:
    with suppress(OSError):  # Something else lives here: another library, or uploads.
        folder.rmdir()
        folder.parent.rmdir()
