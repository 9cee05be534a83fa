"""What readers, books and others say of an event, as they said it.

Nothing leads from a row to a card, an account, a clock time or an order: ids are random, the table
has no hidden row number, and ``day`` is the event's own, or for words about no event the day on
which they were entered. In the file they lie in no order. The words go after ninety days; theme
and tone stay.

What was said lies sealed to the library's vault, but for what stood in public anyway and what a
coordinator has passed on to a book, whose page shows it.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass
from datetime import date
from secrets import token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, func, or_, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, Session, mapped_column

from humanshelf.impact.comments import Comment, key
from humanshelf.impact.voices import Source, State, Tone, Who
from humanshelf.records.events import Event
from humanshelf.records.mixing import mix
from humanshelf.records.sealed_words import ID, public, sealed
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import Base, db, writing

PAGE = 30


class FeedbackRow(Base):
    """One person's words.

    ``about`` is the book that they are meant for: it sees them once ``passed`` is set. Which
    book or reader said something is not stored. The words lie in ``text`` or in ``sealed``, never
    in both; ``readings`` says how often they were read whole.
    """

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint(
            "source IN ('reader', 'book', 'interview', 'indirect', 'online')", name="source"
        ),
        CheckConstraint("who IN ('reader', 'book', 'near', 'online')", name="who"),
        CheckConstraint("tone IN ('glad', 'mixed', 'critical', 'neutral')", name="tone"),
        CheckConstraint("state IN ('new', 'kept', 'aside')", name="state"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    day: Mapped[date]
    source: Mapped[str]
    who: Mapped[str]
    text: Mapped[str]
    language: Mapped[str]
    consent: Mapped[bool]
    link: Mapped[str | None]
    about: Mapped[str | None] = mapped_column(ForeignKey("book.code", ondelete="SET NULL"))
    passed: Mapped[bool] = mapped_column(default=False)
    theme: Mapped[str | None]
    tone: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=State.NEW)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    readings: Mapped[int] = mapped_column(default=0)

    @hybrid_property
    def there(self) -> bool:
        """Whether the words are there still, open or sealed."""
        return bool(self.text or self.sealed)

    @there.inplace.expression
    @classmethod
    def _there(cls) -> Any:
        return or_(cls.text != "", cls.sealed.is_not(None))


@dataclass(frozen=True, slots=True)
class Said:
    """Words as they come in."""

    event_id: UUID | None
    day: date
    source: Source
    who: Who
    text: str
    language: str
    consent: bool = False
    link: str | None = None
    about: str | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """So many with this theme, or none, and this tone. Counts are exact: who shows them hides."""

    theme: str | None
    tone: Tone
    count: int


def leave(said: Said, id: bytes | None = None) -> bytes:
    """Keep these words. With an id that is known already, a form was sent twice."""
    id = id or token_bytes(ID)
    with writing() as session:
        if session.get(FeedbackRow, id) is None:
            row = FeedbackRow(id=id, **asdict(said))
            hide(session, row)
            session.add(row)
            mix(session, row, ("id",))
    deployment().stores.wipe(current())
    return id


def hide(session: Session, row: FeedbackRow) -> bool:
    """Seal what lies open, unless all may read it. Whether something was sealed.

    Whoever hides what was on the disk already leaves no trace of it: see erasures.
    """
    if not row.text or row.passed or row.source == Source.ONLINE:
        return False
    key = public(session)
    if key is None:
        return False
    row.sealed, row.text = sealed(key, row.id, row.text), ""
    return True


def bring_in(comments: Iterable[Comment], event_id: UUID | None, day: date, language: str) -> int:
    """Comments from elsewhere, without those that are there. Returns how many came."""
    with writing() as session:
        known = online_keys()
        new = {comment.key: comment for comment in comments if comment.key not in known}
        for one in new.values():
            said = Said(event_id, day, Source.ONLINE, Who.ONLINE, one.text, language, link=one.link)
            session.add(FeedbackRow(id=token_bytes(ID), **asdict(said)))
    return len(new)


def online_keys() -> set[str]:
    """By which a comment that is there already is known."""
    rows = db.session.execute(
        select(FeedbackRow.text, FeedbackRow.link).where(FeedbackRow.source == Source.ONLINE)
    )
    return {key(text, link) for text, link in rows if text}


def unread(event_id: UUID, source: Source) -> int:
    """How many of an event nobody has sorted yet."""
    return _count(
        FeedbackRow.event_id == event_id,
        FeedbackRow.source == source,
        FeedbackRow.state == State.NEW,
    )


def inbox(state: State, source: Source | None, first: int) -> list[tuple[FeedbackRow, str | None]]:
    """A page of those whose words are there, each with its event's code, by day and then mixed."""
    chosen = (
        select(FeedbackRow, Event.code)
        .outerjoin(Event, Event.id == FeedbackRow.event_id)
        .where(FeedbackRow.state == state, FeedbackRow.there)
        .order_by(FeedbackRow.day.desc(), FeedbackRow.id)
    )
    if source:
        chosen = chosen.where(FeedbackRow.source == source)
    return [(row, code) for row, code in db.session.execute(chosen.offset(first).limit(PAGE))]


def amounts(state: State) -> dict[str, int]:
    """By source: how many there are to look at."""
    rows = db.session.execute(
        select(FeedbackRow.source, func.count())
        .where(FeedbackRow.state == state, FeedbackRow.there)
        .group_by(FeedbackRow.source)
    )
    return {str(source): int(count) for source, count in rows}


def entry(id: bytes) -> FeedbackRow | None:
    """One whose words are there still."""
    found = db.session.get(FeedbackRow, id)
    return found if found and found.there else None


def code_of(event_id: UUID | None) -> str | None:
    return db.session.execute(select(Event.code).where(Event.id == event_id)).scalar()


def passed_on(book: str) -> list[FeedbackRow]:
    """What a coordinator has passed on to this book, whatever the event."""
    return list(
        db.session.scalars(
            select(FeedbackRow)
            .where(FeedbackRow.about == book, FeedbackRow.passed, FeedbackRow.text != "")
            .order_by(FeedbackRow.day.desc(), FeedbackRow.id)
        )
    )


def theme_tally(event_ids: Collection[UUID] | None = None) -> list[Tally]:
    """What was said in these events, or everywhere, by theme and tone: what a person sorted."""
    chosen = (
        select(FeedbackRow.theme, FeedbackRow.tone, func.count())
        .where(FeedbackRow.state == State.KEPT, FeedbackRow.tone.is_not(None))
        .group_by(FeedbackRow.theme, FeedbackRow.tone)
        .order_by(FeedbackRow.theme, FeedbackRow.tone)
    )
    if event_ids is not None:
        chosen = chosen.where(FeedbackRow.event_id.in_(event_ids))
    return [
        Tally(theme, Tone(str(tone)), count) for theme, tone, count in db.session.execute(chosen)
    ]


def _count(*conditions: object) -> int:
    chosen = select(func.count()).select_from(FeedbackRow).where(*conditions)  # type: ignore[arg-type]
    return int(db.session.execute(chosen).scalar_one())
