"""The signed consent form of a book: photographed, or a PDF; sealed before it is anywhere else."""

from typing import Any
from uuid import UUID, uuid4

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import doorkeeper
from humanshelf.access import vault as door
from humanshelf.access.acts import did
from humanshelf.access.marks import takes
from humanshelf.media.refused import Refused, Why
from humanshelf.media.scans import LARGEST, LARGEST_PDF, PHOTO, TYPES, scan
from humanshelf.pages.clock import day, now
from humanshelf.pages.downloads import download
from humanshelf.pages.here import zone
from humanshelf.pages.sent import identity
from humanshelf.records import vault as kept
from humanshelf.records import vault_scans as scans
from humanshelf.studio import studio
from humanshelf.studio.books import book_or_404
from humanshelf.studio.contacts import contact_page
from humanshelf.studio.exhibit_form import PICTURES
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import writing

BODY = 2 * LARGEST
"""Larger than a file may be, so that one which is too large is told so in a sentence."""
ALONE = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
"""Nothing runs, loads or leads anywhere from what somebody has sent."""


@studio.post("/studio/books/<book>/contact/scans")
@takes(BODY, in_memory=True)
def add_scan(book: str) -> Response:
    """A page is sealed, behind the others; or in the place of one, by who may erase it. Sent
    twice, it is one page."""
    row, file = book_or_404(book), request.files.get("file")
    data = file.read(LARGEST + 1) if file else b""
    if not data:
        return contact_page(row, wrong={"scan": _("Please choose a file.")}, status=422)
    id, instead = identity(request.form.get("scan")), None
    if doorkeeper.may("studio.remove_scan"):
        instead = identity(request.form.get("instead"))
    try:
        kind, content = scan(data)
        with writing() as session:
            made = id or uuid4()
            done = scans.add(session, book, made, kind, content, day(now(), zone()), instead)
            if done.sealed:
                did(session, "add-scan", book)
            if done.erased:
                did(session, "erase-scan", book)
    except Refused as refused:
        return contact_page(row, wrong={"scan": refusal(refused.why)}, status=422)
    except scans.TooMany:
        return contact_page(row, wrong={"scan": full()}, status=409)
    except kept.NotReady:
        return contact_page(row, status=409)
    deployment().stores.wipe(current())
    return to_contact(book, "page-sealed")


@studio.post("/studio/books/<book>/contact/scans/<scan>/readings")
def read_scan(book: str, scan: str) -> Response:
    """One page, while the vault is open. Each time counts."""
    row, opened = book_or_404(book), door.opened()
    entry = kept.entry_of(row.id)
    found = scans.find_scan(entry, identity(scan))
    if opened is None:
        return contact_page(row, shut=True, status=409)
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".contact", book=book))
    content = scans.unsealed(entry, found, opened.private) if entry and found else None
    if found is None or found.kind not in TYPES or content is None:
        return contact_page(row, wrong={"page": gone_or_changed(found is None)}, status=409)
    id, kind, number = found.id, found.kind, found.number
    with writing() as session:
        scans.count(session, id)
        did(session, "read-scan", book)
    return handed_out(content, kind, number)


@studio.post("/studio/books/<book>/contact/scans/<scan>/removals")
def remove_scan(book: str, scan: str) -> Response:
    """For good: no backup that is brought back brings it with it."""
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".contact", book=book))
    found = scans.find_scan(kept.entry_of(book_or_404(book).id), identity(scan))
    if found is not None:
        remove(book, found.id)
    return to_contact(book, "page-erased")


def remove(book: str, id: UUID) -> None:
    with writing() as session:
        if scans.remove(session, id, day(now(), zone())):
            did(session, "erase-scan", book)
    deployment().stores.wipe(current())


def handed_out(content: bytes, kind: str, number: int) -> Response:
    """A photograph to look at; a PDF only to keep, for nobody has made it anew."""
    type, ending = TYPES.get(kind) or abort(404)
    answer = download(content, type, f"page-{number}.{ending}")
    if kind == PHOTO:
        answer.headers["Content-Disposition"] = f'inline; filename="page-{number}.{ending}"'
    answer.headers["Content-Security-Policy"] = ALONE
    return answer


def to_contact(book: str, news: str) -> Response:
    told: dict[str, Any] = {news: 1}
    where = url_for(".contact", book=book, _anchor="form", **told)
    return redirect(where, 303)  # type: ignore[return-value]


def refusal(why: Why) -> str:
    if why is Why.TOO_LARGE:
        return _(
            "This file is too large: a photo may have %(photo)s MB, a PDF %(pdf)s MB.",
            photo=LARGEST // 2**20,
            pdf=LARGEST_PDF // 2**20,
        )
    if why is Why.TOO_MANY_PIXELS:
        return _("This picture is too large to be shown. Please make it smaller.")
    return _(
        "This is neither a photo nor a PDF that can be taken. These can: %(kinds)s",
        kinds=f"{PICTURES}, PDF",
    )


def full() -> str:
    if not doorkeeper.may("studio.remove_scan"):
        return _(
            "No more pages can be kept. A coordinator may put this one in the place of another."
        )
    return _("No more pages can be kept. Put this one in the place of another.")


def gone_or_changed(gone: bool) -> str:
    if gone:
        return _("This has changed meanwhile, here or elsewhere. This is how it stands now.")
    return _("This was not sealed for this book, or was changed.")
