"""Lockdown, before it is needed: the paper with its three links; and burning, when it is."""

from flask import Response, request, url_for

from humanshelf.access import csrf, doorkeeper, secrets
from humanshelf.access.acts import did
from humanshelf.libraries import lockdown
from humanshelf.pages import page
from humanshelf.pages.sent import fresh_secret
from humanshelf.studio import studio
from humanshelf.tenancy import current, writing
from humanshelf.tenancy.db import writing_control


@studio.get("/studio/lockdown")
def show_lockdown() -> Response:
    return page("studio/lockdown.html", links=None, secret=fresh_secret(), csrf=csrf.token())


@studio.post("/studio/lockdown/papers")
def make_paper() -> Response:
    """Three links, shown this once; those of older papers are dead."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".show_lockdown"))
    drawn = secrets.of_form("lockdown", request.form.get("links"))
    with writing_control() as session:
        tokens = lockdown.make_links(session, current(), drawn)
    with writing() as session:
        did(session, "make-lockdown-paper")
    return page("studio/lockdown.html", links=tokens, csrf=csrf.token())
