"""What somebody reads who has taken disks, backups or keys: as an attacker would, on a copy.

Whatever opens is opened with every key that is there. For the drills and the tests, which look
for planted words in what this yields; nothing of it is part of serving anybody.
"""

import io
import re
import shutil
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from humanshelf.libraries.waiting import PURPOSE
from humanshelf.media.files import NAME
from humanshelf.media.sealed import Damaged, Sealed
from humanshelf.tenancy import unlocking
from humanshelf.tenancy.keys import ROOT, KeyRefused, Keys, KeysMissing, expand
from humanshelf.tenancy.passphrase import WrongPassphrase
from humanshelf.tenancy.sqlcipher import NotReadable, connect

SEALED = re.compile(r".*\.(db|db-wal|db-shm|key|event|snapshot|sealed)|[0-9a-f]{32}")
"""Names of files that are to be read with a key only. All others are read as they are."""


@dataclass(frozen=True, slots=True)
class Find:
    """Something that could be read. ``kind`` is key, control, store, media or plain."""

    kind: str
    where: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Bunch:
    """All keys of a kind that an attacker holds."""

    control: list[bytes]
    store: list[bytes]
    media: list[bytes]
    export: list[bytes]
    root: list[bytes]


def opened(
    folders: Iterable[Path], keys: Path | None = None, words: str | None = None
) -> Iterator[Find]:
    """All that can be read of these folders or files, with the keys that lie among them, or in
    ``keys``; where the deployment's key is sealed, only with its ``words``."""
    with TemporaryDirectory() as name:
        room = Path(name)
        for number, folder in enumerate([*folders, *filter(None, [keys])]):
            copy = shutil.copytree if folder.is_dir() else shutil.copy
            copy(folder, room / f"{number}-{folder.name}")
        bunch = _gathered(room, words)
        yield from (Find("key", ROOT, secret) for secret in bunch.root)
        for path in sorted(path for path in room.rglob("*") if path.is_file()):
            yield from _read(path, str(path.relative_to(room)), bunch, room)


def _gathered(room: Path, words: str | None) -> _Bunch:
    bunch = _Bunch([], [], [], [], [])
    for root in sorted(room.rglob(ROOT)):
        keys = Keys(root.parent)
        try:
            if keys.is_sealed:
                if words is None:
                    continue
                Keys.unlock(keys.folder, words)
            ring = keys.root()
        except (WrongPassphrase, KeyRefused):
            continue
        bunch.root.extend(filter(None, (ring.secret, ring.previous)))
        for uid in keys.uids():
            with suppress(KeyRefused, KeysMissing):
                found = keys.ring(uid)
                for secret in filter(None, (found.secret, found.previous)):
                    bunch.store.append(expand(secret, "store"))
                    bunch.media.append(expand(secret, "media"))
                    bunch.export.append(expand(secret, PURPOSE))
        unlocking.let_go(keys.folder)
    for secret in bunch.root:
        bunch.control.append(expand(secret, "control"))
        bunch.store.append(expand(secret, "template"))
    return bunch


def _read(path: Path, where: str, bunch: _Bunch, room: Path) -> Iterator[Find]:
    if path.suffix == ".db":
        yield from _read_store(path, where, bunch)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive, TemporaryDirectory(dir=room) as place:
            for member in archive.namelist():
                inside = Path(place) / Path(member).name
                inside.write_bytes(archive.read(member))
                yield from _read(inside, f"{where}!{member}", bunch, room)
                inside.unlink()
    elif NAME.fullmatch(path.name):
        for plain in _unsealed(path, bunch.media, path.name):
            yield Find("media", where, plain)
    elif path.suffix == ".sealed":
        for plain in _unsealed(path, bunch.export, path.stem.rpartition("-")[2]):
            with TemporaryDirectory(dir=room) as place:
                inside = Path(place) / "bundle.zip"
                inside.write_bytes(plain)
                yield from _read(inside, where, bunch, room)
    elif not SEALED.fullmatch(path.name):
        yield Find("plain", where, path.read_bytes())


def _read_store(path: Path, where: str, bunch: _Bunch) -> Iterator[Find]:
    for kind, keys in (("control", bunch.control), ("store", bunch.store)):
        for key in keys:
            try:
                connection = connect(path, key)
            except NotReadable:
                continue
            told = io.StringIO()
            try:
                tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
                for (name,) in tables.fetchall():
                    # scan: pasted-sql: the name comes from the file's own schema
                    for row in connection.execute(f'SELECT * FROM "{name}"'):
                        print(name, *row, sep="\t", file=told)
            finally:
                connection.close()
            yield Find(kind, where, told.getvalue().encode())
            return


def _unsealed(path: Path, keys: list[bytes], name: str) -> Iterator[bytes]:
    for key in keys:
        with suppress(Damaged):
            file = Sealed(path, expand(key, name))
            file.check_end()
            yield b"".join(file.read(0, file.size))
            return
