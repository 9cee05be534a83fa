"""The exhibition beside a library's events: what is to be seen, a page each, pictures and films."""

from urllib.parse import urlsplit

from flask import Response, abort, redirect, url_for

from humanshelf.access import entrance
from humanshelf.pages import page, wants_fragment
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.pages.sealed import send
from humanshelf.readers import readers
from humanshelf.readers.shelf import event_or_404
from humanshelf.records.exhibits import exhibit_by_code, file_by_name
from humanshelf.records.floors import scene_by_id, scene_of_card
from humanshelf.records.hanging import note
from humanshelf.records.programme import shown_exhibit


@readers.get("/events/<code>/exhibition")
def exhibition(code: str) -> Response:
    found = event_or_404(code)
    return page("readers/exhibition.html", scene=found, programme=found.event.programme)


@readers.get("/exhibition/<exhibit>")
def exhibit(exhibit: str) -> Response:
    """One exhibit. The address stands on its printed label, whatever event runs."""
    row = exhibit_by_code(exhibit)
    if row is None or not row.published:
        abort(404)
    library = here()
    assert library is not None
    home = scene_by_id(row.event_id, now()) if row.event_id else None
    return page(
        "readers/exhibit.html",
        exhibit=shown_exhibit(row, tuple(library.languages)),
        event=home.event if home and entrance.guest(home) and home.revealed else None,
        host=urlsplit(row.link).hostname or "",
        sample=row.sample,
    )


@readers.get("/files/<name>")
def file(name: str) -> Response:
    """A picture or film of an exhibit that is published."""
    return send(file_by_name(name, published=True) or abort(404))


@readers.post("/cards/<token>/visits/<exhibit>")
def visit(token: str, exhibit: str) -> Response:
    """This reader goes to see it: one more in the sum, and its page. The card keeps nothing."""
    found, _card = scene_of_card(token, now()) or abort(404)
    shown = found.event.programme.exhibits.get(exhibit) or abort(404)
    note(found.event.id, [shown.id], "opened")
    address = url_for(".exhibit", exhibit=exhibit)
    if wants_fragment():
        return Response(headers={"HX-Redirect": address})
    return redirect(address, 303)  # type: ignore[return-value]
