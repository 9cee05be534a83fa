"""A report in words: the same sections for the page, for paper and for a table of figures."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from humanshelf.pages.here import Here
from humanshelf.pages.reporting import heading
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.parts import Said, Section
from humanshelf.pages.reporting.sections import Shown, sections
from humanshelf.records.exhibits import photos_of
from humanshelf.records.programme import ShownExhibit, shown_exhibit
from humanshelf.records.quotes import ShownQuote, released

__all__ = ["Page", "laid_out"]


@dataclass(frozen=True, slots=True)
class Page:
    """One report, laid out in one language. ``edition`` and ``day`` are of a released one."""

    title: Said
    days: str
    sections: list[Section]
    quotes: list[ShownQuote]
    photos: list[ShownExhibit]
    names: Names
    figures: dict[str, Any]
    edition: int | None = None
    day: date | None = None

    @property
    def k(self) -> int:
        found: int = self.figures["k"]
        return found


def laid_out(
    figures: dict[str, Any],
    events: Collection[UUID],
    here: Here,
    language: str,
    edition: int | None = None,
    day: date | None = None,
) -> Page:
    """Figures as they were frozen; quotes and photographs as they may be shown today."""
    order = tuple(here.languages)
    names = Names(figures, language, order)
    return Page(
        heading.headline(figures, names),
        heading.days(figures),
        sections(Shown(figures, names)),
        released(events),
        [shown_exhibit(photo, order) for photo in photos_of(events)],
        names,
        figures,
        edition,
        day,
    )
