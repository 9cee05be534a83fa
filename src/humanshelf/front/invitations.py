"""Whoever was invited sets a library up: its name and address here, all else at its own door.

A link opens a page with a form: previews open links too, and must not use them up. Until the first
coordinator has a password the same link leads on, from another device too.
"""

from datetime import timedelta
from typing import Any

from flask import Response, abort, current_app, make_response, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf, secrets
from humanshelf.config import Settings
from humanshelf.front import front
from humanshelf.libraries import founding, invitations, slugs
from humanshelf.libraries.founding import Founded
from humanshelf.libraries.slugs import Fault, SlugTaken, fault_of
from humanshelf.pages import fragment, page, wants_fragment
from humanshelf.pages.clock import now
from humanshelf.pages.language import language
from humanshelf.tenancy.models import State

LINK_LIFE = timedelta(hours=2)
FIELDS = {"name": 60, "slug": 40, "coordinator": 40, "offered": 40, "which": 10}
OFFERED = "offered"


@front.get("/invitations/<token>")
def invitation(token: str) -> Response:
    uid = invited(token)
    if founding.state_of(uid) != State.INVITED:
        return page("front/founded.html", token=token, **standing(uid), csrf=csrf.token())
    return founding_page(token, {"offered": slugs.offered(now().date())}, {})


@front.post("/invitations/<token>")
def found(token: str) -> Response:
    """The library is made, and its first coordinator led in. Sent twice it is made once."""
    csrf.protect()
    uid = invited(token)
    if founding.state_of(uid) == State.INVITED:
        typed = sent()
        wrong = faults(typed)
        if not wrong:
            told = Founded(typed["name"], language(), typed["coordinator"])
            try:
                founding.found(uid, told, chosen(typed), now())
            except SlugTaken as taken:
                wrong["slug"] = sentence(taken.fault)
        if wrong:
            return founding_page(token, typed, wrong, 422)
    return lead_in(uid, token)


@front.post("/invitations/<token>/addresses")
def invitation_address(token: str) -> Response:
    """Whether this address may be taken: told while one types, and on the page without scripts."""
    csrf.protect()
    invited(token)
    typed = sent()
    fault = fault_of(chosen(typed), now().date()) if chosen(typed) else None
    drawn = {"typed": typed, "fault": sentence(fault) if fault else None, "base": base()}
    if wants_fragment():
        return make_response(fragment("front/invitation.html", "address", **drawn))
    return founding_page(token, typed, {"slug": sentence(fault)} if fault else {})


def invited(token: str) -> str:
    return invitations.found(token, now()) or abort(404)


def sent() -> dict[str, str]:
    typed = {name: request.form.get(name, "")[:most] for name, most in FIELDS.items()}
    plain = {name: "".join(filter(str.isprintable, text)) for name, text in typed.items()}
    told = {name: " ".join(text.split()) for name, text in plain.items()}
    return told | {"slug": told["slug"].lower()}


def chosen(typed: dict[str, str]) -> str:
    """The address that was typed, or the one that means nothing."""
    return typed["offered"] if typed["which"] == OFFERED else typed["slug"]


def faults(typed: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if len(typed["name"]) < 2:
        wrong["name"] = _("Please give the library a name.")
    if not chosen(typed):
        wrong["slug"] = _("Please choose an address.")
    if len(typed["coordinator"]) < 2:
        wrong["coordinator"] = _("A name has 2 to 40 letters.")
    return wrong


def sentence(fault: Fault) -> str:
    """To a stranger all that is or was somebody's is told alike: who is here is not said."""
    if fault == Fault.FORM:
        return _(
            "Small letters from %(first)s to %(last)s, digits, and hyphens between them, please.",
            first="a",
            last="z",
        )
    return _("This address cannot be taken. Please choose another one.")


def lead_in(uid: str, token: str) -> Response:
    """The one-time link to the library's own door, shown here and nowhere else."""
    fresh = secrets.fresh()
    if not founding.way_in(uid, fresh, now() + LINK_LIFE):
        abort(404)
    link = f"{standing(uid)['origin']}/sign-in/{fresh}"
    return page("front/founded.html", token=token, csrf=csrf.token(), **standing(uid, link))


def standing(uid: str, link: str | None = None) -> dict[str, Any]:
    settings: Settings = current_app.config["HUMANSHELF"]
    return {"origin": settings.origin(founding.slug_of(uid)), "link": link}


def base() -> str:
    settings: Settings = current_app.config["HUMANSHELF"]
    return settings.base_domain


def founding_page(
    token: str, typed: dict[str, str], wrong: dict[str, str], status: int = 200
) -> Response:
    return page(
        "front/invitation.html",
        status,
        token=token,
        typed=dict.fromkeys(FIELDS, "") | typed,
        wrong=wrong,
        labels={
            "name": _("Name of the library"),
            "slug": _("Address"),
            "coordinator": _("Your name here"),
        },
        fault=wrong.get("slug"),
        base=base(),
        check=url_for(".invitation_address", token=token),
        csrf=csrf.token(),
    )
