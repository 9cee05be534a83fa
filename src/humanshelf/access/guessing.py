"""The brake on guessed passwords: waits that grow, per account and for the whole library.

Counted in the library's own store, so that all workers share it, and without any address: a
hall is one address, and an attacker has many.
"""

from datetime import datetime, timedelta
from hashlib import sha256

from humanshelf.records.staff import brake, note_failure, release_brake
from humanshelf.tenancy.db import writing

FREE_TRIES = 5
LIBRARY_TRIES = 60
LONGEST = timedelta(minutes=15)
FORGET = timedelta(hours=1)
WHOLE = "library"


def account(name: str) -> str:
    """The brake's key for a name, which need not exist."""
    return sha256(name.casefold().encode()).hexdigest()[:32]


def must_wait(name: str, at: datetime) -> bool:
    """Whether too many tries failed lately for this account or this library."""
    return any(
        row is not None and row.failures >= limit and at < row.until
        for row, limit in ((brake(account(name)), FREE_TRIES), (brake(WHOLE), LIBRARY_TRIES))
    )


def failed(name: str, at: datetime) -> None:
    with writing() as session:
        for key, limit in ((account(name), FREE_TRIES), (WHOLE, LIBRARY_TRIES)):
            row = brake(key)
            if row is not None and at > row.until + FORGET:
                release_brake(session, key)
                row = None
            extra = (row.failures if row else 0) + 1 - limit
            wait = min(timedelta(seconds=15 * 2 ** max(0, min(extra, 10))), LONGEST)
            note_failure(session, key, at, wait)


def succeeded(name: str) -> None:
    with writing() as session:
        release_brake(session, account(name))
