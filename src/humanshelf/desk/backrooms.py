"""The books' own links at the desk: made for each book, renewed, to be printed or scanned."""

from flask import Response, abort, redirect, request, url_for

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.marks import stays_open
from humanshelf.access.secrets import backroom_token
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.lending.mistakes import EventOver, UnknownBook
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.backrooms import may_have_links, renew, seeds
from humanshelf.records.floors import Scene


@desk.get("/desk/<event>/backrooms")
@stays_open
def backrooms(event: str) -> Response:
    """The event's books, and which of them have a link."""
    return listed(event_or_404(event))


def listed(found: Scene, refused: str | None = None) -> Response:
    return page(
        "desk/backrooms.html",
        409 if refused else 200,
        scene=found,
        refused=refused,
        made=seeds(found.event.id),
        open=may_have_links(found.floor.closes, now()),
        csrf=csrf.token(),
    )


@desk.post("/desk/<event>/backrooms")
@stays_open
def make_backroom(event: str) -> Response:
    """Make a book's link. An older one of the same book stops."""
    found, book = event_or_404(event), request.form.get("book", "")
    if not may_have_links(found.floor.closes, now()):
        return listed(found, phrases.refusal(EventOver()))
    if book not in found.floor.shelf:
        return listed(found, phrases.refusal(UnknownBook()))
    renew(found.event.id, book, backroom_token)
    return redirect(url_for(".backroom", event=event, book=book), 303)  # type: ignore[return-value]


@desk.get("/desk/<event>/backrooms/<book>")
@stays_open
def backroom(event: str, book: str) -> Response:
    """A book's link as a code to scan or print."""
    found = event_or_404(event)
    seed = seeds(found.event.id).get(book)
    if seed is None or book not in found.event.books:
        abort(404)
    return page(
        "desk/backroom.html",
        scene=found,
        book=found.event.books[book],
        address=url_for("backroom.room", token=backroom_token(found.event.id, book, seed)),
        host=request.host_url.rstrip("/"),
        csrf=csrf.token(),
    )
