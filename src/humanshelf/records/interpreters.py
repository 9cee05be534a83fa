"""Interpreters of an event: by a code of ours and the name that they go by that day."""

from secrets import token_hex
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from humanshelf.records.events import Event, InterpreterRow
from humanshelf.tenancy.db import db

MOST = 12
"""Interpreters in one event."""


def names_of(event_id: UUID) -> dict[str, str]:
    """What each interpreter of the event is called, by code."""
    found = db.session.execute(
        select(InterpreterRow.code, InterpreterRow.name)
        .where(InterpreterRow.event_id == event_id)
        .order_by(InterpreterRow.name)
    )
    return {row.code: row.name for row in found}


def add_interpreter(
    session: Session, event_id: UUID, name: str, languages: list[str], code: str | None = None
) -> None:
    """One interpreter more. The event's edition rises, so that every worker reads it anew."""
    event = session.get_one(Event, event_id)
    session.add(
        InterpreterRow(event_id=event_id, code=code or token_hex(4), name=name, languages=languages)
    )
    event.edition += 1
    event.revision += 1
