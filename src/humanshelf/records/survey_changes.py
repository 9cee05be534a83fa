"""Changing surveys. Every change raises the edition of the events that it concerns."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from humanshelf.impact.questions import Question
from humanshelf.impact.sheets import Moment
from humanshelf.records.events import Event
from humanshelf.records.survey_rows import SurveyRow
from humanshelf.records.surveys import (
    USUAL,
    Id,
    keep,
    new_row,
    questions_of,
    survey,
    usual_of,
)
from humanshelf.tenancy.db import writing

MOST = 20
"""Questions on one list: more than anybody answers standing in a hall."""
Item = tuple[str, str, bool]


class NoSuchSurvey(LookupError):
    """No survey has this code."""


class TooMany(ValueError):
    """The list is full."""


def switch(code: str, on: bool) -> None:
    with writing() as session:
        row = _row(session, code)
        row.asked = on
        _touch(session, row)


def add(code: str, question: Question) -> None:
    """At the end of the list, or in place of an earlier wording of the same question."""

    def change(items: list[Item]) -> list[Item]:
        key, version = question.item.id
        if any(item[0] == key for item in items):
            return [(key, version, on) if old == key else (old, v, on) for old, v, on in items]
        if len(items) >= MOST:
            raise TooMany
        return [*items, (key, version, True)]

    with writing() as session:
        keep(session, [question])
        _change(session, code, change)


def ask(code: str, id: Id, on: bool) -> None:
    _edit(code, lambda items: [(k, v, on if (k, v) == id else o) for k, v, o in items])


def take_off(code: str, id: Id) -> None:
    _edit(code, lambda items: [item for item in items if item[:2] != id])


def move(code: str, id: Id, by: int) -> None:
    """One place up or down; at the end of the list nothing happens."""

    def change(items: list[Item]) -> list[Item]:
        here = next((n for n, item in enumerate(items) if item[:2] == id), None)
        if here is None or not 0 <= here + by < len(items):
            return items
        items[here], items[here + by] = items[here + by], items[here]
        return items

    _edit(code, change)


def make_own(event_id: UUID, moment: Moment, *, on: bool) -> str:
    """A list of this event's own, to begin with as the library usually asks."""
    usual = survey(moment.value)
    assert usual is not None
    with writing() as session:
        row = session.scalars(
            select(SurveyRow).where(
                SurveyRow.event_id == event_id, SurveyRow.moment == moment.value
            )
        ).first()
        if row is None:
            row = new_row(session, moment, usual.asked, on=on, event_id=event_id)
        row.asked = on
        _touch(session, row)
        return row.code


def as_usual(event_id: UUID, moment: Moment) -> None:
    """This event asks as the library usually does. Answers that were given stay."""
    with writing() as session:
        session.execute(
            delete(SurveyRow).where(
                SurveyRow.event_id == event_id, SurveyRow.moment == moment.value
            )
        )
        session.execute(update(Event).where(Event.id == event_id).values(edition=Event.edition + 1))


def make_alone(
    names: dict[str, str], questions: list[Question], closes: datetime, code: str | None = None
) -> str:
    """Under this code, where one that is there stays as it is; or under one by chance."""
    with writing() as session:
        if code and session.scalars(select(SurveyRow.id).where(SurveyRow.code == code)).first():
            return code
        row = new_row(
            session, Moment.ALONE, questions, on=True, code=code, names=names, closes=closes
        )
        return row.code


def _edit(code: str, change: Callable[[list[Item]], list[Item]]) -> None:
    with writing() as session:
        _change(session, code, change)


def _change(session: Session, code: str, change: Callable[[list[Item]], list[Item]]) -> None:
    row = _row(session, code)
    items = change([(key, version, on) for key, version, on in row.items])
    row.items = [list(item) for item in items]
    ever = {(key, version) for key, version in row.past} | {item[:2] for item in items}
    row.past = sorted(list(id) for id in ever)
    _touch(session, row)


def _row(session: Session, code: str) -> SurveyRow:
    """The survey of this code; a usual one is made with its first change."""
    row = session.scalars(select(SurveyRow).where(SurveyRow.code == code)).first()
    if row is not None:
        return row
    moment = next((one for one in USUAL if one.value == code), None)
    if moment is None:
        raise NoSuchSurvey
    return new_row(session, moment, usual_of(moment), on=False, code=code)


def _touch(session: Session, row: SurveyRow) -> None:
    concerned = update(Event).values(edition=Event.edition + 1)
    if row.event_id is not None:
        session.execute(concerned.where(Event.id == row.event_id))
    elif row.moment != Moment.ALONE.value:
        session.execute(concerned)


def question_on(code: str, id: Id) -> Question | None:
    """A question that stands on this list, to be changed."""
    found = survey(code)
    return questions_of([id]).get(id) if found and id in found.past else None
