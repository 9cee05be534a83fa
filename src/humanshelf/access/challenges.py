"""What a passkey has to sign: made here, for one browser, good for five minutes and one answer.

Nothing is stored when one is asked for, so that nobody fills a store by asking: a challenge carries
its own end and a seal over what it is for and over a cookie of the browser that asked. That it was
answered is stored, until its time is over.
"""

import hmac
import re
from datetime import datetime, timedelta
from secrets import token_bytes

from flask import Response, request

from humanshelf.access.secrets import fresh
from humanshelf.access.sessions import door_key

COOKIE = "__Host-asked"
LIFE = timedelta(minutes=5)
ENTER, ADD = b"enter", b"add "
"""What a challenge is for. One to add a passkey names the account, too."""
RANDOM, ENDS, SEAL = 12, 4, 16
BROWSER = re.compile(r"[\w-]{22}", re.ASCII)


def keep(answer: Response, browser: str) -> None:
    """The browser that gets this answer is the one that was asked."""
    answer.set_cookie(
        COOKIE,
        browser,
        max_age=int(LIFE.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Strict",
    )


def browser() -> str:
    """This browser's word for the next minutes, or a new one."""
    return _known() or fresh()


def challenge(purpose: bytes, browser: str, at: datetime) -> bytes:
    """Thirty-two bytes."""
    ends = int((at + LIFE).timestamp()).to_bytes(ENDS, "big")
    told = token_bytes(RANDOM) + ends
    return told + _seal(purpose, browser, told)


def stands(challenge: bytes, purpose: bytes, at: datetime) -> bool:
    """Whether it was made here, for this and for this browser, and its time is not over."""
    told, known = challenge[: RANDOM + ENDS], _known()
    if known is None:
        return False
    if not hmac.compare_digest(challenge[RANDOM + ENDS :], _seal(purpose, known, told)):
        return False
    left = int.from_bytes(told[RANDOM:], "big") - at.timestamp()
    return 0 < left <= LIFE.total_seconds()


def _known() -> str | None:
    sent = request.cookies.get(COOKIE, "")
    return sent if BROWSER.fullmatch(sent) else None


def _seal(purpose: bytes, browser: str, told: bytes) -> bytes:
    return hmac.digest(door_key("challenge"), browser.encode() + told + purpose, "sha256")[:SEAL]
