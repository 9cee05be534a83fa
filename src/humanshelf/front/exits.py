"""Health, and the quick exit's plain link."""

from flask import Response, current_app, redirect

from humanshelf.access.marks import ANYONE, open_to
from humanshelf.config import Settings
from humanshelf.front import front
from humanshelf.pages.language import COOKIE


@front.get("/healthz")
@open_to(ANYONE)
def health() -> Response:
    """The process answers. Says nothing about any library."""
    return Response("ok\n", mimetype="text/plain")


@front.get("/leave")
@open_to(ANYONE)
def leave() -> Response:
    """Out to another page at once; the browser forgets what this library kept in it.

    The reader's key stays, so that an exit in fright does not cost the place in the queue.
    """
    settings: Settings = current_app.config["HUMANSHELF"]
    response = redirect(settings.exit_url, 303)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    response.delete_cookie(COOKIE, secure=True, httponly=True, samesite="Lax")
    return response  # type: ignore[return-value]
