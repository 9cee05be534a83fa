"""One's own account: where one is signed in, passkeys, and new recovery codes."""

from typing import Any
from uuid import UUID

from flask import Response, abort, redirect, request, url_for

from humanshelf.access import admins, ceremony, factors
from humanshelf.libraries.life import note
from humanshelf.network import network, phrasing
from humanshelf.network.admins import proved
from humanshelf.network.door import me, show
from humanshelf.network.signing import codes_page
from humanshelf.pages.clock import now
from humanshelf.records import admins as records
from humanshelf.records.passkeys import NetworkPasskey, passkeys_of
from humanshelf.tenancy.db import writing_control


@network.get("/network/account")
def account() -> Response:
    return account_page()


@network.post("/network/account/ends")
def end_sessions() -> Response:
    """One session, or all: dead at once, wherever it is used."""
    which = request.form.get("session", "")
    try:
        id = UUID(hex=which) if which else None
    except ValueError:
        abort(404)
    with writing_control() as session:
        if id is None:
            records.end_sessions(session, me().id)
        else:
            records.end_session(session, me().id, id)
    if id in (None, me().session):
        admins.leave()
        return redirect(url_for(".sign_in"), 303)  # type: ignore[return-value]
    return redirect(url_for(".account"), 303)  # type: ignore[return-value]


@network.post("/network/account/codes")
def renew_codes() -> Response:
    """New recovery codes, shown once; the older ones die."""
    if not proved():
        return account_page(422, wrong=phrasing.wrong_code(), asked="codes")
    codes = factors.recovery_codes()
    with writing_control() as session:
        hashes = [admins.recovery_hash(me().id, code) for code in codes]
        records.new_recovery(session, me().id, hashes)
        name = me().name
        note(session, at=now(), actor=name, act="renew-codes", reason=name, library=None)
    return codes_page(codes)


def account_page(status: int = 200, **more: Any) -> Response:
    """``wrong`` is what is wrong with a code, for the part of the page that ``asked`` names."""
    at = now()
    holds = [one for one in records.sessions_of(me().id) if at - one.began < admins.LONGEST]
    left = records.recovery_left(me().id)
    mine = passkeys_of(NetworkPasskey, me().id)
    context: dict[str, Any] = {"wrong": None, "asked": None, "unmade": None}
    context |= {"sessions": holds, "left": left, "passkeys": mine}
    context |= {"host": ceremony.host(), "most": ceremony.MOST}
    return show("account", status, **context | more)
