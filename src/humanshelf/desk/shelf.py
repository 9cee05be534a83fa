"""The event's books at the desk: the code that shows hidden ones, and one tap that withdraws."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.access.marks import stays_open
from humanshelf.access.secrets import shelf_code
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.lending.mistakes import UnknownBook
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records import collection
from humanshelf.records.books import Book
from humanshelf.records.floors import Scene
from humanshelf.tenancy.db import writing


@desk.get("/desk/<event>/shelf")
@stays_open
def shelf(event: str) -> Response:
    return shelf_page(event_or_404(event))


@desk.post("/desk/<event>/withdrawals")
@stays_open
def withdraw(event: str) -> Response:
    """The book goes from every page at once; a reading that runs is left to its table."""
    found = event_or_404(event)
    book = book_of(found)
    if book is None:
        return shelf_page(found, phrases.refusal(UnknownBook()))
    with writing() as session:
        collection.withdraw(session, book.code, now(), current_user.staff_id)
        did(session, "withdraw-book", book.code)
    return redirect(url_for(".shelf", event=event), 303)  # type: ignore[return-value]


@desk.post("/desk/<event>/withdrawals/reversals")
@stays_open
def put_back(event: str) -> Response:
    """Only for who withdrew it: what somebody else has decided is not undone by a slip."""
    found = event_or_404(event)
    book = book_of(found)
    if book is None:
        return shelf_page(found, phrases.refusal(UnknownBook()))
    if book.withdrawn is not None and not may_put_back(book):
        return shelf_page(found, _("Somebody else has withdrawn this book. Please ask them."))
    with writing() as session:
        collection.put_back(session, book.code)
        did(session, "put-book-back", book.code)
    return redirect(url_for(".shelf", event=event), 303)  # type: ignore[return-value]


def may_put_back(book: Book) -> bool:
    """Where consent was taken back it needs a new one, not an undo."""
    mine = book.withdrawn_by == current_user.staff_id
    return book.consent_withdrawn is None and (mine or current_user.role == "coordinator")


def book_of(found: Scene) -> Book | None:
    """Of this event's shelf alone."""
    code = request.form.get("book", "")
    return collection.find_book(code) if code in found.event.books else None


def shelf_page(found: Scene, refused: str | None = None) -> Response:
    opens = shelf_code(found.event.id)
    rows = {code: collection.find_book(code) for code in found.event.books}
    return page(
        "desk/shelf.html",
        409 if refused else 200,
        refused=refused,
        scene=found,
        code="-".join((opens[:4], opens[4:])),
        hidden=any(b.shown and b.visibility != "public" for b in found.event.books.values()),
        undo={code for code, row in rows.items() if row and row.withdrawn and may_put_back(row)},
        address=request.host_url.rstrip("/") + url_for("readers.event", code=found.event.code),
        csrf=csrf.token(),
    )
