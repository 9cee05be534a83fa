"""Password hashing: argon2id, off the event loop.

Under gevent one verification would hold up every phone of the worker (research/safety.md,
finding 4), so it runs in the hub's pool of real threads, two at a time.
"""

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import Any, TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

T = TypeVar("T")

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = HASHER.hash("nobody has this password")
"""Verified when there is no such account, so that the time tells nothing."""
SHORTEST, LONGEST = 10, 200

_turn = BoundedSemaphore(2)


def _aside(work: Callable[..., T], *args: Any) -> T:
    with _turn:
        try:
            from gevent import get_hub, monkey
        except ImportError:
            return work(*args)
        if not monkey.is_module_patched("threading"):
            return work(*args)
        result: T = get_hub().threadpool.apply(work, args)
        return result


def hash_password(password: str) -> str:
    return _aside(HASHER.hash, password)


def verify(stored: str | None, password: str) -> bool:
    """Whether the password fits. Takes as long when there is no account or no password."""
    return _aside(_fits, stored or NOBODY, password) and stored is not None


def _fits(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
