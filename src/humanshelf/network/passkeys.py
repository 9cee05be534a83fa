"""Passkeys of network admins: what a browser is asked to answer, and one's own."""

from typing import Any
from uuid import UUID

from flask import Response, abort, jsonify, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import ceremony
from humanshelf.access.ceremony import Refused
from humanshelf.libraries.life import note
from humanshelf.network import network, phrasing
from humanshelf.network.account import account_page
from humanshelf.network.admins import proved
from humanshelf.network.door import me, typed
from humanshelf.pages.clock import now
from humanshelf.records import admins as records
from humanshelf.records import passkeys as kept
from humanshelf.records.passkeys import NetworkPasskey
from humanshelf.tenancy.db import writing_control

LONGEST = 40
"""Of a passkey's name."""


@network.post("/network/passkeys/challenges")
def challenge() -> Response:
    """For signing in, or in place of a code. Whoever asks is told nothing of anybody."""
    return ceremony.offer_entry(now())


@network.post("/network/account/passkeys/challenges")
def passkey_challenge() -> Response:
    """With a fresh code: whoever answers this challenge needs none any more."""
    if not proved():
        answer: Response = jsonify(wrong=phrasing.wrong_code())
        answer.status_code = 422
        return answer
    return ceremony.offer_new(me().id, me().name, now())


@network.post("/network/account/passkeys")
def add_passkey() -> Response:
    made = _made(typed("label", LONGEST))
    if made is not None:
        with writing_control() as session:
            if kept.add(session, made, ceremony.MOST):
                _note(session, "add-passkey")
                return redirect(url_for(".account"), 303)  # type: ignore[return-value]
    return account_page(422, unmade=_("This passkey could not be added. Please try again."))


@network.post("/network/account/passkeys/<id>/removals")
def remove_passkey(id: str) -> Response:
    """Where else its owner is signed in that is over, as its device may be lost."""
    try:
        which = UUID(hex=id)
    except ValueError:
        abort(404)
    if which not in {one.id for one in kept.passkeys_of(NetworkPasskey, me().id)}:
        abort(404)
    if not proved():
        return account_page(422, wrong=phrasing.wrong_code(), asked=which)
    with writing_control() as session:
        if kept.remove(session, NetworkPasskey, me().id, which):
            _note(session, "remove-passkey")
        records.end_sessions(session, me().id, but=me().session)
    return redirect(url_for(".account"), 303)  # type: ignore[return-value]


def _note(session: Any, act: str) -> None:
    note(session, at=now(), actor=me().name, act=act, reason=me().name, library=None)


def _made(label: str) -> Any:
    try:
        return ceremony.added(me().id, request.form.get("passkey", ""), label, now())
    except Refused:
        return None
