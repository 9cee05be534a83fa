"""Invitations: made here, shown once as a letter to print or a link to send, renewed, withdrawn."""

from flask import Response, current_app, redirect, request, url_for
from flask_babel import force_locale

from humanshelf.access import secrets
from humanshelf.libraries import invitations, lives
from humanshelf.libraries.life import NotFromHere
from humanshelf.network import network, phrasing
from humanshelf.network.door import epoch, library, me, show, typed
from humanshelf.network.libraries import library_page
from humanshelf.pages.clock import now
from humanshelf.pages.language import OWN_NAMES, language
from humanshelf.tenancy.db import writing_control
from humanshelf.tenancy.keys import BadUid, new_uid
from humanshelf.tenancy.models import Library


@network.get("/network/invitations")
def invite() -> Response:
    return show("invite", uid=new_uid(), wrong=None, typed="")


@network.post("/network/invitations")
def make_invitation() -> Response:
    """A new library, under the uid that the form was drawn with: sent twice it is made once."""
    uid, reason = request.form.get("uid", ""), typed("reason", 1000)
    try:
        with writing_control() as session:
            told = lives.reason_of(reason)
            _uid, token = invitations.invite(session, now(), me().name, told, uid)
    except lives.NoReason:
        return show("invite", 422, uid=uid, wrong=phrasing.no_reason(), typed=reason)
    except BadUid:
        return redirect(url_for(".invite"), 303)  # type: ignore[return-value]
    except invitations.MadeAlready:
        return library_page(library(uid), 409, refused=phrasing.shown_once())
    return letter(uid, token)


@network.post("/network/libraries/<name>/invitations")
def renew(name: str) -> Response:
    """A new link; the one before dies."""
    row, reason = library(name), typed("reason", 1000)
    try:
        with writing_control() as session:
            fresh = session.get_one(Library, row.uid)
            lives.check_epoch(fresh, epoch())
            told = lives.reason_of(reason)
            drawn = secrets.of_form("invitation", typed("link", 22))
            token = invitations.renew(session, fresh, now(), me().name, told, drawn)
    except lives.NoReason:
        return library_page(row, 422, wrong=phrasing.no_reason(), verb="renew")
    except (lives.Overtaken, NotFromHere):
        said = phrasing.overtaken()
        return library_page(library(name), 409, refused=said, typed=reason, verb="renew")
    return letter(row.uid, token)


@network.post("/network/libraries/<name>/withdrawals")
def withdraw(name: str) -> Response:
    row, reason = library(name), typed("reason", 1000)
    try:
        with writing_control() as session:
            fresh = session.get_one(Library, row.uid)
            lives.check_epoch(fresh, epoch())
            told = lives.reason_of(reason)
            invitations.withdraw(session, fresh, now(), me().name, told)
    except lives.NoReason:
        return library_page(row, 422, wrong=phrasing.no_reason(), verb="withdraw")
    except (lives.Overtaken, NotFromHere):
        said = phrasing.overtaken()
        return library_page(library(name), 409, refused=said, typed=reason, verb="withdraw")
    return redirect(url_for(".look_after", name=name), 303)  # type: ignore[return-value]


def letter(uid: str, token: str) -> Response:
    """The link, this once, and the letter in all languages, the page's own first. Its words say
    nothing of what is set up."""
    settings = current_app.config["HUMANSHELF"]
    until = invitations.good_until(uid, now())
    assert until is not None
    letters = {}
    for code in sorted(OWN_NAMES, key=lambda code: code != language()):
        with force_locale(code):
            letters[code] = phrasing.letter(until)
    return show(
        "letter",
        link=f"{settings.bare_origin}/invitations/{token}",
        until=until,
        letters=letters,
        back=url_for(".look_after", name=uid),
    )
