"""What the evenings came to, as rows of a picture: a label, a number, and places in percent."""

from dataclasses import dataclass

from flask_babel import format_percent, ngettext
from flask_babel import gettext as _

from humanshelf.rehearsing.comparison import Comparison
from humanshelf.rehearsing.figures import Figures
from humanshelf.rehearsing.hall import SHORTER


@dataclass(frozen=True, slots=True)
class Row:
    """``at`` is the usual, from ``low`` to ``high`` reach eight evenings of ten: all in percent
    of the picture's width. ``told`` are the numbers beside it."""

    label: str
    told: tuple[str, ...]
    at: float
    low: float | None = None
    high: float | None = None


def shares(comparison: Comparison) -> list[Row]:
    """Of all readers, readings and hours."""
    figures = comparison.figures["planned"]
    parts = [
        (_("Readers who go home without a reading"), figures.usual / figures.hall.readers),
        (_("Readings of the first choice"), figures.wished),
        (_("The books’ hours without a reading"), figures.idle),
    ]
    return [Row(label, (format_percent(part),), round(100 * part, 1)) for label, part in parts]


def waits(comparison: Comparison) -> list[Row]:
    """In minutes, the longest the full width."""
    figures = comparison.figures["planned"]
    most = max(figures.patience, 1.0)
    parts = [
        (_("Usual wait"), figures.wait),
        (_("Longest wait of an evening"), figures.patience),
    ]
    return [Row(label, (minutes(part),), round(100 * part / most, 1)) for label, part in parts]


def changes(comparison: Comparison) -> list[Row]:
    """Each variant beside the others: who goes home unread, and how long others wait."""
    figures = comparison.shown
    most = max([1.0, *(one.spread[1] for one in figures.values())])

    def row(label: str, one: Figures) -> Row:
        low, high = one.spread
        places = [round(100 * value / most, 1) for value in (one.usual, low, high)]
        return Row(label, (unread(one), minutes(one.wait)), *places)

    return [row(label, figures[name]) for name, label in labels() if name in figures]


def labels() -> list[tuple[str, str]]:
    return [
        ("planned", _("As planned")),
        ("book", _("One more book")),
        (
            "shorter",
            ngettext(
                "Readings %(num)s minute shorter", "Readings %(num)s minutes shorter", SHORTER
            ),
        ),
        ("interpreter", _("One more interpreter")),
        ("hour", _("One more hour")),
    ]


def best(comparison: Comparison) -> str | None:
    """The change that sends fewest home unread; None if none of them helps by half a reader."""
    found = {name: figures.usual for name, figures in comparison.shown.items()}
    name = min(found, key=lambda one: (found[one], one != "planned"), default="planned")
    helps = name != "planned" and found["planned"] - found[name] >= 0.5
    return dict(labels())[name] if helps else None


def unread(figures: Figures) -> str:
    """The usual, and what eight evenings of ten lie between."""
    low, high = (round(value) for value in figures.spread)
    usual = round(figures.usual)
    return str(usual) if low == high == usual else f"{usual} ({low}–{high})"


def minutes(value: float) -> str:
    return ngettext("%(num)s minute", "%(num)s minutes", round(value))
