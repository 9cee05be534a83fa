"""The pairing secret: random, in the browser alone, and nothing to do with card or reader's key.

What is stored is its HMAC under the library's key with the event. Without cookies the secret
travels in the form. A book's check-in has a purpose of its own: a reader's sheets and a book's
never meet, though both be filled in on one phone.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from flask import Response, g, request

from humanshelf.access import secrets
from humanshelf.pages.clock import now
from humanshelf.records.events import OVERRUN
from humanshelf.tenancy.scope import key

FIELD = "pairing"
COOKIE = "__Host-survey-"
LONGEST = 64
READER, BOOK, ALONE = "pair", "pair of a book", "pair alone"


def secret(code: str) -> str:
    """This browser's secret in this event: from its cookie, else from the form, else new."""
    if "pairing" not in g:
        sent = request.cookies.get(COOKIE + code) or request.form.get(FIELD) or ""
        g.pairing = sent[:LONGEST] or secrets.fresh()
    found: str = g.pairing
    return found


def known(code: str) -> bool:
    """Whether this browser keeps the event's cookie."""
    return COOKIE + code in request.cookies


def secret_for_form(code: str) -> str | None:
    """For a hidden field, where the browser has not shown that it keeps cookies."""
    return None if known(code) else secret(code)


def alone() -> str:
    """The secret of one opened form: in the form only, so that the next one is another sheet."""
    sent = request.form.get(FIELD, "")
    return sent[:LONGEST] or secrets.fresh()


def pair(purpose: str, place: UUID, secret: str) -> bytes:
    """What is stored instead of the secret; another event knows it by another value."""
    message = place.bytes + secret.encode()
    return hmac.digest(key(purpose), message, sha256)[: secrets.BYTES]


def code_hash(event_id: UUID, code: str) -> bytes:
    """What is stored of the code for the survey after a month."""
    return hmac.digest(key("follow-up"), event_id.bytes + code.encode(), sha256)[: secrets.BYTES]


def keep(response: Response, code: str, closes: datetime) -> Response:
    """Keep the secret in the browser as long as the reader's key, no longer."""
    until = closes + OVERRUN
    if until > now():
        response.set_cookie(
            COOKIE + code,
            secret(code),
            expires=until,
            secure=True,
            httponly=True,
            samesite="Lax",
        )
    return response
