"""One of 24 hues, and a mark of one colour. No library has a style sheet of its own."""

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _

from humanshelf.libraries import logo
from humanshelf.pages import contrast
from humanshelf.pages.here import drawn
from humanshelf.records.profile import Profile
from humanshelf.studio.parts.names import columns
from humanshelf.studio.parts.part import Files, Form, Part, Typed

OWN = "own"
SIZE = 4 * logo.LONGEST
"""Bytes that are read of a file: enough for every mark that could be taken."""


class Look(Part):
    """The field ``logo`` holds path data, and ``mark`` how it was chosen."""

    name = "look"
    preview = True

    def heading(self) -> str:
        return _("Colour and mark")

    def labels(self, row: Profile) -> dict[str, str]:
        return {"hue": _("Colour"), "mark": _("Mark"), "file": _("A mark of your own")}

    def filled(self, row: Profile) -> dict[str, str]:
        given = [name for name, path in logo.MARKS.items() if path == row.logo]
        return {"hue": str(row.hue), "mark": given[0] if given else OWN, "file": row.logo}

    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        hue, mark = form.get("hue", ""), form.get("mark", "")
        typed = Typed({"hue": hue[:3], "mark": mark[:20], "file": row.logo})
        if typed.fields["hue"] not in map(str, contrast.HUES):
            typed.wrong["hue"] = _("Choose one of these.")
        if mark in logo.MARKS:
            typed.fields["file"] = logo.MARKS[mark]
        elif mark != OWN:
            typed.wrong["mark"] = _("Choose one of these.")
        file = files.get("file")
        if file is not None and file.filename:
            path, wrong = logo.drawn(file.stream.read(SIZE).decode(errors="replace"))
            if wrong:
                typed.wrong["file"] = sentence(wrong.why)
            else:
                typed.fields |= {"file": path, "mark": OWN}
        return typed

    def save(self, row: Profile, typed: Typed) -> None:
        row.hue, row.logo = int(typed.fields["hue"]), typed.fields["file"]

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        hue = typed.fields["hue"]
        chosen = int(hue) if hue in map(str, contrast.HUES) else row.hue
        shown = Profile(**columns(row) | {"hue": chosen, "logo": typed.fields["file"]})
        found = contrast.ratios(chosen)
        return {
            "hues": contrast.HUES,
            "marks": logo.MARKS,
            "own": OWN,
            "shown": drawn(shown),
            "ratios": [
                (_("White words on the colour"), number(found.fill_light), number(found.fill_dark)),
                (
                    _("Words in the colour on paper"),
                    number(found.words_light),
                    number(found.words_dark),
                ),
            ],
            "needed": number(contrast.NEEDED),
        }


def number(ratio: float) -> str:
    return str(format_decimal(ratio, "0.0"))


def sentence(why: logo.Why) -> str:
    return {
        logo.Why.TOO_MUCH: _(
            "This file holds more than a mark may: only drawn paths, at most %(num)s signs.",
            num=logo.LONGEST,
        ),
        logo.Why.NO_SVG: _("This is no file of this kind: %(kind)s", kind="SVG"),
        logo.Why.NOT_PATHS: _("Only paths in a square of 28 by 28 can be taken."),
        logo.Why.NO_DATA: _("A path in this file holds something else than a drawing."),
    }[why]
