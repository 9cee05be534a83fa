"""Sheets of answers: saved under a pair that leads to nobody, and read for figures."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from humanshelf.impact.items import Answered
from humanshelf.impact.sheets import Answer, Item, Moment, Sheet
from humanshelf.records.mixing import mix
from humanshelf.records.sealed_words import for_sheet, public
from humanshelf.records.survey_rows import SheetRow
from humanshelf.records.surveys import Id, questions_of
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import db, writing

MOST = 5_000
"""Sheets of one event and moment, or of one survey alone: more is nobody's hall."""
GRAIN = 5
"""Counts of sheets are told in such steps, and not at all below ``FEW``."""
FEW = 10
TREES = ("id",), ("event_id", "moment", "pair"), ("survey_id", "pair")
READ = (SheetRow.moment, SheetRow.pair, SheetRow.answers, SheetRow.texts)


class Full(Exception):
    """More sheets have come than any event has readers."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet belongs: to an event at one of its moments, or to a survey alone."""

    moment: Moment
    event_id: UUID | None = None
    survey_id: UUID | None = None

    @property
    def here(self) -> tuple[ColumnElement[bool], ...]:
        return (
            SheetRow.moment == self.moment.value,
            SheetRow.event_id == self.event_id
            if self.event_id
            else SheetRow.survey_id == self.survey_id,
        )


@dataclass(frozen=True, slots=True)
class Filled:
    """A sheet as its own browser sees it again; of what is ``sealed`` only that it is there."""

    answers: Mapping[Id, Answer] = field(default_factory=dict)
    texts: Mapping[Id, str] = field(default_factory=dict)
    sealed: frozenset[Id] = frozenset()
    done: bool = False
    quotable: bool = False


def filled(place: Place, pair: bytes) -> Filled | None:
    row = db.session.scalars(select(SheetRow).where(*place.here, SheetRow.pair == pair)).first()
    return read_sheet(row) if row else None


def read_sheet(row: SheetRow) -> Filled:
    sealed = frozenset(map(_id, row.sealed or ()))
    return Filled(_answers(row), _texts(row), sealed, row.done, row.quotable)


def save(
    place: Place,
    pair: bytes,
    asked: Collection[Id],
    answered: Mapping[Id, Answered],
    *,
    quotable: bool | None = None,
    done: bool = False,
    apart: bool = False,
) -> None:
    """The answers to what was asked on a page, in place of those that stood there.

    Sent again, or ten times, it is the same sheet. What was sent once stays sent. An older
    wording's answer goes when the newer wording is answered. What is sealed no page can show
    again: there an empty field leaves it as it is, another answer or skipping takes it away.
    """
    with writing() as session:
        row = session.scalars(select(SheetRow).where(*place.here, SheetRow.pair == pair)).first()
        if row is None:
            if not done and not any(one.answer is not None for one in answered.values()):
                return
            row = _new(session, place, pair, apart)
        keys = {key for (key, _version), one in answered.items() if one.answer is not None}
        there = {*row.answers, *(row.texts or ()), *(row.sealed or ())}
        replaced = {name for name in there if _id(name)[0] in keys}
        gone = {_name(id) for id in asked} | replaced
        empty = {_name(id) for id in answered} - replaced
        sealed = {n: v for n, v in (row.sealed or {}).items() if n not in gone or n in empty}
        answers = {n: value for n, value in row.answers.items() if n not in gone}
        texts = {n: value for n, value in (row.texts or {}).items() if n not in gone}
        vault = public(session) if place.event_id else None
        for id, one in answered.items():
            if one.words and one.free and vault:
                sealed[_name(id)] = for_sheet(vault, one.words)
            elif one.words:
                texts[_name(id)] = one.words
            if one.answer is not None and not one.free:
                answers[_name(id)] = one.answer
        # Sorted: the order in which somebody answered is nobody's business.
        row.answers = dict(sorted(answers.items()))
        row.texts = dict(sorted(texts.items())) or None
        row.sealed = dict(sorted(sealed.items())) or None
        row.quotable = row.quotable if quotable is None else quotable
        row.done = row.done or done
        if done:
            mix(session, row, *TREES)
    if done:
        # The log of writes would tell when; the file itself does not. See decision 0012.
        deployment().stores.wipe(current())


def _new(session: Session, place: Place, pair: bytes, apart: bool) -> SheetRow:
    count = select(func.count()).select_from(SheetRow).where(*place.here)
    if session.execute(count).scalar_one() >= MOST:
        raise Full
    row = SheetRow(
        id=token_bytes(16),
        event_id=place.event_id,
        survey_id=place.survey_id,
        moment=place.moment.value,
        pair=pair,
        done=False,
        apart=apart,
        quotable=False,
        answers={},
        texts=None,
        sealed=None,
    )
    session.add(row)
    return row


# for figures


def sheets_of(event_ids: Iterable[UUID]) -> list[Sheet]:
    """All sheets that were sent at these events, in no order that means anything."""
    return _sheets(SheetRow.event_id.in_(list(event_ids)))


def sheets_alone(survey_id: UUID) -> list[Sheet]:
    return _sheets(SheetRow.survey_id == survey_id)


def items_of(event_ids: Iterable[UUID]) -> list[Item]:
    """Every question that was answered at these events, in each of its wordings."""
    here = SheetRow.event_id.in_(list(event_ids)), SheetRow.done
    held = select(SheetRow.answers, SheetRow.texts, SheetRow.sealed)
    names = {
        name for row in db.session.execute(held.where(*here)) for by in row for name in by or ()
    }
    return [found.item for _, found in sorted(questions_of(map(_id, names)).items())]


def about(place: Place) -> int | None:
    """How many sheets were sent, in steps of five; None while they are fewer than ten."""
    sent = select(func.count()).select_from(SheetRow).where(*place.here, SheetRow.done)
    count: int = db.session.execute(sent).scalar_one()
    return None if count < FEW else (count + GRAIN // 2) // GRAIN * GRAIN


def _sheets(where: ColumnElement[bool]) -> list[Sheet]:
    rows = db.session.execute(select(*READ).where(where, SheetRow.done).order_by(SheetRow.id))
    return [Sheet(Moment(row.moment), _texts(row) | _answers(row), row.pair) for row in rows]


def _answers(row: Any) -> dict[Id, Answer]:
    return {_id(name): _answer(value) for name, value in row.answers.items()}


def _texts(row: Any) -> dict[Id, str]:
    return {_id(name): text for name, text in (row.texts or {}).items()}


def _answer(stored: Any) -> Answer:
    return tuple(stored) if isinstance(stored, list) else stored


def _name(id: Id) -> str:
    return " ".join(id)


def _id(name: str) -> Id:
    key, _space, version = name.partition(" ")
    return key, version
