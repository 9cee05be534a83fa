"""The private key under words, and for a few minutes under a secret that one browser holds."""

import secrets
from hashlib import sha256
from unicodedata import normalize

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from humanshelf.tenancy import passphrase
from humanshelf.tenancy.keys import SIZE, expand
from humanshelf.tenancy.passphrase import WrongPassphrase

RECOVERY = "recovery"
"""Whose the wrap is that the recovery code opens."""
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Of codes: none that is read as another."""
GROUP = 5


def wrap(words: str, library: str, owner: str, private: bytes) -> dict[str, str]:
    """Takes most of a second and 256 MB (argon2id). Raises TooShort."""
    return passphrase.seal(normalize("NFC", words), _mark(library, owner) + private)


def unwrap(words: str, library: str, owner: str, wrapped: dict[str, str]) -> bytes:
    """The private key. Takes as long. Raises WrongPassphrase, also for another owner's wrap."""
    opened = passphrase.open_sealed(normalize("NFC", words), wrapped)
    mark, private = opened[:SIZE], opened[SIZE:]
    if mark != _mark(library, owner):
        raise WrongPassphrase
    return private


def hold(secret: bytes, library: str, device: str, private: bytes) -> bytes:
    """The private key, for the store: the store opens it as little as the secret alone does."""
    return bytes(_box(secret).encrypt(_mark(library, device) + private))


def held(secret: bytes, library: str, device: str, blob: bytes) -> bytes | None:
    """None if it was held by another secret, or for another browser's session."""
    try:
        opened = _box(secret).decrypt(blob)
    except (CryptoError, ValueError, TypeError):
        return None
    return opened[SIZE:] if opened[:SIZE] == _mark(library, device) else None


def name_of(secret: bytes) -> bytes:
    """By which the store finds what a browser's secret opens."""
    return expand(secret, "vault/name")


def new_code(groups: int) -> str:
    """Groups of five letters, each group some 24 bits."""
    return "-".join(_group() for _ in range(groups))


def part_hash(code: str, group: int) -> bytes:
    """By which it is seen that somebody holds this code: it tells nothing of the other groups."""
    return sha256(b"part" + code.split("-")[group].encode()).digest()


def plain(code: str) -> str:
    """A code as it is compared, however somebody has typed it."""
    kept = "".join(filter(str.isalnum, normalize("NFKC", code[:200]))).casefold()
    return "-".join(kept[i : i + GROUP] for i in range(0, len(kept), GROUP))


def _group() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(GROUP))


def _box(secret: bytes) -> SecretBox:
    return SecretBox(expand(secret, "vault/box"))


def _mark(library: str, owner: str) -> bytes:
    return sha256(f"wrap\0{library}\0{owner}".encode()).digest()
