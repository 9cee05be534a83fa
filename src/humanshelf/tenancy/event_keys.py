"""A key for each running event: its snapshots are sealed under it, and die with it.

The key is random and lies wrapped in the keys folder, in a folder of its own, so that no copy of
the keys takes it along. It is read anew each time and kept in no memory: once destroyed, every copy
of a snapshot is noise, wherever it went.
"""

import os
import re
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from humanshelf.tenancy.keys import SIZE, Keys, checked, expand, settle

FOLDER, ENDING = "events", ".event"


def make(keys: Keys, uid: str, event_id: UUID) -> bytes:
    """The event's key: the one that is there and opens, else a new one, on the disk."""
    found = find(keys, uid, event_id)
    if found is not None:
        return found
    key, path = secrets.token_bytes(SIZE), _path(keys, uid, event_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    making = path.with_suffix(".making")
    with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(bytes(_box(keys, uid, event_id).encrypt(key)))
        file.flush()
        os.fsync(file.fileno())
    making.rename(path)
    settle(path.parent)
    return key


def find(keys: Keys, uid: str, event_id: UUID) -> bytes | None:
    """None where there is none, or one that another library, event or deployment had."""
    try:
        return _box(keys, uid, event_id).decrypt(_path(keys, uid, event_id).read_bytes())
    except (FileNotFoundError, CryptoError, ValueError):
        return None


def destroy(keys: Keys, uid: str, event_id: UUID) -> None:
    """From here on no snapshot of this event opens any more. No harm where there is none."""
    path = _path(keys, uid, event_id)
    with suppress(FileNotFoundError):
        # Where the disk writes in place nothing of it is left; where it does not, this is all that
        # a program can do.
        with path.open("r+b") as file:
            file.write(bytes(path.stat().st_size))
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
        settle(path.parent)
        with suppress(OSError):  # Another event's key is there.
            path.parent.rmdir()


def events_with_key(keys: Keys, uid: str) -> Iterator[UUID]:
    """The events of a library that have a key."""
    for path in sorted((keys.folder / FOLDER / checked(uid)).glob(f"*{ENDING}")):
        if re.fullmatch("[0-9a-f]{32}", path.stem):
            yield UUID(path.stem)


def _path(keys: Keys, uid: str, event_id: UUID) -> Path:
    return keys.folder / FOLDER / checked(uid) / f"{event_id.hex}{ENDING}"


def _box(keys: Keys, uid: str, event_id: UUID) -> SecretBox:
    return SecretBox(expand(keys.derive(uid, "event"), event_id.hex))
