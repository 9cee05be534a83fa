"""Network admins sign in with password and code, and set themselves up by a link that works once.

The account is not touched before a code has shown that the new factor works: whoever breaks off
opens the link again.
"""

from textwrap import wrap
from typing import Any

from flask import Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import admins, factors, passwords
from humanshelf.access.csrf import protect
from humanshelf.access.csrf import token as form_token
from humanshelf.libraries.life import note
from humanshelf.network import network, phrasing
from humanshelf.network.door import typed
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records import admins as records
from humanshelf.records.admins import NetworkLink
from humanshelf.tenancy.db import writing_control

HOME = "network.libraries"


@network.get("/network/sign-in")
def sign_in() -> Response:
    return page("network/sign_in.html", name="", wrong={}, next=onward(request.args.get("next")))


@network.post("/network/sign-in")
def signed_in() -> Response:
    """Unknown name, wrong password, wrong code: all read alike."""
    if "passkey" in request.form:
        return _by_passkey(request.form["passkey"])
    name, at = typed("name", 80), now()
    password = request.form.get("password", "")[: passwords.LONGEST]
    target = onward(request.form.get("next"))
    if not admins.may_try(name, at):
        return _again(name, target, _("Too many attempts. Please wait a minute."), 429)
    found = admins.check(name, password, typed("code", 40), at)
    if found is None:
        return _again(name, target, _("The name, the password or the code is wrong."), 422)
    admins.released(name)
    admins.enter(found.id, at)
    return redirect(target or url_for(HOME), 303)  # type: ignore[return-value]


def _by_passkey(sent: str) -> Response:
    at, target = now(), onward(request.form.get("next"))
    if not admins.may_try_passkey(at):
        return _again("", target, _("Too many attempts. Please wait a minute."), 429, "passkey")
    found = admins.by_passkey(sent, at)
    if found is None:
        wrong = _("This passkey does not open here. Try again, or use your password.")
        return _again("", target, wrong, 422, "passkey")
    admins.passkey_fitted()
    admins.enter(found.id, at)
    return redirect(target or url_for(HOME), 303)  # type: ignore[return-value]


def _again(
    name: str, target: str | None, wrong: str, status: int, by: str = "password"
) -> Response:
    return page("network/sign_in.html", status, name=name, wrong={by: wrong}, next=target)


@network.get("/network/sign-in/<token>")
def set_up(token: str) -> Response:
    link = _link(token)
    return page("network/set_up.html", name=_name(link), token=token, wrong=None)


@network.post("/network/sign-in/<token>")
def choose_password(token: str) -> Response:
    """The password waits at the link, with a new secret for the factor."""
    link, password = _link(token), request.form.get("password", "")
    if not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        wrong = _("A password has at least %(num)s characters.", num=passwords.SHORTEST)
        return page("network/set_up.html", 422, name=_name(link), token=token, wrong=wrong)
    hashed = passwords.hash_password(password)
    with writing_control():
        link = _link(token)
        link.password_hash = hashed
        link.totp = admins.sealed(link.admin, factors.new_secret())
    return redirect(url_for(".factor", token=token), 303)  # type: ignore[return-value]


@network.get("/network/sign-in/<token>/factor")
def factor(token: str) -> Response:
    return _factor_page(token, _link(token))


@network.post("/network/sign-in/<token>/factor")
def prove_factor(token: str) -> Response:
    """A code that fits ends the setting up, and signs in; the recovery codes are shown once."""
    link, at = _link(token), now()
    if link.totp is None:
        return redirect(url_for(".set_up", token=token), 303)  # type: ignore[return-value]
    step = factors.step_of(admins.opened(link.admin, link.totp), typed("code", 40), at)
    if step is None:
        return _factor_page(token, link, 422, phrasing.wrong_code())
    codes = factors.recovery_codes()
    hashes = [admins.recovery_hash(link.admin, code) for code in codes]
    with writing_control() as session:
        link = _link(token)
        found = records.settle(session, link, step, hashes)
        note(session, at=at, actor=found.name, act="set-up-admin", reason=found.name, library=None)
    admins.released(found.name)
    admins.enter(found.id, at)
    return codes_page(codes)


def codes_page(codes: list[str]) -> Response:
    """Recovery codes, shown this once."""
    return page("network/codes.html", codes=codes, csrf=form_token(), admin=admins.admin())


def _factor_page(token: str, link: NetworkLink, status: int = 200, wrong: Any = None) -> Response:
    if link.totp is None:
        return redirect(url_for(".set_up", token=token), 303)  # type: ignore[return-value]
    secret = admins.opened(link.admin, link.totp)
    return page(
        "network/factor.html",
        status,
        token=token,
        # The app shows both words to whoever opens it: neither says what this is.
        address=factors.address(secret, _name(link), current_app.config["HUMANSHELF"].base_domain),
        secret=" ".join(wrap(secret, 4)),
        wrong=wrong,
    )


@network.post("/network/sign-out")
def sign_out() -> Response:
    protect()
    admins.leave()
    response = redirect(url_for(".sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]


def _link(token: str) -> NetworkLink:
    return records.link(token, now()) or abort(404)


def _name(link: NetworkLink) -> str:
    found = records.admin_by_id(link.admin)
    return found.name if found else abort(404)


def onward(target: str | None) -> str | None:
    """Where to go after signing in: a page of this door, never another site."""
    fits = target and target.isascii() and target.isprintable() and "\\" not in target
    return target if fits and f"{target}/".startswith(("/network/", "/network?")) else None
