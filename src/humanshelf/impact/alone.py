"""Figures of one survey that stands alone: told by the rules of a report, with nothing lent."""

from collections.abc import Collection, Sequence
from typing import Any

from humanshelf.impact import answered
from humanshelf.impact.past import Past
from humanshelf.impact.report import Counting
from humanshelf.impact.sheets import Item, Sheet
from humanshelf.impact.told import Teller, as_plain

SURVEY = "survey"


def tell(items: Collection[Item], sheets: Sequence[Sheet], k: int) -> dict[str, Any]:
    """The same rounding and the same keeping back; only the team sees it."""
    counting = Counting()
    counting.sheets[SURVEY] = sheets
    figures, counted = counting.tallies(items)
    teller = Teller([SURVEY], Past(), k)
    told = [answered.tell(figure, counted[figure.name], teller) for figure in figures]
    return {"k": teller.k, "events": 1, "lending": {}, "answers": as_plain(told)}
