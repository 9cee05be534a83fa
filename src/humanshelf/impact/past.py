"""What was published before: which figures over which events, and from which counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from humanshelf.impact.publishing import Release
from humanshelf.impact.tallies import Tally

Shown = Mapping[str, Sequence[Sequence[str]]]
"""By figure, the groups of answers that stood in it. One that was not shown is not there."""
Frozen = Mapping[str, Mapping[str, Tally]]
"""By event and figure, the counts from which it was computed."""


@dataclass(frozen=True, slots=True)
class Publication:
    events: frozenset[str]
    shown: Shown
    frozen: Frozen


@dataclass(frozen=True, slots=True)
class Past:
    """All publications of a library, withdrawn ones too: somebody may have kept them."""

    publications: Sequence[Publication] = ()
    counts: dict[tuple[str, str], Tally] = field(init=False)

    def __post_init__(self) -> None:
        counts = {
            (event, figure): tally
            for one in self.publications
            for event, figures in one.frozen.items()
            for figure, tally in figures.items()
        }
        object.__setattr__(self, "counts", counts)

    def releases(self, figure: str) -> list[Release]:
        return [
            Release(one.events, frozenset(frozenset(group) for group in one.shown[figure]))
            for one in self.publications
            if figure in one.shown
        ]

    def wholes(self, figure: str) -> list[frozenset[str]]:
        return [one.events for one in self.releases(figure)]

    def held(self, figure: str, now: Mapping[str, Tally]) -> dict[str, Tally]:
        """The counts of a figure by event: as they were published first, else as they are now.

        Somebody who answers after a release is in no later figure of that event: the difference
        between the two would be this one person.
        """
        everywhere = {event for event, name in self.counts if name == figure}
        return {
            event: self.counts[event, figure] if event in everywhere else now[event]
            for event in everywhere | now.keys()
        }

    def late(self, figure: str, now: Mapping[str, Tally]) -> int:
        """How many answers have come since, and are left out."""
        held = self.held(figure, now)
        return sum(
            max(0, sum(tally.values()) - sum(held[event].values())) for event, tally in now.items()
        )


def publication(stored: Mapping[str, Any]) -> Publication:
    return Publication(frozenset(stored["events"]), stored["shown"], stored["frozen"])
