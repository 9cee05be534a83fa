"""Who may come in: the code on site, and invitations to a private event.

A browser that was let in keeps a pass, in a cookie of this event alone. It says nothing of whose
it is: all that came by the code have the same. Passes and codes are made from the event's own
secret, so that another event's or library's open nothing here, and die with it.

Nobody is held up by wrong codes: a code has forty bits, and to be let in by one of the few that
are good just now takes more tries than a server answers in years.
"""

import hmac
from datetime import datetime
from uuid import UUID

from flask import Response, request

from humanshelf.access.guessing import alike
from humanshelf.access.secrets import spelled, typed_code
from humanshelf.pages.clock import now
from humanshelf.records.entrance_rows import slot
from humanshelf.records.entrances import stands
from humanshelf.records.events import OVERRUN
from humanshelf.records.floors import Scene
from humanshelf.records.showing import Showing

INSIDE, GUEST, SCREEN = "__Host-inside-", "__Host-guest-", "__Host-screen-"
FIELD = "entrance"
BOARD = b"board\xff"
"""No guest's pass is made of these bytes, which no text comes to."""
LONGEST = 64
AHEAD = 30 * 24 * 3600
"""Seconds for which a guest's pass is kept before place and time are told: an end that followed
from the event's would tell them."""


def code(event: Showing, at: datetime, later: int = 0) -> str | None:
    """What the board shows; None where the secret is not there any more."""
    return _code(event.secret, b"slot %d" % (slot(at) + later)) if event.secret else None


def printed_code(event: Showing) -> str | None:
    """What stands on the poster, if a code was made for it."""
    return _code(event.printed, b"printed") if event.printed else None


def fits(event: Showing, typed: str, at: datetime) -> bool:
    """Whether this is a code of now: on the board just now, or just before; or on the poster.

    The one after counts too, so that a server's clock that is set back ten minutes shuts nobody
    out: it was shown to those who were there.
    """
    good = [code(event, at, later) for later in (0, -1, 1)] + [printed_code(event)]
    sent = typed_code(typed[:LONGEST])
    return any(alike(sent, one) for one in good if one is not None)


def inside(found: Scene) -> bool:
    """Whether this browser may take a card without a code: none is asked for, or it was typed."""
    event = found.event
    return not event.coded or _has(INSIDE + event.code, event.secret, b"inside")


def let_in(response: Response, found: Scene) -> Response:
    return _keep(response, found, INSIDE, _mac(found.event.secret, b"inside"))


def guest(found: Scene) -> bool:
    """Whether this browser may know of the event: it is public, or an invitation brought it."""
    event = found.event
    if not event.invited:
        return True
    id, _dot, mac = request.cookies.get(GUEST + event.code, "").partition(".")
    if not event.guests or not alike(mac, _mac(event.guests, id.encode())):
        return False
    return id == event.id.hex or stands(event.id, UUID(hex=id))


def welcome(response: Response, found: Scene, invitation: UUID | None = None) -> Response:
    """Let this browser know of the event for good; ``None`` is one that staff or a card brought."""
    id = (invitation or found.event.id).hex
    if not found.event.guests:
        return response
    return _keep(response, found, GUEST, f"{id}.{_mac(found.event.guests, id.encode())}")


def screen(found: Scene) -> bool:
    """Whether somebody of the team has opened the board in this browser: it hangs in the hall."""
    return _has(SCREEN + found.event.code, found.event.guests, BOARD)


def make_screen(response: Response, found: Scene) -> Response:
    """The board shows the code here from now on, when they have signed out too."""
    if not found.event.guests:
        return response
    return _keep(response, found, SCREEN, _mac(found.event.guests, BOARD))


def still_welcome(response: Response, found: Scene) -> Response:
    """From when the time is told a guest's pass ends with the event."""
    kept = request.cookies.get(GUEST + found.event.code)
    return _keep(response, found, GUEST, kept) if found.event.invited and kept else response


def _keep(response: Response, found: Scene, name: str, value: str) -> Response:
    ends = max(found.floor.closes, now()) + OVERRUN
    response.set_cookie(
        name + found.event.code,
        value,
        max_age=None if found.revealed else AHEAD,
        expires=ends if found.revealed else None,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    return response


def _has(cookie: str, secret: bytes, what: bytes) -> bool:
    return bool(secret) and alike(request.cookies.get(cookie, ""), _mac(secret, what))


def _mac(secret: bytes, what: bytes) -> str:
    return hmac.digest(secret, what, "sha256").hex()


def _code(secret: bytes, what: bytes) -> str:
    return spelled(hmac.digest(secret, what, "sha256"))
