"""The note that one shift at the desk leaves to the next: one for an event, on every desk."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from humanshelf.records.events import Event, NoteRow
from humanshelf.tenancy.db import writing

LONGEST = 500
UNDO_FOR = timedelta(minutes=3)
"""How long the desks show that a note was cleared; the menu can bring it back until the next."""


@dataclass(frozen=True, slots=True)
class Note:
    """What stands there, line by line; ``cleared`` once somebody has dealt with it."""

    lines: tuple[str, ...]
    at: datetime
    cleared: datetime | None

    def shown(self, at: datetime) -> bool:
        """Whether the desks show it, or that it was cleared a moment ago."""
        return self.cleared is None or at < self.cleared + UNDO_FOR


class Replaced(Exception):
    """Another note stands there than the one that was tapped."""


def note_of(session: Session, event_id: UUID) -> Note | None:
    row = session.get(NoteRow, event_id, populate_existing=True)
    return Note(tuple(row.text.splitlines()), row.at, row.cleared) if row else None


def leave_note(event_id: UUID, text: str, at: datetime) -> None:
    """This note stands from now on; the one before is gone."""
    with writing() as session:
        row = session.get(NoteRow, event_id)
        if row is None:
            row = NoteRow(event_id=event_id)
            session.add(row)
        row.text, row.at, row.cleared = text, at, None
        session.get_one(Event, event_id).edition += 1


def clear_note(event_id: UUID, seen: str, at: datetime | None) -> None:
    """It was dealt with; with no time it was not, after all. ``seen`` says which note was tapped,
    so that a slow tap does not take away the next one."""
    with writing() as session:
        row = session.get(NoteRow, event_id)
        if row is None or row.at.isoformat() != seen:
            raise Replaced
        row.cleared = at
        session.get_one(Event, event_id).edition += 1
