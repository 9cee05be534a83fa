"""The same figures for other programs: CSV that a spreadsheet may open, JSON with its schema."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from humanshelf.pages.reporting.names import Names

Figure = dict[str, Any]
HEAD = ("part", "question", "moment", "group", "measure", "value", "in words")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""How a cell begins that a spreadsheet would compute."""


def as_csv(figures: Figure, names: Names) -> str:
    """With a mark for UTF-8, which old spreadsheets need; a text never begins a formula."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEAD)
    for row in [*_lent(figures["lending"]), *_answers(figures["answers"], names)]:
        writer.writerow([_safe(cell) for cell in row])
    return "\ufeff" + out.getvalue()


def as_json(figures: Figure, edition: int, day: str) -> str:
    told = figures | {"edition": edition, "day": day}
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _safe(cell: object) -> object:
    if isinstance(cell, str) and cell.lstrip(" ").startswith(FORMULA):
        return f"'{cell}"
    return "" if cell is None else cell


def _lent(lent: Figure) -> Iterator[tuple[object, ...]]:
    for part, told in lent.items():
        if isinstance(told, dict) and "parts" in told:
            yield from _parts(("lending", part, "", ""), told)
        elif isinstance(told, dict):
            for measure, value in told.items():
                yield "lending", part, "", "", measure, value, ""
        else:
            yield "lending", part, "", "", "value", told, ""


def _answers(answers: list[Figure], names: Names) -> Iterator[tuple[object, ...]]:
    for told in answers:
        ids = " ".join(f"{item['key']}@{item['version']}" for item in told["items"])
        words = names.subject(told)[0]
        place = told["form"], ids
        yield *place, told["moment"], told["option"], "n", told["n"], words
        for moment in ("before", "after"):
            if (side := told[moment]) is not None:
                yield from _parts((*place, moment, told["option"]), side)
                yield *place, moment, told["option"], "mean", side["mean"], words
        if told["change"] is not None:
            for measure, value in told["change"].items():
                yield *place, "change", told["option"], measure, value, words


def _parts(place: tuple[object, ...], told: Figure) -> Iterator[tuple[object, ...]]:
    part, question, moment, option = place
    yield part, question, moment, option, "n", told["n"], ""
    for group in told["parts"]:
        name = f"{option} {group['name']}".strip()
        for measure in ("count", "percent"):
            yield part, question, moment, name, measure, group[measure], ""
