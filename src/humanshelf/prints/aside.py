"""Work for the processor, off the event loop.

Under gevent a large document would hold up every phone of the worker while it is set, so it goes
to the hub's pool of real threads, two at a time.
"""

import sys
from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any, TypeVar

T = TypeVar("T")

_turn = BoundedSemaphore(2)


def aside(work: Callable[..., T], *args: Any) -> T:
    with _turn:
        monkey = sys.modules.get("gevent.monkey")
        if monkey is None or not monkey.is_module_patched("threading"):
            return work(*args)
        from gevent import get_hub

        result: T = get_hub().threadpool.apply(work, args)
        return result
