"""The languages of the library's pages, and their order: the first is the main one."""

from typing import Any

from flask_babel import gettext as _

from humanshelf.config import LANGUAGES
from humanshelf.pages.language import OWN_NAMES
from humanshelf.records.profile import Profile
from humanshelf.records.settings import texts_in
from humanshelf.studio.parts.part import Files, Form, Part, Typed, sent


class Languages(Part):
    name = "languages"

    def heading(self) -> str:
        return _("Languages")

    def labels(self, row: Profile) -> dict[str, str]:
        return {f"place-{code}": OWN_NAMES[code] for code in self.order(row)}

    def order(self, row: Profile) -> list[str]:
        return [*row.languages, *(code for code in LANGUAGES if code not in row.languages)]

    def filled(self, row: Profile) -> dict[str, str]:
        places = {code: str(place) for place, code in enumerate(row.languages, 1)}
        return {f"place-{code}": places.get(code, "") for code in self.order(row)}

    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        typed = Typed(sent(form, self.labels(row)))
        known = {"", *map(str, range(1, len(LANGUAGES) + 1))}
        taken: set[str] = set()
        for name, place in typed.fields.items():
            if place not in known:
                typed.wrong[name] = _("Please choose from the list.")
            elif place and place in taken:
                typed.wrong[name] = _("Two languages have this place. Please give each its own.")
            taken.add(place)
        chosen = self.chosen(typed)
        first = f"place-{self.order(row)[0]}"
        if not chosen:
            typed.wrong[first] = _("Please choose at least one language.")
        elif not typed.wrong and not row.texts.get(chosen[0], {}).get("name"):
            typed.wrong[f"place-{chosen[0]}"] = _(
                "The main language needs the library’s name first: add the language, write the "
                "name in it, then make it the main one."
            )
        return typed

    def chosen(self, typed: Typed) -> list[str]:
        places = {n.partition("-")[2]: place for n, place in typed.fields.items() if place}
        return sorted(places, key=lambda code: places[code])

    def save(self, row: Profile, typed: Typed) -> None:
        row.languages = self.chosen(typed)

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        return {"order": self.order(row), "texts": texts_in(), "used": row.languages}
