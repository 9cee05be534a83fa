"""The privacy notice: the product's own sentences, and whom to ask, in the library's words."""

from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from humanshelf import phrases
from humanshelf.pages.here import drawn
from humanshelf.pages.language import OWN_NAMES
from humanshelf.records.profile import Profile
from humanshelf.studio.parts.names import columns, texts, untranslated
from humanshelf.studio.parts.part import Files, Form, Part, Typed, sent, too_long

TEXTS = {"contact": 200, "privacy": 1500}


class Privacy(Part):
    name = "privacy"
    preview = True

    def heading(self) -> str:
        return _("Privacy notice")

    def labels(self, row: Profile) -> dict[str, str]:
        words = {"contact": _("Whom to ask"), "privacy": _("In your own words, if you like")}
        return {
            f"{key}-{code}": f"{words[key]} ({OWN_NAMES[code]})"
            for code in row.languages
            for key in TEXTS
        }

    def filled(self, row: Profile) -> dict[str, str]:
        return {
            f"{key}-{code}": row.texts.get(code, {}).get(key, "")
            for code in row.languages
            for key in TEXTS
        }

    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        typed = Typed(sent(form, self.labels(row)))
        too_long(typed, TEXTS)
        return typed

    def save(self, row: Profile, typed: Typed) -> None:
        row.texts = texts(row, typed)

    def summary(self, row: Profile) -> str:
        return row.text("contact", row.languages[0])[0]

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        shown = drawn(Profile(**columns(row) | {"texts": texts(row, typed)}))
        return {
            "notice": phrases.privacy(row.hours_kept, row.words_kept),
            "lengths": TEXTS,
            "lacking": untranslated(row, TEXTS),
            "shown": [(code, shown, *said_in(row, code)) for code in row.languages],
        }


def said_in(row: Profile, language: str) -> tuple[list[str], str]:
    """The product's own sentences, and the words before whom to ask, in another language."""
    with force_locale(language):
        return phrases.privacy(row.hours_kept, row.words_kept), _("Whom to ask")
