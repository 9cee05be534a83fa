"""A report in the making: event by event, then figure by figure, in steps that can be watched."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from humanshelf.impact.report import Counting, Report
from humanshelf.records.counted import day_of, events_with, items, rows_of, sheets, wordings
from humanshelf.records.events import Event
from humanshelf.records.profile import profile
from humanshelf.records.publications import Making, count_publications, past
from humanshelf.records.themes import Theme
from humanshelf.tenancy.db import db

FIGURES = 40
"""About so many figures are told; for showing how far a draft has come."""


@dataclass
class Draft:
    """``made`` is there once all steps are done. Between two steps no row is held: another request
    may take the next one."""

    scope: str
    events: Sequence[UUID]
    k: int
    done: int = field(default=0, init=False)
    made: Making | None = field(default=None, init=False)

    @property
    def total(self) -> int:
        return len(self.events) + FIGURES

    def steps(self) -> Iterator[None]:
        known, before = count_publications(), past()
        counting = Counting()
        for event in rows_of(self.events):
            counting.add(event.id.hex, day_of(event), sheets(event.id))
            self.done += 1
            yield
        asked = items(sheet for own in counting.sheets.values() for sheet in own)
        report: Report | None = None
        for found in counting.steps(asked, before, self.k):
            report, self.done = found, min(self.done + 1, self.total)
            yield
        assert report is not None
        events = events_with(self.events)
        self.made = Making(
            self.scope,
            tuple(self.events),
            any(event.sample for event in events),
            report.plain
            | {
                "about": about(self.scope, events),
                "words": wordings(report.plain["answers"]),
                "themes": {row.code: row.names for row in db.session.query(Theme)},
            },
            report,
            known,
        )


def about(scope: str, events: Sequence[Event]) -> dict[str, Any]:
    """Of which events a report is: a title where there is one, and the days."""
    zone = ZoneInfo(profile().time_zone)
    days = sorted(event.opens.astimezone(zone).date() for event in events)
    titles = [{t.language: t.title for t in event.texts} for event in events]
    return {
        "scope": scope,
        "first": days[0].isoformat(),
        "last": days[-1].isoformat(),
        "titles": titles if len(titles) == 1 else [],
    }


def make(scope: str, events: Sequence[UUID], k: int) -> Making:
    """All at once."""
    draft = Draft(scope, events, k)
    for _step in draft.steps():
        pass
    assert draft.made is not None
    return draft.made


def fingerprint(made: Making) -> str:
    """What was looked at is what is released: a change of any figure changes this."""
    plain = json.dumps([made.known, made.figures], sort_keys=True, ensure_ascii=False)
    return sha256(plain.encode()).hexdigest()[:16]


def of_year(events: Sequence[Event], year: int) -> list[Event]:
    zone = ZoneInfo(profile().time_zone)
    return [event for event in events if event.opens.astimezone(zone).year == year]


def years(events: Sequence[Event]) -> list[int]:
    zone = ZoneInfo(profile().time_zone)
    return sorted({event.opens.astimezone(zone).year for event in events}, reverse=True)


def day_here(at: Any) -> date:
    return at.astimezone(ZoneInfo(profile().time_zone)).date()
