"""gettext for templates: one object per language that remembers its texts as safe markup.

Jinja's own bridge derives a context and looks the catalogue up for every message of a block; on
a card, drawn for every phone, that is half of the drawing. Here the page's language is looked
up once, and a text is a dictionary's answer. Values are escaped as they go in.
"""

from typing import Any

from flask import current_app
from flask_babel import get_translations
from markupsafe import Markup


def ours(text: str) -> Markup:
    """A text of a catalogue, which nobody outside has written."""
    return Markup(text)  # scan: unescaped: catalogues come with the product.


class Wording:
    """The texts of one language."""

    def __init__(self, catalogue: Any) -> None:
        self.catalogue = catalogue
        self.known: dict[tuple[str, ...], Markup] = {}

    def gettext(self, message: str, **values: Any) -> Markup:
        text = self.known.get((message,))
        if text is None:
            text = self.known[(message,)] = ours(self.catalogue.ugettext(message))
        return text % values if values else text

    def pgettext(self, context: str, message: str, **values: Any) -> Markup:
        text = self.known.get((context, message))
        if text is None:
            found = self.catalogue.upgettext(context, message)
            text = self.known[(context, message)] = ours(found)
        return text % values if values else text

    def ngettext(self, one: str, many: str, num: int, **values: Any) -> Markup:
        return ours(self.catalogue.ungettext(one, many, num)) % {"num": num, **values}

    def npgettext(self, context: str, one: str, many: str, num: int, **values: Any) -> Markup:
        found = self.catalogue.unpgettext(context, one, many, num)
        return ours(found) % {"num": num, **values}


def wording(language: str) -> dict[str, Any]:
    """The functions under the names that templates use, in this language."""
    memory: dict[str, Wording] = current_app.extensions.setdefault("humanshelf.wording", {})
    texts = memory.get(language)
    if texts is None:
        texts = memory[language] = Wording(get_translations())
    return {
        "_": texts.gettext,
        "gettext": texts.gettext,
        "ngettext": texts.ngettext,
        "pgettext": texts.pgettext,
        "npgettext": texts.npgettext,
    }
