"""Words that were written in surveys: parted from their sheets, they come to who reads feedback.

An entry holds the words, the event, its day, whether a reader or a book wrote, and whether they
may be quoted. Which sheet they stood in, and what else was answered there, nobody can tell.
"""

from dataclasses import asdict
from secrets import token_bytes
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import insert
from sqlalchemy.orm import Session

from humanshelf.impact.sheets import Kind, Moment
from humanshelf.impact.voices import Source, State, Who
from humanshelf.records.events import Event
from humanshelf.records.feedback import ID, FeedbackRow, Said
from humanshelf.records.profile import profile
from humanshelf.records.surveys import languages, questions_of

Row = dict[str, Any]


def take_words(session: Session, event_id: UUID, sheets: list[Row]) -> None:
    """Move what was written in open questions out of these sheets, which change in place.

    The words of an “other” stay: they are part of an answer. Of a rehearsal nothing moves.
    """
    event = session.get_one(Event, event_id)
    if event.rehearsal is not None:
        return
    names = {name for sheet in sheets for name in sheet["texts"] or ()}
    found = questions_of((name.split(" ")[0], name.split(" ")[1]) for name in names)
    open_ones = {" ".join(id) for id, one in found.items() if one.item.kind is Kind.TEXT}
    said = [_said(event, sheet, text) for sheet in sheets for text in _taken(sheet, open_ones)]
    for sheet in sheets:
        # What the entries say of consent no sheet says any more.
        sheet["quotable"] = sheet["quotable"] and sheet["texts"] is not None
    rows = [asdict(one) | _NEW | {"id": token_bytes(ID)} for one in said]
    if rows:
        session.execute(insert(FeedbackRow), sorted(rows, key=lambda row: row["id"]))


_NEW = {"passed": False, "theme": None, "tone": None, "state": State.NEW}


def _taken(sheet: Row, open_ones: set[str]) -> list[str]:
    if not sheet["done"] or not sheet["texts"]:
        return []
    texts = sheet["texts"]
    sheet["texts"] = {name: text for name, text in texts.items() if name not in open_ones} or None
    return [text for name, text in texts.items() if name in open_ones]


def _said(event: Event, sheet: Row, text: str) -> Said:
    """In the library’s main language: no sheet knows in which it was written."""
    book = sheet["moment"] == Moment.CHECK_IN
    return Said(
        event.id,
        event.opens.astimezone(ZoneInfo(profile().time_zone)).date(),
        Source.BOOK if book else Source.READER,
        Who.BOOK if book else Who.READER,
        text,
        languages()[0],
        consent=sheet["quotable"],
    )
