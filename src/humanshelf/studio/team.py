"""The library's team: who may sign in, and one-time links for those who lost their password."""

from datetime import timedelta
from uuid import UUID

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf, secrets
from humanshelf.access.marks import COORDINATORS, open_to
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.staff import ROLES, add_link, add_staff, all_staff, staff_by_id, staff_named
from humanshelf.studio import studio
from humanshelf.tenancy.db import writing

LINK_LIFE = timedelta(hours=24)


@studio.get("/studio/team")
@open_to(COORDINATORS)
def team() -> Response:
    return team_page()


@studio.post("/studio/team")
@open_to(COORDINATORS)
def add() -> Response:
    """A new account, and the link that lets its person in."""
    name = request.form.get("name", "").strip()
    role = request.form.get("role", "")
    if not 2 <= len(name) <= 40 or not name.isprintable() or role not in ROLES:
        return team_page(wrong=_("A name has 2 to 40 letters."), status=422)
    if staff_named(name) is not None:
        return team_page(wrong=_("Somebody has this name already."), status=422)
    token = secrets.fresh()
    with writing() as session:
        staff = add_staff(session, name, role, now().date())
        add_link(session, staff.id, token, now() + LINK_LIFE)
    return team_page(link=_link(token), name=name)


@studio.post("/studio/team/<id>/links")
@open_to(COORDINATORS)
def link(id: str) -> Response:
    """A one-time link, shown once; the older ones stop working."""
    try:
        staff = staff_by_id(UUID(hex=id)) or abort(404)
    except ValueError:
        abort(404)
    token = secrets.fresh()
    with writing() as session:
        add_link(session, staff.id, token, now() + LINK_LIFE)
    return team_page(link=_link(token), name=staff.name)


def _link(token: str) -> str:
    return request.host_url.rstrip("/") + url_for("front.one_time", token=token)


def team_page(
    link: str | None = None, name: str = "", wrong: str | None = None, status: int = 200
) -> Response:
    return page(
        "studio/team.html",
        status,
        staff=all_staff(),
        roles=ROLES,
        link=link,
        name=name,
        wrong=wrong,
        csrf=csrf.token(),
    )
