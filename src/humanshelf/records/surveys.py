"""What is asked, when: a library's usual surveys, an event's own, and those that stand alone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session

from humanshelf.impact import instruments
from humanshelf.impact.questions import Question, as_plain, from_plain
from humanshelf.impact.sheets import Moment
from humanshelf.records.profile import Profile
from humanshelf.records.survey_rows import QuestionRow, SheetRow, SurveyRow
from humanshelf.records.words import Words
from humanshelf.tenancy.db import db
from humanshelf.tenancy.scope import kept

USUAL = {
    Moment.BASELINE: instruments.BASELINE,
    Moment.ENDLINE: instruments.ENDLINE,
    Moment.FOLLOW_UP: instruments.FOLLOW_UP,
    Moment.CHECK_IN: instruments.CHECK_IN,
}
"""The moments of an event, and what is asked there where nobody has chosen otherwise."""
Id = tuple[str, str]
"""A question's key and version."""


@dataclass(frozen=True, slots=True)
class Survey:
    """``questions`` are all on the list, with whether each is asked; ``past`` also those that
    stood there once. ``id`` is None while nobody has saved it."""

    id: UUID | None
    code: str
    moment: Moment
    event_id: UUID | None
    on: bool
    questions: tuple[tuple[Question, bool], ...]
    past: frozenset[Id]
    names: Words
    closes: datetime | None

    @property
    def asked(self) -> list[Question]:
        return [question for question, on in self.questions if on]

    @property
    def runs(self) -> bool:
        return self.on and any(on for _question, on in self.questions)


def survey(code: str) -> Survey | None:
    """A library's usual survey by its moment, another by its code."""
    row = db.session.scalars(select(SurveyRow).where(SurveyRow.code == code)).first()
    return _survey(row) if row else _usual(code)


def survey_of(event_id: UUID, edition: int, moment: Moment) -> Survey | None:
    """What this event asks at this moment; None if nothing. Kept until the event's edition rises,
    as it does with every change of a survey."""
    memory = kept("surveys")
    found = memory.get((event_id, moment))
    if found is None or found[0] != edition:
        found = memory[event_id, moment] = (edition, _chosen(event_id, moment))
    chosen: Survey | None = found[1]
    return chosen


def _chosen(event_id: UUID, moment: Moment) -> Survey | None:
    own = SurveyRow.event_id == event_id
    usual = SurveyRow.event_id.is_(None)
    rows = db.session.scalars(
        select(SurveyRow).where(SurveyRow.moment == moment.value, or_(own, usual))
    ).all()
    row = next((r for r in rows if r.event_id), next(iter(rows), None))
    found = _survey(row) if row else None
    return found if found and found.runs else None


def all_surveys() -> list[Survey]:
    """The usual ones, events' own, then those that stand alone."""
    rows = [_survey(row) for row in db.session.scalars(select(SurveyRow))]
    there = {found.code for found in rows}
    usual = [found for moment in USUAL if (found := _usual(moment.value))]
    order = list(Moment)
    return sorted(
        [*rows, *(found for found in usual if found.code not in there)],
        key=lambda one: (order.index(one.moment), one.event_id is not None, one.code),
    )


def languages() -> tuple[str, ...]:
    return tuple(db.session.execute(select(Profile.languages)).scalar_one())


def questions_of(ids: Iterable[Id]) -> dict[Id, Question]:
    """Questions by key and version, as they were asked."""
    wanted = list(set(ids))
    if not wanted:
        return {}
    rows = db.session.scalars(
        select(QuestionRow).where(tuple_(QuestionRow.key, QuestionRow.version).in_(wanted))
    )
    return {(r.key, r.version): from_plain(r.key, r.version, r.told) for r in rows}


def keep(session: Session, questions: Iterable[Question]) -> None:
    """Their wording stays as it is, for the figures."""
    for one in questions:
        if session.get(QuestionRow, one.item.id) is None:
            session.add(QuestionRow(key=one.item.key, version=one.item.version, told=as_plain(one)))
    session.flush()


def drop_unused(session: Session) -> None:
    """Questions go that stand on no list and in no sheet."""
    used = {tuple(id) for past in session.scalars(select(SurveyRow.past)) for id in past}
    for sheet in session.execute(select(SheetRow.answers, SheetRow.texts, SheetRow.sealed)):
        used |= {tuple(name.split(" ")) for by in sheet for name in by or ()}
    for row in session.scalars(select(QuestionRow)).all():
        if (row.key, row.version) not in used:
            session.delete(row)


def new_row(
    session: Session,
    moment: Moment,
    questions: Sequence[Question],
    *,
    on: bool,
    code: str | None = None,
    event_id: UUID | None = None,
    names: dict[str, Any] | None = None,
    closes: datetime | None = None,
) -> SurveyRow:
    keep(session, questions)
    row = SurveyRow(
        id=uuid4(),
        code=code or token_hex(5),
        moment=moment.value,
        event_id=event_id,
        asked=on,
        items=[[*one.item.id, True] for one in questions],
        past=sorted(list(one.item.id) for one in questions),
        names=names or {},
        closes=closes,
    )
    session.add(row)
    session.flush()
    return row


def usual_of(moment: Moment) -> list[Question]:
    return instruments.questions(USUAL[moment])


def _survey(row: SurveyRow) -> Survey:
    found = questions_of((key, version) for key, version, _on in row.items)
    texts = {language: {"name": name} for language, name in row.names.items()}
    return Survey(
        id=row.id,
        code=row.code,
        moment=Moment(row.moment),
        event_id=row.event_id,
        on=row.asked,
        questions=tuple((found[key, version], on) for key, version, on in row.items),
        past=frozenset((key, version) for key, version in row.past),
        names=Words(texts, languages()),
        closes=row.closes,
    )


def _usual(code: str) -> Survey | None:
    """As it would be asked, if somebody switched it on."""
    moment = next((one for one in USUAL if one.value == code), None)
    if moment is None:
        return None
    questions = usual_of(moment)
    return Survey(
        id=None,
        code=code,
        moment=moment,
        event_id=None,
        on=False,
        questions=tuple((one, True) for one in questions),
        past=frozenset(one.item.id for one in questions),
        names=Words({}, languages()),
        closes=None,
    )
