"""What identifies a book's person: sealed by whoever prepares books, read by a coordinator."""

from uuid import uuid4

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import csrf, doorkeeper
from humanshelf.access import vault as door
from humanshelf.access.acts import did
from humanshelf.impact.lines import lines
from humanshelf.media.scans import LARGEST, LARGEST_PDF
from humanshelf.pages import page
from humanshelf.pages.clock import day, now
from humanshelf.pages.here import zone
from humanshelf.records import vault as kept
from humanshelf.records import vault_scans as scans
from humanshelf.records.books import Book
from humanshelf.records.vault_rows import FIELDS
from humanshelf.studio import studio
from humanshelf.studio.books import book_or_404
from humanshelf.studio.exhibit_form import PICTURES
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import writing
from humanshelf.vault.masking import mask

LONGEST = {"name": 200, "contact": 500, "consent": 2000}
NEWS = ("sealed", "erased", "page-sealed", "page-erased")


@studio.get("/studio/books/<book>/contact")
def contact(book: str) -> Response:
    return contact_page(book_or_404(book))


@studio.post("/studio/books/<book>/contact")
def save_contact(book: str) -> Response:
    """Sealed at once; what was left empty stays as it was."""
    row, typed = book_or_404(book), {f: lines(request.form.get(f)) for f in FIELDS}
    wrong = {
        field: _("This is too long: %(num)s signs at most.", num=LONGEST[field])
        for field, words in typed.items()
        if len(words) > LONGEST[field]
    }
    if not any(typed.values()):
        wrong["name"] = _("Please write something into one of the fields.")
    if wrong:
        return contact_page(row, typed, wrong, status=422)
    try:
        with writing() as session:
            kept.write(session, book, typed, day(now(), zone()))
            did(session, "save-contact", book)
    except kept.NotReady:
        return contact_page(row, typed, status=409)
    deployment().stores.wipe(current())
    return redirect(url_for(".contact", book=book, sealed=1), 303)  # type: ignore[return-value]


@studio.post("/studio/books/<book>/contact/readings")
def read_contact(book: str) -> Response:
    """All of this one entry. Each time counts."""
    row, opened = book_or_404(book), door.opened()
    entry = kept.entry_of(row.id)
    if opened is None or entry is None:
        return contact_page(row, shut=opened is None, status=409)
    if not doorkeeper.fresh():
        return doorkeeper.to_confirm(url_for(".contact", book=book))
    with writing() as session:
        kept.count(session, [entry.id])
        did(session, "read-contact", book)
    return contact_page(book_or_404(book), whole=True)


@studio.post("/studio/books/<book>/contact/erasures")
def erase_contact(book: str) -> Response:
    """For good: no backup that is brought back brings it with it."""
    entry = kept.entry_of(book_or_404(book).id)
    if entry is not None:
        id = entry.id  # Read before the write: the other half of a double tap may have erased it.
        with writing() as session:
            if kept.erase(session, id, day(now(), zone())):
                did(session, "erase-contact", book)
        deployment().stores.wipe(current())
    return redirect(url_for(".contact", book=book, erased=1), 303)  # type: ignore[return-value]


def labels() -> dict[str, str]:
    return {
        "name": _("Name of the person"),
        "contact": _("How to reach them"),
        "consent": _("The consent form: where it lies, and what it says"),
    }


def contact_page(
    row: Book,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    whole: bool = False,
    shut: bool = False,
    status: int = 200,
) -> Response:
    entry = kept.entry_of(row.id)
    opened = door.opened() if current_user.role == "coordinator" else None
    told = kept.unsealed(entry, opened.private) if entry and opened else {}
    return page(
        "studio/contact.html",
        status,
        book=row,
        ready=kept.ready(),
        entry=entry,
        filled=[field for field in FIELDS if entry and getattr(entry, field) is not None],
        until=kept.kept_until(entry, row.code) if entry else None,
        opened=opened,
        told={f: words if whole or words is None else mask(words) for f, words in told.items()},
        whole=whole,
        shut=shut,
        labels=labels(),
        longest=LONGEST,
        scans=scans.scans_of(entry) if entry else [],
        scan=uuid4().hex,
        most=scans.MOST,
        kinds=PICTURES,
        photo=LARGEST // 2**20,
        pdf=LARGEST_PDF // 2**20,
        typed=typed or dict.fromkeys(FIELDS, ""),
        wrong=wrong or {},
        news=next((name for name in NEWS if name in request.args), None),
        csrf=csrf.token(),
    )
