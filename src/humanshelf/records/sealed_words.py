"""What people say, sealed to the library's vault: the server that keeps it cannot read it.

Each text is sealed for the random id under which it is read later. While a library has no vault
that is ready, there is nothing to seal to, and words lie as they came.
"""

from base64 import b64decode, b64encode
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from humanshelf.records.vault_rows import VaultKey
from humanshelf.tenancy import current
from humanshelf.vault.sealing import DoesNotOpen, Place, seal, unseal

ID = 16
Kept = tuple[str, str]
"""In a sheet: the id under which these words will be read, and the words, sealed."""


def public(session: Session) -> bytes | None:
    """To what words are sealed; None while there is no vault that is ready."""
    chosen = select(VaultKey.public).where(VaultKey.ready)
    return session.execute(chosen).scalar()


def sealed(key: bytes, id: bytes, words: str) -> bytes:
    return seal(key, _place(id), words)


def opened(private: bytes, id: bytes, blob: bytes) -> str | None:
    """None where this was not sealed for this library and id, or was changed."""
    try:
        return unseal(private, _place(id), blob)
    except DoesNotOpen:
        return None


def for_sheet(key: bytes, words: str) -> Kept:
    """As a sheet keeps words until they are parted from it."""
    id = token_bytes(ID)
    return id.hex(), b64encode(sealed(key, id, words)).decode()


def from_sheet(kept: Kept) -> tuple[bytes, bytes]:
    id, blob = kept
    return bytes.fromhex(id), b64decode(blob)


def _place(id: bytes) -> Place:
    return Place(current(), UUID(bytes=id), None, "words")
