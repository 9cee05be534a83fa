"""What stands over a report, and what is kept back in it."""

from datetime import date
from typing import Any

from flask_babel import format_date
from flask_babel import gettext as _

from humanshelf.impact.told import Why
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.parts import Said
from humanshelf.records.words import Words

Figure = dict[str, Any]


def headline(figures: Figure, names: Names) -> Said:
    """An event's own title; of several the year, or that they are several."""
    about = figures["about"]
    if about["titles"]:
        words = {lang: {"title": text} for lang, text in about["titles"][0].items()}
        return Words(words, names.order)("title", names.language)
    if about["scope"] == "year":
        return about["first"][:4], names.language
    return _("Several events together"), names.language


def days(figures: Figure) -> str:
    first, last = (date.fromisoformat(figures["about"][end]) for end in ("first", "last"))
    one, other = (format_date(day, "d MMMM y") for day in (first, last))
    return _("Held: %(days)s", days=one if first == last else f"{one} – {other}")


def reason(why: str) -> str:
    return {
        Why.NOBODY: _("Nobody has answered."),
        Why.FEW: _("A group is too small."),
        Why.ALIKE: _("All answered alike."),
        Why.BEFORE: _("Beside an earlier report it would tell of a few people."),
    }[Why(why)]


def hidden(why: dict[str, str], figures: Figure, names: Names) -> list[tuple[Said, str]]:
    """What is kept back of each figure, in the order of the report."""
    known = {told["name"]: names.subject(told) for told in figures["answers"]}
    found = []
    for figure, because in why.items():
        question = next((said for name, said in known.items() if figure.startswith(name)), None)
        found.append((question or (_lent(figure), names.language), reason(because)))
    return list(dict.fromkeys(found))


def _lent(figure: str) -> str:
    return {
        "lent|cards": _("Cards given"),
        "lent|readings": _("Readings by theme"),
        "lent|talks": _("Languages of the talks"),
        "lent|waits": _("Waits"),
        "lent|error": _("How far the first time was off"),
        "lent|truth": _("Was the time we gave true?"),
        "said|themes": _("Themes of what was said"),
        "said|tones": _("Tone of what was said"),
    }[figure]
