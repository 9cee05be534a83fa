"""Staff sign in with a password or a passkey, or once with a link that a coordinator gave them."""

from urllib.parse import urlsplit

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import doorkeeper, guessing, passkeys, passwords
from humanshelf.access.csrf import protect
from humanshelf.access.rights import HOMES
from humanshelf.front import front
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records import activity, devices
from humanshelf.records import passkeys as kept
from humanshelf.records.staff import (
    Staff,
    all_staff,
    link_owner,
    set_password,
    staff_named,
    use_link,
)
from humanshelf.tenancy.db import writing
from humanshelf.tenancy.hosts import STATE
from humanshelf.tenancy.models import State


@front.get("/sign-in")
def sign_in() -> Response:
    name = current_user.name if current_user.is_authenticated else ""
    return page("front/sign_in.html", name=name, wrong={}, next=onward(request.args.get("next")))


@front.post("/sign-in")
def signed_in() -> Response:
    """Check name and password; unknown name, wrong password and no password read alike."""
    if "passkey" in request.form:
        return _by_passkey(request.form["passkey"])
    name = "".join(filter(str.isprintable, request.form.get("name", ""))).strip()[:80]
    password = request.form.get("password", "")[: passwords.LONGEST]
    target = onward(request.form.get("next"))
    at = now()
    known = doorkeeper.is_known(name)
    if not guessing.may_try(name, at, known):
        return _again(name, target, _("Too many attempts. Please wait a minute."), 429)
    staff = staff_named(name)
    if not passwords.verify(staff.password_hash if staff else None, password) or staff is None:
        return _again(name, target, _("The name or the password is wrong."), 422)
    guessing.succeeded(name, known)
    if not (known and doorkeeper.unlock(at)):
        doorkeeper.sign_in(staff, at)
    return redirect(target or home(staff.role), 303)  # type: ignore[return-value]


def _by_passkey(sent: str) -> Response:
    """It names its owner, and is password and second factor together. Whatever is wrong with it
    reads alike."""
    at, target = now(), onward(request.form.get("next"))
    name = current_user.name if current_user.is_authenticated else ""
    if not guessing.may_try_passkey(at):
        return _again(name, target, _("Too many attempts. Please wait a minute."), 429, "passkey")
    staff = passkeys.owner(sent, at)
    if staff is None:
        wrong = _("This passkey does not open here. Try again, or use your password.")
        return _again(name, target, wrong, 422, "passkey")
    guessing.passkey_fitted()
    if not (doorkeeper.is_known(staff.name) and doorkeeper.unlock(at, factor=True)):
        doorkeeper.sign_in(staff, at, factor=True)
    return redirect(target or home(staff.role), 303)  # type: ignore[return-value]


def _again(
    name: str, target: str | None, wrong: str, status: int, by: str = "password"
) -> Response:
    return page("front/sign_in.html", status, name=name, wrong={by: wrong}, next=target)


@front.get("/sign-in/<token>")
def one_time(token: str) -> Response:
    """A page with a button: previews open links too, and must not use them up."""
    staff = _owner(token)
    return page("front/one_time.html", staff=staff, token=token, first=first(), wrong=None)


@front.post("/sign-in/<token>")
def use_one_time(token: str) -> Response:
    staff = _owner(token)
    password = request.form.get("password", "")
    if (password or first()) and not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        wrong = _("A password has at least %(num)s characters.", num=passwords.SHORTEST)
        again = {"staff": staff, "token": token, "first": first(), "wrong": wrong}
        return page("front/one_time.html", 422, **again)
    hashed, at = passwords.hash_password(password) if password else None, now()
    with writing() as db:
        staff = _owner(token)
        strong = use_link(db, token)
        if hashed:
            set_password(staff, hashed)
            devices.end_all(db, staff.id)
            # Whoever begins anew may have lost the device that holds them.
            if kept.remove_all(db, staff.id, at.date()):
                activity.note(db, at, staff.id, "remove-passkey", staff.id.hex)
    guessing.released(staff.name)
    doorkeeper.sign_in(staff, at, strong)
    return redirect(home(staff.role), 303)  # type: ignore[return-value]


def home(role: str) -> str:
    """Where the work of this role begins: in a draft, with setting it up."""
    draft = request.environ.get(STATE) == State.DRAFT and role == "coordinator"
    return url_for("studio.home" if draft else HOMES[role])


def first() -> bool:
    """Whether a library is being set up and nobody has a password yet: the first one needs it, or
    the invitation would stay the only way in."""
    draft = request.environ.get(STATE) == State.DRAFT
    return draft and not any(staff.password_hash for staff in all_staff())


def _owner(token: str) -> Staff:
    return link_owner(token, now()) or abort(404)


@front.post("/sign-out")
def sign_out() -> Response:
    protect()
    doorkeeper.sign_out()
    response = redirect(url_for("front.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]


@front.post("/lock")
def lock() -> Response:
    """The desk's lock button: the next staff page asks for the password."""
    protect()
    doorkeeper.lock()
    return redirect(url_for("front.sign_in", next=onward(request.form.get("next"))), 303)  # type: ignore[return-value]


def onward(target: str | None) -> str | None:
    """Where to go after signing in: a path of this library, never another site."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    if not (target.isascii() and target.isprintable()):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc and "\\" not in target else None
