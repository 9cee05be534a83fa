"""Work for the processor, off the event loop.

Under gevent it would hold up every phone of the worker while it is done, so it goes to the hub's
pool of real threads, of each kind of work so many at a time.
"""

import sys
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any, TypeVar

T = TypeVar("T")


class Aside:
    """Does work in a real thread, in its turn; ``at_once`` at a time. What it raises is raised
    here. The work must touch nothing of the request."""

    def __init__(self, at_once: int) -> None:
        self._turn = BoundedSemaphore(at_once)

    def __call__(self, work: Callable[..., T], *args: Any) -> T:
        with self._turn:
            monkey = sys.modules.get("gevent.monkey")
            if monkey is None or not monkey.is_module_patched("threading"):
                return work(*args)
            from gevent import get_hub

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
