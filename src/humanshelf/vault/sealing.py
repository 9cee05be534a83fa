"""Sealing an entry to the library's public key, and opening it with the private one."""

from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

from nacl.bindings import sodium_pad, sodium_unpad
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

BLOCK = 256
"""To a multiple of so many bytes what is sealed is filled up: its length tells little."""
MARK = 32


class DoesNotOpen(ValueError):
    """It was sealed to another key, or for another place, or was changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something sealed belongs: the library's uid, the row, the book, the field. Words that
    people say belong to no book: whom they are meant for may change."""

    library: str
    row: UUID
    book: UUID | None
    field: str

    @property
    def mark(self) -> bytes:
        told = (self.library, self.row.hex, self.book.hex if self.book else "", self.field)
        return sha256("\0".join(told).encode()).digest()


def new_key() -> bytes:
    """A private key for a new vault."""
    return bytes(PrivateKey.generate())


def public_of(private: bytes) -> bytes:
    return bytes(PrivateKey(private).public_key)


def seal(public: bytes, place: Place, words: str) -> bytes:
    return seal_bytes(public, place, words.encode(), BLOCK)


def unseal(private: bytes, place: Place, sealed: bytes) -> str:
    """The words, if they were sealed for this place. Raises :class:`DoesNotOpen`."""
    return unseal_bytes(private, place, sealed, BLOCK).decode()


def seal_bytes(public: bytes, place: Place, content: bytes, block: int) -> bytes:
    """Filled up to a multiple of so many bytes."""
    filled = sodium_pad(place.mark + content, block)
    return bytes(SealedBox(PublicKey(public)).encrypt(filled))


def unseal_bytes(private: bytes, place: Place, sealed: bytes, block: int) -> bytes:
    """Raises :class:`DoesNotOpen`."""
    try:
        opened = sodium_unpad(SealedBox(PrivateKey(private)).decrypt(sealed), block)
    except (CryptoError, ValueError, TypeError):
        raise DoesNotOpen from None
    if opened[:MARK] != place.mark:
        raise DoesNotOpen
    return opened[MARK:]
