"""How many gave which answer: one event's sheets, counted once for each figure.

Every figure is computed from these counts and from nothing else, so what is frozen with a
publication is enough to compute it again.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from humanshelf.impact.figures import Figure, Form
from humanshelf.impact.sheets import RATHER_NOT, Answer, Item, Kind, Moment, Sheet

Tally = dict[str, int]
"""By answer; of pairs by both answers, as "2>4"."""
THEN = ">"
Given = Mapping[tuple[str, str], Answer]


@dataclass(frozen=True, slots=True)
class People:
    """Sheets by person where their pair is known; who sent the same sheet twice counts once."""

    sheets: tuple[Sheet, ...]
    pairs: Mapping[bytes, Mapping[Moment, Given]]

    def at(self, moment: Moment) -> Iterable[Given]:
        return (sheet.answers for sheet in self.sheets if sheet.moment is moment)

    def both(self, first: Moment, second: Moment) -> Iterable[tuple[Given, Given]]:
        for sheets in self.pairs.values():
            if first in sheets and second in sheets:
                yield sheets[first], sheets[second]


def people(sheets: Iterable[Sheet]) -> People:
    kept: list[Sheet] = []
    pairs: dict[bytes, dict[Moment, Given]] = {}
    for sheet in sheets:
        if sheet.pair is not None:
            own = pairs.setdefault(sheet.pair, {})
            if sheet.moment in own:
                continue
            own[sheet.moment] = sheet.answers
        kept.append(sheet)
    return People(tuple(kept), pairs)


def tally(figure: Figure, of: People) -> Tally:
    return COUNTED[figure.form](figure, of)


def cells(item: Item) -> list[str]:
    """All answers that can be given, also those that nobody gave."""
    if item.kind is Kind.SCALE:
        return [str(step) for step in range(item.low, item.high + 1)]
    return list(item.options)


def one_of(item: Item, given: Given) -> str | None:
    """The answer as a cell; None where it was skipped, refused, or is none of the question's."""
    answer = given.get(item.id)
    if answer is None or answer == RATHER_NOT or isinstance(answer, tuple):
        return None
    if item.kind is Kind.SCALE:
        fits = isinstance(answer, int) and item.low <= answer <= item.high
        return str(answer) if fits else None
    return answer if answer in item.options else None  # type: ignore[return-value]


def step_of(item: Item, given: Given) -> int | None:
    cell = one_of(item, given) if item.kind is Kind.SCALE else None
    return None if cell is None else int(cell)


def counted_step(item: Item, given: Given) -> int | None:
    """The step as its scale counts it: of a reverse one from the other end."""
    step = step_of(item, given)
    return item.low + item.high - step if item.reverse and step is not None else step


def _spread(figure: Figure, of: People) -> Tally:
    item = figure.item
    if item.kind is Kind.SEVERAL:
        return _ticked(figure, of)
    found: Tally = dict.fromkeys(cells(item), 0)
    for given in of.at(figure.moment):
        if (cell := one_of(item, given)) is not None:
            found[cell] += 1
    return found


def _ticked(figure: Figure, of: People) -> Tally:
    """Who answered the question at all ticked this option, or did not."""
    found: Tally = {"yes": 0, "no": 0}
    for given in of.at(figure.moment):
        answer = given.get(figure.item.id)
        if isinstance(answer, tuple):
            found["yes" if figure.option in answer else "no"] += 1
    return found


def _pairs(figure: Figure, of: People, first: Moment, second: Moment) -> Tally:
    found: Counter[str] = Counter()
    for before, after in of.both(first, second):
        one, other = one_of(figure.item, before), one_of(figure.item, after)
        if one is not None and other is not None:
            found[f"{one}{THEN}{other}"] += 1
    return dict(found)


def _change(figure: Figure, of: People) -> Tally:
    return _pairs(figure, of, Moment.BASELINE, Moment.ENDLINE)


def _later(figure: Figure, of: People) -> Tally:
    return _pairs(figure, of, Moment.BASELINE, Moment.FOLLOW_UP)


def _score(figure: Figure, of: People) -> Tally:
    """Sums over all statements, of those who answered every one both times."""
    found: Counter[str] = Counter()
    for sheets in of.both(Moment.BASELINE, Moment.ENDLINE):
        steps = [[counted_step(item, given) for item in figure.items] for given in sheets]
        before, after = ([step for step in own if step is not None] for own in steps)
        if len(before) == len(after) == len(figure.items):
            found[f"{sum(before)}{THEN}{sum(after)}"] += 1
    return dict(found)


def _contrast(figure: Figure, of: People) -> Tally:
    """The unread theme first, the read one after: the difference is what reading adds."""
    read, unread = figure.items
    found: Counter[str] = Counter()
    for given in of.at(Moment.ENDLINE):
        one, other = one_of(unread, given), one_of(read, given)
        if one is not None and other is not None:
            found[f"{one}{THEN}{other}"] += 1
    return dict(found)


COUNTED: dict[Form, Callable[[Figure, People], Tally]] = {
    Form.SPREAD: _spread,
    Form.CHANGE: _change,
    Form.LATER: _later,
    Form.SCORE: _score,
    Form.CONTRAST: _contrast,
}
