"""What changed, as plain values: of one event, of several together, of a year.

What the answers of one event were is told as it was; that something changed people is only ever
said of several events together. A change that cannot be told from chance is told as that.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from humanshelf.impact import answered, lent
from humanshelf.impact.figures import Figure, asked, figures_of
from humanshelf.impact.past import Past
from humanshelf.impact.sheets import Item, Sheet
from humanshelf.impact.tallies import Tally, people, tally
from humanshelf.impact.told import Teller, Why, as_plain

SCHEMA = 1
"""Of the report's JSON. It rises when a name in it changes its meaning."""


@dataclass(frozen=True, slots=True)
class Report:
    """``plain`` is all that is published of the figures. ``why`` is for the team, ``shown`` and
    ``frozen`` for the reports that come after it; ``late`` counts answers that came too late."""

    plain: dict[str, Any]
    why: Mapping[str, Why]
    shown: Mapping[str, Sequence[Sequence[str]]]
    frozen: Mapping[str, Mapping[str, Tally]]
    late: int


class Counting:
    """Counts sheets event by event, so that a page can say how far it has come."""

    def __init__(self) -> None:
        self.sheets: dict[str, Sequence[Sheet]] = {}
        self.days: dict[str, lent.Day] = {}

    def add(self, event: str, day: lent.Day, sheets: Sequence[Sheet]) -> None:
        self.days[event], self.sheets[event] = day, sheets

    def tallies(self, items: Collection[Item]) -> tuple[list[Figure], dict[str, dict[str, Tally]]]:
        """The figures of these events, and by figure and event how many answered what."""
        figures = figures_of(items, asked(one for own in self.sheets.values() for one in own))
        counted: dict[str, dict[str, Tally]] = {figure.name: {} for figure in figures}
        for event, own in self.sheets.items():
            there = people(own)
            for figure in figures:
                counted[figure.name][event] = tally(figure, there)
        return figures, counted

    def report(self, items: Collection[Item], past: Past, k: int) -> Report:
        *_steps, found = self.steps(items, past, k)
        assert found is not None
        return found

    def steps(self, items: Collection[Item], past: Past, k: int) -> Iterator[Report | None]:
        """One step for each figure; the last one is the report."""
        figures, counted = self.tallies(items)
        teller = Teller(list(self.days), past, k)
        lending = lent.tell(self.days, teller)
        told = []
        for figure in figures:
            told.append(answered.tell(figure, counted[figure.name], teller))
            yield None
        plain = {
            "schema": SCHEMA,
            "k": teller.k,
            "events": len(self.days),
            "lending": as_plain(lending),
            "answers": as_plain(told),
        }
        yield Report(plain, teller.why, teller.shown, teller.frozen, teller.late)
