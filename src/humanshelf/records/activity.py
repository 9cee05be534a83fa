"""What staff did, by opaque ids: who, when, which act, on what. No word of what was written.

An act is a word of this product ("withdraw-book"), a subject the code or id of a thing. Readers
and their cards never stand here.

The list only grows, and each act seals all before it under the library's own key: see
:func:`checked`. The store's triggers forbid anything else but to take an erased thing's code away.
"""

import hmac
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_bytes
from uuid import UUID, uuid4

from sqlalchemy import LargeBinary, event, func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.tenancy.db import Base, db
from humanshelf.tenancy.scope import key
from humanshelf.tenancy.session import PinnedSession
from humanshelf.tenancy.types import EPOCH, MILLISECOND, Moment

AGAIN = timedelta(minutes=1)
EACH = {"passkey-copied", "read-contact", "read-words", "use-recovery-code"}
EACH |= {"add-scan", "read-scan", "erase-scan"}
"""Acts that are told each time: every code and page is another one, and every reading counts."""
WHOLE = {"agree-contacts", "burn-library", "hide-library", "make-lockdown-paper", "open-vault"}
"""Acts on nothing in particular of which there is only one to be done."""


class Act(Base):
    """One act. ``actor`` is a staff account's id, none for the command line.

    ``bound`` seals the subject with a random ``seed``: once both are taken away, nobody can find
    out what it was, and the chain still holds. ``link`` seals the act and the link before.
    Acts from before there was a chain have no ``number``; the first link seals them together.
    """

    __tablename__ = "act"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor: Mapped[UUID | None]
    act: Mapped[str]
    subject: Mapped[str]
    number: Mapped[int | None] = mapped_column(index=True, unique=True)
    seed: Mapped[bytes | None] = mapped_column(LargeBinary)
    bound: Mapped[bytes | None] = mapped_column(LargeBinary)
    link: Mapped[bytes | None] = mapped_column(LargeBinary)


def note(session: Session, at: datetime, actor: UUID | None, act: str, subject: str = "") -> None:
    """In the write transaction of the act itself: one without the other does not happen. What is
    tapped twice on the same is told once, unless something else was done to it in between."""
    lately = select(Act).where(Act.subject == subject, Act.at >= at - AGAIN, Act.at <= at)
    same = session.scalars(lately.order_by(Act.number.desc())).first()
    once = (subject or act in WHOLE) and act not in EACH
    if once and same is not None and (same.actor, same.act) == (actor, act):
        return
    last = _last(session)
    before = last.link if last else None
    made = Act(id=uuid4(), at=at, actor=actor, act=act, subject=subject)
    made.number = (last.number or 0) + 1 if last else 1
    if subject:
        made.seed = token_bytes(16)
        made.bound = _bound(made.seed, subject)
    made.link = _link(before or _first(session), made)
    session.add(made)


def strike(session: Session, subject: str) -> None:
    """Take the code of an erased thing from the acts on it."""
    session.execute(update(Act).where(Act.subject == subject).values(subject="", seed=None))


@contextmanager
def noting(at: datetime, actor: UUID | None, act: str, subject: str = "") -> Iterator[None]:
    """Note this in the first write that is made inside, whoever makes it; with none, nothing."""
    token = _waiting.set((at, actor, act, subject))
    try:
        yield
    finally:
        _waiting.reset(token)


_waiting: ContextVar[tuple[datetime, UUID | None, str, str] | None] = ContextVar(
    "waiting", default=None
)


@event.listens_for(PinnedSession, "before_commit")
def _note(session: Session) -> None:
    waiting = _waiting.get()
    if waiting is not None:
        _waiting.set(None)
        note(session, *waiting)


def latest(limit: int = 200, skip: int = 0, actor: UUID | None = None) -> list[Act]:
    """The newest first; of one person only if one is named."""
    acts = select(Act).order_by(Act.at.desc(), Act.id).limit(limit).offset(skip)
    return list(db.session.scalars(acts if actor is None else acts.where(Act.actor == actor)))


def counted(actor: UUID | None = None) -> int:
    acts = select(func.count()).select_from(Act)
    found = acts if actor is None else acts.where(Act.actor == actor)
    return int(db.session.execute(found).scalar_one())


def actors() -> set[UUID]:
    """Everybody who has done something, be they here still or not."""
    found = db.session.scalars(select(Act.actor).distinct())
    return {actor for actor in found if actor is not None}


@dataclass(frozen=True, slots=True)
class Chain:
    """What the check found. ``broken`` tells the first act that does not hold."""

    acts: int
    older: int
    struck: int
    head: str
    broken: str | None


def head() -> str | None:
    """What a coordinator may write down: the last act's number, and what it seals all by."""
    last = _last(db.session())
    return _told(last) if last else None


def checked(noted: str | None = None) -> Chain:
    """Follow the chain from its first act. ``noted`` is a :func:`head` of an earlier day: only by
    it can be told that the newest acts were taken away, or that all was sealed anew."""
    acts = list(db.session.scalars(select(Act).where(Act.number.is_not(None)).order_by(Act.number)))
    broken, before = None, _first(db.session())
    for place, act in enumerate(acts, 1):
        if act.number != place:
            broken = f"act {place} is missing"
        elif act.link != _link(before, act):
            broken = f"act {place} is not as it was noted, or those before it are not"
        elif not _holds(act):
            broken = f"what act {place} was about is not as it was noted"
        if broken:
            break
        before = act.link or b""
    if not broken and noted and noted not in {_told(act) for act in acts}:
        broken = f"act {noted} was noted once, and is not there"
    older = counted() - len(acts)
    struck = sum(act.bound is not None and act.seed is None for act in acts)
    return Chain(len(acts), older, struck, _told(acts[-1]) if acts else "", broken)


def _last(session: Session) -> Act | None:
    newest = select(Act).where(Act.number.is_not(None)).order_by(Act.number.desc()).limit(1)
    return session.scalars(newest).first()


def _told(act: Act) -> str:
    sealed = (act.link or b"").hex()
    return "-".join([str(act.number), *(sealed[at : at + 4] for at in (0, 4, 8, 12))])


def _first(session: Session) -> bytes:
    """What the first act's link is linked to: the acts from before."""
    older = session.execute(
        select(Act.id, Act.at, Act.actor, Act.act).where(Act.number.is_(None)).order_by(Act.id)
    )
    return _sealed(b"before", *(_packed(*row) for row in older))


def _link(before: bytes, act: Act) -> bytes:
    number = str(act.number).encode()
    what = _packed(act.id, act.at, act.actor, act.act)
    return _sealed(b"link", before, number, what, act.bound or b"")


def _bound(seed: bytes, subject: str) -> bytes:
    return _sealed(b"subject", seed, subject.encode())


def _holds(act: Act) -> bool:
    if act.seed is None:
        return not act.subject
    return bool(act.subject) and act.bound == _bound(act.seed, act.subject)


def _packed(id: UUID, at: datetime, actor: UUID | None, act: str) -> bytes:
    moment = (at - EPOCH) // MILLISECOND
    return b"|".join([id.bytes, str(moment).encode(), actor.bytes if actor else b"", act.encode()])


def _sealed(*parts: bytes) -> bytes:
    """Each part with its length before it, so that none runs into the next."""
    whole = b"".join(len(part).to_bytes(8) + part for part in parts)
    return hmac.digest(key("activity"), whole, "sha256")
