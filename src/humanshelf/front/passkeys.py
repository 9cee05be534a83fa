"""Passkeys: what a browser is asked to answer with one, and one's own, added and removed."""

from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import ceremony, csrf, doorkeeper, passkeys
from humanshelf.front import front
from humanshelf.front.account import LONGEST, done
from humanshelf.pages import page
from humanshelf.pages.clock import now


@front.post("/passkeys/challenges")
def challenge() -> Response:
    """For signing in, or in place of a code. Whoever asks is told nothing of anybody."""
    return ceremony.offer_entry(now())


@front.get("/account/passkeys")
def passkey() -> Response:
    """The page to add one: for who has the codes already, which let in without it."""
    return _led() or passkey_page()


@front.post("/account/passkeys/challenges")
def passkey_challenge() -> Response:
    return _led() or ceremony.offer_new(current_user.staff_id, current_user.name, now())


@front.post("/account/passkeys")
def add_passkey() -> Response:
    """Its challenge was given to who had entered a code a moment before."""
    label = " ".join("".join(filter(str.isprintable, request.form.get("label", ""))).split())
    if not passkeys.add(request.form.get("passkey", ""), label[:LONGEST], now()):
        wrong = _("This passkey could not be added. Please try again.")
        return passkey_page(wrong, label[:LONGEST], 422)
    return done("passkey")


@front.post("/account/passkeys/<id>/removals")
def remove_passkey(id: str) -> Response:
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for("front.account"))
    try:
        known = passkeys.remove(UUID(hex=id), now())
    except ValueError:
        known = False
    return done("passkey-gone") if known else abort(404)


def _led() -> Response | None:
    if not current_user.standing.has_factor:
        here = url_for("front.passkey")
        return redirect(url_for("front.factor", next=here), 303)  # type: ignore[return-value]
    return None if doorkeeper.fresh() else doorkeeper.to_confirm(url_for("front.passkey"))


def passkey_page(wrong: str | None = None, label: str = "", status: int = 200) -> Response:
    full = len(passkeys.mine()) >= ceremony.MOST
    context = {"wrong": wrong, "label": label, "full": full, "most": ceremony.MOST}
    return page("front/passkey.html", status, csrf=csrf.token(), **context)
