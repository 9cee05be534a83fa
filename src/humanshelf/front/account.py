"""One's own account: password, second factor, passkeys, and the devices that are signed in."""

from typing import Any
from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import ceremony, csrf, doorkeeper, guessing, passkeys, passwords, proof
from humanshelf.access.acts import did
from humanshelf.front import front
from humanshelf.front.factor import codes_page
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records import devices, factors
from humanshelf.records.staff import set_password, staff_by_id
from humanshelf.tenancy.db import writing

LONGEST = 40
"""Of a device's name."""


@front.get("/account")
def account() -> Response:
    return account_page()


@front.post("/account/password")
def change_password() -> Response:
    """A new password, for who knows the old one; every other device has to sign in again."""
    id, at = current_user.staff_id, now()
    staff = staff_by_id(id) or abort(404)
    new = request.form.get("new", "")
    if staff.password_hash is None and not doorkeeper.fresh():
        wrong = {"new": _("Please sign in by a new link first, or enter your code.")}
        return account_page(wrong, 409)
    if staff.password_hash is not None and not guessing.may_try(staff.name, at, known=True):
        return account_page({"old": _("Too many attempts. Please wait a minute.")}, 429)
    old = request.form.get("old", "")[: passwords.LONGEST]
    if staff.password_hash is not None and not passwords.verify(staff.password_hash, old):
        return account_page({"old": _("This is not your password.")}, 422)
    if not passwords.SHORTEST <= len(new) <= passwords.LONGEST:
        too_short = _("A password has at least %(num)s characters.", num=passwords.SHORTEST)
        return account_page({"new": too_short}, 422)
    hashed = passwords.hash_password(new)
    with writing() as session:
        set_password(staff_by_id(id) or abort(404), hashed)
        devices.end_all(session, id, but=current_user.standing.device)
        did(session, "change-password", id.hex)
    guessing.succeeded(staff.name, known=True)
    return done("password")


@front.post("/account/recovery-codes")
def renew_codes() -> Response:
    """Ten new ones, shown once."""
    if not current_user.standing.has_factor:
        abort(409)
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for("front.account"))
    return codes_page(proof.renew_codes(), url_for("front.account"))


@front.post("/account/factor/removals")
def remove_factor() -> Response:
    """Only where none is asked of the role."""
    if current_user.role in doorkeeper.FACTOR_NEEDED:
        abort(409)
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for("front.account"))
    with writing() as session:
        factors.remove_factor(session, current_user.staff_id)
        did(session, "remove-factor", current_user.staff_id.hex)
    return done("factor")


@front.post("/account/devices/<device>")
def name_device(device: str) -> Response:
    """A word by which its person knows the device again."""
    label = " ".join("".join(filter(str.isprintable, request.form.get("label", ""))).split())
    with writing() as session:
        found = mine(device)
        devices.change(session, found, label=label[:LONGEST])
    return done("label")


@front.post("/account/devices/<device>/ends")
def end_device(device: str) -> Response:
    """The session there is over, and an open desk with it."""
    with writing() as session:
        devices.end(session, current_user.staff_id, mine(device))
        did(session, "end-device", current_user.staff_id.hex)
    return done("ended")


@front.post("/account/ends")
def end_others() -> Response:
    """Every other device has to sign in again."""
    with writing() as session:
        devices.end_all(session, current_user.staff_id, but=current_user.standing.device)
        did(session, "end-devices", current_user.staff_id.hex)
    return done("ended")


def mine(device: str) -> UUID:
    """A device of this account; any other is not there."""
    found = {one.id.hex: one.id for one in devices.devices_of(current_user.staff_id, now())}
    return found.get(device) or abort(404)


def done(what: str) -> Response:
    return redirect(url_for("front.account", done=what), 303)  # type: ignore[return-value]


def account_page(wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    staff = staff_by_id(current_user.staff_id) or abort(404)
    context: dict[str, Any] = {
        "devices": devices.devices_of(staff.id, now()),
        "this": current_user.standing.device,
        "factor": factors.find_factor(staff.id),
        "passkeys": passkeys.mine(),
        "host": ceremony.host(),
        "left": factors.codes_left(staff.id),
        "needed": staff.role in doorkeeper.FACTOR_NEEDED,
        "has_password": staff.password_hash is not None,
        "wrong": wrong or {},
        "done": request.args.get("done", "") if not wrong else "",
        "person": staff,
    }
    return page("front/account.html", status, csrf=csrf.token(), **context)
