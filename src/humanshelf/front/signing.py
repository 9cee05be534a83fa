"""Staff sign in with a password, or once with a link that a coordinator gave them."""

from urllib.parse import urlsplit

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import doorkeeper, guessing, passwords
from humanshelf.access.csrf import protect
from humanshelf.access.marks import ANYONE, open_to
from humanshelf.front import front
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.staff import Staff, link_owner, set_password, staff_named, use_link
from humanshelf.tenancy.db import writing

HOME = "desk.events"


@front.get("/sign-in")
@open_to(ANYONE)
def sign_in() -> Response:
    name = current_user.name if current_user.is_authenticated else ""
    return page("front/sign_in.html", name=name, wrong=None, next=onward(request.args.get("next")))


@front.post("/sign-in")
@open_to(ANYONE)
def signed_in() -> Response:
    """Check name and password; unknown name, wrong password and no password read alike."""
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
    doorkeeper.sign_in(staff, at)
    return redirect(target or url_for(HOME), 303)  # type: ignore[return-value]


def _again(name: str, target: str | None, wrong: str, status: int) -> Response:
    return page("front/sign_in.html", status, name=name, wrong=wrong, next=target)


@front.get("/sign-in/<token>")
@open_to(ANYONE)
def one_time(token: str) -> Response:
    """A page with a button: previews open links too, and must not use them up."""
    staff = _owner(token)
    return page("front/one_time.html", staff=staff, token=token, wrong=None)


@front.post("/sign-in/<token>")
@open_to(ANYONE)
def use_one_time(token: str) -> Response:
    staff = _owner(token)
    password = request.form.get("password", "")
    if password and not passwords.SHORTEST <= len(password) <= passwords.LONGEST:
        wrong = _("A password has at least %(num)s characters.", num=passwords.SHORTEST)
        return page("front/one_time.html", 422, staff=staff, token=token, wrong=wrong)
    hashed = passwords.hash_password(password) if password else None
    with writing() as db:
        staff = _owner(token)
        use_link(db, token)
        if hashed:
            set_password(staff, hashed)
    guessing.released(staff.name)
    doorkeeper.sign_in(staff, now())
    return redirect(url_for(HOME), 303)  # type: ignore[return-value]


def _owner(token: str) -> Staff:
    return link_owner(token, now()) or abort(404)


@front.post("/sign-out")
@open_to(ANYONE)
def sign_out() -> Response:
    protect()
    doorkeeper.sign_out()
    response = redirect(url_for("front.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]


@front.post("/lock")
@open_to(ANYONE)
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
