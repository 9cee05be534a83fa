"""What the views of this door share: a page with its token, who is signed in, and a library."""

from typing import Any

from flask import Response, abort, request, url_for

from humanshelf.access import ceremony, csrf
from humanshelf.access.admins import Admin, admin
from humanshelf.libraries.lives import LONGEST_REASON, library_named
from humanshelf.network import phrasing
from humanshelf.pages import page
from humanshelf.records.passkeys import NetworkPasskey, passkeys_of
from humanshelf.tenancy.models import Library


def show(template: str, status: int = 200, **context: Any) -> Response:
    """``challenges`` is where passkeys are asked from, for who has one of this address."""
    mine = passkeys_of(NetworkPasskey, me().id)
    here = any(one.host == ceremony.host() for one in mine)
    return page(
        f"network/{template}.html",
        status,
        csrf=csrf.token(),
        admin=me(),
        said=phrasing,
        longest=LONGEST_REASON,
        challenges=url_for(".challenge") if here else None,
        **context,
    )


def me() -> Admin:
    return admin() or abort(404)


def library(name: str) -> Library:
    return library_named(name) or abort(404)


def epoch() -> int:
    """The one that the form was drawn with; what is no number was never one."""
    return request.form.get("epoch", -1, type=int)


def typed(name: str, most: int = 200) -> str:
    """A field in one line, without what cannot be seen."""
    text = "".join(filter(str.isprintable, request.form.get(name, "")))
    return " ".join(text.split())[:most]
