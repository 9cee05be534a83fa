"""What the network comes to: sums of figures that libraries have released, rounded as they were.

No card, answer or count is looked at, so a total tells nothing that the reports do not tell. Each
event counts once: of a library's public reports those on years come first, then series, then
single events, and a report is left out where one of its events is in another already.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from flask import Flask

from humanshelf.records.publications import PublicationRow, all_publications
from humanshelf.tenancy.everywhere import each_library

WIDEST = ("year", "series", "event")


@dataclass(frozen=True, slots=True)
class Totals:
    """``kept_back`` says in how many reports the number of readings is not shown."""

    libraries: int = 0
    reports: int = 0
    events: int = 0
    cards: int = 0
    readings: int = 0
    kept_back: int = 0


def totals_of(app: Flask, year: int | None = None) -> Totals:
    """Over all libraries that are active, and have released something."""
    found = Totals()
    for _uid, _slug in each_library(app):
        chosen = apart(row for row in all_publications() if _of(row, year))
        if chosen:
            found = _with(found, [row.figures for row in chosen])
    return found


def apart(rows: Iterable[PublicationRow]) -> list[PublicationRow]:
    """Reports that share no event, the widest and newest first. Samples are made up: left out."""
    real = (row for row in rows if not row.sample)
    order = sorted(real, key=lambda row: (WIDEST.index(row.scope), -len(row.events), -row.edition))
    taken: set[str] = set()
    chosen = []
    for row in order:
        if taken.isdisjoint(row.events):
            taken.update(row.events)
            chosen.append(row)
    return chosen


def table(totals: Totals, as_json: bool) -> str:
    if as_json:
        return json.dumps({"schema": 1, **asdict(totals)}, indent=1)
    return "\n".join(f"{name}\t{value}" for name, value in asdict(totals).items())


def _of(row: PublicationRow, year: int | None) -> bool:
    about = row.figures["about"]
    days = (date.fromisoformat(about["first"]).year, date.fromisoformat(about["last"]).year)
    return year is None or days == (year, year)


def _with(found: Totals, reports: list[Mapping[str, Any]]) -> Totals:
    lent = [figures["lending"] for figures in reports]
    return Totals(
        found.libraries + 1,
        found.reports + len(reports),
        found.events + sum(figures["events"] for figures in reports),
        found.cards + sum(_n(one["cards"]) for one in lent),
        found.readings + sum(_n(one["readings"]) for one in lent),
        found.kept_back + sum(one["readings"] is None for one in lent),
    )


def _n(parts: Mapping[str, Any] | None) -> int:
    return int(parts["n"]) if parts else 0
