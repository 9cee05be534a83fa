"""One encrypted SQLite file: how it is opened, and what is asked of it at every opening.

With stores.py the only place that knows SQLite. Never open these files in any other way in a
worker: closing a plain file handle drops SQLite's locks for the whole process.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
BUSY, LOCKED, NO_DATABASE = 5, 6, 26


class StoreBusy(RuntimeError):
    """The store is being written by somebody else, and waiting did not help."""


class NotReadable(RuntimeError):
    """The file does not open under this key, or is none of ours."""


class BrokenReferences(RuntimeError):
    """A migration left rows that point to nothing; it was taken back."""


def connect(path: Path, key: bytes) -> Any:
    """A bare connection to an existing file, without a transaction open."""
    connection = sqlcipher3.connect(
        f"file:{quote(str(path.resolve()))}?mode=rw",
        uri=True,
        timeout=BUSY_MILLISECONDS / 1000,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").fetchall()
    except BaseException as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", 0) == NO_DATABASE:
            raise NotReadable(f"{path} does not open under its key") from None
        raise
    return connection


class Engines:
    """Makes engines that share one dialect and one cache of compiled SQL.

    Many libraries run the same statements: compiling them once saves half the time of a cold
    request and a quarter of the memory of an open store.
    """

    def __init__(self) -> None:
        self._dialect: sa.Dialect | None = None
        self._compiled: Any = sa.util.LRUCache(500)

    def make(self, open_file: Callable[[], Any]) -> sa.Engine:
        if self._dialect is None:
            self._dialect = _prepared_dialect()
        engine = sa.create_engine(
            "sqlite://",
            creator=open_file,
            module=sqlcipher3.dbapi2,
            poolclass=sa.QueuePool,
            pool_size=2,
            max_overflow=14,
            pool_timeout=5,
            pool_use_lifo=True,
            hide_parameters=True,
        )
        engine.dialect = engine.pool._dialect = self._dialect
        engine._compiled_cache = self._compiled
        event.listen(engine, "begin", _begin)
        return engine


def _prepared_dialect() -> sa.Dialect:
    """A dialect that has met the driver once, in memory: engines may share it from then on."""
    engine = sa.create_engine("sqlite://", module=sqlcipher3.dbapi2)
    with engine.connect():
        event.listen(engine, "handle_error", _name_the_busy, retval=True)
    engine.dispose()
    return engine.dialect


def _begin(connection: sa.Connection) -> None:
    # A plain BEGIN that writes later meets another writer's commit and fails at once.
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _name_the_busy(context: Any) -> BaseException | None:
    code = getattr(context.original_exception, "sqlite_errorcode", 0)
    return StoreBusy("the store is busy") if code & 0xFF in (BUSY, LOCKED) else None


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
