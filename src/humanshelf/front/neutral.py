"""The page of an unknown or hidden host: alike for both, and nothing of any library is opened."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Response, abort, request
from werkzeug.wrappers import Response as Plain

from humanshelf.pages.headers import PERMISSIONS, STRICT
from humanshelf.tenancy.scope import current_or_none

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

BODY = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, noarchive">
<title>Nothing here</title>
</head>
<body>
<main>
<h1>Nothing here</h1>
<ul>
<li lang="az">Burada heç nə yoxdur</li>
<li lang="kk">Мұнда ештеңе жоқ</li>
<li lang="ru">Здесь ничего нет</li>
<li lang="tr">Burada bir şey yok</li>
</ul>
</main>
</body>
</html>
"""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": PERMISSIONS,
    "X-Robots-Tag": "noindex, noarchive",
    "Cache-Control": "no-store",
}


def neutral_page(status: int = 404) -> Response:
    return Response(BODY, status, HEADERS, mimetype="text/html")


def turn_away() -> None:
    """The bare domain has no pages of its own: whatever is asked for there is not there."""
    if current_or_none() is None and request.endpoint != "front.health":
        abort(404)


def neutral_app(secure: bool) -> "WSGIApplication":
    """A WSGI application that answers everything with the neutral page, health aside."""
    headers = HEADERS | ({"Strict-Transport-Security": STRICT} if secure else {})

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/healthz":
            return Plain("ok\n", mimetype="text/plain", headers=headers)(environ, start_response)
        return Plain(BODY, 404, headers, mimetype="text/html")(environ, start_response)

    return answer
