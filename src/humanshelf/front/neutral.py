"""The page of an unknown or hidden host: alike for both, and nothing of any library is opened."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from flask import Response, abort, current_app, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.wrappers import Response as Plain

from humanshelf.access import rights
from humanshelf.access.admins import admin
from humanshelf.pages.headers import PERMISSIONS, STRICT
from humanshelf.tenancy.hosts import STATE
from humanshelf.tenancy.models import State
from humanshelf.tenancy.scope import current_or_none

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, noarchive">
<title>{title}</title>
</head>
<body>
<main>
<h1>{title}</h1>
{more}<ul>
{others}
</ul>
</main>
</body>
</html>
"""


def _page(title: str, more: str, others: Mapping[str, str]) -> str:
    lines = "\n".join(f'<li lang="{code}">{text}</li>' for code, text in others.items())
    return PAGE.format(title=title, more=more and f"<p>{more}</p>\n", others=lines)


BODY = _page(
    "Nothing here",
    "",
    {
        "az": "Burada heç nə yoxdur",
        "kk": "Мұнда ештеңе жоқ",
        "ru": "Здесь ничего нет",
        "tr": "Burada bir şey yok",
    },
)
RESTING = _page(
    "Back soon",
    "Please come again in a few minutes.",
    {
        "az": "Tezliklə qayıdacağıq. Bir neçə dəqiqədən sonra yenidən gəlin.",
        "kk": "Жақында ораламыз. Бірнеше минуттан кейін қайта келіңіз.",
        "ru": "Скоро вернёмся. Зайдите ещё раз через несколько минут.",
        "tr": "Birazdan döneceğiz. Birkaç dakika sonra yeniden gelin.",
    },
)
"""While a library's data is being brought into another shape, or could not be."""
RETRY = {"Retry-After": "120"}
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


def turn_away() -> Response | None:
    """What is not there for whoever asks: libraries on the bare domain, its own pages in a
    library, and a draft for all who are not of its staff."""
    endpoint = asked_for()
    if endpoint in rights.EVERYWHERE:
        return None
    bare = current_or_none() is None
    if bare and endpoint == "readers.home" and admin() is not None:
        return redirect(url_for("network.libraries"), 303)  # type: ignore[return-value]
    if bare != (rights.ROUTES.get(endpoint) in rights.BARE) or unseen(endpoint):
        abort(404)
    return None


def asked_for() -> str:
    """The route of this address, by another method if need be: that one is there is told, too."""
    wrong = request.routing_exception
    if isinstance(wrong, MethodNotAllowed) and wrong.valid_methods:
        adapter = current_app.create_url_adapter(request)
        assert adapter is not None
        return str(adapter.match(method=next(iter(wrong.valid_methods)))[0])
    return request.endpoint or ""


def unseen(endpoint: str) -> bool:
    """Whether the library here is a draft, and this is not its staff, nor the way in for them."""
    draft = request.environ.get(STATE) == State.DRAFT
    return draft and not endpoint.startswith("front.") and not current_user.is_authenticated


def neutral_app(secure: bool) -> "WSGIApplication":
    """A WSGI application that answers everything with the neutral page, health aside."""
    return _always(BODY, 404, {}, secure)


def resting_app(secure: bool) -> "WSGIApplication":
    """Answers for a library that cannot be served just now: calmly, and for a while."""
    return _always(RESTING, 503, RETRY, secure)


def _always(body: str, status: int, more: dict[str, str], secure: bool) -> "WSGIApplication":
    headers = HEADERS | ({"Strict-Transport-Security": STRICT} if secure else {})

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == "/healthz":
            return Plain("ok\n", mimetype="text/plain", headers=headers)(environ, start_response)
        page = Plain(body, status, headers | more, mimetype="text/html")
        return page(environ, start_response)

    return answer
