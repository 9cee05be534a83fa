"""Words that may be shown: redacted, translated and released by a person, and taken back at once.

A row holds the words as they are shown and nothing of what was struck out.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from humanshelf.impact.redaction import empty, struck
from humanshelf.impact.voices import Who
from humanshelf.records import erasures
from humanshelf.records.feedback import FeedbackRow
from humanshelf.records.profile import Profile
from humanshelf.records.sealed_words import ID
from humanshelf.records.words import Words
from humanshelf.tenancy.db import Base, db, writing

LONGEST = 2000


class QuoteRow(Base):
    """``texts`` by language; ``language`` is the one that was spoken. Shown while ``released``."""

    __tablename__ = "quote"
    __table_args__ = (
        CheckConstraint("who IN ('reader', 'book', 'near', 'online')", name="who"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    feedback_id: Mapped[bytes | None] = mapped_column(
        LargeBinary, ForeignKey("feedback.id", ondelete="SET NULL")
    )
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    day: Mapped[date]
    language: Mapped[str]
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    who: Mapped[str]
    theme: Mapped[str | None]
    released: Mapped[bool] = mapped_column(default=False)


@dataclass(frozen=True, slots=True)
class ShownQuote:
    """For pages and reports: ``words("text", language)``. The id stays the same for good."""

    id: str
    words: Words
    who: Who
    theme: str | None


class NoConsent(Exception):
    """Whoever said this has not agreed to be quoted, or nobody knows any more."""


class NothingLeft(Exception):
    """All words are struck out."""


def draft(feedback_id: bytes, out: Collection[int], opened: str = "") -> bytes | None:
    """A quote of these words without those struck out; a second tap finds the first one's.

    Words that are sealed have to be ``opened``: in a quote they lie open, as a person has made
    ready what is to be shown. None: the words are not there.
    """
    with writing() as session:
        source = session.get(FeedbackRow, feedback_id)
        said = (source.text or opened) if source and source.there else ""
        if source is None or not said:
            return None
        text = struck(said, out)
        if empty(text):
            raise NothingLeft
        drafts = session.scalars(select(QuoteRow).where(QuoteRow.feedback_id == source.id))
        for made in drafts:
            if made.texts == {source.language: text} and not made.released:
                return made.id
        row = QuoteRow(
            id=token_bytes(ID),
            feedback_id=source.id,
            event_id=source.event_id,
            day=source.day,
            language=source.language,
            texts={source.language: text},
            who=source.who,
            theme=source.theme,
        )
        session.add(row)
        return row.id


def quote(id: bytes) -> QuoteRow | None:
    return db.session.get(QuoteRow, id)


def all_quotes() -> list[QuoteRow]:
    """Drafts first, then what is released."""
    order = (QuoteRow.released, QuoteRow.day.desc(), QuoteRow.id)
    return list(db.session.scalars(select(QuoteRow).order_by(*order)))


def may_release(row: QuoteRow) -> bool:
    """Whether consent is recorded with the words that it was made of."""
    asked = select(FeedbackRow.consent).where(FeedbackRow.id == row.feedback_id)
    return bool(db.session.execute(asked).scalar())


def word_quote(id: bytes, texts: dict[str, str], who: Who, out: Collection[int]) -> None:
    """Other translations, another attribution, more struck out. An empty translation is none."""
    with writing() as session:
        row = session.get_one(QuoteRow, id)
        spoken = struck(row.texts[row.language], out)
        if empty(spoken):
            raise NothingLeft
        row.who = who
        row.texts = {lang: t for lang, t in texts.items() if t} | {row.language: spoken}


def release(id: bytes) -> None:
    with writing() as session:
        row = session.get_one(QuoteRow, id)
        if not may_release(row):
            raise NoConsent
        row.released = True


def withdraw(id: bytes) -> None:
    """From this moment no page shows it."""
    with writing() as session:
        session.get_one(QuoteRow, id).released = False


def erase(id: bytes) -> None:
    """It goes for good: no backup that is brought back brings it with it."""
    with writing() as session:
        row = session.get_one(QuoteRow, id)
        erasures.note_hash(session, "quote", sha256(id).digest(), row.day)
        session.delete(row)


def released(event_ids: Collection[UUID] | None = None) -> list[ShownQuote]:
    """Those of these events, or of all, in an order that says nothing."""
    chosen = select(QuoteRow).where(QuoteRow.released).order_by(QuoteRow.id)
    if event_ids is not None:
        chosen = chosen.where(QuoteRow.event_id.in_(event_ids))
    return _shown(chosen)


def released_by_id(ids: Iterable[str]) -> list[ShownQuote]:
    """Those of a page that was made earlier which may still be shown."""
    known = [bytes.fromhex(id) for id in ids]
    chosen = select(QuoteRow).where(QuoteRow.released, QuoteRow.id.in_(known))
    return _shown(chosen.order_by(QuoteRow.id))


def any_released() -> bool:
    return (
        db.session.execute(select(QuoteRow.id).where(QuoteRow.released).limit(1)).first()
        is not None
    )


def _shown(chosen: Any) -> list[ShownQuote]:
    order = tuple(db.session.execute(select(Profile.languages)).scalar_one())
    return [
        ShownQuote(
            row.id.hex(),
            # What stands in for a missing translation is what was really said.
            Words(
                {lang: {"text": text} for lang, text in row.texts.items()}, (row.language, *order)
            ),
            Who(row.who),
            row.theme,
        )
        for row in db.session.scalars(chosen)
    ]
