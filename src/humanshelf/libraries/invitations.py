"""Invitations: a link that lets somebody set a new library up, once, within three days.

The link is a random secret of 128 bits, of which only the hash is kept. A library that is invited
has neither address nor store nor secret: it is a row that waits. Where a link is unknown, over,
used or taken back nobody can tell which.
"""

from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from humanshelf.libraries.founding import has_begun
from humanshelf.libraries.life import NotFromHere, change, note
from humanshelf.tenancy.db import db
from humanshelf.tenancy.keys import checked, new_uid
from humanshelf.tenancy.models import Invitation, Library, State

LIFE = timedelta(hours=72)
BYTES = 16
BEFORE = (State.INVITED, State.DRAFT)
"""The states in which a library is still being set up, and its link leads there."""


class MadeAlready(Exception):
    """The same form was sent twice. Its link was shown, and cannot be shown again."""


def invite(
    session: Session, at: datetime, actor: str, reason: str, uid: str | None = None
) -> tuple[str, str]:
    """A new library without an address, and the token of the link to it: told here, and never
    again. Inside a write on the control plane.

    ``uid`` is the one that a form was drawn with. Raises :class:`MadeAlready`.
    """
    if uid is not None and session.get(Library, checked(uid)) is not None:
        raise MadeAlready
    row = Library(
        uid=uid or new_uid(), slug=None, state=State.INVITED, epoch=0, created_on=at.date()
    )
    session.add(row)
    session.flush()
    note(session, at=at, actor=actor, act="invite", reason=reason, library=row.uid)
    return row.uid, _add(session, row, at)


def found(token: str, at: datetime) -> str | None:
    """The uid of the library that this link leads to. Looking does not use it up: the first
    password in the library does."""
    row = db.session.execute(
        select(Library.uid, Library.state)
        .join(Invitation, Invitation.library == Library.uid)
        .where(
            Invitation.token_hash == _hashed(token),
            Invitation.expires > at,
            Library.state.in_(BEFORE),
        )
    ).one_or_none()
    if row is None or (row.state == State.DRAFT and has_begun(row.uid)):
        return None
    return str(row.uid)


def renew(
    session: Session, row: Library, at: datetime, actor: str, reason: str, token: str | None = None
) -> str:
    """A new link to the same library; the older ones die. Raises :class:`NotFromHere`.

    ``token`` is the one that a form was drawn with: sent twice, it stays the link that was made.
    """
    _still_before(row, State.INVITED)
    made = session.get(Invitation, _hashed(token)) if token else None
    if token and made and made.library == row.uid:
        return token
    note(session, at=at, actor=actor, act="renew", reason=reason, library=row.uid)
    return _add(session, row, at, token)


def withdraw(session: Session, row: Library, at: datetime, actor: str, reason: str) -> None:
    """The links die. Of a library that never began nothing stays but its acts; what has begun
    is a draft still, and can be erased. Raises :class:`NotFromHere`."""
    _still_before(row, State.TOMBSTONE)
    _kill(session, row.uid)
    note(session, at=at, actor=actor, act="withdraw", reason=reason, library=row.uid)
    if row.state == State.INVITED:
        change(session, row, State.ERASING, at=at, actor=actor, reason=reason)
        change(session, row, State.TOMBSTONE, at=at, actor=actor, reason=reason)


def good_until(uid: str, at: datetime) -> datetime | None:
    """Until when this library's link works, if one does."""
    return db.session.execute(
        select(Invitation.expires).where(Invitation.library == uid, Invitation.expires > at)
    ).scalar()


def _still_before(row: Library, there: State) -> None:
    if row.state not in BEFORE:
        raise NotFromHere(row.state, there)


def _add(session: Session, row: Library, at: datetime, token: str | None = None) -> str:
    _kill(session, row.uid)
    token = token or token_urlsafe(BYTES)
    session.add(Invitation(token_hash=_hashed(token), library=row.uid, expires=at + LIFE))
    session.flush()
    return token


def _kill(session: Session, uid: str) -> None:
    session.execute(delete(Invitation).where(Invitation.library == uid))


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
