"""What somebody does who carries the disk away: reads all of it, and with the keys opens it.

Nothing here is careful. Pages are decrypted one by one, those of the write-ahead log and those
that are free too, whatever the database says of them.
"""

import _hashlib
import ctypes
import ctypes.util
import sys
import zlib
from collections.abc import Collection, Iterator, Mapping
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from humanshelf.drills.markers import members
from humanshelf.media.sealed import Sealed
from humanshelf.tenancy import event_keys
from humanshelf.tenancy.keys import Keys, expand

PAGE, RESERVED, IV = 4096, 80, 16
"""Of a SQLCipher 4 file: bytes of a page, at its end IV and HMAC, and the IV alone."""
LOG = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
"""How a write-ahead log begins: 32 bytes, then frames of 24 bytes and a page."""
ZIP = b"PK\x03\x04"


class NoCipher(RuntimeError):
    """This Python brings no AES along."""


def taken(folder: Path, without: Collection[Path] = ()) -> dict[str, bytes]:
    """Every file below the folder that is not zeros alone, as the reserve is, by its path.
    ``without``: folders that were not found."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not any(path.is_relative_to(other) for other in without):
            content = path.read_bytes()
            if content.strip(b"\0"):
                found[path.relative_to(folder).as_posix()] = content
    return found


def opened(files: Mapping[str, bytes], keys: Path, room: Path) -> dict[str, bytes]:
    """What the keys in the folder open of the files, those in a backup's box too.

    Every key is tried on every file; what comes out as noise is left away. ``room`` is where the
    attacker may lay something down.
    """
    pages, media, events = found_keys(keys)
    found = {}
    for name, content in _unboxed(files):
        for number, key in enumerate(pages):
            plain = decrypted(content, key)
            if plain and not is_noise(plain):
                found[f"{name} (key {number})"] = plain
        for number, key in enumerate(media):
            unsealed = _unsealed(name.rpartition("/")[2], content, key, room)
            if unsealed is not None:
                found[f"{name} (media {number})"] = unsealed
        for number, key in enumerate(events):
            with suppress(CryptoError, ValueError):
                found[f"{name} (event {number})"] = SecretBox(key).decrypt(content)
    return found


def found_keys(folder: Path) -> tuple[list[bytes], list[bytes], list[bytes]]:
    """What a keys folder comes to: keys of pages, of pictures and films, and of running events."""
    keys = Keys.open(folder)
    pages = [keys.derive_deployment(purpose) for purpose in ("control", "template")]
    media, events = [], []
    for uid in uids(folder):
        pages.append(keys.derive(uid, "store"))
        media.append(keys.derive(uid, "media"))
        for event_id in event_keys.events_with_key(keys, uid):
            key = event_keys.find(keys, uid, event_id)
            events += [key] if key else []
    return pages, media, events


def found_secrets(folder: Path) -> list[bytes]:
    """The bare secrets of the libraries."""
    keys = Keys.open(folder)
    return [keys.secret(uid) for uid in uids(folder)]


def uids(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("*.key") if len(path.stem) == 16)


def decrypted(content: bytes, key: bytes) -> bytes:
    """All pages of a store or of its write-ahead log, one after the other."""
    if content[:4] in LOG:
        frames = range(32, len(content) - 24 - PAGE + 1, 24 + PAGE)
        places = [start + 24 for start in frames]
    else:
        places = list(range(0, len(content) - PAGE + 1, PAGE))
    return b"".join(_page(content[place : place + PAGE], key) for place in places)


def is_noise(plain: bytes) -> bool:
    """What a wrong key makes gets no smaller by packing."""
    return len(zlib.compress(plain, 1)) > 0.98 * len(plain)


def _page(page: bytes, key: bytes) -> bytes:
    # The first page begins with the salt: that spoils one block here, of SQLite's own header.
    inner = page[: PAGE - RESERVED]
    return decrypt(key, page[PAGE - RESERVED : PAGE - RESERVED + IV], inner)


def decrypt(key: bytes, iv: bytes, content: bytes) -> bytes:
    """AES-256 in CBC, as SQLCipher does it. Raises :class:`NoCipher`."""
    lib = _library()
    context = ctypes.c_void_p(lib.EVP_CIPHER_CTX_new())
    try:
        lib.EVP_DecryptInit_ex(context, ctypes.c_void_p(lib.EVP_aes_256_cbc()), None, key, iv)
        lib.EVP_CIPHER_CTX_set_padding(context, 0)
        out, length = ctypes.create_string_buffer(len(content) + 16), ctypes.c_int()
        lib.EVP_DecryptUpdate(context, out, ctypes.byref(length), content, len(content))
        return out.raw[: length.value]
    finally:
        lib.EVP_CIPHER_CTX_free(context)


@cache
def _library() -> Any:
    """OpenSSL as Python itself uses it, or the system's."""
    places = [getattr(_hashlib, "__file__", None)]
    if sys.platform == "linux":
        places.append(ctypes.util.find_library("crypto"))
    for place in places:
        lib = ctypes.CDLL(place)
        if hasattr(lib, "EVP_aes_256_cbc"):
            lib.EVP_CIPHER_CTX_new.restype = ctypes.c_void_p
            lib.EVP_aes_256_cbc.restype = ctypes.c_void_p
            return lib
    raise NoCipher("this Python brings no AES along")


def _unboxed(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    for name, content in files.items():
        yield name, content
        if content[:4] == ZIP:
            for member, inner in members(content).items():
                yield f"{name}!{member}", inner


def _unsealed(name: str, content: bytes, key: bytes, room: Path) -> bytes | None:
    if len(name) != 32:
        return None
    lying = room / "sealed"
    lying.write_bytes(content)
    try:
        found = Sealed(lying, expand(key, name))
        return b"".join(found.read(0, found.size))
    except (CryptoError, OSError, ValueError):
        return None
    finally:
        lying.unlink()
