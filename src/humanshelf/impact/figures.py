"""Which figures follow from what was asked and when: one for each question in each wording.

Where people answered the same question before and after, the figure is about those who did both:
a second figure about all who answered once would tell, by subtraction, of the few between.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby, product

from humanshelf.impact.sheets import Item, Kind, Moment, Sheet

OWN, CARE = "own", "check-in"
"""Keys of a library's own questions, which are no scale together, and of the books' check-in,
which is for their care and no figure of impact."""
Id = tuple[str, str]


class Form(StrEnum):
    SPREAD = "spread"
    CHANGE = "change"
    LATER = "later"
    CONTRAST = "contrast"
    SCORE = "score"


@dataclass(frozen=True, slots=True)
class Figure:
    """``items`` are one question, or for a contrast the theme read and the one not read, or for
    a score all statements of its scale. ``option`` is one answer of several, told as yes or no."""

    form: Form
    items: tuple[Item, ...]
    moment: Moment = Moment.ENDLINE
    option: str = ""

    @property
    def item(self) -> Item:
        return self.items[0]

    @property
    def name(self) -> str:
        """The same in every report, and another for every wording."""
        ids = "+".join(f"{item.key}@{item.version}" for item in self.items)
        return f"{self.form.value}|{ids}|{self.moment.value}|{self.option}".rstrip("|")


def asked(sheets: Iterable[Sheet]) -> set[tuple[Id, Moment]]:
    """What was answered when, by anybody."""
    return {(id, sheet.moment) for sheet in sheets for id in sheet.answers}


def figures_of(items: Collection[Item], when: Collection[tuple[Id, Moment]]) -> list[Figure]:
    """All figures of these items, in the order of the items."""
    told = sorted({item for item in items if item.key.partition(".")[0] != CARE}, key=_order)
    found = [figure for item in told for figure in _figures(item, when)]
    return [*found, *_scores(told, when), *_contrasts(told, when)]


def twice(item: Item, when: Collection[tuple[Id, Moment]]) -> bool:
    return (item.id, Moment.BASELINE) in when and (item.id, Moment.ENDLINE) in when


def _order(item: Item) -> tuple[str, str]:
    return item.key, item.version


def _figures(item: Item, when: Collection[tuple[Id, Moment]]) -> list[Figure]:
    moments = [moment for moment in Moment if (item.id, moment) in when]
    match item.kind:
        case Kind.SCALE | Kind.CHOICE if twice(item, when):
            later = item.kind is Kind.SCALE and Moment.FOLLOW_UP in moments
            change = Figure(Form.CHANGE, (item,))
            return [change, Figure(Form.LATER, (item,), Moment.FOLLOW_UP)] if later else [change]
        case Kind.SCALE | Kind.CHOICE:
            return [Figure(Form.SPREAD, (item,), moment) for moment in moments]
        case Kind.SEVERAL:
            pairs = product(moments, item.options)
            return [Figure(Form.SPREAD, (item,), moment, option) for moment, option in pairs]
        case Kind.TEXT:
            return []  # Words stand in no figure: a person reads them, and releases a few.


def _scores(items: list[Item], when: Collection[tuple[Id, Moment]]) -> list[Figure]:
    """Statements of one instrument with the same steps, all asked before and after.

    Where a statement has two wordings, there is no score: they are not mixed.
    """
    found = []
    for scale, several in groupby(items, key=lambda item: item.key.partition(".")[0]):
        statements = [i for i in several if i.kind is Kind.SCALE and not i.role and twice(i, when)]
        keys = {item.key for item in statements}
        steps = {(item.low, item.high) for item in statements}
        if scale != OWN and 2 <= len(keys) == len(statements) and len(steps) == 1:
            found.append(Figure(Form.SCORE, tuple(statements)))
    return found


def _contrasts(items: list[Item], when: Collection[tuple[Id, Moment]]) -> list[Figure]:
    """A theme read beside one that was not, asked of the same people in the same steps."""
    read, unread = ([i for i in items if i.role == role] for role in ("read", "unread"))
    return [
        Figure(Form.CONTRAST, (one, other))
        for one, other in product(read, unread)
        if stem(one) == stem(other)
        and one.kind is other.kind is Kind.SCALE
        and (one.low, one.high) == (other.low, other.high)
        and all((item.id, Moment.ENDLINE) in when for item in (one, other))
    ]


def stem(item: Item) -> str:
    """What is asked of both themes: the key without the role at its end."""
    return item.key.removesuffix(f".{item.role}")
