"""What such an event is called here: the licensed name, or the free one."""

from flask_babel import gettext as _

from humanshelf.libraries.bundle import VOCABULARY
from humanshelf.records.profile import Profile
from humanshelf.studio.parts.part import Files, Form, Part, Typed, sent, too_long

HUMAN, LIVING = VOCABULARY


class Vocabulary(Part):
    name = "vocabulary"

    def heading(self) -> str:
        return _("What it is called")

    def labels(self, row: Profile) -> dict[str, str]:
        return {"use": _("Name of the method"), "licence": _("Reference of your licence")}

    def filled(self, row: Profile) -> dict[str, str]:
        return {"use": row.vocabulary, "licence": row.licence}

    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        typed = Typed(sent(form, self.labels(row)))
        too_long(typed, {"licence": 80})
        if typed.fields["use"] not in VOCABULARY:
            typed.wrong["use"] = _("Choose one of these.")
        elif typed.fields["use"] == HUMAN and not typed.fields["licence"]:
            typed.wrong["licence"] = _(
                "This name is a licensed mark. Please write the reference that its owner gave you, "
                "or choose the free name."
            )
        return typed

    def save(self, row: Profile, typed: Typed) -> None:
        row.vocabulary = typed.fields["use"]
        row.licence = typed.fields["licence"] if row.vocabulary == HUMAN else ""

    def summary(self, row: Profile) -> str:
        return _("Human Library") if row.vocabulary == HUMAN else _("Living Library")
