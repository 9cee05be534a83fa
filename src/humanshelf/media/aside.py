"""Heavy work beside the phones: decoding a picture must not hold up every stream of the worker.

It runs in the hub's pool of real threads, as passwords do. No library is in force there: what the
work needs is handed to it.
"""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any, TypeVar

T = TypeVar("T")

_turn = BoundedSemaphore(1)
"""One at a time: a decoded picture takes tens of megabytes."""


def aside(work: Callable[..., T], *args: Any) -> T:
    with _turn:
        try:
            from gevent import get_hub, monkey
        except ImportError:
            return work(*args)
        if not monkey.is_module_patched("threading"):
            return work(*args)
        result, error = get_hub().threadpool.apply(_tried, (work, args))
        if error is not None:
            raise error
        return result  # type: ignore[no-any-return]


def _tried(work: Callable[..., T], args: tuple[Any, ...]) -> tuple[T | None, Exception | None]:
    """A refusal is an answer: raised in the pool, gevent would write it to the log as a fault."""
    try:
        return work(*args), None
    except Exception as error:
        return None, error
