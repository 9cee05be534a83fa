"""Words that were written in surveys: parted from their sheets, they come to who reads feedback.

An entry holds the words, the event, its day, whether a reader or a book wrote, and whether they
may be quoted. Which sheet they stood in, and what else was answered there, nobody can tell.
"""

from collections.abc import Iterable, Iterator
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
from humanshelf.records.feedback import FeedbackRow, Said
from humanshelf.records.profile import profile
from humanshelf.records.sealed_words import ID, from_sheet, public, sealed
from humanshelf.records.surveys import languages, questions_of

Row = dict[str, Any]


def take_words(session: Session, event_id: UUID, sheets: list[Row]) -> None:
    """Move what was written in open questions out of these sheets, which change in place.

    What is sealed there moves as it is. The words of an “other” stay: they are part of an answer.
    Of a rehearsal nothing moves.
    """
    event = session.get_one(Event, event_id)
    if event.rehearsal is not None:
        return
    open_ones, key = open_names(name for sheet in sheets for name in sheet["texts"] or ()), None
    if open_ones:
        key = public(session)
    rows = [
        row | _told(event, sheet)
        for sheet in sheets
        for row in (*_taken(sheet, open_ones, key), *_taken_sealed(sheet))
    ]
    for sheet in sheets:
        # What the entries say of consent no sheet says any more.
        there = sheet["texts"] is not None or sheet["sealed"] is not None
        sheet["quotable"] = sheet["quotable"] and there
    if rows:
        session.execute(insert(FeedbackRow), sorted(rows, key=lambda row: row["id"]))


def open_names(names: Iterable[str]) -> set[str]:
    """Those of open questions, among the names under which sheets hold words."""
    found = questions_of((name.split(" ")[0], name.split(" ")[1]) for name in set(names))
    return {" ".join(id) for id, one in found.items() if one.item.kind is Kind.TEXT}


_NEW = {"passed": False, "theme": None, "tone": None, "state": State.NEW, "readings": 0}


def _taken(sheet: Row, open_ones: set[str], key: bytes | None) -> Iterator[Row]:
    """What lies open there: written before there was a vault, it is sealed at the latest now."""
    if not sheet["done"] or not sheet["texts"]:
        return
    texts = sheet["texts"]
    sheet["texts"] = {name: text for name, text in texts.items() if name not in open_ones} or None
    for text in (text for name, text in texts.items() if name in open_ones):
        id = token_bytes(ID)
        yield {"id": id} | (
            {"text": "", "sealed": sealed(key, id, text)} if key else {"text": text, "sealed": None}
        )


def _taken_sealed(sheet: Row) -> Iterator[Row]:
    if not sheet["done"] or not sheet["sealed"]:
        return
    kept, sheet["sealed"] = sheet["sealed"], None
    for id, blob in map(from_sheet, kept.values()):
        yield {"id": id, "text": "", "sealed": blob}


def _told(event: Event, sheet: Row) -> Row:
    """In the library’s main language: no sheet knows in which it was written."""
    book = sheet["moment"] == Moment.CHECK_IN
    told = Said(
        event.id,
        event.opens.astimezone(ZoneInfo(profile().time_zone)).date(),
        Source.BOOK if book else Source.READER,
        Who.BOOK if book else Who.READER,
        "",
        languages()[0],
        consent=sheet["quotable"],
    )
    return {name: value for name, value in asdict(told).items() if name != "text"} | _NEW
