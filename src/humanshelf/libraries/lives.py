"""What the network does to a library as a whole: four verbs, each with actor and reason.

Two who act at once meet at the epoch that both have seen: the second is told, and changes nothing.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from humanshelf.libraries.life import NotFromHere, change
from humanshelf.tenancy.db import db, writing_control
from humanshelf.tenancy.models import Library, NetworkAct, State

VERBS = {
    "suspend": (State.ACTIVE, State.SUSPENDED),
    "resume": (State.SUSPENDED, State.ACTIVE),
    "archive": (State.SUSPENDED, State.ARCHIVED),
    "unarchive": (State.ARCHIVED, State.SUSPENDED),
}
"""From which state to which."""
LONGEST_REASON = 300
ACTS = 100
"""So many acts are told at once."""


class NoReason(ValueError):
    """Nobody said why."""


class Overtaken(Exception):
    """The library is not as it was when the form was drawn."""


def verbs_of(state: State) -> list[str]:
    """What can be done to a library in this state."""
    return [verb for verb, (here, _there) in VERBS.items() if here == state]


def reason_of(text: str) -> str:
    """What was given as reason, as it is kept. Raises :class:`NoReason`."""
    reason = " ".join(text.split())[:LONGEST_REASON]
    if not reason:
        raise NoReason
    return reason


def act(
    uid: str, verb: str, *, at: datetime, actor: str, reason: str, epoch: int | None = None
) -> State:
    """Do it, and return the state that it led to.

    ``epoch`` is the one that was seen; a command line has seen none, and goes by the state alone.
    Raises :class:`Overtaken`, :class:`NotFromHere`, :class:`NoReason`.
    """
    here, there = VERBS[verb]
    reason = reason_of(reason)
    with writing_control() as session:
        row = session.get_one(Library, uid)
        check_epoch(row, epoch)
        if row.state != here:
            raise NotFromHere(row.state, there)
        change(session, row, there, at=at, actor=actor, reason=reason)
    return there


def check_epoch(row: Library, epoch: int | None) -> None:
    if epoch is not None and row.epoch != epoch:
        raise Overtaken


def library_named(name: str) -> Library | None:
    """By its slug, or by its uid where it has none."""
    query = select(Library).where((Library.slug == name) | (Library.uid == name))
    return db.session.scalars(query).first()


def slugs(uids: Sequence[str | None]) -> dict[str, str]:
    """The addresses of these libraries, of those that have one."""
    query = select(Library.uid, Library.slug).where(Library.uid.in_({uid for uid in uids if uid}))
    return {uid: slug for uid, slug in db.session.execute(query) if slug}


def history(uid: str | None = None, before: int | None = None) -> list[NetworkAct]:
    """The network's own acts, the newest first: on one library, or all of them.

    ``before`` is the act that the last page ended with.
    """
    query = select(NetworkAct).order_by(NetworkAct.id.desc()).limit(ACTS)
    if uid is not None:
        query = query.where(NetworkAct.library == uid)
    if before is not None:
        query = query.where(NetworkAct.id < before)
    return list(db.session.scalars(query))


def why(uid: str) -> str:
    """The reason that a library was invited for: all that is known of one without an address."""
    query = select(NetworkAct.reason).where(NetworkAct.library == uid, NetworkAct.act == "invite")
    return db.session.scalar(query.order_by(NetworkAct.id).limit(1)) or ""


def counts() -> dict[State, int]:
    """How many libraries are in each state."""
    query = select(Library.state, func.count(Library.uid)).group_by(Library.state)
    found: dict[State, int] = dict(iter(db.session.execute(query)))  # type: ignore[arg-type]
    return found
