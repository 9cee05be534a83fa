"""The vault at the door: opened by words, for ten minutes, in one browser.

While it is open the private key lies in the store under a secret that only this browser's cookie
holds, so all workers share it and neither the disk nor the cookie alone opens anything. It goes
with the session: at the sign-out, the lock, another role.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from secrets import token_bytes

from flask import Response, request
from flask_login import current_user

from humanshelf.access import guessing
from humanshelf.access.acts import did
from humanshelf.access.passwords import aside
from humanshelf.pages.clock import now
from humanshelf.records import vault as kept
from humanshelf.records.vault_rows import VaultWrap
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import writing
from humanshelf.tenancy.keys import SIZE
from humanshelf.tenancy.passphrase import WrongPassphrase
from humanshelf.vault import wrapping
from humanshelf.vault.sealing import public_of
from humanshelf.vault.wrapping import RECOVERY

COOKIE = "__Host-vault"
LONGEST = 200
"""Signs of a passphrase."""


class TooOften(Exception):
    """Too many wrong words: the next try has to wait."""


class Exchanged(Exception):
    """The library's public key is another than the one that belongs to this private key: what is
    written now could be read by whoever has exchanged it."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The vault, open in this browser. Never kept beyond the request."""

    private: bytes
    until: datetime


def opened() -> Opened | None:
    """None where it is shut, its time is over, or the cookie is another browser's."""
    secret = _secret()
    found = kept.opening(wrapping.name_of(secret), now()) if secret else None
    if secret is None or found is None or found.device != current_user.standing.device:
        return None
    private = wrapping.held(secret, current(), found.device.hex, found.held)
    return Opened(private, found.until) if private else None


def private_by(words: str, wrap: VaultWrap | None, recovery: bool = False) -> bytes:
    """The private key by these words. Raises WrongPassphrase (also where there is no wrap),
    :class:`TooOften`, :class:`Exchanged`."""
    # Taken along before the brake is written: meanwhile the wrap may go.
    told, name, at = dict(wrap.wrapped) if wrap else None, current_user.name, now()
    if not guessing.may_try_vault(name, at):
        raise TooOften
    if told is None:
        raise WrongPassphrase
    owner = RECOVERY if recovery else current_user.staff_id.hex
    private: bytes = aside(wrapping.unwrap, words[:LONGEST], current(), owner, told)
    guessing.vault_opened(name)
    found = kept.key()
    if found is None or public_of(private) != found.public:
        raise Exchanged
    return private


def wrapped(words: str, private: bytes, owner: str | None = None) -> dict[str, str]:
    """For this person, or for another owner. Raises TooShort."""
    whose = owner or current_user.staff_id.hex
    told: dict[str, str] = aside(wrapping.wrap, words, current(), whose, private)
    return told


def open_here(private: bytes, answer: Response) -> Response:
    """Open from now on for ten minutes, in the browser that gets this answer."""
    secret, at, device = token_bytes(SIZE), now(), current_user.standing.device
    held = wrapping.hold(secret, current(), device.hex, private)
    with writing() as session:
        kept.open_for(session, wrapping.name_of(secret), device, held, at)
        did(session, "open-vault")
    answer.set_cookie(
        COOKIE,
        urlsafe_b64encode(secret).decode(),
        max_age=int(kept.OPEN.total_seconds()),
        secure=True,
        httponly=True,
        samesite="Strict",
    )
    return answer


def shut(answer: Response) -> Response:
    """Shut at once, and nothing left of the opening in the log."""
    with writing() as session:
        kept.close(session, current_user.standing.device)
    deployment().stores.wipe(current())
    answer.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Strict")
    return answer


def _secret() -> bytes | None:
    try:
        secret = urlsafe_b64decode(request.cookies.get(COOKIE, "")[:100])
    except ValueError:
        return None
    return secret if len(secret) == SIZE else None
