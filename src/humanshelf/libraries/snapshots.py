"""Snapshots of running events: each one sealed file under the event's own key, the newest only.

A backup leaves the floor out, so with the backup alone a disk that is lost in the middle of an
event takes the queue with it. The snapshot brings the queue back, until the event is forgotten:
then its key is destroyed, and every copy of the file is noise.
"""

import json
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from flask import Flask
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from humanshelf.libraries.life import note
from humanshelf.records import leaving, tables
from humanshelf.records.events import Event
from humanshelf.records.snapshots import CannotPutBack, put_back, rows_of, running
from humanshelf.tenancy import deployment, event_keys, library
from humanshelf.tenancy.db import db, writing, writing_control
from humanshelf.tenancy.everywhere import HOLDING, each_library
from humanshelf.tenancy.keys import checked
from humanshelf.tenancy.models import Library
from humanshelf.tenancy.scope import current

ENDING = ".snapshot"
BYTES = "bytes"


class Seen(dict[tuple[str, UUID], tuple[int, int, int]]):
    """What each running event was like when it was last written."""


class NoSnapshot(LookupError):
    """There is no snapshot of this event, or it opens no more; the sentence says which."""


def folder(app: Flask) -> Path:
    chosen: Path | None = app.config["HUMANSHELF"].snapshots
    if chosen is None:
        with app.app_context():
            return deployment().data / "snapshots"
    return chosen


def snap_everywhere(app: Flask, at: datetime, seen: Seen) -> int:
    """Write what has moved since ``seen``, and drop what opens no more. Returns how many were
    written. A library that cannot be read, or a full disk, keeps no other one from it."""
    place, written = folder(app), 0
    for uid, _slug in each_library(app, HOLDING):
        try:
            for event_id, state in running(at).items():
                if seen.get((uid, event_id)) != state:
                    snap(place, event_id, at)
                    seen[uid, event_id] = state
                    written += 1
            sweep(place)
        except Exception as error:
            app.logger.error("no snapshot was written: %s", type(error).__name__)
    with app.app_context():
        for left in place.glob("[0-9a-f]" * 16):
            if not deployment().keys.has(left.name):
                shutil.rmtree(left, ignore_errors=True)
    return written


def snap(place: Path, event_id: UUID, at: datetime) -> None:
    """Of one event of the library in force, in the place of the last one.

    The key is there before anything is read: an event that is forgotten meanwhile has destroyed
    it, and what is written then is noise already.
    """
    uid = current()
    key = event_keys.make(deployment().keys, uid, event_id)
    told = {"made": at.isoformat(), "schema": tables.newest(), "rows": rows_of(event_id)}
    db.session.rollback()
    content = zlib.compress(json.dumps(told, default=_as_text).encode(), 1)
    path = path_of(place, uid, event_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    making = path.with_suffix(".making")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(bytes(SecretBox(key).encrypt(content)))
        file.flush()
        os.fsync(file.fileno())
    making.rename(path)


def sweep(place: Path) -> None:
    """Drop the files of events whose key is gone."""
    uid = current()
    alive = {id.hex for id in event_keys.events_with_key(deployment().keys, uid)}
    for path in files_of(place, uid):
        if path.stem not in alive:
            path.unlink(missing_ok=True)
    with suppress(OSError):  # It is not there, or not empty.
        (place / uid).rmdir()


def files_of(place: Path, uid: str) -> Iterator[Path]:
    return iter(sorted((place / checked(uid)).glob("*.*")))


def path_of(place: Path, uid: str, event_id: UUID) -> Path:
    return place / checked(uid) / f"{event_id.hex}{ENDING}"


def read(path: Path, uid: str, event_id: UUID) -> dict[str, Any]:
    """What a snapshot holds. Raises :class:`NoSnapshot`."""
    key = event_keys.find(deployment().keys, uid, event_id)
    if key is None:
        raise NoSnapshot("the event's key is gone: it was forgotten, and nothing opens it any more")
    try:
        content = SecretBox(key).decrypt(path.read_bytes())
    except FileNotFoundError:
        raise NoSnapshot(f"there is no {path}") from None
    except (CryptoError, ValueError):
        raise NoSnapshot(f"{path} does not open under the event's key") from None
    told: dict[str, Any] = json.loads(zlib.decompress(content), object_hook=_as_bytes)
    return told


def listed(app: Flask, uid: str) -> list[tuple[str, str]]:
    """The library's snapshots that open: the event's code, and when it was made."""
    found = []
    with app.app_context():
        for event_id in event_keys.events_with_key(deployment().keys, uid):
            with suppress(NoSnapshot):
                told = read(path_of(folder(app), uid, event_id), uid, event_id)
                found.append((str(told["rows"]["event"][0]["code"]), str(told["made"])))
    return sorted(found)


def restore(app: Flask, uid: str, code: str, at: datetime, actor: str) -> datetime:
    """Put the newest snapshot of this event into the library that is there, while nobody serves.

    Returns when it was made. What was erased since is erased again. Raises :class:`NoSnapshot`,
    CannotPutBack.
    """
    with app.app_context():
        keys = deployment().keys
        for event_id in event_keys.events_with_key(keys, uid):
            told = read(path_of(folder(app), uid, event_id), uid, event_id)
            if told["rows"]["event"][0]["code"] == code:
                break
        else:
            raise NoSnapshot(f"there is no snapshot of {code}, or the event was forgotten")
    if told["schema"] != tables.newest():
        raise CannotPutBack("another version of Humanshelf made it: put it back with that one")
    with app.app_context(), library(uid):
        with writing() as session:
            put_back(session, event_id, told["rows"])
            # Pages and workers that knew the event before read it again.
            raised = {"revision": Event.revision + 1, "edition": Event.edition + 1}
            session.execute(sa.update(Event).where(Event.id == event_id).values(raised))
            leaving.replay(session)
        deployment().stores.wipe(current())
    with app.app_context(), writing_control() as session:
        session.get_one(Library, uid).epoch += 1
        note(session, at=at, actor=actor, act="restore", reason="snapshot", library=uid)
    return datetime.fromisoformat(told["made"])


def _as_text(value: Any) -> Any:
    if isinstance(value, bytes):
        return {BYTES: value.hex()}
    raise TypeError(type(value).__name__)


def _as_bytes(value: dict[str, Any]) -> Any:
    return bytes.fromhex(value[BYTES]) if value.keys() == {BYTES} else value
