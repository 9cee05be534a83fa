"""The page of an unknown or hidden host: alike for both, and nothing of any library is opened."""

from collections.abc import Iterable
from typing import Any

from flask import Response
from werkzeug.wrappers import Response as Plain

from humanshelf.pages.headers import PERMISSIONS

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


def neutral_app(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    """A WSGI application that answers everything with the neutral page, health aside."""
    if environ.get("PATH_INFO") == "/healthz":
        return Plain("ok\n", mimetype="text/plain", headers=HEADERS)(environ, start_response)
    return Plain(BODY, 404, HEADERS, mimetype="text/html")(environ, start_response)
