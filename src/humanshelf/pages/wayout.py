"""Where the quick exit leads: a page that surprises nobody, in the language of whoever leaves.

Our pages only link there; nothing of it is ever asked for by the server or shown on a page.
"""

from urllib.parse import urlsplit

from flask import Response, current_app, redirect

from humanshelf.config import Settings
from humanshelf.pages.here import here
from humanshelf.pages.language import language

USUAL = "usual"
PLACES = {
    "encyclopaedia": "https://%(language)s.wikipedia.org/",
    "weather": "https://www.accuweather.com/%(language)s/",
    "search": "https://www.google.com/?hl=%(language)s",
}
"""Known all over the five countries, each with a first page in every language of ours."""


def way_out() -> str:
    """What the library in force chose: one of ``PLACES``, an address of its own, or nothing."""
    library = here()
    chosen = library.exit_url if library else ""
    if chosen in PLACES:
        return PLACES[chosen] % {"language": language()}
    return chosen or settings().exit_url


def out() -> Response:
    """Leads there, and has the browser forget what it keeps of ours, cookies aside."""
    return forgetting(redirect(way_out(), 303))  # type: ignore[arg-type]


def forgetting(response: Response) -> Response:
    """This answer, which leads out: nothing goes along, and the browser forgets."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def ours(address: str) -> bool:
    """Whether this leads to the deployment itself, from which the reader wants to get away."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    base = settings().base_domain
    return host == base or host.endswith(f".{base}")


def settings() -> Settings:
    found: Settings = current_app.config["HUMANSHELF"]
    return found
