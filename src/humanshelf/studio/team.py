"""The library's team: who may sign in and as what, one-time links, and who has left.

What gives or takes a role asks for the second factor again.
"""

from datetime import timedelta
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import csrf, doorkeeper, secrets
from humanshelf.access.acts import did
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records import devices, passkeys
from humanshelf.records import team as kept
from humanshelf.records.staff import (
    ROLES,
    Staff,
    add_link,
    add_staff,
    all_staff,
    staff_by_id,
    staff_named,
)
from humanshelf.studio import studio
from humanshelf.tenancy.db import writing

LINK_LIFE = timedelta(hours=24)


@studio.get("/studio/team")
def team() -> Response:
    return team_page()


@studio.post("/studio/team")
def add() -> Response:
    """A new account, and the link that lets its person in."""
    name = request.form.get("name", "").strip()
    role = request.form.get("role", "")
    if not 2 <= len(name) <= 40 or not name.isprintable() or role not in ROLES:
        return team_page(wrong=_("A name has 2 to 40 letters."), status=422)
    if role in doorkeeper.FACTOR_NEEDED and not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".team"))
    token = secrets.fresh()
    with writing() as session:
        taken = staff_named(name) is not None
        if not taken:
            staff = add_staff(session, name, role, now().date())
            add_link(session, staff.id, token, now() + LINK_LIFE)
            did(session, "add-person", staff.id.hex)
    if taken:
        return team_page(wrong=_("Somebody has this name already."), status=422)
    return team_page(link=_link(token), name=name)


@studio.post("/studio/team/<id>/links")
def link(id: str) -> Response:
    """A one-time link, shown once; the older ones stop working."""
    found, token = person(id), secrets.fresh()
    if found.role in doorkeeper.FACTOR_NEEDED and not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".team"))
    with writing() as session:
        add_link(session, found.id, token, now() + LINK_LIFE)
        did(session, "make-link", found.id.hex)
    return team_page(link=_link(token), name=found.name)


@studio.post("/studio/team/<id>/roles")
def change_role(id: str) -> Response:
    """Another role: what the person may open changes at once, and they sign in again."""
    found, role = person(id), request.form.get("role", "")
    if role not in ROLES:
        return team_page(wrong_of=(found.id, _("Choose one of these.")), status=422)
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".team"))
    try:
        with writing() as session:
            changed = kept.change_role(session, found.id, role, request.form.get("was", ""))
            did(session, "change-role", changed.id.hex if changed else abort(404))
    except kept.LastCoordinator:
        return team_page(wrong_of=(found.id, last()), status=409)
    except kept.Overtaken:
        meanwhile = _("Somebody else has changed this role meanwhile. This is how it stands now.")
        return team_page(wrong_of=(found.id, meanwhile), status=409)
    return led_on(found.id, _("Changed: %(name)s. They have to sign in again.", name=found.name))


@studio.post("/studio/team/<id>/ends")
def end_devices(id: str) -> Response:
    """Wherever this person is signed in, they are not any more; nor does a passkey bring whoever
    has their device in again."""
    found = person(id)
    staff, name = found.id, found.name
    with writing() as session:
        devices.end_all(session, staff)
        did(session, "end-devices-of", staff.hex)
        if passkeys.remove_all(session, staff, now().date()):
            did(session, "remove-passkey", staff.hex)
            gone = _("Ended: %(name)s is signed in nowhere now, and has no passkey.", name=name)
        else:
            gone = _("Ended: %(name)s is signed in nowhere now.", name=name)
    return led_on(staff, gone)


@studio.post("/studio/team/<id>/removals")
def remove_person(id: str) -> Response:
    """The account is gone; what it did stays, under a number that names nobody."""
    found = person(id)
    staff, name, role = found.id, found.name, found.role
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".team"))
    try:
        with writing() as session:
            # Gone already, as by the first of two taps, it is gone.
            if kept.remove(session, staff) is not None:
                did(session, "remove-person", staff.hex)
    except kept.LastCoordinator:
        return team_page(wrong_of=(staff, last()), status=409)
    return led_on(staff, _("Removed: %(name)s.", name=name), gone=(name, role))


def person(id: str) -> Staff:
    """Somebody of this team."""
    try:
        return staff_by_id(UUID(hex=id)) or abort(404)
    except ValueError:
        abort(404)


def led_on(staff: UUID, news: str, gone: tuple[str, str] | None = None) -> Response:
    """The page again; for whoever has ended their own session, the sign-in."""
    if current_user.staff_id == staff:
        return doorkeeper.to_sign_in()
    return team_page(news=news, gone=gone)


def last() -> str:
    return _(
        "A library needs a coordinator. Make somebody else a coordinator first, then try again."
    )


def _link(token: str) -> str:
    return request.host_url.rstrip("/") + url_for("front.one_time", token=token)


def team_page(
    link: str | None = None,
    name: str = "",
    wrong: str | None = None,
    status: int = 200,
    wrong_of: tuple[UUID, str] | None = None,
    news: str | None = None,
    gone: tuple[str, str] | None = None,
) -> Response:
    typed = "".join(filter(str.isprintable, request.form.get("name", "")))[:40] if wrong else ""
    return page(
        "studio/team.html",
        status,
        staff=all_staff(),
        roles=ROLES,
        link=link,
        name=name,
        wrong=wrong,
        typed={"name": typed, "role": request.form.get("role", "") if wrong else ""},
        wrong_of=wrong_of,
        news=news,
        gone=gone,
        csrf=csrf.token(),
    )
