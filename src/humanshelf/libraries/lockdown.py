"""Lockdown: a library hides at once, and can be emptied of its readers at once.

Hiding goes by the control plane alone, which every worker looks at before it opens anything: from
that commit on the library's host is one of those that do not exist. Only then are its people signed
out, in its own store, which may be busy or broken. It is the library's own doing, apart from what
the network does to it: no admin of the network undoes it.
"""

import os
import shutil
from base64 import urlsafe_b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from hashlib import blake2b, sha256
from pathlib import Path
from secrets import token_urlsafe
from typing import TypeVar
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from humanshelf.libraries.life import note
from humanshelf.records import devices, retention
from humanshelf.records.activity import AGAIN
from humanshelf.tenancy import (
    StoreBusy,
    StoreUnwritable,
    deployment,
    event_keys,
    library,
    writing,
)
from humanshelf.tenancy.db import db, writing_control
from humanshelf.tenancy.hosts import BURN, SERVED, SHOW
from humanshelf.tenancy.models import Library, NetworkAct, Switch
from humanshelf.tenancy.sqlcipher import unwritable

Answer = TypeVar("Answer")
HIDE = "hide"
FAILS = (DBAPIError, StoreBusy, StoreUnwritable, OSError)
"""What a disk or a store does that is full, locked or lost."""
KINDS = (HIDE, BURN, SHOW)
"""What a link on paper does."""
ITSELF = "library"
"""The actor in the network's audit, which knows nobody of a library."""
RESERVE = "reserve"
RESERVED = 4 * 1024 * 1024
"""Bytes that are kept free: to hide and to burn are writes, and a disk may be full."""


@dataclass(frozen=True, slots=True)
class Burnt:
    """How many events were emptied, and how many could not be: their keys are gone all the same,
    but rows of theirs may be there still."""

    events: int
    failed: int


def hide(uid: str, at: datetime, actor: str = ITSELF) -> bool:
    """From now on nobody is answered there. False where it was so already, or never was served."""
    return _with_room(lambda: _switch(uid, True, at, actor, HIDE)) and _sign_out(uid)


def show(uid: str, at: datetime, actor: str = ITSELF) -> bool:
    """Served again; whoever was signed in before is not any more. Where they cannot be signed out,
    as the store cannot be written, it stays hidden: the error is raised."""
    _end_sessions(uid)
    return _switch(uid, False, at, actor, SHOW)


def burn(
    uid: str, at: datetime, actor: str = ITSELF, events: Sequence[UUID] | None = None
) -> Burnt:
    """Hide, and destroy what is kept of readers: of these events, or of all. It cannot be undone.

    The keys of their snapshots go first: that is one file each, and needs neither room nor lock.
    What fails does not keep the rest from being done.
    """
    for event in event_keys.events_with_key(deployment().keys, uid) if events is None else events:
        event_keys.destroy(deployment().keys, uid, event)
    done = failed = 0
    with suppress(*FAILS):
        hide(uid, at, actor)
    with library(uid):
        try:
            going = list(retention.with_people() if events is None else events)
        except FAILS:
            going, failed = [], 1
        for event in going:
            try:
                _with_room(partial(retention.burn_now, event))
                done += 1
            except FAILS:
                failed += 1
    with suppress(*FAILS), writing_control() as session:
        if not _told(session, uid, at):
            note(session, at=at, actor=actor, act=BURN, library=uid)
    return Burnt(done, failed)


def _told(session: Session, uid: str, at: datetime) -> bool:
    """Whether this is the second of two taps, with nothing in between."""
    acts = select(NetworkAct).where(NetworkAct.library == uid).order_by(NetworkAct.id.desc())
    last = session.scalars(acts.limit(1)).first()
    return last is not None and last.act == BURN and last.at >= at - AGAIN


def is_hidden(uid: str) -> bool:
    return db.session.get_one(Library, uid, populate_existing=True).hidden


def make_links(session: Session, uid: str, secret: str | None = None) -> dict[str, str]:
    """New links for a paper, by what they do; those on older papers are dead. Inside a write on
    the control plane, which keeps their hashes. Made of the same ``secret`` they are the same."""
    of = secret or token_urlsafe(16)
    tokens = {kind: token_of(of, kind) for kind in KINDS}
    hashes = [_hashed(token) for token in tokens.values()]
    made = select(Switch.kind).where(Switch.token_hash.in_(hashes), Switch.library == uid)
    if session.scalars(made).first() is not None:
        return tokens
    session.execute(delete(Switch).where(Switch.library == uid))
    for kind, token in tokens.items():
        session.add(Switch(token_hash=_hashed(token), library=uid, kind=kind))
    session.flush()
    return tokens


def token_of(secret: str, kind: str) -> str:
    drawn = blake2b(secret.encode(), digest_size=16, person=kind.encode())
    return urlsafe_b64encode(drawn.digest()).decode().rstrip("=")


def kind_of(token: str, uid: str) -> str | None:
    """What this link does in this library. Looking does not use it up."""
    found = db.session.get(Switch, _hashed(token))
    return found.kind if found and found.library == uid else None


def use_link(token: str) -> bool:
    """Whether it was there; it works once."""

    def use() -> bool:
        with writing_control() as session:
            found = session.execute(delete(Switch).where(Switch.token_hash == _hashed(token)))
            return bool(found.rowcount)  # type: ignore[attr-defined]

    return _with_room(use)


def keep_room(data: Path) -> None:
    """The reserve, as far as the disk has it."""
    path = data / RESERVE
    with suppress(OSError), os.fdopen(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600), "ab") as file:
        file.write(bytes(max(0, RESERVED - file.tell())))


def keep_room_again(data: Path) -> None:
    """The reserve that was given up comes back once the disk has room for more than that."""
    if shutil.disk_usage(data).free > 2 * RESERVED:
        keep_room(data)


def _with_room(work: Callable[[], Answer]) -> Answer:
    """What fails is tried once more; unless somebody else only held the store, in the room of the
    reserve, which is given up: the disk may be full."""
    try:
        return work()
    except FAILS as error:
        if not isinstance(unwritable(getattr(error, "orig", None) or error), StoreBusy):
            (deployment().data / RESERVE).unlink(missing_ok=True)
        return work()


def _switch(uid: str, hidden: bool, at: datetime, actor: str, act: str) -> bool:
    with writing_control() as session:
        row = session.get_one(Library, uid)
        if row.hidden == hidden or (hidden and row.state not in SERVED):
            return False
        row.hidden, row.epoch = hidden, row.epoch + 1
        note(session, at=at, actor=actor, act=act, library=uid)
    return True


def _sign_out(uid: str) -> bool:
    """Everybody, and every link that would sign somebody in. A store that does not let itself be
    written changes nothing: nobody reaches it, and before it is shown they are signed out."""
    with suppress(*FAILS):
        _end_sessions(uid)
    return True


def _end_sessions(uid: str) -> None:
    with library(uid), writing() as session:
        devices.end_everybody(session)


def _hashed(token: str) -> bytes:
    return sha256(token.encode()).digest()
