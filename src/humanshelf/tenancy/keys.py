"""The secrets of the libraries, one each, and the keys made from them.

A library's secret is random, so nothing about one library helps to guess another's. On disk it is
wrapped by the deployment's key and bound to its library: a folder copied without `deployment.key`
opens nothing, and a secret moved under another library's name does not open either. Destroying a
secret makes every copy of that library's store unreadable, old backups too.

Each secret stands in a ring, which may be turned: a new secret for what lies on the disk, while
the keys of links, hashes and factors are carried on by value. From these nobody gets back to the
secret that they were made of. Whoever asks for a key asks the disk whether the ring was turned.
"""

import fcntl
import hmac
import json
import os
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from humanshelf.tenancy import unlocking
from humanshelf.tenancy.passphrase import Opener

SIZE = 32
AT_REST = ("export", "media", "store")
"""What a library's own secret seals on the disk. This moves when its ring is turned."""
CARRIED = (
    "activity", "backroom", "card", "challenge", "cookie", "csrf", "event", "factor",
    "factor offer", "feedback", "follow-up", "link", "pair", "pair alone", "pair of a book",
    "passkey", "reader", "recovery", "shelf", "shelf pass",
)  # fmt: skip
"""What must go on when the ring is turned. It is of use only with what is in the store, or, as an
event's wrapped key, for some hours."""
PURPOSES = frozenset((*AT_REST, *CARRIED))
DEPLOYMENT_CARRIED = ("challenge", "cookie", "csrf", "factor", "kept-slug", "link", "passkey")
DEPLOYMENT_PURPOSES = re.compile("control|template|wrap/.*|" + "|".join(DEPLOYMENT_CARRIED))
ROOT = "deployment.key"


class KeysMissing(RuntimeError):
    """A key that should be in the keys folder is not there."""


class KeyRefused(RuntimeError):
    """A library's secret does not open under this deployment's key."""


class UnknownPurpose(KeyError):
    """A purpose that does not stand in PURPOSES: nobody could say what a rotation does to it."""


class BadUid(ValueError):
    """What was offered as a library's uid is not one."""

    def __init__(self, uid: object) -> None:
        super().__init__(f"a library's uid is 16 small hexadecimal digits, not {uid!r}")


def new_uid() -> str:
    return secrets.token_hex(8)


def checked(uid: str) -> str:
    """The uid itself, if it is one. Uids become paths, so nothing else may pass."""
    if not is_uid(uid):
        raise BadUid(uid)
    return uid


def is_uid(uid: object) -> bool:
    return isinstance(uid, str) and bool(re.fullmatch("[0-9a-f]{16}", uid))


def expand(secret: bytes, purpose: str) -> bytes:
    """One block of HKDF-Expand (RFC 5869). The secret is already uniform: nothing to extract."""
    return hmac.digest(secret, b"humanshelf/1/" + purpose.encode() + b"\x01", "sha256")


@dataclass(frozen=True, slots=True)
class Ring:
    """A secret and what goes with it. ``previous`` is the secret before this one, for as long as
    something on the disk may still lie under it; ``carried`` are keys made of earlier secrets."""

    secret: bytes = field(repr=False)
    generation: int = 0
    carried: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    previous: bytes | None = field(default=None, repr=False)

    def key(self, purpose: str) -> bytes:
        return self.carried.get(purpose) or expand(self.secret, purpose)

    def turned(self, carry: tuple[str, ...]) -> "Ring":
        """The next one, with a new secret."""
        carried = {purpose: self.key(purpose) for purpose in carry}
        return Ring(secrets.token_bytes(SIZE), self.generation + 1, carried, self.secret)

    def settled(self) -> "Ring":
        return replace(self, previous=None)

    def packed(self) -> bytes:
        """As it is kept. One that was never turned is its bare secret."""
        if not self.generation and not self.carried:
            return self.secret
        told = {
            "generation": self.generation,
            "secret": self.secret.hex(),
            "carried": {purpose: key.hex() for purpose, key in self.carried.items()},
            "previous": self.previous.hex() if self.previous else None,
        }
        return json.dumps(told).encode()

    @classmethod
    def unpacked(cls, content: bytes) -> "Ring":
        """Raises ValueError for what is none."""
        if len(content) == SIZE:
            return cls(content)
        try:
            told = json.loads(content)
            ring = cls(
                bytes.fromhex(told["secret"]),
                int(told["generation"]),
                {str(purpose): bytes.fromhex(key) for purpose, key in told["carried"].items()},
                bytes.fromhex(told["previous"]) if told["previous"] else None,
            )
        except (KeyError, TypeError, AttributeError, ValueError, RecursionError):
            raise ValueError("this is no secret") from None
        if {len(each) for each in (ring.secret, *ring.carried.values())} != {SIZE}:
            raise ValueError("this is no secret")
        return ring


