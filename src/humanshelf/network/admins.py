"""Who else may come in here: added, let in again by a link, removed. Each with a fresh code, or a
passkey."""

from datetime import timedelta
from uuid import UUID

from flask import Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import secrets
from humanshelf.access.admins import by_passkey, confirm, may_try, released
from humanshelf.libraries.life import note
from humanshelf.network import network, phrasing
from humanshelf.network.door import me, show, typed
from humanshelf.pages.clock import now
from humanshelf.records import admins as records
from humanshelf.tenancy.db import writing_control

LINK_LIFE = timedelta(hours=24)


class Last(Exception):
    """Nobody could come in any more."""


@network.get("/network/admins")
def admins() -> Response:
    return admins_page()


@network.post("/network/admins")
def add_admin() -> Response:
    name, token, at = typed("name", 80), secrets.fresh(), now()
    if not 2 <= len(name) <= 40:
        return admins_page(422, wrong=_("A name has 2 to 40 letters."), typed=name)
    if records.admin_named(name) is not None:
        return admins_page(422, wrong=_("Somebody has this name already."), typed=name)
    if not proved():
        return admins_page(422, wrong_code=phrasing.wrong_code(), typed=name)
    with writing_control() as session:
        found = records.add_admin(session, name, at.date())
        records.add_link(session, found.id, token, at + LINK_LIFE)
        note(session, at=at, actor=me().name, act="add-admin", reason=found.name, library=None)
    return admins_page(link=_address(token), name=found.name)


@network.post("/network/admins/<id>/links")
def link_admin(id: str) -> Response:
    """For who lost password or factor; what they had works until the link is used."""
    found, token, at = _admin(id), secrets.fresh(), now()
    if not proved():
        return admins_page(422, wrong_code=phrasing.wrong_code(), asked=found.id)
    with writing_control() as session:
        records.add_link(session, found.id, token, at + LINK_LIFE)
        note(session, at=at, actor=me().name, act="link-admin", reason=found.name, library=None)
    return admins_page(link=_address(token), name=found.name)


@network.post("/network/admins/<id>/removals")
def remove_admin(id: str) -> Response:
    """With all sessions; but never the last one who could come in."""
    found, at = _admin(id), now()
    if not proved():
        return admins_page(422, wrong_code=phrasing.wrong_code(), asked=found.id)
    try:
        with writing_control() as session:
            if not records.others_who_can_enter(session, found.id):
                raise Last
            note(
                session, at=at, actor=me().name, act="remove-admin", reason=found.name,
                library=None,
            )  # fmt: skip
            records.remove_admin(session, found.id)
    except Last:
        return admins_page(409, refused=_("This is the last one who can sign in here."))
    return redirect(url_for(".admins"), 303)  # type: ignore[return-value]


def proved() -> bool:
    """Whether a code or passkey that was sent along fits: a session left open is not enough."""
    who, at, passkey = me(), now(), request.form.get("passkey")
    if not may_try(who.name, at):
        return False
    if not (by_passkey(passkey, at, who.id) if passkey else confirm(who.id, typed("code", 40), at)):
        return False
    released(who.name)
    return True


def _admin(id: str) -> records.NetworkAdmin:
    try:
        return records.admin_by_id(UUID(hex=id)) or abort(404)
    except ValueError:
        abort(404)


def _address(token: str) -> str:
    origin: str = current_app.config["HUMANSHELF"].bare_origin
    return origin + url_for(".set_up", token=token)


def admins_page(
    status: int = 200,
    *,
    link: str | None = None,
    name: str = "",
    wrong: str | None = None,
    wrong_code: str | None = None,
    refused: str | None = None,
    typed: str = "",
    asked: UUID | None = None,
) -> Response:
    return show(
        "admins",
        status,
        people=records.all_admins(),
        link=link,
        name=name,
        wrong=wrong,
        wrong_code=wrong_code,
        refused=refused,
        typed=typed,
        asked=asked,
    )
