"""Health, the quick exit's plain link, and what stands behind whoever went out by it."""

from flask import Response, redirect, request

from humanshelf.front import front
from humanshelf.front.signing import onward
from humanshelf.pages import page
from humanshelf.pages.here import here
from humanshelf.pages.language import COOKIE
from humanshelf.pages.wayout import out

AWAY = "__Host-away"
MINUTES_AWAY = 10
OPEN = ("/leave", "/healthz", "/static/")


@front.get("/healthz")
def health() -> Response:
    """The process answers. Says nothing about any library."""
    return Response("ok\n", mimetype="text/plain")


@front.get("/leave")
def leave() -> Response:
    """Out to another page at once; the browser forgets what this library kept in it.

    The reader's key stays, so that an exit in fright does not cost the place in the queue. For
    some minutes this browser is shown nothing here until it says that it wants to: whoever goes
    back in it may be somebody else.
    """
    response = out()
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
    response.set_cookie(
        AWAY, "1", max_age=MINUTES_AWAY * 60, secure=True, httponly=True, samesite="Lax"
    )
    return response


@front.post("/coming-back")
def come_back() -> Response:
    """Whoever went out wants to go on where they are."""
    response = redirect(onward(request.form.get("next")) or "/", 303)
    response.delete_cookie(AWAY, secure=True, httponly=True, samesite="Lax")
    return response  # type: ignore[return-value]


def show_nothing() -> Response | None:
    """In place of each page that is gone back to after the quick exit. What pages ask for, as a
    stream in another tab, goes on."""
    away = AWAY in request.cookies and request.method in ("GET", "HEAD")
    page_itself = request.headers.get("Sec-Fetch-Dest", "document") == "document"
    if not (away and page_itself and here()) or request.path.startswith(OPEN):
        return None
    return page("front/away.html", next=request.full_path.rstrip("?"))
