"""The states of a library, and who may follow whom. Each change has an actor and a reason.

invited -> draft -> active <-> suspended -> archived -> erasing -> tombstone. What never opened may
be erased from where it stands; an archived library may be taken up again.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from humanshelf.tenancy.models import Library, NetworkAct, State

NEXT = {
    State.INVITED: {State.DRAFT, State.ERASING},
    State.DRAFT: {State.ACTIVE, State.ERASING},
    State.ACTIVE: {State.SUSPENDED},
    State.SUSPENDED: {State.ACTIVE, State.ARCHIVED, State.ERASING},
    State.ARCHIVED: {State.SUSPENDED, State.ERASING},
    State.ERASING: {State.TOMBSTONE},
    State.TOMBSTONE: set[State](),
}
CONSOLE = "console"
"""The actor of what was done on the command line."""


class NotFromHere(ValueError):
    """A library in this state cannot go to that one."""

    def __init__(self, here: State, there: State) -> None:
        super().__init__(f"a library that is {here} cannot become {there}")
        self.here, self.there = here, there


def change(
    session: Session, row: Library, to: State, *, at: datetime, actor: str, reason: str
) -> None:
    """Bring a library into another state, inside a write on the control plane.

    The epoch rises, so that every worker lets go of what it holds open. Raises
    :class:`NotFromHere`.
    """
    if to not in NEXT[row.state]:
        raise NotFromHere(row.state, to)
    row.state, row.epoch = to, row.epoch + 1
    note(session, at=at, actor=actor, act=str(to), reason=reason, library=row.uid)


def note(
    session: Session, *, at: datetime, actor: str, act: str, reason: str = "", library: str | None
) -> None:
    """An act of the network, in the transaction that does it."""
    session.add(NetworkAct(at=at, actor=actor, act=act, reason=reason, library=library))


def renew(session: Session, uid: str) -> None:
    """What the library says of itself has changed: every worker reads it again."""
    session.get_one(Library, uid).epoch += 1
