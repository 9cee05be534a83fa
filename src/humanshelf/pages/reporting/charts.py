"""Rows of charts from parts of a whole."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.parts import Chart, Pair, Row, Said
from humanshelf.pages.reporting.sentences import share

Figure = dict[str, Any]


def place(value: float, low: int, high: int) -> float:
    """Where on a scale a value lies, from 0 to 100."""
    return round(100 * (value - low) / (high - low), 1)


def text(part: Figure) -> str:
    """A count and its share, or that it is kept back."""
    if part["count"] is None:
        return _("not shown")
    if part["percent"] is None:
        return str(part["count"])
    return f"{part['count']} ({share(part['percent'])})"


def parts_chart(parts: Figure, name: Callable[[str], Said], names: Names) -> Chart:
    """A whole, its largest group over the full width."""
    most = max((part["count"] or 0 for part in parts["parts"]), default=0)
    return Chart(
        pgettext("chart", "Number"),
        tuple(
            Row(
                name(part["name"]),
                None if part["count"] is None else round(100 * part["count"] / most),
                text(part),
            )
            for part in parts["parts"]
        ),
    )


def answers_chart(caption: str, told: Figure, side: Figure, names: Names) -> Chart:
    """Answers to one question: a full bar would be everybody."""
    return Chart(
        caption,
        tuple(
            Row(names.answer(told, part["name"]), part["percent"], text(part))
            for part in side["parts"]
        ),
    )


def pair_charts(told: Figure, names: Names) -> tuple[Chart, ...]:
    """Before and after in one table, or in two where they are told in different groups."""
    before, after = told["before"], told["after"]
    if not told["n"] or before is None or after is None:
        return ()
    groups = [[part["name"] for part in side["parts"]] for side in (before, after)]
    if groups[0] != groups[1]:
        return (
            answers_chart(pgettext("chart", "Before"), told, before, names),
            answers_chart(pgettext("chart", "After"), told, after, names),
        )
    both = zip(before["parts"], after["parts"], strict=True)
    rows = (
        Pair(names.answer(told, was["name"]), was["percent"], now["percent"], text(was), text(now))
        for was, now in both
    )
    return (Chart(pgettext("chart", "Answers"), pairs=tuple(rows)),)
