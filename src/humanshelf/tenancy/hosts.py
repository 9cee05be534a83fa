"""From the Host header to the library, before anything else of the product runs.

The library comes from the Host header alone: a header that a proxy or a reader may add, or a
part of the address, must never be able to choose whose data is touched.
"""

import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextvars import Context, copy_context
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import gevent
import sqlalchemy as sa
from blinker import Signal

from humanshelf.tenancy.deployment import Deployment, behind, deployment
from humanshelf.tenancy.models import Library, Switch
from humanshelf.tenancy.scope import put_in_force

if TYPE_CHECKING:
    from logging import Logger

    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LIBRARY = "humanshelf.library"
STATE = "humanshelf.state"
BURN, SHOW = "burn", "show"
STILL = (BURN, SHOW)
"""What a link on paper still does where the library is hidden."""
SWITCH = re.compile(r"/switch/([A-Za-z0-9_-]{22})")
"""The one kind of address that is looked at in a hidden library."""
SERVED = ("active", "draft")
"""The states of libraries that answer: a draft, which the front door knows by its mark, answers
to its own staff alone."""

# Sent with a library's uid when its epoch or state changed: whatever is open of it must end.
let_go = Signal()
LOOK = 0.25
"""Seconds between two looks at the control plane where no request makes one."""
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
    behind: bool = False
    hidden: bool = False


class Register:
    """All libraries by slug, as they are: read again when the control plane was written.

    Read whole: an unknown slug costs what a known one costs, and nobody can fill the memory with
    invented ones. A library whose epoch rose is let go of, even if nobody asks for it.
    """

    LIFETIME = 2.0
    """Seconds after which it is read in any case: the file's time stamp has its grain."""

    def __init__(self, deployment: Deployment, clock: Callable[[], float]) -> None:
        self._deployment, self._clock = deployment, clock
        self._known: dict[str, Known] = {}
        self._until = float("-inf")
        self._mark: tuple[int, int] | None = None

    def find(self, slug: str) -> Known | None:
        self.refresh()
        return self._known.get(slug)

    def refresh(self) -> None:
        """Let go of what is another than it was. Costs one look at a file where nothing is."""
        mark = self._deployment.control_mark()
        if mark != self._mark or self._clock() >= self._until:
            self._read()
            self._mark = mark

    def still_opens(self, token: str) -> str | None:
        """The library in which this link on paper does something though it is hidden."""
        query = sa.select(Switch.library).where(
            Switch.token_hash == sha256(token.encode()).digest(), Switch.kind.in_(STILL)
        )
        with self._deployment.control.connect() as connection:
            found: str | None = connection.execute(query).scalar()
        return found

    def _read(self) -> None:
        query = sa.select(
            Library.slug,
            Library.uid,
            Library.state,
            Library.epoch,
            Library.schema_revision,
            Library.hidden,
        )
        with self._deployment.control.connect() as connection:
            rows = connection.execute(query).all()
        fresh = {
            row.slug: Known(
                row.uid,
                row.state,
                row.epoch,
                behind(self._deployment, row.schema_revision),
                row.hidden,
            )
            for row in rows
            if row.slug is not None
        }
        marks = {known.uid: known for known in fresh.values()}
        before, self._known = self._known.values(), fresh
        for old in before:
            if marks.get(old.uid) != old:
                self._deployment.stores.dispose(old.uid)
                self._deployment.memory.pop(old.uid, None)
                self._deployment.keys.forget(old.uid)
                let_go.send(old.uid)
        self._until = self._clock() + self.LIFETIME


def epoch_of(uid: str) -> int | None:
    """The epoch of a library that is served, None of one that is not: for what stays open."""
    served = Library.state.in_(SERVED), ~Library.hidden
    query = sa.select(Library.epoch).where(Library.uid == uid, *served)
    with deployment().control.connect() as connection:
        epoch: int | None = connection.execute(query).scalar()
    return epoch


class LibraryHosts:
    """The outermost WSGI layer: each request runs in a context of its own, in its library.

    A host that is unknown, hidden or suspended gets the `neutral` app, and only ever that, so
    that nobody can tell the three apart; but for the links on paper that show a hidden library
    again, or burn it. The bare base domain passes with no library in force. A library whose schema
    this code does not know gets the `resting` app, alone among its neighbours.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        deployment: Deployment,
        base_domain: str,
        neutral: "WSGIApplication",
        *,
        resting: "WSGIApplication | None" = None,
        served: Collection[str] = SERVED,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if not name_of(base_domain):
            # Every host that cannot be read either would pass for the bare domain.
            raise ValueError(f"the base domain {base_domain!r} is not a host name")
        self.app, self.neutral, self.resting = app, neutral, resting or neutral
        self.base_domain, self.served = base_domain, frozenset(served)
        self.register = Register(deployment, clock)

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST", "")
        known = self._known_at(host, environ.get("PATH_INFO", ""))
        uid = known.uid if known and not known.behind else None
        app = self.app if uid or name_of(host) == name_of(self.base_domain) else self.neutral
        app = self.resting if known and known.behind else app
        environ[LIBRARY], environ[STATE] = uid, known.state if known else None
        context = copy_context()
        context.run(put_in_force, uid)
        return InContext(context, context.run(app, environ, start_response))

    def keep_looking(self, log: "Logger") -> None:
        """Let go at once of a library that hides, in this worker, though nobody asks for it."""

        def look() -> None:
            while True:
                gevent.sleep(LOOK)
                try:
                    self.register.refresh()
                except Exception as error:
                    log.error("the register could not be read: %s", type(error).__name__)

        gevent.spawn(look)

    def _known_at(self, host: str, path: str) -> Known | None:
        slug = slug_of(host, self.base_domain)
        known = self.register.find(slug) if slug else None
        link = SWITCH.fullmatch(path)
        # Asked for unknown hosts as well, so that the time it takes tells nothing.
        opens = self.register.still_opens(link[1]) if link and slug else None
        if known is None or known.state not in self.served:
            return None
        return known if not known.hidden or opens == known.uid else None


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
