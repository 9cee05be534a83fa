"""A reader who wants no trace on the phone: it forgets all, and the card's address is dead."""

from flask import Response, request

from humanshelf.access.secrets import reader_hash
from humanshelf.pages import page
from humanshelf.pages.wayout import forgetting, way_out
from humanshelf.readers import readers
from humanshelf.readers.reader import COOKIE, reader
from humanshelf.records.cards import cut_off
from humanshelf.tenancy.db import writing


@readers.post("/forgetting")
def forget() -> Response:
    """Out, and nothing of this library stays in the browser, the key of a card neither.

    The address of the card's page stands in the browser's history, so it opens nothing any more;
    the card keeps its place, and the desk calls it.
    """
    if COOKIE in request.cookies:
        with writing() as session:
            cut_off(session, lambda event_id: reader_hash(reader(), event_id))
    way = way_out()
    response = forgetting(page("readers/gone.html", way=way))
    # No redirect: our policy keeps forms from leading anywhere else, and browsers hold to it.
    response.headers["Refresh"] = f"0; url={way}"
    for name in request.cookies:
        if name.startswith("__Host-"):
            response.delete_cookie(name, secure=True, httponly=True, samesite="Lax")
    return response
