"""What was answered, figure by figure: distributions, before and after of the same people,
contrasts, scores."""

from collections.abc import Sequence
from dataclasses import dataclass

from humanshelf.impact.figures import Figure, Form
from humanshelf.impact.hiding import Part, Parts, together
from humanshelf.impact.moves import Moved, moved, tenth
from humanshelf.impact.publishing import Groups, pooled
from humanshelf.impact.sheets import Item, Kind
from humanshelf.impact.statistics import mean
from humanshelf.impact.tallies import cells
from humanshelf.impact.told import (
    Tallies,
    Teller,
    by,
    difference,
    first,
    second,
    values,
)

SINGLE, BANDS = 7, 5
"""A scale of more steps than ``SINGLE`` is told in so many bands: single steps would be too few."""


@dataclass(frozen=True, slots=True)
class Answers:
    """A distribution, and its mean where the answers are steps."""

    n: int
    parts: tuple[Part, ...]
    mean: float | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One figure. ``n`` is None where even that is kept back. ``before`` and ``after`` are of
    the same people; ``agreed`` is the share above the middle of the scale."""

    name: str
    form: Form
    items: tuple[dict[str, object], ...]
    moment: str
    option: str
    n: int | None
    events: int
    before: Answers | None = None
    after: Answers | None = None
    change: Moved | None = None
    agreed: int | None = None
    agreed_from: str | None = None


def tell(figure: Figure, now: Tallies, teller: Teller) -> Told:
    counts = teller.counts(figure.name, now)
    found = TELLING[figure.form](figure, counts, teller)
    teller.freeze(figure.name, counts)
    return found


def _spread(figure: Figure, counts: Tallies, teller: Teller) -> Told:
    scale = figure.item.kind is Kind.SCALE
    shown = teller.parts(figure.name, counts, ways(figure), scale)
    middle = None
    if scale and shown is not None and teller.means(f"{figure.name}|mean", [counts]):
        middle = tenth(mean(values(pooled(counts, teller.events))))
    above = [part.name for part in shown.parts if _above(figure, part.name)] if shown else []
    return _told(
        figure,
        counts,
        teller,
        shown.n if shown else None,
        after=_answers(shown, middle),
        agreed=together(shown, above) if shown else None,
        agreed_from=above[0] if above else None,
    )


def _pairs(figure: Figure, counts: Tallies, teller: Teller) -> Told:
    """Before and after of the same people, each as a distribution, and the change between."""
    scale = figure.item.kind is Kind.SCALE
    before, after = (
        teller.parts(f"{figure.name}|{name}", by(counts, side, _cells(figure)), ways(figure), scale)
        for name, side in (("before", first), ("after", second))
    )
    n = next((shown.n for shown in (before, after) if shown), None)
    sides = [by(counts, side) for side in (first, second, difference)]
    if not scale or not n or not teller.means(f"{figure.name}|mean", sides):
        return _told(figure, counts, teller, n, _answers(before), _answers(after))
    was, now, differences = (values(pooled(side, teller.events)) for side in sides)
    return _told(
        figure,
        counts,
        teller,
        n,
        _answers(before, tenth(mean(was))),
        _answers(after, tenth(mean(now))),
        moved(differences, _contributing(counts, teller)),
    )


def _differences(figure: Figure, counts: Tallies, teller: Teller) -> Told:
    """Only the change: these people are some of those of another figure, and their own means
    beside it would tell of the rest."""
    n = teller.number(figure.name, counts)
    differences = by(counts, difference)
    if not n or not teller.means(f"{figure.name}|mean", [differences]):
        return _told(figure, counts, teller, n)
    statements = len(figure.items) if figure.form is Form.SCORE else 1
    found = values(pooled(differences, teller.events), statements)
    return _told(figure, counts, teller, n, change=moved(found, _contributing(counts, teller)))


TELLING = {
    Form.SPREAD: _spread,
    Form.CHANGE: _pairs,
    Form.LATER: _differences,
    Form.SCORE: _differences,
    Form.CONTRAST: _differences,
}


def _told(
    figure: Figure,
    counts: Tallies,
    teller: Teller,
    n: int | None,
    before: Answers | None = None,
    after: Answers | None = None,
    change: Moved | None = None,
    agreed: int | None = None,
    agreed_from: str | None = None,
) -> Told:
    return Told(
        figure.name,
        figure.form,
        tuple(_described(item) for item in figure.items),
        figure.moment.value,
        figure.option,
        n,
        _contributing(counts, teller),
        before,
        after,
        change,
        agreed,
        agreed_from,
    )


def _described(item: Item) -> dict[str, object]:
    return {
        "key": item.key,
        "version": item.version,
        "kind": item.kind.value,
        "low": item.low,
        "high": item.high,
        "reverse": item.reverse,
        "role": item.role,
    }


def _answers(shown: Parts | None, middle: float | None = None) -> Answers | None:
    if shown is None:
        return None
    return Answers(shown.n, shown.parts, middle)


def _contributing(counts: Tallies, teller: Teller) -> int:
    """Events in which somebody answered."""
    return sum(any(counts[event].values()) for event in teller.events)


def _cells(figure: Figure) -> list[str]:
    return ["yes", "no"] if figure.item.kind is Kind.SEVERAL else cells(figure.item)


def ways(figure: Figure) -> list[Groups]:
    """How the answers may be grouped, the finest first. A scale of many steps is told in bands,
    and where that shows nothing, in what lies above its middle and what does not."""
    item, every = figure.item, _cells(figure)
    if item.kind is not Kind.SCALE:
        return [{cell: frozenset({cell}) for cell in every}]
    few = item.high - item.low < SINGLE
    fine = [(step, step) for step in map(int, every)] if few else bands(item.low, item.high)
    start = next((low for low, _high in fine if _high_half(figure, low)), item.high)
    return [_groups(fine), _groups([(item.low, start - 1), (start, item.high)])]


def _groups(spans: Sequence[tuple[int, int]]) -> Groups:
    return {
        str(low) if low == high else f"{low}–{high}": frozenset(
            str(step) for step in range(low, high + 1)
        )
        for low, high in spans
    }


def _high_half(figure: Figure, step: int) -> bool:
    return 2 * step > figure.item.low + figure.item.high


def _above(figure: Figure, name: str) -> bool:
    """Whether a group of steps lies above the middle of its scale."""
    return figure.item.kind is Kind.SCALE and _high_half(figure, int(name.partition("–")[0]))


def bands(low: int, high: int) -> list[tuple[int, int]]:
    """Five of nearly the same width, the same from either end."""
    width, left = divmod(high - low + 1, BANDS)
    wider = {0: (), 1: (2,), 2: (1, 3), 3: (1, 2, 3), 4: (0, 1, 3, 4)}[left]
    found, start = [], low
    for number in range(BANDS):
        end = start + width - 1 + (number in wider)
        found.append((start, end))
        start = end + 1
    return found
