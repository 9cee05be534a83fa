"""Hiding in two taps from any page of the staff, and the links on paper that hide, burn and show.

What these links open is drawn without a style sheet: a hidden library answers nothing else.
"""

from contextlib import suppress

from flask import Response, abort, redirect, request, session, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf, doorkeeper, guessing, passwords, proof
from humanshelf.access.acts import did
from humanshelf.front import front
from humanshelf.libraries import lockdown
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records import activity
from humanshelf.records.staff import Staff, staff_named
from humanshelf.tenancy import current, writing
from humanshelf.tenancy.hosts import BURN, SHOW

COORDINATOR = "coordinator"


@front.get("/hiding")
def hiding() -> Response:
    return page("front/hiding.html", csrf=csrf.token())


@front.post("/hiding")
def hide() -> Response:
    csrf.protect()
    lockdown.hide(current(), now())
    # It is hidden: that this can be noted is not what it depends on.
    with suppress(*lockdown.FAILS), writing() as found:
        did(found, "hide-library")
    return gone()


@front.post("/burning")
def burn() -> Response:
    """Of all events, what is kept of readers. By a coordinator who has just proven to be one."""
    csrf.protect()
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for("studio.show_lockdown"))
    done = lockdown.burn(current(), now())
    with suppress(*lockdown.FAILS), writing() as found:
        did(found, "burn-library")
    return burnt(done)


@front.get("/switch/<token>")
def switch(token: str) -> Response:
    """A page with a button: previews open links too, and must not use them up."""
    return switch_page(token, kind_of(token))


@front.post("/switch/<token>")
def turn_switch(token: str) -> Response:
    """Each link works once. To show the library takes a coordinator besides."""
    kind, at = kind_of(token), now()
    if kind == SHOW:
        return show(token)
    # What it is for comes first: that the link is used up can fail without harm.
    done = lockdown.burn(current(), at) if kind == BURN else None
    if done is None:
        lockdown.hide(current(), at)
    with suppress(*lockdown.FAILS), writing() as found:
        activity.note(found, at, None, f"{kind}-library")
    if done is None or not done.failed:  # Else there is something left for it to do.
        with suppress(*lockdown.FAILS):
            lockdown.use_link(token)
    return burnt(done) if done else gone()


def show(token: str) -> Response:
    at, name = now(), request.form.get("name", "")[:80].strip()
    if not guessing.may_try(name, at, False):
        return switch_page(token, SHOW, name, _("Too many attempts. Please wait a minute."), 429)
    staff = coordinator(name, request.form.get("password", "")[: passwords.LONGEST])
    if staff is None or not proof.fits(staff.id, request.form.get("code", "")[:20], at):
        return switch_page(
            token, SHOW, name, _("The name, the password or the code is wrong."), 422
        )
    guessing.succeeded(name, False)
    who = staff.id
    # First: a link that was used up where nothing could be shown would leave no way in.
    if lockdown.show(current(), at):
        lockdown.use_link(token)
        with writing() as found:
            activity.note(found, at, who, "show-library")
    return redirect(url_for("front.sign_in"), 303)  # type: ignore[return-value]


def coordinator(name: str, password: str) -> Staff | None:
    """Takes as long for a name that there is not."""
    staff = staff_named(name)
    fits = passwords.verify(staff.password_hash if staff else None, password)
    return staff if fits and staff and staff.role == COORDINATOR else None


def kind_of(token: str) -> str:
    """What this link does here. One to show a library that is not hidden does nothing."""
    kind = lockdown.kind_of(token, current())
    if kind is None or (kind == SHOW and not lockdown.is_hidden(current())):
        abort(404)
    return kind


def switch_page(
    token: str, kind: str, name: str = "", wrong: str | None = None, status: int = 200
) -> Response:
    return page("front/switch.html", status, token=token, kind=kind, name=name, wrong=wrong)


def burnt(done: lockdown.Burnt) -> Response:
    """Nothing is there; or, where something could not be destroyed, what has to be done."""
    return page("front/switch.html", 503, kind="failed") if done.failed else gone()


def gone() -> Response:
    """To what is there now: nothing."""
    session.clear()
    return redirect(url_for("readers.home"), 303)  # type: ignore[return-value]
