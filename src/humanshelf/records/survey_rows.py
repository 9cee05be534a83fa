"""The rows of surveys: what is asked, and sheets of answers that lead to nobody."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from humanshelf.tenancy.db import Base
from humanshelf.tenancy.types import Moment


class QuestionRow(Base):
    """One question in one wording. Never changed: another wording is another version."""

    __tablename__ = "question"

    key: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    told: Mapped[dict[str, Any]] = mapped_column(JSON)


class SurveyRow(Base):
    """A list of questions for one moment: the library's usual one, an event's own, or one that
    stands alone until ``closes``.

    ``items`` are [key, version, asked], in order; ``past`` holds [key, version] of all that ever
    stood there, so that a form that was opened before a change can still be sent.
    """

    __tablename__ = "survey"
    __table_args__ = (UniqueConstraint("event_id", "moment", name="one_survey_a_moment"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    moment: Mapped[str]
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    asked: Mapped[bool]
    items: Mapped[list[Any]] = mapped_column(JSON)
    past: Mapped[list[Any]] = mapped_column(JSON)
    names: Mapped[dict[str, Any]] = mapped_column(JSON)
    closes: Mapped[datetime | None] = mapped_column(Moment)


class SheetRow(Base):
    """One person's answers at one moment.

    There is no column for a card, a time, an address, an order or a language, and the table has
    no hidden row number. ``pair`` follows from a random secret in the browser under the library's
    key; it is the same on the sheets before and after. With the event's cards it is drawn anew
    (``apart``): then the secret leads nowhere. ``answers`` holds steps and codes, ``texts`` what
    was written, and ``sealed`` what was written in open questions once the library has a vault;
    each by question, in the order of their keys.
    """

    __tablename__ = "sheet"
    __table_args__ = (
        UniqueConstraint("event_id", "moment", "pair", name="one_sheet_a_moment"),
        UniqueConstraint("survey_id", "pair", name="one_sheet_a_form"),
        CheckConstraint("(event_id IS NULL) <> (survey_id IS NULL)", name="of_one_thing"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    survey_id: Mapped[UUID | None] = mapped_column(ForeignKey("survey.id", ondelete="CASCADE"))
    moment: Mapped[str]
    pair: Mapped[bytes] = mapped_column(LargeBinary)
    done: Mapped[bool]
    apart: Mapped[bool]
    quotable: Mapped[bool]
    answers: Mapped[dict[str, Any]] = mapped_column(JSON)
    texts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    sealed: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class FollowUpRow(Base):
    """For who asked for it: the hash of the code that they keep, and the pair of their sheets."""

    __tablename__ = "follow_up"
    __table_args__ = (
        UniqueConstraint("event_id", "pair", name="one_code_a_pair"),
        {"sqlite_with_rowid": False},
    )

    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    pair: Mapped[bytes] = mapped_column(LargeBinary)
