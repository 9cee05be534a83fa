"""My tables: each librarian minds a few, and sees them first on this desk."""

from flask import Response, redirect, request, url_for

from humanshelf.access import csrf
from humanshelf.access.marks import stays_open
from humanshelf.access.tables import mind, minded
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.pages import page


@desk.get("/desk/<event>/tables")
@stays_open
def tables(event: str) -> Response:
    found = event_or_404(event)
    mine = minded(found.event.id)
    return page("desk/tables.html", scene=found, mine=mine, csrf=csrf.token())


@desk.post("/desk/<event>/tables")
@stays_open
def choose_tables(event: str) -> Response:
    """Nothing is written but this browser's cookie. The desk opens anew, and its stream with it:
    a stream keeps the order that it was opened with."""
    found = event_or_404(event)
    chosen = request.form.getlist("book")
    mind(found.event.id, [book for book in found.floor.shelf if book in chosen])
    return redirect(url_for(".show", event=event), 303)  # type: ignore[return-value]
