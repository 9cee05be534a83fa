"""Human books, under the names they chose.

There is no column for a legal name, a telephone or a photograph: what is not stored cannot be
taken from us. Of the interview nothing is kept but that it was held.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, and_
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship
from sqlalchemy.types import JSON

from humanshelf.tenancy.db import Base


class Stage(StrEnum):
    """How far somebody has come on the way to the shelf. Of an erased book the counts are left."""

    APPLIED = "applied"
    INTERVIEW = "interview"
    TRAINING = "training"
    APPROVED = "approved"
    RESTING = "resting"
    ERASED = "erased"


class Visibility(StrEnum):
    """Who of the readers sees an approved book."""

    PUBLIC = "public"
    CODE = "code"
    ONSITE = "onsite"


class Consent(StrEnum):
    """How it is known that the person agrees. Books from before it was asked keep that word."""

    NONE = ""
    RECORDED = "recorded"
    BEFORE = "before"
    FICTIONAL = "fictional"


STAGES = tuple(stage for stage in Stage if stage is not Stage.ERASED)


def _words(column: str, kind: type[StrEnum]) -> CheckConstraint:
    listed = ", ".join(f"'{one.value}'" for one in kind)
    return CheckConstraint(f"{column} IN ({listed})", name=column)


class Book(Base):
    """A human book of this library, by pen name.

    ``edition`` rises with every change, so that of two people who edit it the second is told.
    ``consent_kinds`` says to what the person agreed; photographs are none of it.
    ``withdrawn`` hides the book everywhere from that moment on; ``withdrawn_by`` may undo it.
    """

    __tablename__ = "book"
    __table_args__ = (
        CheckConstraint("group_limit BETWEEN 1 AND 5", name="group_limit"),
        _words("stage", Stage),
        _words("visibility", Visibility),
        _words("consent", Consent),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    pen_name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(JSON)
    group_limit: Mapped[int]
    theme: Mapped[str | None]
    sample: Mapped[bool] = mapped_column(default=False)
    stage: Mapped[str] = mapped_column(default=Stage.APPLIED.value)
    visibility: Mapped[str] = mapped_column(default=Visibility.PUBLIC.value)
    adult: Mapped[bool] = mapped_column(default=False)
    consent: Mapped[str] = mapped_column(default=Consent.NONE.value)
    consent_on: Mapped[date | None]
    consent_kinds: Mapped[list[str]] = mapped_column(JSON, default=list)
    consent_by: Mapped[UUID | None]
    consent_withdrawn: Mapped[date | None] = mapped_column()
    withdrawn: Mapped[datetime | None] = mapped_column()
    withdrawn_by: Mapped[UUID | None]
    edition: Mapped[int] = mapped_column(default=0)
    texts: Mapped[list["BookText"]] = relationship(cascade="all, delete-orphan", lazy="selectin")
    # The one rule of what may be shown, and lent, at all. Floors, shelves, boards and desks ask it;
    # a book of which it does not hold is nameless to them, and done for the day.
    shown: Mapped[bool] = column_property(
        and_(
            stage == Stage.APPROVED.value,
            consent != Consent.NONE.value,
            consent_withdrawn.is_(None),
            withdrawn.is_(None),
        )
    )


class BookText(Base):
    """Title, blurb and content note in one language."""

    __tablename__ = "book_text"

    book_id: Mapped[UUID] = mapped_column(
        ForeignKey("book.id", ondelete="CASCADE"), primary_key=True
    )
    language: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    blurb: Mapped[str]
    note: Mapped[str]
