"""The zip that a backup or an export is: a list of its members with their checksums, and nothing
that is not on the list. Read as what a stranger may have made: all is checked before any is used.
"""

import json
import os
import re
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from humanshelf.media.sealed import Sealing

MANIFEST = "manifest.json"
VERSION = 1
PLAIN = re.compile(r"README\.txt|secret\.json|(?:rows|tables)/[a-z_]{1,40}\.[a-z.]{3,12}")
SEALED = re.compile(r"store\.db|files/[0-9a-f]{32}")
"""Members that are encrypted lie there as they are: packing would not make them smaller."""
LARGEST_PLAIN, LARGEST_MANIFEST = 2**30, 2**23
MOST = 200_000
FILES = "files/"


class BrokenBox(ValueError):
    """It cannot be used; the sentence says why, and names no member that it does not know."""


@dataclass(frozen=True, slots=True)
class Box:
    """A box that was checked. ``told`` is its manifest."""

    zip: zipfile.ZipFile
    told: dict[str, Any]

    @property
    def files(self) -> list[str]:
        """The names of pictures and films."""
        return [name.removeprefix(FILES) for name in self.told["members"] if name[:6] == FILES]

    def read(self, name: str) -> bytes:
        return self.zip.read(name)

    def take_out(self, name: str, target: Path) -> None:
        with self.zip.open(name) as source, _new(target) as file:
            shutil.copyfileobj(source, file, 2**20)
            file.flush()
            os.fsync(file.fileno())


class Writer:
    """Puts members in, and at the end the list of them."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._zip = archive
        self._members: dict[str, dict[str, Any]] = {}

    def add(self, name: str, content: bytes) -> None:
        with self.member(name) as file:
            file.write(content)

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as source, self.member(name) as file:
            while piece := source.read(2**20):
                file.write(piece)

    @contextmanager
    def member(self, name: str) -> Iterator["Summed"]:
        info = zipfile.ZipInfo(name)
        info.external_attr = 0o600 << 16
        packed = not SEALED.fullmatch(name)
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self._zip.open(info, "w", force_zip64=True) as file:
            summed = Summed(file)
            yield summed
        self._members[name] = {"size": summed.size, "sha256": summed.sum.hexdigest()}

    def close(self, told: dict[str, Any]) -> None:
        whole = told | {"version": VERSION, "members": self._members}
        self._zip.writestr(MANIFEST, json.dumps(whole, indent=1, sort_keys=True))


class Summed:
    """A member while it is written."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file, self.sum, self.size = file, sha256(), 0

    def write(self, piece: bytes) -> None:
        self.sum.update(piece)
        self.size += len(piece)
        self._file.write(piece)


@contextmanager
def making(target: Path, key: bytes | None = None) -> Iterator[Writer]:
    """A new box at ``target``. It appears finished, or not at all; nothing is written over. With a
    ``key`` all of it lies sealed (media/sealed.py), from its first byte on."""
    if target.exists():
        raise FileExistsError(17, "is there already", str(target))
    part = target.with_name(target.name + ".part")
    part.unlink(missing_ok=True)
    try:
        with _new(part) as file:
            sealing = Sealing(file, key) if key else None  # type: ignore[arg-type]
            with zipfile.ZipFile(sealing or file, "w") as archive:
                yield Writer(archive)
            if sealing:
                sealing.close()
            file.flush()
            os.fsync(file.fileno())
        part.rename(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


@contextmanager
def opened(path: Path, format: str) -> Iterator[Box]:
    """A box of this format, all of it checked. Raises :class:`BrokenBox`."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise BrokenBox("this is no such file, or it was cut off") from None
    with archive:
        try:
            _check_names(archive, path.stat().st_size)
            told = _manifest(archive, format)
            _check_members(archive, told["members"])
        except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
            if isinstance(error, BrokenBox):
                raise
            raise BrokenBox("it is damaged") from None
        yield Box(archive, told)


def _check_names(archive: zipfile.ZipFile, size: int) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    if len(names) > MOST or len(set(names)) < len(names):
        raise BrokenBox("a member stands in it twice, or there are too many")
    if sum(info.compress_size for info in infos) > size:
        raise BrokenBox("its members lie over each other")
    for info in infos:
        kind = stat.S_IFMT(info.external_attr >> 16)
        if info.is_dir() or kind not in (0, stat.S_IFREG):
            raise BrokenBox("it holds something that is no plain file")
        if info.flag_bits & 1:
            raise BrokenBox("a member has a password of its own")
        if SEALED.fullmatch(info.filename):
            if info.compress_type != zipfile.ZIP_STORED:
                raise BrokenBox("a sealed member is packed")
        elif PLAIN.fullmatch(info.filename) or info.filename == MANIFEST:
            most = LARGEST_MANIFEST if info.filename == MANIFEST else LARGEST_PLAIN
            if info.file_size > most:
                raise BrokenBox("a member is larger than any can be")
        else:
            raise BrokenBox("it holds something that does not belong in it")


def _manifest(archive: zipfile.ZipFile, format: str) -> dict[str, Any]:
    try:
        told = json.loads(archive.read(MANIFEST))
        found, version, members = told["format"], told["version"], told["members"]
        good = all(
            isinstance(one["size"], int) and isinstance(one["sha256"], str)
            for one in members.values()
        )
        good = good and bool(re.fullmatch("[0-9a-f]{16}", told["uid"]))
        good = good and isinstance(told["schema_revision"], str)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        raise BrokenBox("it has no list of its members that can be read") from None
    if not good or found != format:
        raise BrokenBox("it is not of this kind")
    if version != VERSION:
        raise BrokenBox(f"it is of version {version!r}, and only version {VERSION} is known here")
    result: dict[str, Any] = told
    return result


def _check_members(archive: zipfile.ZipFile, members: dict[str, dict[str, Any]]) -> None:
    if set(members) | {MANIFEST} != set(archive.namelist()):
        raise BrokenBox("members are missing, or are not on its list")
    for name, told in members.items():
        digest = sha256()
        if archive.getinfo(name).file_size != told["size"]:
            raise BrokenBox("a member is not as long as its list says")
        with archive.open(name) as file:
            while piece := file.read(2**20):
                digest.update(piece)
        if digest.hexdigest() != told["sha256"]:
            raise BrokenBox("a member is not what its list says")


def _new(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b")
