"""Human books, under the names they chose.

There is no column for a legal name, a telephone or a photograph: what is not stored cannot be
taken from us.
"""

from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from humanshelf.tenancy.db import Base


class Book(Base):
    """A human book of this library, by pen name."""

    __tablename__ = "book"
    __table_args__ = (CheckConstraint("group_limit BETWEEN 1 AND 5", name="group_limit"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    pen_name: Mapped[str]
    languages: Mapped[list[str]] = mapped_column(JSON)
    group_limit: Mapped[int]
    sample: Mapped[bool] = mapped_column(default=False)
    texts: Mapped[list["BookText"]] = relationship(cascade="all, delete-orphan", lazy="selectin")


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