@contextmanager
def locked(folder: Path, shared: bool = False) -> Iterator[None]:
    """Alone in this folder among all who ask for that; ``shared`` with those who do so too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        # Not by closing alone: gevent closes a moment later, and the next lock would wait for ever.
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


class Keys:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._known: dict[str, tuple[tuple[int, int], Ring]] = {}

    @classmethod
    def make(cls, folder: Path, opener: Opener | None = None) -> "Keys":
        """Make the deployment's key, once: sealed, where there is an ``opener``. Refuses to make
        a second one over the first."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if opener:
            unlocking.hold(folder, opener)
        _write(folder / ROOT, _sealed(Ring(secrets.token_bytes(SIZE)), opener))
        return cls.open(folder)

    @classmethod
    def open(cls, folder: Path) -> "Keys":
        """Raises KeysMissing; Locked or WrongPassphrase where the key is sealed."""
        keys = cls(folder)
        keys.root()
        return keys

    @classmethod
    def unlock(cls, folder: Path, words: str) -> None:
        """From now on this process opens the sealed key there. Raises WrongPassphrase."""
        unlocking.hold(folder, Opener.of(words, json.loads(_read(folder / ROOT))))

    @classmethod
    def put_back(cls, folder: Path, files: dict[str, bytes]) -> None:
        """The files of a keys folder that was lost."""
        if not all(re.fullmatch(r"deployment\.key|[0-9a-f]{16}\.key", name) for name in files):
            raise ValueError("these are no keys")
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            _write(folder / name, content)

    def uids(self) -> list[str]:
        """The libraries that have a secret here."""
        found = (path.name.removesuffix(".key") for path in self.folder.glob("*.key"))
        return sorted(uid for uid in found if is_uid(uid))

    def has(self, uid: str) -> bool:
        return self._path(uid).is_file()

    def create(self, uid: str, ring: Ring | bytes | None = None) -> None:
        """Give a library its secret: a new one, or the one that came with its export."""
        if not isinstance(ring, Ring):
            ring = Ring(secrets.token_bytes(SIZE) if ring is None else ring)
        _write(self._path(uid), self._wrapped(uid, ring))

    def forget(self, uid: str) -> None:
        """Keep the secret in this process's memory no longer; asked for, it is read again."""
        self._known.pop(f"{uid}.key", None)

    def destroy(self, uid: str) -> None:
        self.forget(uid)
        with locked(self.folder):
            self._path(uid).unlink(missing_ok=True)
            settle(self.folder)

    def ring(self, uid: str) -> Ring:
        return self._fresh(self._path(uid), lambda content: self._unwrapped(uid, content))

    def secret(self, uid: str) -> bytes:
        """The bare secret. Everything outside this folder derives from it."""
        return self.ring(uid).secret

    def derive(self, uid: str, purpose: str) -> bytes:
        """Raises :class:`UnknownPurpose`."""
        if purpose not in PURPOSES:
            raise UnknownPurpose(purpose)
        return self.ring(uid).key(purpose)

    def derive_deployment(self, purpose: str) -> bytes:
        """Raises :class:`UnknownPurpose`."""
        if not DEPLOYMENT_PURPOSES.fullmatch(purpose):
            raise UnknownPurpose(purpose)
        return self.root().key(purpose)

    def root(self) -> Ring:
        """The deployment's own."""
        return self._fresh(self.folder / ROOT, self._unsealed)

    @property
    def is_sealed(self) -> bool:
        return unlocking.is_sealed(_read(self.folder / ROOT))

    def turn(self, uid: str, ring: Ring) -> None:
        """From this moment on the library's secret is another. Raises KeysMissing."""
        self._replace(self._path(uid), lambda: self._wrapped(uid, ring))

    def turn_root(self, ring: Ring) -> None:
        opener = unlocking.held(self.folder) if self.is_sealed else None
        self._replace(self.folder / ROOT, lambda: _sealed(ring, opener))

    def wrap_anew(self, uid: str) -> None:
        """Under the deployment's newest key. Raises KeysMissing, KeyRefused."""
        path = self._path(uid)
        with suppress(CryptoError):
            _box(self.root().secret, uid).decrypt(_read(path))
            return
        self._replace(path, lambda: self._wrapped(uid, self._unwrapped(uid, _read(path))))

    def seal(self, opener: Opener | None) -> None:
        """Let the deployment's key lie sealed from now on, or bare."""
        ring = self.root()
        self._replace(self.folder / ROOT, lambda: _sealed(ring, opener))
        if opener:
            unlocking.hold(self.folder, opener)
        else:
            unlocking.let_go(self.folder)

    def _fresh(self, path: Path, opened: Callable[[bytes], Ring]) -> Ring:
        """As it is on the disk; where it was taken from there, as it was read last."""
        known = self._known.get(path.name)
        while True:
            try:
                mark = _mark(path)
                if known and known[0] == mark:
                    return known[1]
                content = _read(path)
                if _mark(path) == mark:
                    break
            except (FileNotFoundError, NotADirectoryError, KeysMissing):
                if known:
                    return known[1]
                raise KeysMissing(f"there is no {path.name} in {path.parent}") from None
        ring = opened(content)
        self._known[path.name] = mark, ring
        return ring

    def _unsealed(self, content: bytes) -> Ring:
        if len(content) != SIZE and unlocking.is_sealed(content):
            content = unlocking.opened(self.folder, content)
        try:
            return Ring.unpacked(content)
        except ValueError:
            raise KeyRefused(f"the {ROOT} in {self.folder} is no key") from None

    def _wrapped(self, uid: str, ring: Ring) -> bytes:
        return bytes(_box(self.root().secret, uid).encrypt(ring.packed()))

    def _unwrapped(self, uid: str, content: bytes) -> Ring:
        root = self.root()
        for secret in filter(None, (root.secret, root.previous)):
            try:
                return Ring.unpacked(_box(secret, uid).decrypt(content))
            except (CryptoError, ValueError):
                continue
        raise KeyRefused(f"the secret of {uid} is not this deployment's")

    def _replace(self, path: Path, content: Callable[[], bytes]) -> None:
        """In one moment, and the bytes that were there are overwritten: as far as the disk's own
        electronics let anybody say that."""
        # Under a lock: what is being replaced is not destroyed meanwhile, and then there again.
        making = path.with_name(f"{path.name}.making")
        with locked(self.folder):
            try:
                old = path.open("r+b", buffering=0)
            except FileNotFoundError:
                raise KeysMissing(f"there is no {path.name} in {path.parent}") from None
            with old:
                making.unlink(missing_ok=True)
                _write(making, content())
                making.rename(path)
                settle(self.folder)
                old.write(bytes(os.fstat(old.fileno()).st_size))
                os.fsync(old.fileno())

    def _path(self, uid: str) -> Path:
        return self.folder / f"{checked(uid)}.key"


def _box(root: bytes, uid: str) -> SecretBox:
    return SecretBox(expand(root, f"wrap/{checked(uid)}"))


def _sealed(ring: Ring, opener: Opener | None) -> bytes:
    return json.dumps(opener.seal(ring.packed())).encode() if opener else ring.packed()


def _mark(path: Path) -> tuple[int, int]:
    """Changes whenever the file is replaced."""
    found = os.stat(path)
    return found.st_ino, found.st_mtime_ns


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
    settle(path.parent)


def settle(folder: Path) -> None:
    """What was written, renamed or deleted in this folder is on the disk from now on."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
