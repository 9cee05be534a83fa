"""How values are stored: only TEXT, INTEGER, REAL and BLOB, in STRICT tables, times in UTC.

Importing this module teaches the DDL compiler the rules, so that models, Alembic's create_table
and its batch copies all obey them without a word of their own. A type without a rule (a naive
DateTime, a decimal) is refused where the table is made, not where the first row is.
"""

import enum
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.schema import CreateTable
from sqlalchemy.types import TypeDecorator

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)

WORDS = [sa.String, sa.Text, sa.CHAR, sa.VARCHAR, sa.Unicode, sa.UnicodeText, sa.Enum]
STORED_AS: dict[str, list[Any]] = {
    "TEXT": [*WORDS, sa.Uuid, sa.UUID, sa.JSON, sa.Date, sa.Time],
    "INTEGER": [sa.Boolean, sa.BOOLEAN, sa.BigInteger, sa.SmallInteger, sa.BIGINT, sa.SMALLINT],
    "REAL": [sa.Float, sa.Double, sa.FLOAT, sa.DOUBLE],
}


class NaiveMoment(ValueError):
    """A time without a zone was offered: nobody can say when that is."""


class Moment(TypeDecorator[datetime]):
    """A point in time, to the millisecond: an aware datetime in code, an integer in the store."""

    impl = sa.BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise NaiveMoment(f"{value} has no time zone")
        return (value - EPOCH) // MILLISECOND

    def process_result_value(self, value: int | None, dialect: sa.Dialect) -> datetime | None:
        return None if value is None else EPOCH + value * MILLISECOND


def _values(kind: type[enum.Enum]) -> list[str]:
    return [member.value for member in kind]


# What an annotation means in a model: Mapped[datetime] is a Moment, Mapped[Stage] a checked word.
ANNOTATIONS: dict[Any, Any] = {
    datetime: Moment,
    dict[str, Any]: sa.JSON(none_as_null=True),
    dict[str, str]: sa.JSON(none_as_null=True),
    list[str]: sa.JSON(none_as_null=True),
    enum.Enum: sa.Enum(
        enum.Enum, native_enum=False, create_constraint=True, values_callable=_values
    ),
}


def _store(kind: type[sa.types.TypeEngine[Any]], name: str) -> None:
    compiles(kind, "sqlite")(lambda element, compiler, **kw: name)


for _name, _kinds in STORED_AS.items():
    for _kind in _kinds:
        _store(_kind, _name)


@compiles(sa.DateTime, "sqlite")
@compiles(sa.Numeric, "sqlite")
@compiles(sa.DATETIME, "sqlite")
@compiles(sa.TIMESTAMP, "sqlite")
def _refuse(element: Any, compiler: Any, **kw: Any) -> str:
    raise sa.exc.CompileError(f"{type(element).__name__} loses something here: use Moment or int")


@compiles(CreateTable, "sqlite")
def _strict(element: CreateTable, compiler: Any, **kw: Any) -> str:
    element.element.dialect_options["sqlite"]["strict"] = True
    text: str = compiler.visit_create_table(element, **kw)
    return text
