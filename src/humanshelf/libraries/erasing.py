"""A library goes for good: nobody is served, nothing is left, and old copies open no more.

Each step can be broken off; the next call finds what is left to do. What stays is a tombstone: the
uid, the day, the acts of the network. The address stays kept for a year, as its keyed hash.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import sqlalchemy as sa
from flask import Flask

from humanshelf.libraries import snapshots
from humanshelf.libraries.draining import drain
from humanshelf.libraries.jobs import EXPORTS
from humanshelf.libraries.life import change, note
from humanshelf.libraries.slugs import keep
from humanshelf.tenancy import deployment, event_keys
from humanshelf.tenancy.db import db, writing_control
from humanshelf.tenancy.hosts import let_go
from humanshelf.tenancy.keys import checked
from humanshelf.tenancy.models import Invitation, Library, NetworkAct, State, Switch

COUNTED = "erase-counted"
TEXT = """Certificate of erasure

Library        {uid}
Erased on      {erased_on}
Deleted        {deleted}
Hash of acts   {acts}

The library's store, its files and its secret were deleted. Copies of the store that were
made before, backups among them, cannot be read without the secret. A sealed copy of all
keys that was made before still holds it: make a new one and destroy the old.
"""


@dataclass(frozen=True, slots=True)
class Certificate:
    """What was erased, without a name. ``acts`` chains all that the network did to the library."""

    uid: str
    erased_on: date
    acts: str
    deleted: dict[str, int] = field(default_factory=dict)

    def as_json(self) -> str:
        told = asdict(self) | {"erased_on": self.erased_on.isoformat()}
        return json.dumps({"schema": 1, **told}, indent=1, sort_keys=True)

    def as_text(self) -> str:
        deleted = ", ".join(f"{number} {name}" for name, number in self.deleted.items())
        return TEXT.format(
            uid=self.uid, erased_on=self.erased_on, deleted=deleted or "nothing", acts=self.acts
        )


def erase(
    app: Flask,
    uid: str,
    actor: str,
    reason: str,
    at: datetime,
    drain: Callable[[], None] = drain,
) -> Certificate:
    """Erase it, or finish what was begun. Raises NotFromHere; LookupError if it never was."""
    with app.app_context():
        if not _gone(uid):
            _close(uid, actor, reason, at)
            _let_go(uid)
            drain()
            _delete(uid)
            shutil.rmtree(snapshots.folder(app) / checked(uid), ignore_errors=True)
            deployment().keys.destroy(uid)
            _bury(uid, actor, at)
            deployment().wipe_control()
        return certificate(uid)


def certificate(uid: str) -> Certificate:
    """Of a library that is a tombstone."""
    query = sa.select(NetworkAct).where(NetworkAct.library == uid).order_by(NetworkAct.id)
    acts = list(db.session.scalars(query))
    chain = b""
    for act in acts:
        line = [act.at.isoformat(), act.actor, act.act, act.reason, uid]
        chain = sha256(chain + json.dumps(line).encode()).digest()
    counted = next((act.reason for act in reversed(acts) if act.act == COUNTED), "{}")
    return Certificate(uid, acts[-1].at.date(), chain.hex(), json.loads(counted))


def _gone(uid: str) -> bool:
    return _row(uid).state == State.TOMBSTONE


def _row(uid: str) -> Library:
    row = db.session.get(Library, uid, populate_existing=True)
    if row is None:
        raise LookupError(uid)
    return row


def _close(uid: str, actor: str, reason: str, at: datetime) -> None:
    """From here on it is served no more, and its address leads nowhere."""
    counted = json.dumps(_counts(uid))
    with writing_control() as session:
        row = session.get_one(Library, uid)
        if row.state == State.ERASING:
            return
        if row.state == State.ACTIVE:
            change(session, row, State.SUSPENDED, at=at, actor=actor, reason=reason)
        change(session, row, State.ERASING, at=at, actor=actor, reason=reason)
        note(session, at=at, actor=actor, act=COUNTED, reason=counted, library=uid)
        if row.slug is not None:
            keep(session, row.slug, at.date())
        row.slug = None


def _let_go(uid: str) -> None:
    """In this process at once; the others read it from the control plane."""
    found = deployment()
    found.stores.dispose(uid)
    found.memory.pop(uid, None)
    let_go.send(uid)


def _counts(uid: str) -> dict[str, int]:
    store = deployment().stores.path(uid)
    media = store.parent / "media"
    files = [path for path in media.rglob("*") if path.is_file()] if media.is_dir() else []
    size = sum(path.stat().st_size for path in [*files, store] if path.exists())
    return {"stores": int(store.exists()), "files": len(files), "bytes": size}


def _delete(uid: str) -> None:
    found = deployment()
    found.stores.erase(uid)
    for path in exports_of(found.data, uid):
        path.unlink(missing_ok=True)
    for event_id in event_keys.events_with_key(found.keys, uid):
        event_keys.destroy(found.keys, uid, event_id)
    (found.keys.folder / "erased" / uid).unlink(missing_ok=True)


def exports_of(data: Path, uid: str) -> list[Path]:
    return sorted((data / EXPORTS).glob(f"{uid}*"))


def _bury(uid: str, actor: str, at: datetime) -> None:
    with writing_control() as session:
        row = session.get_one(Library, uid)
        session.execute(sa.delete(Invitation).where(Invitation.library == uid))
        session.execute(sa.delete(Switch).where(Switch.library == uid))
        change(session, row, State.TOMBSTONE, at=at, actor=actor, reason="erased")
        row.schema_revision = None
