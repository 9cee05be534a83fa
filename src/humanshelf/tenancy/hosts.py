"""From the Host header to the library, before anything else of the product runs.

The library comes from the Host header alone: a header that a proxy or a reader may add, or a
part of the address, must never be able to choose whose data is touched.
"""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextvars import Context, copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from blinker import Signal

from humanshelf.tenancy.deployment import Deployment, deployment
from humanshelf.tenancy.models import Library
from humanshelf.tenancy.scope import put_in_force

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LIBRARY = "humanshelf.library"
SERVED = ("active",)

# Sent with a library's uid when its epoch or state changed: whatever is open of it must end.
let_go = Signal()
SLUG = re.compile("[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
HOST = re.compile(r"([a-z0-9.-]*[a-z0-9-])\.?(?::[0-9]{1,5})?", re.ASCII)


def name_of(host: str) -> str | None:
    """The bare name in a Host header: lower case, without port and final dot."""
    # Lowering comes after the check: some letters outside ASCII become ASCII when lowered.
    match = HOST.fullmatch(host.lower()) if host.isascii() else None
    return match[1] if match else None


def slug_of(host: str, base_domain: str) -> str | None:
    """The slug in a Host header, if it is one label before the base domain and nothing else."""
    slug, dot, rest = (name_of(host) or "").partition(".")
    if not dot or rest != name_of(base_domain) or slug.startswith("xn--"):
        return None
    return slug if SLUG.fullmatch(slug) else None


@dataclass(frozen=True, slots=True)
class Known:
    uid: str
    state: str
    epoch: int


class Register:
    """All libraries by slug, as of at most two seconds ago.

    Read whole: an unknown slug costs what a known one costs, and nobody can fill the memory with
    invented ones. A library whose epoch rose is let go of, even if nobody asks for it.
    """

    LIFETIME = 2.0

    def __init__(self, deployment: Deployment, clock: Callable[[], float]) -> None:
        self._deployment, self._clock = deployment, clock
        self._known: dict[str, Known] = {}
        self._until = float("-inf")

    def find(self, slug: str) -> Known | None:
        if self._clock() >= self._until:
            self._read()
        return self._known.get(slug)

    def _read(self) -> None:
        query = sa.select(Library.slug, Library.uid, Library.state, Library.epoch)
        with self._deployment.control.connect() as connection:
            rows = connection.execute(query).all()
        fresh = {row.slug: Known(row.uid, row.state, row.epoch) for row in rows}
        marks = {known.uid: (known.state, known.epoch) for known in fresh.values()}
        for old in self._known.values():
            if marks.get(old.uid) != (old.state, old.epoch):
                self._deployment.stores.dispose(old.uid)
                self._deployment.memory.pop(old.uid, None)
                let_go.send(old.uid)
        self._known, self._until = fresh, self._clock() + self.LIFETIME


def epoch_of(uid: str) -> int | None:
    """The epoch of a library that is served, None of one that is not: for what stays open."""
    query = sa.select(Library.epoch).where(Library.uid == uid, Library.state.in_(SERVED))
    with deployment().control.connect() as connection:
        epoch: int | None = connection.execute(query).scalar()
    return epoch


class LibraryHosts:
    """The outermost WSGI layer: each request runs in a context of its own, in its library.

    A host that is unknown, hidden or suspended gets the `neutral` app, and only ever that, so
    that nobody can tell the three apart. The bare base domain passes with no library in force.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        deployment: Deployment,
        base_domain: str,
        neutral: "WSGIApplication",
        *,
        served: Collection[str] = SERVED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not name_of(base_domain):
            # Every host that cannot be read either would pass for the bare domain.
            raise ValueError(f"the base domain {base_domain!r} is not a host name")
        self.app, self.neutral = app, neutral
        self.base_domain, self.served = base_domain, frozenset(served)
        self.register = Register(deployment, clock)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        uid = self._uid_of(host)
        app = self.app if uid or name_of(host) == name_of(self.base_domain) else self.neutral
        environ[LIBRARY] = uid
        context = copy_context()
        context.run(put_in_force, uid)
        return InContext(context, context.run(app, environ, start_response))

    def _uid_of(self, host: str) -> str | None:
        slug = slug_of(host, self.base_domain)
        known = self.register.find(slug) if slug else None
        return known.uid if known and known.state in self.served else None


class InContext:
    """An answer that is made, step by step, in the context of its request."""

    def __init__(self, context: Context, answer: Iterable[bytes]) -> None:
        self._context, self._answer = context, answer
        self._steps: Iterator[bytes] = context.run(iter, answer)

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return self._context.run(next, self._steps)

    def close(self) -> None:
        close: Any = getattr(self._answer, "close", None)
        if close:
            self._context.run(close)
