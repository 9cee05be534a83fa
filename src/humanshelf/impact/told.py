"""A figure as it is told: rounded, small groups kept back, nothing in it that cannot be printed."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from humanshelf.impact.hiding import LEAST, LEAST_WITH_MEAN, Parts, parts, rounded, threshold
from humanshelf.impact.past import Past
from humanshelf.impact.publishing import (
    Groups,
    Release,
    grouped,
    mean_uncovers,
    number_uncovers,
    pooled,
    release,
    to_hide,
)
from humanshelf.impact.tallies import THEN, Tally

Tallies = Mapping[str, Tally]


class Why(StrEnum):
    """Why something is kept back. Said to the team only: it tells something by itself."""

    NOBODY = "nobody"
    FEW = "few"
    ALIKE = "alike"
    BEFORE = "before"


class Teller:
    """Tells figures over some events, and remembers what it showed and from which counts."""

    def __init__(self, events: Sequence[str], past: Past, k: int) -> None:
        self.events, self.past, self.k = tuple(events), past, threshold(k)
        self.shown: dict[str, list[list[str]]] = {}
        self.frozen: dict[str, dict[str, Tally]] = {}
        self.why: dict[str, Why] = {}
        self.late = 0

    def counts(self, figure: str, now: Tallies) -> dict[str, Tally]:
        self.late += self.past.late(figure, now)
        return self.past.held(figure, now)

    def parts(
        self, figure: str, counts: Tallies, ways: Sequence[Groups] = (), with_mean: bool = False
    ) -> Parts | None:
        """A whole and its groups, in the first of these ways that lets something be shown.

        Without ways each answer is a group. None where even the number of people is kept back.
        """
        total = pooled(counts, self.events)
        if not any(total.values()):
            self.why[figure] = Why.NOBODY
            return Parts(0, ())
        ways = ways or [{cell: frozenset({cell}) for cell in total}]
        tried = [(groups, self._away(figure, counts, groups, with_mean)) for groups in ways]
        some = (one for one in tried if one[1] is not None and len(one[1]) < len(one[0]))
        groups, away = next(some, tried[0])
        if away is None or away:
            alone = self._away(figure, counts, groups, with_mean, past=())
            self._because(figure, grouped(total, groups), beside=away != alone)
        if away is None:
            return None
        shown = release(self.events, groups, away).shown
        self.shown[figure] = sorted(sorted(group) for group in shown)
        return parts(grouped(total, groups), away)

    def _away(
        self,
        figure: str,
        counts: Tallies,
        groups: Groups,
        with_mean: bool,
        past: Sequence[Release] | None = None,
    ) -> frozenset[str] | None:
        least = LEAST_WITH_MEAN if with_mean else LEAST
        past = self.past.releases(figure) if past is None else past
        return to_hide(self.events, counts, groups, past, self.k, least)

    def number(self, figure: str, counts: Tallies) -> int | None:
        total = pooled(counts, self.events)
        if not any(total.values()):
            self.why[figure] = Why.NOBODY
            return 0
        if number_uncovers(self.events, counts, self.past.wholes(figure), self.k):
            self._because(figure, total, beside=sum(total.values()) >= self.k)
            return None
        self.shown[figure] = []
        return rounded(sum(total.values()))

    def means(self, figure: str, several: Sequence[Tallies]) -> bool:
        """Whether means of all of these may be told. The people are the same in each."""
        past = self.past.wholes(figure)
        for counts in several:
            total = pooled(counts, self.events)
            if not any(total.values()) or mean_uncovers(self.events, counts, past, self.k):
                alone = mean_uncovers(self.events, counts, [], self.k)
                self._because(figure, total, beside=not alone)
                return False
        self.shown[figure] = []
        return True

    def freeze(self, figure: str, counts: Tallies) -> None:
        """Keep the counts of a figure of which something was shown."""
        if any(name == figure or name.startswith(f"{figure}|") for name in self.shown):
            for event in self.events:
                self.frozen.setdefault(event, {})[figure] = dict(counts[event])

    def _because(self, figure: str, total: Tally, beside: bool) -> None:
        """``beside`` an earlier publication only; alone it could be told."""
        n = sum(total.values())
        if n == 0:
            why = Why.NOBODY
        elif beside:
            why = Why.BEFORE
        else:
            why = Why.ALIKE if n >= self.k and n in total.values() else Why.FEW
        self.why[figure] = why


def by(counts: Tallies, name: Callable[[str], str], names: Sequence[str] = ()) -> dict[str, Tally]:
    """The same people by another name of their answers; ``names`` are there with none too."""
    found: dict[str, Tally] = {}
    for event, tally in counts.items():
        own = found[event] = dict.fromkeys(names, 0)
        for cell, n in tally.items():
            own[name(cell)] = own.get(name(cell), 0) + n
    return found


def first(cell: str) -> str:
    return cell.partition(THEN)[0]


def second(cell: str) -> str:
    return cell.partition(THEN)[2]


def difference(cell: str) -> str:
    return str(int(second(cell)) - int(first(cell)))


def values(total: Tally, parts_of_one: int = 1) -> list[float]:
    """Each person's value, of a score divided by its statements."""
    return [int(cell) / parts_of_one for cell, n in total.items() for _ in range(n)]


def as_plain(value: Any) -> Any:
    """Dataclasses to what JSON can hold."""
    if hasattr(value, "__dataclass_fields__"):
        return {name: as_plain(getattr(value, name)) for name in value.__dataclass_fields__}
    if isinstance(value, (list, tuple)):
        return [as_plain(one) for one in value]
    if isinstance(value, Mapping):
        return {key: as_plain(one) for key, one in value.items()}
    return value.value if isinstance(value, StrEnum) else value
