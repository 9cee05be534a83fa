"""Addresses: which word a library may take as its own, and which stays kept for a while.

A word that reads like another's on a poster leads people to the wrong door, and the address of a
library that is gone is still printed on its old cards: both are refused. Whoever would rather not
be found by name is offered a word that means nothing.
"""

import hmac
import secrets
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from humanshelf.tenancy import deployment
from humanshelf.tenancy.db import db
from humanshelf.tenancy.hosts import SLUG
from humanshelf.tenancy.models import KeptSlug, Library

# fmt: off
RESERVED = frozenset({
    "www", "network", "api", "mail", "admin", "static", "media", "board", "desk", "studio",
    "status", "health", "help", "support", "login", "sign-in", "signin", "account", "accounts",
    "root", "system", "smtp", "imap", "pop", "ftp", "ns", "ns1", "ns2", "mx", "webmail",
    "autoconfig", "autodiscover", "test", "demo", "example", "localhost", "humanshelf",
    "library", "libraries",
})
# fmt: on
KEPT_FOR = timedelta(days=365)
ALIKE = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("0", "o"), ("1", "l"), ("i", "l"), ("5", "s"))
"""What is easily taken for something else, on paper and in a browser's address line."""
CONSONANTS, VOWELS = "bdghmnrtvz", "aeu"


class Fault(StrEnum):
    """Why a word cannot be an address. To a stranger ALIKE, KEPT and TAKEN are to be told in the
    same words: which libraries there are, or were, is not said here."""

    FORM = "form"
    RESERVED = "reserved"
    TAKEN = "taken"
    ALIKE = "alike"
    KEPT = "kept"


SENTENCES = {
    Fault.FORM: "has other signs than a to z, 0 to 9 and hyphens inside, or more than 40",
    Fault.RESERVED: "is reserved, or looks like a word that is",
    Fault.TAKEN: "is another library's",
    Fault.ALIKE: "looks like another library's",
    Fault.KEPT: "was another library's and is kept for a year",
}


class SlugTaken(ValueError):
    """This word cannot be a library's address; ``fault`` says why."""

    def __init__(self, slug: str, fault: Fault) -> None:
        super().__init__(f"the word {slug!r} {SENTENCES[fault]}")
        self.slug, self.fault = slug, fault


def likeness(slug: str) -> str:
    """What is left of a word when signs that look alike are one: equal for look-alikes."""
    plain = slug.replace("-", "")
    for seen, meant in ALIKE:
        plain = plain.replace(seen, meant)
    return plain


def fault_of(slug: str, today: date, own: str | None = None) -> Fault | None:
    """Why the library ``own``, or a new one, may not take this word; None if it may."""
    if not SLUG.fullmatch(slug) or slug.startswith("xn--") or slug[2:4] == "--":
        return Fault.FORM
    alike = likeness(slug)
    if slug in RESERVED or alike in {likeness(word) for word in RESERVED}:
        return Fault.RESERVED
    others = select(Library.slug).where(Library.slug.is_not(None), Library.uid != (own or ""))
    taken = set(db.session.scalars(others))
    if slug in taken:
        return Fault.TAKEN
    if alike in {likeness(word) for word in taken if word}:
        return Fault.ALIKE
    kept = select(KeptSlug.until).where(KeptSlug.mac == _mac(slug), KeptSlug.until >= today)
    return Fault.KEPT if db.session.execute(kept).first() else None


def may_take(slug: str, today: date, own: str | None = None) -> None:
    """Raises SlugTaken where :func:`fault_of` finds one. Ask again inside the write that takes."""
    if fault := fault_of(slug, today, own):
        raise SlugTaken(slug, fault)


def keep(session: Session, slug: str, today: date) -> None:
    """From now on nobody may take this word, or one that looks like it, for a year."""
    row = session.get(KeptSlug, _mac(slug)) or KeptSlug(mac=_mac(slug))
    row.until = today + KEPT_FOR
    session.add(row)


def let_go(session: Session, slug: str) -> None:
    """The word is free again: the very library that had it is brought back."""
    row = session.get(KeptSlug, _mac(slug))
    if row is not None:
        session.delete(row)


def offered(today: date) -> str:
    """A word that can be spoken and typed and means nothing, free to take."""
    while True:
        spoken = "".join(secrets.choice(CONSONANTS) + secrets.choice(VOWELS) for _ in range(4))
        if fault_of(spoken, today) is None:
            return spoken


def _mac(slug: str) -> bytes:
    """Keyed, of the likeness: who reads the control plane cannot try words, nor take a twin."""
    key = deployment().keys.derive_deployment("kept-slug")
    return hmac.digest(key, likeness(slug).encode(), "sha256")
