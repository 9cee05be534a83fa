"""Password hashing: argon2id, off the event loop.

Under gevent one verification would hold up every phone of the worker (research/safety.md,
finding 4), so it runs aside, two at a time, and behind everything else that wants the processor:
whoever floods the sign-in waits longest.
"""

import os
import sys
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from secrets import token_bytes
from threading import get_native_id
from typing import Any, TypeVar

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import InvalidHashError, VerificationError

from humanshelf.aside import Aside
from humanshelf.tenancy.db import let_go

T = TypeVar("T")

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
NOBODY = "$argon2id$v=19$m={0.memory_cost},t={0.time_cost},p=1${1}${2}".format(
    HASHER, *(b64encode(token_bytes(size)).decode().rstrip("=") for size in (16, 32))
)
"""Verified when there is no such account, so that the time tells nothing. Made up, not hashed:
each start of a command would wait for that."""
SHORTEST, LONGEST = 10, 200
LAST = 10
"""The rank of a thread that hashes; others have 0."""

_hands = Aside(2)


def aside(work: Callable[..., T], *args: Any) -> T:
    """Do this in a real thread, in its turn: it must touch nothing of the request."""
    let_go()  # Who waits here with a line to a store would, with a few more, hold all of them.
    return _hands(_behind, work, *args)


def _behind(work: Callable[..., T], *args: Any) -> T:
    """In a thread of the pool. Only Linux gives each thread a rank of its own."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, get_native_id(), LAST)
    return work(*args)


def hash_password(password: str) -> str:
    return aside(HASHER.hash, password)


def verify(stored: str | None, password: str) -> bool:
    """Whether the password fits. Takes as long when there is no account or no password."""
    return aside(_fits, stored or NOBODY, password) and stored is not None


def _fits(stored: str, password: str) -> bool:
    try:
        return _affordable(stored) and HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _affordable(stored: str) -> bool:
    """Whether it costs no more than ours. A library that was imported brings its staff's hashes:
    one that asks for gigabytes would stop this deployment at each sign-in."""
    asked, ours = extract_parameters(stored), HASHER
    return (
        asked.time_cost <= ours.time_cost
        and asked.memory_cost <= ours.memory_cost
        and asked.parallelism <= ours.parallelism
    )
