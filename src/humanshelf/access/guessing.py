"""The brake on guessed passwords: waits that grow, per account and for the whole library.

Counted in the library's own store, so that all workers share it, and without any address: a
hall is one address, and an attacker has many.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from humanshelf.records.staff import brake, folded, forgive, note_failure, release_brake
from humanshelf.tenancy.db import writing

FREE_TRIES = 5
LIBRARY_TRIES = 60
LONGEST = timedelta(minutes=15)
FORGET = timedelta(hours=1)
WHOLE, KNOWN, CODE, VAULT = "library", "+known", "+code", "+vault"
PASSKEYS = WHOLE + "+passkey"


def account(name: str) -> str:
    """The brake's key for a name, which need not exist."""
    return sha256(folded(name).encode()).hexdigest()[:32]


def may_try(name: str, at: datetime, known: bool = False) -> bool:
    """Count a try before the password is looked at; False if it has to wait.

    ``known`` is a browser that is signed in with this account and only locked. It has a brake of
    its own, so that strangers who guess cannot keep a librarian from her desk.

    Counted first, because a hundred guesses sent at once would else all pass before the first of
    them has failed.
    """
    return _counted(_brakes(name, known), at, LONGEST)


def may_try_code(name: str, at: datetime) -> bool:
    """The same for codes of the second factor. Their brake is another than the password's, which
    whoever has the password could release again and again."""
    return _counted(((account(name) + CODE, FREE_TRIES),), at, LONGEST)


def may_try_passkey(at: datetime) -> bool:
    """The same for passkeys, which name nobody. They hold up no password, nor are held up."""
    return _counted(((PASSKEYS, LIBRARY_TRIES),), at, LONGEST)


def passkey_fitted() -> None:
    with writing() as session:
        forgive(session, PASSKEYS)


def code_fitted(name: str) -> None:
    with writing() as session:
        release_brake(session, account(name) + CODE)


def may_try_vault(name: str, at: datetime) -> bool:
    """The same for the words that open the vault: passphrases, and codes in their place."""
    return _counted(((account(name) + VAULT, FREE_TRIES),), at, LONGEST)


def vault_opened(name: str) -> None:
    with writing() as session:
        release_brake(session, account(name) + VAULT)


def _counted(brakes: tuple[tuple[str, int], ...], at: datetime, longest: timedelta) -> bool:
    with writing() as session:
        rows = [(key, limit, brake(key)) for key, limit in brakes]
        if any(row and row.failures >= limit and at < row.until for _, limit, row in rows):
            return False
        for key, limit, row in rows:
            if row is not None and at > row.until + FORGET:
                release_brake(session, key)
                row = None
            extra = (row.failures if row else 0) + 1 - limit
            wait = min(timedelta(seconds=15 * 2 ** max(0, min(extra, 10))), longest)
            note_failure(session, key, at, wait)
    return True


def alike(sent: str, true: str) -> bool:
    """Compared in the same time however much of it is right."""
    return compare_digest(sent.encode(), true.encode())


def succeeded(name: str, known: bool = False) -> None:
    """The try was none of guessing."""
    with writing() as session:
        release_brake(session, account(name))
        release_brake(session, account(name) + KNOWN)
        if not known:
            forgive(session, WHOLE)


def released(name: str) -> None:
    """Whoever came in by a link need not wait for what others guessed."""
    with writing() as session:
        release_brake(session, account(name))


def _brakes(name: str, known: bool) -> tuple[tuple[str, int], ...]:
    if known:
        return ((account(name) + KNOWN, FREE_TRIES),)
    return (account(name), FREE_TRIES), (WHOLE, LIBRARY_TRIES)
