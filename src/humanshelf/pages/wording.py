"""gettext for templates: the page's catalogue is looked up once, and each text is safe markup.

Jinja's own bridge derives a context for every message of a block; on a card that is a third of
the drawing. These are plain functions instead: values are escaped as they go in.
"""

from typing import Any

from flask import Flask, g
from flask_babel import get_translations
from markupsafe import Markup


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        _=gettext, gettext=gettext, ngettext=ngettext, pgettext=pgettext, npgettext=npgettext
    )


def _catalogue() -> Any:
    if "catalogue" not in g:
        g.catalogue = get_translations()
    return g.catalogue


def _filled(text: str, values: dict[str, Any]) -> Markup:
    return Markup(text) % values if values else Markup(text)


def gettext(message: str, **values: Any) -> Markup:
    return _filled(_catalogue().ugettext(message), values)


def ngettext(one: str, many: str, num: int, **values: Any) -> Markup:
    return _filled(_catalogue().ungettext(one, many, num), {"num": num, **values})


def pgettext(context: str, message: str, **values: Any) -> Markup:
    return _filled(_catalogue().upgettext(context, message), values)


def npgettext(context: str, one: str, many: str, num: int, **values: Any) -> Markup:
    return _filled(_catalogue().unpgettext(context, one, many, num), {"num": num, **values})
