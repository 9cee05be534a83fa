"""The words of the queue cards, "Nar 27": the same on every phone, desk and board."""

from typing import Any

from flask_babel import gettext as _

from humanshelf.libraries.labels import FEWEST, LONGEST, MOST, USUAL, fits
from humanshelf.records.profile import Profile
from humanshelf.studio.parts.part import Files, Form, Part, Typed, clean


class Labels(Part):
    name = "labels"
    in_main = True

    def heading(self) -> str:
        return _("Words on the cards")

    def labels(self, row: Profile) -> dict[str, str]:
        return {"words": _("Words, one on each line")}

    def filled(self, row: Profile) -> dict[str, str]:
        return {"words": "\n".join(row.words)}

    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        typed = Typed({"words": clean(form.get("words", "")[:8000])})
        words = split(typed.fields["words"])
        alike = [word.casefold() for word in words]
        twice = [word for n, word in enumerate(words) if alike.index(alike[n]) != n]
        unfit = [word for word in words if not fits(word)]
        if unfit:
            typed.wrong["words"] = _(
                "Letters only, at most %(num)s of them: %(words)s",
                num=LONGEST,
                words=", ".join(unfit[:5]),
            )
        elif twice:
            typed.wrong["words"] = _("These stand there twice: %(words)s", words=", ".join(twice))
        elif not FEWEST <= len(words) <= MOST:
            typed.wrong["words"] = _(
                "Please give at least %(num)s words. There are now: %(found)s",
                num=FEWEST,
                found=len(words),
            )
        return typed

    def save(self, row: Profile, typed: Typed) -> None:
        row.words = split(typed.fields["words"])

    def summary(self, row: Profile) -> str:
        return ", ".join(row.words[:4])

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        main = row.languages[0]
        return {"usual": "\n".join(USUAL[main]), "main": main, "fewest": FEWEST, "most": LONGEST}


def split(text: str) -> list[str]:
    return [word.strip() for line in text.splitlines() for word in line.split(",") if word.strip()]
