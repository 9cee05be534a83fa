"""The reader's key: a random cookie that keeps one browser to one open card in an event."""

from datetime import datetime

from flask import Response, g, request

from humanshelf.access import secrets
from humanshelf.pages.clock import now
from humanshelf.records.events import OVERRUN

COOKIE = "__Host-reader"
LONGEST_KEY = 64


def reader() -> str:
    """This browser's key: from its cookie, else from the form, else new.

    A browser without cookies sends the key that stood in its form, so that a second tap of the
    same form is still the same reader.
    """
    if "reader" not in g:
        sent = request.cookies.get(COOKIE) or request.form.get("reader") or ""
        g.reader = sent[:LONGEST_KEY] or secrets.fresh()
    key: str = g.reader
    return key


def key_for_form() -> str | None:
    """The key for a form's hidden field, where the browser has not shown that it keeps cookies.

    One that does need not have it in the page too, where a script or a saved page would tell it.
    """
    return None if request.cookies.get(COOKIE) else reader()


def remember(response: Response, closes: datetime) -> Response:
    """Keep the key in the browser for as long as the event may run late, no longer.

    To look at an event that is over, or late, does not take the key of the next one away.
    """
    if closes > now():
        until = closes + OVERRUN
        response.set_cookie(
            COOKIE, reader(), expires=until, secure=True, httponly=True, samesite="Lax"
        )
    return response
