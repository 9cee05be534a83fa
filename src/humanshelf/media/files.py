"""Where a library's pictures and films lie: in its own folder, so that they go when it goes."""

import os
import re
import secrets
import tempfile
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO, BinaryIO, TypeVar

from humanshelf.media.aside import aside
from humanshelf.media.films import Film, remux
from humanshelf.media.pictures import Picture, encode
from humanshelf.media.sealed import Sealed, seal
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.keys import expand

NAME = re.compile("[0-9a-f]{32}")
UNNAMED_FOR = timedelta(hours=2)
"""How long a file may lie there that no row names: its upload may still be under way."""


FOLDER = "media"


def folder() -> Path:
    """The media folder of the library in force."""
    return _shelves()[0][0]


def _shelves() -> list[tuple[Path, bytes]]:
    """Where files of the library in force lie, with the key: the folder of its newest key, and
    for a short while after that was changed the one before, too."""
    found, uid = deployment(), current()
    ring = found.keys.ring(uid)
    shelves = [(found.stores.room(uid, ring.generation) / FOLDER, ring.key("media"))]
    shelves[0][0].mkdir(mode=0o700, exist_ok=True)
    if ring.previous:
        old = found.stores.room(uid, ring.generation - 1) / FOLDER
        shelves.append((old, expand(ring.previous, "media")))
    return shelves


def keep_picture(source: BinaryIO) -> list[tuple[str, Picture]]:
    """Take in a picture. The names and sizes under which it is kept; raises Refused."""
    return _kept(_keep_picture, source)


def keep_film(source: BinaryIO) -> tuple[str, Film, int]:
    """Take in a film. Its name, what is known of it, and its bytes; raises Refused."""
    return _kept(_keep_film, source)


Kept = TypeVar("Kept")


def _kept(keep: Callable[[BinaryIO, Path, bytes], Kept], source: BinaryIO) -> Kept:
    """Once more, if the library's key was changed meanwhile; what lies under the old one goes."""
    while True:
        where, secret = _shelves()[0]
        try:
            found = aside(keep, source, where, secret)
        except FileNotFoundError:
            if where == folder():
                raise
        else:
            if where == folder():
                return found
        source.seek(0)


def opened(name: str) -> Sealed | None:
    """A file of this library by its name, or None. One that was cut off raises Damaged."""
    if not NAME.fullmatch(name):
        return None
    for shelf, secret in _shelves():
        try:
            found = Sealed(shelf / name, expand(secret, name))
            found.check_end()
        except FileNotFoundError:
            continue
        return found
    return None


def drop(names: Collection[str]) -> None:
    """Delete these files. One that is gone already is gone."""
    for name in names:
        if NAME.fullmatch(name):
            for shelf, _secret in _shelves():
                (shelf / name).unlink(missing_ok=True)


def move(old: Path, secret: bytes, new: Path, other: bytes) -> set[str]:
    """Seal the files of one folder in another under its key, those that are not there. Each keeps
    its name and its time. Returns the names that were in the old one; raises Damaged."""
    names = {path.name for path in old.glob("*") if NAME.fullmatch(path.name)}
    new.mkdir(mode=0o700, exist_ok=True)
    for name in sorted(names - set(os.listdir(new))):
        with suppress(FileNotFoundError), tempfile.TemporaryFile(dir=new) as plain:
            times = (old / name).stat()  # FileNotFoundError: erased while we went through.
            source = Sealed(old / name, expand(secret, name))
            for piece in source.read(0, source.size):
                plain.write(piece)
            _sealed(plain, new, other, name)
            os.utime(new / name, ns=(times.st_atime_ns, times.st_mtime_ns))
    return names


def seal_anew(path: Path, name: str, secret: bytes, other: bytes) -> None:
    """One file in its place, that will have this name, under another key. Raises Damaged."""
    source, making = Sealed(path, expand(secret, name)), path.with_name(f"{path.name}.anew")
    with tempfile.TemporaryFile(dir=path.parent) as plain, making.open("wb") as file:
        for piece in source.read(0, source.size):
            plain.write(piece)
        plain.seek(0)
        seal(plain, file, expand(other, name))  # type: ignore[arg-type]
    making.rename(path)


def sweep(named: Collection[str], at: datetime) -> int:
    """Delete what no row names any more: an event went, or an upload was cut off."""
    gone = 0
    for path in folder().iterdir():
        # Every worker sweeps, and uploads are renamed: what was listed may be gone by now.
        with suppress(FileNotFoundError):
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            if path.name not in named and written < at - UNNAMED_FOR:
                path.unlink()
                gone += 1
    return gone


def _keep_picture(source: BinaryIO, where: Path, secret: bytes) -> list[tuple[str, Picture]]:
    kept = []
    for picture in encode(source):
        with tempfile.TemporaryFile(dir=where) as plain:
            plain.write(picture.data)
            kept.append((_sealed(plain, where, secret)[0], picture))
    return kept


def _keep_film(source: BinaryIO, where: Path, secret: bytes) -> tuple[str, Film, int]:
    # A file without a name: whatever happens, nothing unsealed is left behind.
    with tempfile.TemporaryFile(dir=where) as plain:
        film = remux(source, plain)
        name, size = _sealed(plain, where, secret)
    return name, film, size


def _sealed(plain: IO[bytes], where: Path, secret: bytes, name: str = "") -> tuple[str, int]:
    """It appears whole under its name, or not at all."""
    name = name or secrets.token_hex(16)
    making = where / f"{name}.part"
    plain.seek(0)
    try:
        with os.fdopen(os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            size = seal(plain, file, expand(secret, name))  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        making.rename(where / name)
    except BaseException:
        making.unlink(missing_ok=True)
        raise
    return name, size
