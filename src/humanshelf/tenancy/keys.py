"""The secrets of the libraries, one each, and the keys made from them.

A library's secret is random, so nothing about one library helps to guess another's. On disk it is
wrapped by the deployment's key and bound to its library: a folder copied without `deployment.key`
opens nothing, and a secret moved under another library's name does not open either. Destroying a
secret makes every copy of that library's store unreadable, old backups too.
"""

import hmac
import os
import re
import secrets
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

SIZE = 32


class KeysMissing(RuntimeError):
    """A key that should be in the keys folder is not there."""


class KeyRefused(RuntimeError):
    """A library's secret does not open under this deployment's key."""


class BadUid(ValueError):
    """What was offered as a library's uid is not one."""

    def __init__(self, uid: object) -> None:
        super().__init__(f"a library's uid is 16 small hexadecimal digits, not {uid!r}")


def new_uid() -> str:
    return secrets.token_hex(8)


def checked(uid: str) -> str:
    """The uid itself, if it is one. Uids become paths, so nothing else may pass."""
    if not isinstance(uid, str) or not re.fullmatch("[0-9a-f]{16}", uid):
        raise BadUid(uid)
    return uid


def expand(secret: bytes, purpose: str) -> bytes:
    """One block of HKDF-Expand (RFC 5869). The secret is already uniform: nothing to extract."""
    return hmac.digest(secret, b"humanshelf/1/" + purpose.encode() + b"\x01", "sha256")


class Keys:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._deployment: bytes | None = None
        self._secrets: dict[str, bytes] = {}

    @classmethod
    def make(cls, folder: Path) -> "Keys":
        """Make the deployment's key, once. Refuses to make a second one over the first."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(folder / "deployment.key", secrets.token_bytes(SIZE))
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "Keys":
        keys = cls(folder)
        keys._root()
        return keys

    def create(self, uid: str, secret: bytes | None = None) -> None:
        """Give a library its secret: a new one, or the one that came with its export."""
        secret = secrets.token_bytes(SIZE) if secret is None else secret
        _write(self._path(uid), bytes(self._box(uid).encrypt(secret)))
        self._secrets[uid] = secret

    def destroy(self, uid: str) -> None:
        self._secrets.pop(uid, None)
        self._path(uid).unlink(missing_ok=True)
        _settle(self.folder)

    def secret(self, uid: str) -> bytes:
        """The bare secret. Only an export carries it out; everything else derives from it."""
        if uid not in self._secrets:
            try:
                self._secrets[uid] = self._box(uid).decrypt(_read(self._path(uid)))
            except CryptoError:
                raise KeyRefused(f"the secret of {uid} is not this deployment's") from None
        return self._secrets[uid]

    def derive(self, uid: str, purpose: str) -> bytes:
        return expand(self.secret(uid), purpose)

    def derive_deployment(self, purpose: str) -> bytes:
        return expand(self._root(), purpose)

    def _root(self) -> bytes:
        if self._deployment is None:
            self._deployment = _read(self.folder / "deployment.key")
        return self._deployment

    def _box(self, uid: str) -> SecretBox:
        return SecretBox(self.derive_deployment(f"wrap/{checked(uid)}"))

    def _path(self, uid: str) -> Path:
        return self.folder / f"{checked(uid)}.key"


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise KeysMissing(f"there is no {path.name} in {path.parent}") from None


def _write(path: Path, content: bytes) -> None:
    # On the disk before anyone relies on it: a store whose key was lost in a power cut is lost.
    file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(file, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    _settle(path.parent)


def _settle(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
