"""All contacts in one file: one coordinator asks, another agrees, the first takes it once."""

import csv
import io
from uuid import UUID

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import doorkeeper
from humanshelf.access import vault as door
from humanshelf.access.acts import did
from humanshelf.pages.clock import now
from humanshelf.pages.downloads import download
from humanshelf.records import vault as kept
from humanshelf.studio import studio
from humanshelf.studio.book_table import disarmed
from humanshelf.studio.contacts import labels
from humanshelf.studio.vault import shut, vault_page
from humanshelf.tenancy.db import writing


@studio.post("/studio/vault/exports")
def ask_contacts() -> Response:
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    with writing() as session:
        if kept.ask(session, current_user.staff_id, now()):
            did(session, "ask-contacts")
    return redirect(url_for(".vault", asked=1), 303)  # type: ignore[return-value]


@studio.post("/studio/vault/exports/agreements")
def agree_contacts() -> Response:
    """By another person than who asks, with a second factor of a moment ago."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    try:
        id = UUID(hex=request.form.get("id", ""))
    except ValueError:
        return vault_page({"export": gone()}, 422)
    try:
        with writing() as session:
            agreed = kept.agree(session, id, current_user.staff_id, now())
            if agreed:
                did(session, "agree-contacts")
    except kept.OwnAsking:
        return vault_page({"export": _("Another coordinator has to agree.")}, 409)
    if not agreed:
        return vault_page({"export": gone()}, 409)
    return redirect(url_for(".vault", agreed=1), 303)  # type: ignore[return-value]


@studio.post("/studio/vault/exports/files")
def take_contacts() -> Response:
    """The file, once, and only while the vault is open."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".vault"))
    opened = door.opened()
    if opened is None:
        return vault_page({"passphrase": shut()}, 409)
    with writing() as session:
        used = kept.use(session, current_user.staff_id, now())
        found = kept.entries() if used else []
        if used:
            kept.count(session, [entry.id for entry, _book in found])
            did(session, "take-contacts")
    if not used:
        return vault_page({"export": gone()}, 409)
    named = labels()
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow([_("Pen name"), *named.values()])
    for entry, book in found:
        told = kept.unsealed(entry, opened.private)
        cells = (book.pen_name, *(told.get(field) or "" for field in named))
        writer.writerow([disarmed(cell) for cell in cells])
    return download(sheet.getvalue().encode("utf-8-sig"), "text/csv", "list.csv")


def gone() -> str:
    return _("Nobody has agreed, or the hour is over. Please ask again.")
