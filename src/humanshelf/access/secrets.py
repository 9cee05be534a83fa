"""Secret links and the reader's key: 128 bits each, stored only as hashes."""

import hmac
import re
import secrets
from base64 import urlsafe_b64encode
from hashlib import sha256
from uuid import UUID

from humanshelf.access.sessions import door_key
from humanshelf.tenancy.scope import key

BYTES = 16


def fresh() -> str:
    """A new secret of 128 bits, for a URL or a cookie."""
    return secrets.token_urlsafe(BYTES)


def of_form(purpose: str, sent: str | None) -> str:
    """The secret of the link that a form makes: the same for the same form, and a fresh one where
    the form was not drawn by us.

    Without the key of this door nobody gets from the form to the link. A page that asks for no
    second factor draws the form; only its answer, which may ask for one, shows the link.
    """
    if not sent or not re.fullmatch(r"[A-Za-z0-9_-]{22}", sent):
        return fresh()
    drawn = hmac.digest(door_key("link"), f"{purpose} {sent}".encode(), sha256)
    return urlsafe_b64encode(drawn[:BYTES]).decode().rstrip("=")


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


def feedback_id(form: str, place: str) -> bytes:
    """Under which the words of one form are kept, so that sent twice they are there once.

    The form's key was random and is not stored; without the library's own key nobody gets from
    one to the other.
    """
    return _mac("feedback", f"{place} {form}".encode())


LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Of codes that are read aloud and typed: none that is taken for another."""
SPELLED = 8

CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def shelf_code(event_id: UUID) -> str:
    """What is printed and said in the hall, and opens the hidden books of this event's shelf."""
    return spelled(_mac("shelf", event_id.bytes))


def spelled(digest: bytes) -> str:
    """A code of forty bits: more than all the guesses that a server can answer in an evening."""
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:SPELLED])


def spaced(code: str) -> str:
    """In two halves, as it is read aloud."""
    return f"{code[: SPELLED // 2]} {code[SPELLED // 2 :]}"


def typed_code(typed: str) -> str:
    """As people type it: in small letters, with spaces or a hyphen."""
    return "".join(typed.replace("-", " ").split()).translate(CAPITALS)


def shelf_pass(event_id: UUID) -> str:
    """What a browser keeps that has typed the code. It opens nothing at another event."""
    return _mac("shelf pass", event_id.bytes).hex()


def _mac(purpose: str, message: bytes) -> bytes:
    return hmac.new(key(purpose), message, sha256).digest()[:BYTES]
