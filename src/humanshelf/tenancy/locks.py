"""One lock per store around its write transactions, within one process.

Without it the greenlets of a worker would meet each other inside SQLite, where waiting stops the
whole worker, the holder included.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from humanshelf.tenancy.sqlcipher import StoreBusy

_locks: dict[str, Any] = {}


@contextmanager
def held(store: str, patience: float) -> Iterator[None]:
    lock = _locks.get(store) or _locks.setdefault(store, _new_lock())
    if not lock.acquire(timeout=patience):
        raise StoreBusy("the store is busy")
    try:
        yield
    finally:
        lock.release()


def _new_lock() -> Any:
    monkey = sys.modules.get("gevent.monkey")
    if monkey and monkey.is_module_patched("threading"):
        from gevent.lock import RLock

        return RLock()
    return threading.RLock()
