"""Secret links and the reader's key: 128 bits each, stored only as hashes."""

import hmac
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from humanshelf.tenancy.scope import key

BYTES = 16


def fresh() -> str:
    """A new secret of 128 bits, for a URL or a cookie."""
    return secrets.token_urlsafe(BYTES)


def card_token(id: UUID) -> str:
    """The secret link of a card.

    It follows from the card's id under the library's own key, so that a second tap finds the
    same page again although the store holds nothing but the token's hash.
    """
    return urlsafe_b64encode(_mac("card", id.bytes)).decode().rstrip("=")


def backroom_token(event_id: UUID, book: str, seed: bytes) -> str:
    """The secret link of a book's own page in one event. Another seed is another link."""
    message = event_id.bytes + seed + book.encode()
    return urlsafe_b64encode(_mac("backroom", message)).decode().rstrip("=")


def reader_hash(reader: str, event_id: UUID) -> bytes:
    """What is stored of a browser in one event; another event knows it by another value."""
    return _mac("reader", event_id.bytes + reader.encode())


def _mac(purpose: str, message: bytes) -> bytes:
    return hmac.new(key(purpose), message, sha256).digest()[:BYTES]
