"""The second factor of whoever is signed in: entered, set up, and replaced."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime, timedelta
from uuid import UUID

from flask import request
from flask_babel import pgettext
from flask_login import current_user
from sqlalchemy.orm import Session

from humanshelf.access import factors, guessing
from humanshelf.access.acts import did
from humanshelf.records import devices
from humanshelf.records import factors as kept
from humanshelf.tenancy.db import writing
from humanshelf.tenancy.scope import key

MOMENT = timedelta(seconds=10)


def enter(code: str, at: datetime) -> bool:
    """Whether this code is right, of the app or a recovery code; then it is used, and the session
    has its second factor."""
    with writing() as session:
        if not _fits(session, current_user.staff_id, code, at):
            return False
        devices.change(session, current_user.standing.device, factor_at=at)
    guessing.code_fitted(current_user.name)
    return True


def entered(at: datetime) -> bool:
    """Whether this session had its second factor a moment ago."""
    with writing() as session:  # What another request has just written is seen only here.
        found = devices.factor_at(session, current_user.standing.device)
    lately = found is not None and at - found <= MOMENT
    if lately:
        guessing.code_fitted(current_user.name)
    return lately


def fits(id: UUID, code: str, at: datetime) -> bool:
    """Whether the code is right, of somebody who is not signed in; then it is used."""
    with writing() as session:
        return _fits(session, id, code, at)


def _fits(session: Session, id: UUID, code: str, at: datetime) -> bool:
    found = kept.find_factor(id)
    secret = factors.unseal(key("factor"), id.bytes, found.sealed) if found else None
    if found is None or secret is None:
        return False
    step = factors.step_of(secret, code, at, found.last_step)
    if step is not None:
        found.last_step = step
    elif kept.use_code(session, id, _hashed(id, code)):
        did(session, "use-recovery-code", id.hex)
    else:
        return False
    return True


def offer() -> str:
    """A new secret, sealed for this account: it travels in the form until its code has come."""
    sealed = factors.seal(key("factor offer"), current_user.staff_id.bytes, factors.new_secret())
    return urlsafe_b64encode(sealed).decode()


def offered(sealed: str) -> str | None:
    """The secret of an offer that was made to this account."""
    try:
        opened = urlsafe_b64decode(sealed[:400])
    except ValueError:
        return None
    return factors.unseal(key("factor offer"), current_user.staff_id.bytes, opened)


def take(secret: str, code: str, at: datetime) -> list[str] | None:
    """Set the second factor up, if the code shows that the app has the secret.

    What was there before is gone, and the account's other devices with it. Returns the recovery
    codes, which nothing can show again.
    """
    id = current_user.staff_id
    step = factors.step_of(secret, code, at)
    if step is None:
        return None
    codes, sealed = factors.recovery_codes(), factors.seal(key("factor"), id.bytes, secret)
    with writing() as session:
        kept.set_factor(session, id, sealed, step, [_hashed(id, one) for one in codes], at.date())
        devices.end_all(session, id, but=current_user.standing.device)
        devices.change(session, current_user.standing.device, factor_at=at)
        did(session, "set-up-factor", id.hex)
    return codes


def is_set(secret: str) -> bool:
    """Whether just this secret is the account's already: a form that was sent twice."""
    id = current_user.staff_id
    found = kept.find_factor(id)
    return found is not None and factors.unseal(key("factor"), id.bytes, found.sealed) == secret


def renew_codes() -> list[str]:
    """Ten new recovery codes, and the older ones are none any more."""
    id, codes = current_user.staff_id, factors.recovery_codes()
    with writing() as session:
        kept.set_codes(session, id, [_hashed(id, one) for one in codes])
        did(session, "renew-recovery-codes", id.hex)
    return codes


def address(secret: str) -> str:
    """For the app. It shows this to whoever opens it: the neutral title, and the address's word."""
    slug = request.host.partition(".")[0]
    name = f"{current_user.name} ({slug})"
    return factors.address(secret, name, pgettext("title", "Reading list"))


def _hashed(id: UUID, code: str) -> bytes:
    return factors.hashed(key("recovery"), id.bytes, code)
