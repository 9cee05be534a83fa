"""Words that came while there was no vault to seal them to, or by an older version's hand."""

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session

from humanshelf.impact.voices import Source
from humanshelf.records.erasures import leave_no_trace
from humanshelf.records.feedback import FeedbackRow, hide
from humanshelf.records.sealed_words import for_sheet, public
from humanshelf.records.survey_rows import SheetRow
from humanshelf.records.survey_words import open_names
from humanshelf.tenancy.db import db


def due() -> bool:
    """Whether something lies open that could be sealed."""
    return public(db.session()) is not None and lying()


def lying() -> bool:
    """Whether words lie open that are to be sealed one day."""
    return bool(db.session.scalar(select(exists().where(*_open()))))


def seal_all(session: Session) -> int:
    """Seal what lies open, in feedback and in sheets that are not parted from their words yet; no
    trace of it stays. Nothing, while there is no vault. Returns how many were sealed."""
    key = public(session)
    if key is None:
        return 0
    rows = session.scalars(select(FeedbackRow).where(*_open()).order_by(FeedbackRow.id))
    done = sum(hide(session, row) for row in rows.all()) + _seal_sheets(session, key)
    if done:
        leave_no_trace(session)
    return done


def _seal_sheets(session: Session, key: bytes) -> int:
    """What was written in open questions; an “other” is a part of an answer."""
    written = SheetRow.event_id.is_not(None), SheetRow.texts.is_not(None)
    sheets = session.scalars(select(SheetRow).where(*written).order_by(SheetRow.id)).all()
    names = open_names(name for sheet in sheets for name in sheet.texts or ())
    done = 0
    for sheet in sheets:
        texts = sheet.texts or {}
        fresh = {name: for_sheet(key, said) for name, said in texts.items() if name in names}
        if fresh:
            sheet.sealed = dict(sorted(((sheet.sealed or {}) | fresh).items()))
            sheet.texts = {name: said for name, said in texts.items() if name not in names} or None
            done += len(fresh)
    return done


def _open() -> tuple[ColumnElement[bool], ...]:
    return (
        FeedbackRow.text != "",
        ~FeedbackRow.passed,
        FeedbackRow.source != Source.ONLINE.value,
    )
