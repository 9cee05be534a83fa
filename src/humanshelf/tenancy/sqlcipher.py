"""One encrypted SQLite file: how it is opened, and what is asked of it at every opening.

With stores.py the only place that knows SQLite. Never open these files in any other way in a
worker: closing a plain file handle drops SQLite's locks for the whole process.
"""

import errno
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

import sqlalchemy as sa
import sqlcipher3
from sqlalchemy import event

# A worker's greenlets all stand still while SQLite waits, so it may not wait long itself.
BUSY_MILLISECONDS = 20
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "secure_delete=ON",
    "trusted_schema=OFF",
    "temp_store=MEMORY",
    "cache_size=-2048",
    f"busy_timeout={BUSY_MILLISECONDS}",
)
BUSY, LOCKED, READ_ONLY, IO_ERROR, FULL, CANNOT_OPEN, NO_DATABASE = 5, 6, 8, 10, 13, 14, 26


class StoreUnwritable(RuntimeError):
    """The store cannot be written just now. Nothing was changed; it heals without us."""


class StoreBusy(StoreUnwritable):
    """The store is being written by somebody else, and waiting did not help."""


class DiskFails(StoreUnwritable):
    """The disk may only be read, or gives up."""


class DiskFull(DiskFails):
    """There is no room left on the disk."""


UNWRITABLE: dict[int, type[StoreUnwritable]] = {
    BUSY: StoreBusy,
    LOCKED: StoreBusy,
    READ_ONLY: DiskFails,
    IO_ERROR: DiskFails,
    FULL: DiskFull,
    CANNOT_OPEN: DiskFails,
}
"""By SQLite's primary code."""
DISK: dict[int, type[StoreUnwritable]] = {
    errno.ENOSPC: DiskFull,
    errno.EDQUOT: DiskFull,
    errno.EFBIG: DiskFull,
    errno.EROFS: DiskFails,
    errno.EIO: DiskFails,
}


class NotReadable(RuntimeError):
    """The file does not open under this key, or is none of ours."""


class BrokenReferences(RuntimeError):
    """A migration left rows that point to nothing; it was taken back."""


class Connection(sqlcipher3.Connection):  # type: ignore[misc]
    """``generation`` is that of the ring under which it was opened."""

    generation = 0


def connect(path: Path, key: bytes, generation: int = 0) -> Any:
    """A bare connection to an existing file, without a transaction open."""
    connection = sqlcipher3.connect(
        f"file:{quote(str(path.resolve()))}?mode=rw",
        uri=True,
        timeout=BUSY_MILLISECONDS / 1000,
        isolation_level=None,
        check_same_thread=False,
        factory=Connection,
    )
    connection.generation = generation
    try:
        # scan: pasted-sql: a key in hex; pragmas take no parameters.
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in PRAGMAS:
            # scan: pasted-sql: constants of ours; pragmas take no parameters.
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) == NO_DATABASE:
            raise NotReadable(f"{path} does not open under its key") from None
        raise
    return connection


Statement = tuple[str, Sequence[tuple[Any, ...]]]
"""SQL, and for an insert its rows."""


def poured_from(path: Path, key: bytes) -> list[Statement]:
    """What makes a second file like this one: its schema, then the few rows that stand in it."""
    connection = connect(path, key)
    try:
        made = connection.execute(
            "SELECT sql, name, type FROM sqlite_master WHERE sql IS NOT NULL"
            " AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY type = 'table' DESC, rowid"
        ).fetchall()
        statements: list[Statement] = [(sql, ()) for sql, _name, _type in made]
        for _sql, name, kind in made:
            rows = (
                # scan: pasted-sql: names of our own tables.
                connection.execute(f'SELECT * FROM "{name}"').fetchall() if kind == "table" else ()
            )
            if rows:
                marks = ", ".join("?" * len(rows[0]))
                statements.append((f'INSERT INTO "{name}" VALUES ({marks})', rows))
        return statements
    finally:
        connection.close()


def pour(statements: Sequence[Statement], path: Path, key: bytes) -> None:
    """A new file of these statements, in one transaction: six times as quick as to migrate."""
    touch(path)
    connection = connect(path, key)
    try:
        connection.execute("BEGIN IMMEDIATE")
        for sql, rows in statements:
            if rows:
                connection.executemany(sql, rows)
            else:
                connection.execute(sql)
        connection.execute("COMMIT")
    finally:
        connection.close()


def copy(path: Path, key: bytes, target: Path) -> None:
    """A whole copy at one moment, encrypted under the same key, without the pages that are free.
    It appears finished, or not at all. Others may read and write meanwhile."""
    making = target.with_name(target.name + ".part")
    unlink(making)
    connection = connect(path, key)
    try:
        touch(making)
        connection.execute("VACUUM INTO ?", (str(making),))
        making.rename(target)
    except BaseException as error:
        unlink(making)
        if named := unwritable(error):
            raise named from error
        raise
    finally:
        connection.close()


