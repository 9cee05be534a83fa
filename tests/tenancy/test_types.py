"""What may stand in a store, and how."""

import enum
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from humanshelf.tenancy import db, library
from humanshelf.tenancy.types import Moment

from .conftest import BAKU


class Colour(enum.StrEnum):
    RED = "red"
    BLUE = "blue"


class Specimen(db.Model):
    __tablename__ = "specimen"
    metadata = sa.MetaData(info={"bind_key": None})

    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    day: Mapped[date]
    open: Mapped[bool]
    words: Mapped[str] = mapped_column(sa.String(80))
    colour: Mapped[Colour]
    number: Mapped[int] = mapped_column(sa.BigInteger)
    width: Mapped[float]
    facts: Mapped[dict[str, Any]]
    sealed: Mapped[bytes]


@pytest.fixture
def store(app, stores):
    with stores.engine_for(BAKU).begin() as connection:
        Specimen.metadata.create_all(connection)
    with library(BAKU):
        yield


def specimen(**changed: Any) -> Specimen:
    values: dict[str, Any] = {
        "id": UUID(int=7),
        "at": datetime(2026, 5, 1, 14, 0, 0, 123456, tzinfo=UTC),
        "day": date(2026, 5, 1),
        "open": True,
        "words": "hello",
        "colour": Colour.BLUE,
        "number": 3,
        "width": 0.5,
        "facts": {"a": [1]},
        "sealed": b"\x00",
    }
    return Specimen(**values | changed)


def test_a_table_is_strict_and_has_four_kinds_of_columns(store):
    sql = sa.text("select sql from sqlite_master where name = 'specimen'")
    assert " ".join(db.session.scalar(sql).split()) == (
        "CREATE TABLE specimen ( id TEXT NOT NULL, at INTEGER NOT NULL, day TEXT NOT NULL,"
        " open INTEGER NOT NULL, words TEXT NOT NULL, colour TEXT NOT NULL,"
        " number INTEGER NOT NULL, width REAL NOT NULL, facts TEXT NOT NULL,"
        " sealed BLOB NOT NULL, PRIMARY KEY (id),"
        " CONSTRAINT colour CHECK (colour IN ('red', 'blue')) ) STRICT"
    )


def test_values_come_back_as_they_were(store):
    db.session.add(specimen())
    db.session.commit()
    db.session.expunge_all()
    found = db.session.get(Specimen, UUID(int=7))
    assert found.at == datetime(2026, 5, 1, 14, 0, 0, 123000, tzinfo=UTC)
    assert (found.day, found.open, found.words) == (date(2026, 5, 1), True, "hello")
    assert (found.colour, found.number, found.width) == (Colour.BLUE, 3, 0.5)
    assert (found.facts, found.sealed) == ({"a": [1]}, b"\x00")


def test_a_text_in_a_number_is_refused(store):
    statement = sa.text("update specimen set number = 'many'")
    db.session.add(specimen())
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError, match="cannot store TEXT value in INTEGER column"):
        db.session.execute(statement)


def test_a_word_outside_an_enum_is_refused_by_the_store_too(store):
    db.session.add(specimen())
    db.session.flush()
    with pytest.raises(sa.exc.IntegrityError, match="CHECK constraint failed: colour"):
        db.session.execute(sa.text("update specimen set colour = 'green'"))


def test_a_time_without_a_zone_is_refused(store):
    db.session.add(specimen(at=datetime(2026, 5, 1, 14, 0)))
    with pytest.raises(sa.exc.StatementError, match="has no time zone"):
        db.session.flush()


@pytest.mark.parametrize("hours", [-5, 0, 4])
def test_a_time_from_any_zone_is_stored_in_utc(hours):
    there = datetime(2026, 5, 1, 14, tzinfo=timezone(timedelta(hours=hours)))
    stored = Moment().process_bind_param(there, None)
    assert Moment().process_result_value(stored, None) == there
    assert Moment().process_result_value(stored, None).tzinfo is UTC


def test_times_before_the_epoch_and_none_keep_their_order():
    moment = datetime(1969, 12, 31, 23, 59, 59, 999000, tzinfo=UTC)
    assert Moment().process_bind_param(moment, None) == -1
    assert Moment().process_result_value(-1, None) == moment
    assert Moment().process_bind_param(None, None) is None
    assert Moment().process_result_value(None, None) is None


@pytest.mark.parametrize("kind", [sa.DateTime, sa.Numeric, sa.TIMESTAMP, sa.Interval])
def test_a_type_that_loses_something_is_refused_where_the_table_is_made(stores, kind):
    table = sa.Table("lossy", sa.MetaData(), sa.Column("x", kind))
    with pytest.raises(sa.exc.CompileError):
        table.create(stores.engine_for(BAKU))
