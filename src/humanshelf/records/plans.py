"""What events are prepared from: halls that are used again, and the roster of interpreters."""

from secrets import token_hex
from typing import Any

from sqlalchemy import CheckConstraint, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON

from humanshelf.lending.mistakes import Overtaken
from humanshelf.records.events import Event
from humanshelf.tenancy.db import Base, db

MOST_TEMPLATES = 20
MOST_INTERPRETERS = 60
"""On the roster of one library."""


class Full(Exception):
    """There are as many as one library may have."""


class EventTemplate(Base):
    """How an event is usually held: how long, by which rules, in which rooms, at which tables.

    ``texts`` are place, room and side room by language. It names no book and no day.
    """

    __tablename__ = "event_template"
    __table_args__ = (CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),)

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    minutes: Mapped[int]
    policy: Mapped[dict[str, Any]] = mapped_column(JSON)
    capacity: Mapped[int | None]
    tables: Mapped[list[str]] = mapped_column(JSON)
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)


class RosterRow(Base):
    """An interpreter of the library, by the name they go by. How they are reached stands nowhere
    here: what is not stored cannot be taken from us."""

    __tablename__ = "roster"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    languages: Mapped[list[str]] = mapped_column(JSON)
    edition: Mapped[int] = mapped_column(default=0)


def all_templates() -> list[EventTemplate]:
    return list(db.session.scalars(select(EventTemplate).order_by(EventTemplate.name)))


def template(code: str) -> EventTemplate | None:
    return db.session.get(EventTemplate, code)


def keep_template(session: Session, event: Event, name: str) -> EventTemplate:
    """What of this event is alike every time; the same name is kept anew. Raises Full."""
    row = session.scalars(select(EventTemplate).where(EventTemplate.name == name)).first()
    if row is None:
        there = session.execute(select(func.count(EventTemplate.code))).scalar_one()
        if there >= MOST_TEMPLATES:
            raise Full
        row = EventTemplate(code=token_hex(4), name=name)
    row.minutes = int((event.closes - event.opens).total_seconds() // 60)
    row.policy, row.capacity, row.tables = dict(event.policy), event.capacity, list(event.tables)
    row.texts = {
        t.language: {"place": t.place, "room": t.room, "side_room": t.side_room}
        for t in event.texts
    }
    session.add(row)
    session.flush()
    return row


def remove_template(session: Session, code: str) -> bool:
    gone = session.execute(delete(EventTemplate).where(EventTemplate.code == code))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def roster() -> list[RosterRow]:
    return list(db.session.scalars(select(RosterRow).order_by(RosterRow.name)))


def on_roster(code: str) -> RosterRow | None:
    return db.session.get(RosterRow, code)


def add_to_roster(session: Session, name: str, languages: list[str]) -> RosterRow:
    """Raises Full."""
    if session.execute(select(func.count(RosterRow.code))).scalar_one() >= MOST_INTERPRETERS:
        raise Full
    row = RosterRow(code=token_hex(4), name=name, languages=languages)
    session.add(row)
    session.flush()
    return row


def change_in_roster(
    session: Session, code: str, name: str, languages: list[str], *, edition: int
) -> None:
    """Over the edition that its author has seen. Events they are on already stay as they are."""
    row = session.get(RosterRow, code)
    if row is None or row.edition != edition:
        raise Overtaken
    row.name, row.languages, row.edition = name, languages, edition + 1


def remove_from_roster(session: Session, code: str) -> bool:
    gone = session.execute(delete(RosterRow).where(RosterRow.code == code))
    return bool(gone.rowcount)  # type: ignore[attr-defined]
