"""How long things are kept, and where the quick exit leads."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from humanshelf.pages.wayout import PLACES, USUAL, ours, settings
from humanshelf.records.profile import CONTACTS_KEPT, HOURS_KEPT, WORDS_KEPT, Profile
from humanshelf.studio.clashes import between
from humanshelf.studio.exhibit_form import is_link
from humanshelf.studio.numbers import whole
from humanshelf.studio.parts.part import Files, Form, Part, Typed, sent

BOUNDS = {"hours": HOURS_KEPT, "days": WORDS_KEPT, "contacts": CONTACTS_KEPT}
OWN = "own"
START = "https://"


class Keeping(Part):
    name = "keeping"

    def heading(self) -> str:
        return _("What is kept, and the way out")

    def labels(self, row: Profile) -> dict[str, str]:
        return {
            "hours": _("Hours after an event until its cards are erased"),
            "days": _("Days until people’s own words are erased"),
            "contacts": _("Days after a book’s last event until its contact details are erased"),
            "way": _("Where the quick exit leads"),
            "exit": _("Another page"),
        }

    def filled(self, row: Profile) -> dict[str, str]:
        known = row.exit_url in PLACES or not row.exit_url
        return {
            "hours": str(row.hours_kept),
            "days": str(row.words_kept),
            "contacts": str(row.contacts_kept),
            "way": row.exit_url or USUAL if known else OWN,
            "exit": "" if known else row.exit_url,
        }

    def read(self, form: Form, files: Files, row: Profile) -> Typed:
        typed = Typed(sent(form, self.labels(row)))
        for name, (fewest, most) in BOUNDS.items():
            number = whole(typed.fields[name])
            if number is None or not fewest <= number <= most:
                typed.wrong[name] = between(fewest, most)
        if typed.fields["way"] not in (USUAL, *PLACES, OWN):
            typed.wrong["way"] = _("Choose one of these.")
        elif typed.fields["way"] == OWN and not is_link(typed.fields["exit"]):
            typed.wrong["exit"] = _(
                "A link begins with %(start)s and leads to another site.", start=START
            )
        elif typed.fields["way"] == OWN and ours(typed.fields["exit"]):
            typed.wrong["exit"] = _("This leads back to us. Choose a page of somebody else.")
        return typed

    def save(self, row: Profile, typed: Typed) -> None:
        row.hours_kept, row.words_kept, row.contacts_kept = (
            int(typed.fields[name]) for name in BOUNDS
        )
        way = typed.fields["way"]
        row.exit_url = typed.fields["exit"] if way == OWN else way if way in PLACES else ""

    def summary(self, row: Profile) -> str:
        hours = ngettext("%(num)s hour", "%(num)s hours", row.hours_kept)
        return hours + " · " + ngettext("%(num)s day", "%(num)s days", row.words_kept)

    def beside(self, row: Profile, typed: Typed) -> dict[str, Any]:
        words = {
            USUAL: (_("As the network chose"), settings().exit_url),
            "encyclopaedia": (_("An encyclopaedia"), PLACES["encyclopaedia"]),
            "weather": (_("The weather"), PLACES["weather"]),
            "search": (_("A search page"), PLACES["search"]),
            OWN: (_("Another page"), ""),
        }
        return {"bounds": BOUNDS, "ways": words, "start": START}
