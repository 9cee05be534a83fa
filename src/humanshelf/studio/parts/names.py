"""What the library says of itself, in each of its languages."""

from collections.abc import Iterable
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from humanshelf.pages.here import drawn
from humanshelf.pages.language import OWN_NAMES
from humanshelf.records.profile import Profile
from humanshelf.studio.parts.part import Files, Form, Part, Typed, sent, too_long
from humanshelf.studio.parts.vocabulary import Vocabulary

TEXTS = {"name": 60, "strapline": 120, "welcome": 600, "exhibition": 600, "place": 200}
LONG = ("welcome", "exhibition")


def words() -> dict[str, str]:
    return {
        "name": _("Name of the library"),
        "strapline": _("In one line: what happens here"),
        "welcome": _("Welcome"),
        "exhibition": _("What there is to see while waiting"),
        "place": _("Where it is"),
    }


def untranslated(row: Profile, keys: Iterable[str] = TEXTS) -> dict[str, list[str]]:
    """What is said in some language but not in this one, by language."""
    said = [key for key in keys if any(row.texts.get(c, {}).get(key) for c in row.languages)]
    lacks = {c: [k for k in said if not row.texts.get(c, {}).get(k)] for c in row.languages}
    return {code: keys for code, keys in lacks.items() if keys}


class Names(Part):
    name = "names"
    in_main = True
    preview = True

    def heading(self) -> str:
        return _("Name and words")

    def labels(self, row: Profile) -> dict[str, str]:
        return {
            f"{key}-{code}": f"{label} ({OWN_NAMES[code]})"
            for code in row.languages
            for key, label in words().items()
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
        main = f"name-{row.languages[0]}"
        if not typed.fields[main]:
            typed.wrong[main] = _("Please give the name in the main language.")
        return typed

    def save(self, row: Profile, typed: Typed) -> None:
        row.texts = texts(row, typed)

    def summary(self, row: Profile) -> str:
        return row.text("name", row.languages[0])[0]

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        shown = Profile(**columns(row) | {"texts": texts(row, typed)})
        labels = words()
        return {
            "words": labels,
            "long": LONG,
            "lengths": TEXTS,
            "lacking": {
                code: [labels[key] for key in keys] for code, keys in untranslated(row).items()
            },
            "shown": [(code, drawn(shown), called(row, code)) for code in row.languages],
        }


def texts(row: Profile, typed: Typed) -> dict[str, dict[str, Any]]:
    """The row's texts, with those that were typed in fields named after key and language."""
    told = {code: dict(said) for code, said in row.texts.items()}
    for name, text in typed.fields.items():
        key, _hyphen, code = name.partition("-")
        told.setdefault(code, {})[key] = text
    return told


def called(row: Profile, language: str) -> str:
    """What the method is called here, in another language than the page's."""
    with force_locale(language):
        return Vocabulary().summary(row)


def columns(row: Profile) -> dict[str, Any]:
    """The row's values, for one that is drawn and never saved."""
    return {column.key: getattr(row, column.key) for column in Profile.__table__.columns}
