"""The figures of a report that stand alone, each under a key that stays: a story may take them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from humanshelf.impact.figures import Form
from humanshelf.pages.reporting import sentences as say
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.parts import Said

Figure = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Headline:
    """A great number under its name, or what a question came to as a sentence."""

    key: str
    name: Said
    says: str
    number: bool = False


def headlines(figures: Figure, names: Names) -> list[Headline]:
    """Only what the report shows: of what is kept back nobody can take anything."""
    found = [
        Headline(key, (name, names.language), value, number=True)
        for key, name, value in numbers(figures["lending"])
        if value and value != "0"
    ]
    return found + [one for told in figures["answers"] if told["n"] for one in _of(told, names)]


def numbers(lent: Figure) -> list[tuple[str, str, str | None]]:
    """What was lent: key, name and value. A count is None where it is kept back."""
    wait = lent["wait"] or {"mean": None, "median": None}
    counts = (("cards", _("Cards given")), ("readings", _("Readings")))
    minutes = (
        ("wait", _("Mean wait"), wait["mean"]),
        ("middle", _("Middle wait"), wait["median"]),
        ("off", _("First time told was off by"), lent["off"]),
    )
    found = [(key, name, _count(lent[key])) for key, name in counts]
    found += [(k, name, _("%(num)s min", num=n)) for k, name, n in minutes if n is not None]
    if lent["chairs"] is not None:
        found.append(("chairs", _("Chairs in use"), say.share(lent["chairs"])))
    return found


def _count(parts: Figure | None) -> str | None:
    return None if parts is None or parts["n"] is None else str(parts["n"])


def _of(told: Figure, names: Names) -> Iterator[Headline]:
    key, name = told["name"], names.question(told)
    if told["form"] == Form.CHANGE and told["change"] is not None:
        # With how exact it is: a change alone would be read as more than it says.
        yield Headline(f"{key}|change", name, " ".join(say.change(told)[:2]))
    if told["form"] != Form.SPREAD or told["option"]:
        return
    if told["agreed"] is not None:
        yield Headline(f"{key}|agreed", name, names.agreed(told))
    elif told["items"][0]["kind"] == "choice":
        for part in told["after"]["parts"]:
            if part["percent"]:
                yield Headline(f"{key}|said|{part['name']}", name, names.said(told, part))
