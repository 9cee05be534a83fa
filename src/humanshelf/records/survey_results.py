"""What the team reads of a survey alone and of the books' check-ins.

Each list comes in another order each time, so that no two can be laid side by side.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from secrets import SystemRandom
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select

from humanshelf.impact import alone
from humanshelf.impact.questions import Question
from humanshelf.impact.sheets import Answer, Item, Moment
from humanshelf.records.answers import Filled, read_sheet, sheets_alone
from humanshelf.records.counted import items, wordings
from humanshelf.records.survey_rows import SheetRow
from humanshelf.records.surveys import Id, languages, questions_of
from humanshelf.records.words import Words
from humanshelf.tenancy.db import db


@dataclass(frozen=True, slots=True)
class Written:
    """What was written for one question, each with whether its writer lets it be quoted."""

    words_of: Words
    texts: list[tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Line:
    """One answer of a sheet, and what was written there, unless that is sealed."""

    item: Item
    words_of: Words
    answer: Answer | None
    written: str
    sealed: bool = False


def figures_alone(survey_id: UUID, k: int) -> dict[str, Any]:
    """With the questions' wording, as a report has them."""
    sheets = sheets_alone(survey_id)
    told = alone.tell(items(sheets), sheets, k)
    return told | {"themes": {}, "words": wordings(told["answers"])}


def written_alone(survey_id: UUID) -> list[Written]:
    """By question, each list mixed for itself: a sheet's words do not stand in the same place."""
    found: dict[Id, list[tuple[str, bool]]] = {}
    for sheet in _mixed(SheetRow.survey_id == survey_id):
        for id, text in sheet.texts.items():
            found.setdefault(id, []).append((text, sheet.quotable))
    for texts in found.values():
        SystemRandom().shuffle(texts)
    return [Written(_words(one), found[id]) for id, one in _by_key(questions_of(found))]


def check_ins(event_id: UUID) -> list[list[Line]]:
    """Whole sheets of an event's books."""
    found = _mixed((SheetRow.event_id == event_id) & (SheetRow.moment == Moment.CHECK_IN.value))
    known = questions_of(
        id for sheet in found for id in (*sheet.answers, *sheet.texts, *sheet.sealed)
    )
    return [_lines(sheet, known) for sheet in found]


def _lines(sheet: Filled, known: Mapping[Id, Question]) -> list[Line]:
    return [
        Line(
            one.item,
            _words(one),
            sheet.answers.get(id),
            sheet.texts.get(id, ""),
            id in sheet.sealed,
        )
        for id, one in _by_key(known)
        if id in sheet.answers or id in sheet.texts or id in sheet.sealed
    ]


def _by_key(known: Mapping[Id, Question]) -> list[tuple[Id, Question]]:
    return sorted(known.items(), key=lambda one: one[0])


def _words(question: Question) -> Words:
    return Words({lang: dict(words) for lang, words in question.texts.items()}, languages())


def _mixed(where: ColumnElement[bool]) -> list[Filled]:
    rows = list(db.session.scalars(select(SheetRow).where(where, SheetRow.done)))
    SystemRandom().shuffle(rows)
    return [read_sheet(row) for row in rows]
