"""Figures that a story takes from released reports: kept by report and key, never as text.

They are drawn from the report each time somebody looks, in the language of the page. When a
report is withdrawn nothing of it is left here.
"""

from collections.abc import Collection
from dataclasses import dataclass

from flask import url_for

from humanshelf.pages.here import here
from humanshelf.pages.language import language
from humanshelf.pages.reporting import heading
from humanshelf.pages.reporting.headlines import Headline, headlines
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.parts import Said
from humanshelf.records.publications import PublicationRow, all_publications


@dataclass(frozen=True, slots=True)
class Source:
    """A released report, and what it offers or what a story has taken of it."""

    code: str
    title: Said
    days: str
    edition: int
    sample: bool
    figures: tuple[Headline, ...]

    def kept(self, figure: Headline) -> str:
        """What stands for this figure in a story: a report's code has no space in it."""
        return f"{self.code} {figure.key}"

    def chosen(self, kept: Collection[str]) -> bool:
        return any(self.kept(one) in kept for one in self.figures)

    @property
    def address(self) -> str:
        return url_for("readers.report", report=self.code)

    @property
    def numbers(self) -> list[Headline]:
        return [one for one in self.figures if one.number]

    @property
    def sentences(self) -> list[Headline]:
        return [one for one in self.figures if not one.number]


def offered() -> list[Source]:
    """All that may be taken, the newest report first."""
    return [found for row in all_publications() if (found := _source(row)).figures]


def taken(chosen: Collection[str]) -> list[Source]:
    """What is left of what was chosen, in the order of the reports."""
    codes = {one.partition(" ")[0] for one in chosen}
    rows = all_publications(codes) if codes else []
    return [found for row in rows if (found := _source(row, chosen)).figures]


def _source(row: PublicationRow, chosen: Collection[str] | None = None) -> Source:
    library = here()
    assert library is not None
    names = Names(row.figures, language(), tuple(library.languages))
    return Source(
        row.code,
        heading.headline(row.figures, names),
        heading.days(row.figures),
        row.edition,
        row.sample,
        tuple(
            one
            for one in headlines(row.figures, names)
            if chosen is None or f"{row.code} {one.key}" in chosen
        ),
    )
