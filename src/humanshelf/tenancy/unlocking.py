"""What opens a deployment's key that is sealed on the disk, and where it may come from.

Held by this process alone: workers that are forked from it have it too, and one that died is
forked anew. The words themselves are kept nowhere, only what they come to.
"""

import json
import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from pathlib import Path

from humanshelf.config import PREFIX
from humanshelf.tenancy.passphrase import Opener, WrongPassphrase

WORDS, PIPE, HANDED = PREFIX + "UNLOCK", PREFIX + "UNLOCK_FD", PREFIX + "HANDED_FD"
CREDENTIAL = "humanshelf-unlock"
"""The credential's name, as systemd is told it."""
LONGEST = 4096

_held: dict[Path, Opener] = {}


class Locked(RuntimeError):
    """The deployment's key is sealed, and nobody has said the words."""


def is_sealed(content: bytes) -> bool:
    return content.startswith(b'{"kdf"')


def opened(folder: Path, content: bytes) -> bytes:
    """The deployment's key out of its sealed form. Raises :class:`Locked`, WrongPassphrase."""
    told = json.loads(content)
    held = _held.get(folder.absolute())
    if held is None or held.salt.hex() != told["salt"]:
        handed = _line(os.environ, HANDED)
        words = None if handed else given()
        if handed:
            held = Opener(bytes.fromhex(told["salt"]), bytes.fromhex(handed))
        elif words is None:
            raise Locked(
                f"The deployment's key in {folder} is sealed: start with --unlock, or give its"
                f" passphrase in {WORDS} or as the credential {CREDENTIAL}."
            )
        else:
            held = Opener.of(words, told)
        hold(folder, held)
    return held.open(told)


def hold(folder: Path, opener: Opener) -> None:
    _held[folder.absolute()] = opener


def held(folder: Path) -> Opener | None:
    return _held.get(folder.absolute())


def let_go(folder: Path) -> None:
    _held.pop(folder.absolute(), None)


@contextmanager
def handed(folder: Path) -> Iterator[tuple[tuple[int, ...], dict[str, str]]]:
    """The file descriptors and the environment by which a process that is started from here
    opens this key, too; none where it is not sealed."""
    opener = held(folder)
    if opener is None:
        yield (), {}
        return
    reading, writing = os.pipe()
    try:
        os.write(writing, opener.key.hex().encode())
        os.close(writing)
        yield (reading,), {HANDED: str(reading)}
    finally:
        os.close(reading)


def given(environ: MutableMapping[str, str] = os.environ) -> str | None:
    """The words, if the environment has them, or leads to them. A pipe gives them once; the
    environment's own are taken out of it, so that no process started from here has them."""
    if words := environ.pop(WORDS, None):
        return words
    if words := _line(environ, PIPE):
        return words
    folder = environ.get("CREDENTIALS_DIRECTORY")
    file = Path(folder, CREDENTIAL) if folder else None
    if file is None or not file.is_file():
        return None
    return first_line(file.read_bytes())


def first_line(content: bytes) -> str:
    try:
        return content.split(b"\n", 1)[0].removesuffix(b"\r").decode()
    except UnicodeDecodeError:
        raise WrongPassphrase from None


def _line(environ: MutableMapping[str, str], name: str) -> str | None:
    """The first line of the file descriptor that stands there; it is closed afterwards."""
    number = environ.pop(name, "")
    if not (number.isascii() and number.isdigit()):
        return None
    heard = b""
    try:
        with os.fdopen(int(number), "rb") as stream:
            heard = stream.readline(LONGEST)
    except OSError:
        raise Locked(f"{name} names no open file.") from None
    return first_line(heard)
