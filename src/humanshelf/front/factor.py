"""The second factor: asked after the password, asked again before great steps, and set up."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import csrf, doorkeeper, guessing, passkeys, proof
from humanshelf.access.marks import before_factor
from humanshelf.front import front
from humanshelf.front.signing import home, onward
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.factors import codes_left


@front.get("/confirm")
@before_factor
def confirm() -> Response:
    """Asks for a code, and goes on to ``next``."""
    target = onward(request.args.get("next"))
    if not current_user.standing.has_factor:
        return to("front.factor", target)
    return confirm_page(target)


@front.post("/confirm")
@before_factor
def confirmed() -> Response:
    target, at = onward(request.form.get("next")), now()
    if not current_user.standing.has_factor:
        return to("front.factor", target)
    may_try, passkey = guessing.may_try_code(current_user.name, at), request.form.get("passkey")
    fits = may_try and (
        proof.enter(request.form.get("code", ""), at)
        if passkey is None
        else passkeys.enter(passkey, at)
    )
    if not fits and not proof.entered(at):  # Of a second tap it was used by the first.
        if not may_try:
            return confirm_page(target, _("Too many attempts. Please wait a minute."), 429)
        if passkey is not None:
            wrong = _("This passkey is not yours, or belongs to another address.")
            return confirm_page(target, wrong, 422)
        wrong = _("This code is wrong, or was used already. Please wait for the next one.")
        return confirm_page(target, wrong, 422)
    return redirect(target or home(current_user.role), 303)  # type: ignore[return-value]


@front.get("/factor")
@before_factor
def factor() -> Response:
    """A square code for the app, and the form for its first code."""
    target = onward(request.args.get("next"))
    if not may_set_up():
        return doorkeeper.to_confirm(url_for("front.factor"))
    return factor_page(proof.offer(), target)


@front.post("/factor")
@before_factor
def set_factor() -> Response:
    target, sealed = onward(request.form.get("next")), request.form.get("offer", "")
    if not may_set_up():
        return doorkeeper.to_confirm(url_for("front.factor"))
    secret = proof.offered(sealed)
    if secret is None:
        return factor_page(proof.offer(), target, _("Please scan this code: it is a new one."), 422)
    if proof.is_set(secret):
        return codes_page(None, target, 409)
    codes = proof.take(secret, request.form.get("code", ""), now())
    if codes is None:
        wrong = _("This code does not fit. Please type the one that the app shows now.")
        return factor_page(sealed, target, wrong, 422)
    return codes_page(codes, target)


def may_set_up() -> bool:
    """A first one always. Another in its place only by who has entered the first a moment ago, or
    has come from the command line."""
    return not current_user.standing.has_factor or doorkeeper.fresh()


def confirm_page(target: str | None, wrong: str | None = None, status: int = 200) -> Response:
    again = current_user.proven
    left = codes_left(current_user.staff_id)
    context = {"wrong": wrong, "next": target, "again": again, "left": left}
    context["passkeys"] = passkeys.here()
    return page("front/confirm.html", status, csrf=csrf.token(), **context)


def factor_page(
    sealed: str, target: str | None, wrong: str | None = None, status: int = 200
) -> Response:
    secret = proof.offered(sealed)
    assert secret is not None
    return page(
        "front/factor.html",
        status,
        offer=sealed,
        groups=[secret[i : i + 4] for i in range(0, len(secret), 4)],
        address=proof.address(secret),
        needed=current_user.role in doorkeeper.FACTOR_NEEDED,
        proven=current_user.proven,
        next=target,
        wrong=wrong,
        csrf=csrf.token(),
    )


def codes_page(codes: list[str] | None, target: str | None, status: int = 200) -> Response:
    """The recovery codes, shown once; none where a form was sent twice."""
    return page("front/codes.html", status, codes=codes, next=target or home(current_user.role))


def to(endpoint: str, target: str | None) -> Response:
    return redirect(url_for(endpoint, next=target), 303)  # type: ignore[return-value]
