"""``humanshelf plan``: a hall from options or an event, played with progress, told as a table."""

import json
import math
import sys
import time
from collections.abc import Mapping
from dataclasses import replace

import click

from humanshelf.rehearsing.comparison import Comparison
from humanshelf.rehearsing.figures import Figures
from humanshelf.rehearsing.hall import BOUNDS, Hall, OutOfBounds
from humanshelf.terminal import Refused, inside

REDRAWN = 0.2
"""Seconds between two looks at how far it is."""
LABELS = {
    "planned": "as planned",
    "book": "one more book",
    "shorter": "readings 5 min shorter",
    "interpreter": "one more interpreter",
    "hour": "one more hour",
}


def starting_hall(slug: str | None, event: str | None, numbers: Mapping[str, float | None]) -> Hall:
    """What was given on the command line over an event's own numbers, or over our own."""
    if bool(slug) != bool(event):
        raise Refused("--library and --event go together.")
    start = _of_event(slug, event) if slug and event else Hall()
    given = {name: value for name, value in numbers.items() if value is not None}
    if "hours" in given:
        hours = given.pop("hours")
        given["length"] = hours * 60 if math.isfinite(hours) else 0
    try:
        return replace(start, **{name: round(value) for name, value in given.items()})
    except OutOfBounds as wrong:
        raise Refused(_bounds(str(wrong))) from None


def compare(hall: Hall) -> Comparison:
    """All evenings of all variants; at a terminal, a line says how far it is."""
    played, shown = Comparison(hall), time.monotonic()
    for _step in played.steps():
        if sys.stderr.isatty() and time.monotonic() - shown > REDRAWN:
            shown = time.monotonic()
            _progress(played, end="\r")
    _progress(played, end="\n")
    return played


def _progress(played: Comparison, end: str) -> None:
    click.echo(f"evenings played: {played.played} of {played.total}{end}", err=True, nl=False)


def table(played: Comparison, as_json: bool) -> str:
    if as_json:
        found = {name: _figures(figures) for name, figures in played.figures.items()}
        return json.dumps({"days": played.days, "variants": found}, indent=2)
    head = (
        f"{'':24}{'unread':>8}{'8 of 10 days':>14}{'wait':>8}{'longest':>9}{'idle':>7}{'first':>7}"
    )
    rows = [_row(LABELS[name], figures) for name, figures in played.figures.items()]
    return "\n".join([head, *rows])


def _row(label: str, one: Figures) -> str:
    low, high = one.spread
    return (
        f"{label:24}{one.usual:>8.1f}{f'{low:.0f}-{high:.0f}':>14}{one.wait:>4.0f} min"
        f"{one.patience:>5.0f} min{one.idle:>7.0%}{one.wished:>7.0%}"
    )


def _figures(one: Figures) -> dict[str, float]:
    return {
        "unread": round(one.usual, 2),
        "unread_low": one.spread[0],
        "unread_high": one.spread[1],
        "wait_minutes": round(one.wait, 1),
        "longest_minutes": round(one.patience, 1),
        "idle_share": round(one.idle, 3),
        "first_share": round(one.wished, 3),
    }


def _of_event(slug: str, event: str) -> Hall:
    from humanshelf.pages.clock import now
    from humanshelf.records.floors import scene
    from humanshelf.studio.halls import of_event

    found = inside(slug, lambda: (there := scene(event, now(), drafts=True)) and of_event(there))
    if found is None:
        raise Refused(f"There is no event {event!r} in this library.")
    hall: Hall = found
    return hall


def _bounds(name: str) -> str:
    option = "--hours" if name == "length" else f"--{name.replace('_', '-')}"
    least, most = BOUNDS[name]
    if name == "length":
        return f"{option} is a number between {least / 60:g} and {most / 60:g}."
    if name == "loan":
        return f"{option} is a number between {least} and {most}, and no longer than the event."
    return f"{option} is a number between {least} and {most}."
