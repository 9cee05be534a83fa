"""Which language a page speaks: asked for, kept, wished by the browser, or the library's."""

from flask import Flask, Response, g, request
from flask_babel import Babel, get_locale
from flask_babel import gettext as _
from markupsafe import Markup

from humanshelf.pages.here import here

COOKIE = "__Host-language"
PARAMETER = "lang"
OWN_NAMES = {
    "az": "Azərbaycanca",
    "kk": "Қазақша",
    "ru": "Русский",
    "en": "English",
    "tr": "Türkçe",
}
SIGN = "sgn"
"""Sign language: readings are held in it, no page speaks it. Regions differ; one code will do."""


def init_app(app: Flask, translations: str) -> None:
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = translations
    Babel(app, default_locale="en", locale_selector=language)
    app.after_request(keep_choice)
    app.jinja_env.globals.update(
        own_names=OWN_NAMES,
        offered_languages=offered_languages,
        talk_name=talk_name,
        talk_tag=talk_tag,
    )


def language() -> str:
    """The language of this answer, one of those offered."""
    if "language" not in g:
        g.language = _choose()
    chosen: str = g.language
    return chosen


def offered_languages() -> list[str]:
    """The library's own; on the bare domain all five."""
    library = here()
    return library.languages if library else list(OWN_NAMES)


def _choose() -> str:
    offered = offered_languages()
    for wanted in (request.args.get(PARAMETER), request.cookies.get(COOKIE)):
        if wanted in offered:
            return wanted
    wished = (tag.partition("-")[0].lower() for tag, weight in request.accept_languages if weight)
    return next((code for code in wished if code in offered), _otherwise(offered))


def _otherwise(offered: list[str]) -> str:
    """The library's main language; of the five, English is the one that most can make out."""
    return offered[0] if here() else "en"


def keep_choice(response: Response) -> Response:
    """A language tapped in the masthead stays for the visit; the cookie says nothing else."""
    wanted = request.args.get(PARAMETER)
    if wanted and wanted == g.get("language"):
        response.set_cookie(COOKIE, wanted, secure=True, httponly=True, samesite="Lax")
    return response


def talk_name(code: str) -> str:
    """A language that a reading may be held in: by its own name, or in the page's words."""
    return _("Sign language") if code == SIGN else OWN_NAMES.get(code, code)


def talk_tag(code: str) -> Markup:
    """For the element that holds this name: the language that the name is written in."""
    return Markup("") if code == SIGN else Markup(' lang="{}"').format(code)


def current_tag() -> str:
    locale = get_locale()
    return locale.language if locale else "en"