def copy_under(path: Path, key: bytes, target: Path, other: bytes) -> None:
    """As :func:`copy`, but under another key. It is sound, and on the disk."""
    copy(path, key, target)
    connection = sqlcipher3.connect(str(target), isolation_level=None)
    try:
        # scan: pasted-sql: a pragma takes no parameter, and the key is hexadecimal
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("PRAGMA journal_mode=MEMORY").fetchall()
        # scan: pasted-sql: the same, of the other key.
        connection.execute(f"PRAGMA rekey = \"x'{other.hex()}'\"")
    finally:
        connection.close()
    if not sound(target, other):
        raise NotReadable(f"{target.name} did not come out whole")


@contextmanager
def unwritten(path: Path, key: bytes, patience: float) -> Iterator[None]:
    """Nobody writes to this file meanwhile; all can read. Raises StoreBusy."""
    connection, deadline = connect(path, key), time.monotonic() + patience
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                break
            except sqlcipher3.OperationalError as error:
                if error.sqlite_errorcode & 0xFF not in (BUSY, LOCKED):
                    raise
                if time.monotonic() > deadline:
                    raise StoreBusy("the store is busy") from None
                time.sleep(0.005)
        yield
    finally:
        connection.close()


def sound(path: Path, key: bytes) -> bool:
    """Whether the file is there, opens and holds together."""
    try:
        connection = connect(path, key)
    except (NotReadable, sqlcipher3.Error):
        return False
    try:
        return bool(connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok")
    except sqlcipher3.Error:
        return False
    finally:
        connection.close()


def kind_of(error: BaseException) -> str:
    """What went wrong, without a word of what the store holds."""
    cause = getattr(error, "orig", None) or error
    name = getattr(cause, "sqlite_errorname", "")
    return f"{type(error).__name__} {name}".rstrip()


def touch(path: Path) -> None:
    """A new empty file that only its owner reads."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))


def unlink(path: Path) -> None:
    """A file of ours, with what SQLite keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(path.name + ending).unlink(missing_ok=True)


class Lines(sa.QueuePool):
    """The open connections of one store. That all are taken is one more way to be busy."""

    def _do_get(self) -> Any:
        try:
            return super()._do_get()
        except sa.exc.TimeoutError:
            raise StoreBusy("all lines to the store are taken") from None


class Engines:
    """Makes engines that share one dialect and one cache of compiled SQL.

    Many libraries run the same statements: compiling them once saves half the time of a cold
    request and a quarter of the memory of an open store.
    """

    def __init__(self) -> None:
        self._dialect: sa.Dialect | None = None
        self._compiled: Any = sa.util.LRUCache(500)

    def make(self, open_file: Callable[[], Any], newest: Callable[[], int] = int) -> sa.Engine:
        """``newest`` tells the generation that a connection must be of to be used. One of an
        earlier is replaced in silence; a write that began on it has to begin again."""
        if self._dialect is None:
            self._dialect = _prepared_dialect()
        engine = sa.create_engine(
            "sqlite://",
            creator=open_file,
            module=sqlcipher3.dbapi2,
            poolclass=Lines,
            pool_size=2,
            max_overflow=14,
            pool_timeout=5,
            pool_use_lifo=True,
            hide_parameters=True,
        )
        engine.dialect = engine.pool._dialect = self._dialect
        engine._compiled_cache = self._compiled
        event.listen(engine, "begin", partial(_begin, newest))
        event.listen(engine, "checkout", partial(_check, newest))
        return engine


def _prepared_dialect() -> sa.Dialect:
    """A dialect that has met the driver once, in memory: engines may share it from then on."""
    engine = sa.create_engine("sqlite://", module=sqlcipher3.dbapi2)
    with engine.connect():
        event.listen(engine, "handle_error", _name_the_unwritable, retval=True)
    engine.dispose()
    return engine.dialect


def _begin(newest: Callable[[], int], connection: sa.Connection) -> None:
    # A plain BEGIN that writes later meets another writer's commit and fails at once.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
    # Who holds the turn to write knows for sure: the store only moves while nobody has it.
    driver: Any = connection.connection.driver_connection
    if writing and driver.generation != newest():
        driver.execute("ROLLBACK")
        raise StoreBusy("the store has moved")


def _check(newest: Callable[[], int], driver: Any, record: Any, proxy: Any) -> None:
    if driver.generation != newest():
        raise sa.exc.DisconnectionError("the store has moved")


def _name_the_unwritable(context: Any) -> BaseException | None:
    return unwritable(context.original_exception)


def unwritable(error: BaseException) -> StoreUnwritable | None:
    """What keeps the store from being written, if that is what went wrong: said by SQLite, or by
    the system."""
    if isinstance(error, StoreUnwritable):
        return error
    if isinstance(error, OSError):
        kind = DISK.get(error.errno or 0)
    else:
        kind = UNWRITABLE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return kind(kind_of(error)) if kind else None


@contextmanager
def rebuilding(connection: sa.Connection) -> Iterator[None]:
    """A write transaction in which tables may be copied and dropped.

    Dropping a table with foreign keys on deletes the rows that point to it, silently. They can
    only be switched off before the transaction begins, hence the driver's own connection.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        with connection.execution_options(writing=True).begin():
            yield
            if lost := connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise BrokenReferences(f"{lost[0]} points to {lost[2]}, where the row is gone")
    finally:
        driver.execute("PRAGMA foreign_keys=ON")
