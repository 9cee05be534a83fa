"""The broad themes of a library's books and exhibits: figures are told by theme, never by book."""

from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.types import JSON

from humanshelf.records.books import Book
from humanshelf.records.events import Event
from humanshelf.records.places import shift
from humanshelf.records.words import Words
from humanshelf.tenancy.db import Base, db, writing


class Theme(Base):
    """One theme, with its name by language. ``position`` is its place in lists."""

    __tablename__ = "theme"

    code: Mapped[str] = mapped_column(primary_key=True)
    names: Mapped[dict[str, Any]] = mapped_column(JSON)
    position: Mapped[int]
    sample: Mapped[bool] = mapped_column(default=False)


def all_themes(order: tuple[str, ...]) -> dict[str, Words]:
    """Names by code, in the library's own order; ``order`` is that of its languages."""
    rows = db.session.scalars(select(Theme).order_by(Theme.position, Theme.code))
    return {
        row.code: Words({lang: {"name": name} for lang, name in row.names.items()}, order)
        for row in rows
    }


def add_themes(session: Session, told: list[dict[str, Any]], *, sample: bool) -> None:
    """Those that are not there yet, after those that are."""
    there = set(session.scalars(select(Theme.code)))
    for position, theme in enumerate(told, len(there)):
        if theme["code"] not in there:
            session.add(
                Theme(code=theme["code"], names=theme["names"], position=position, sample=sample)
            )
    session.flush()


def save_theme(code: str, names: dict[str, str]) -> None:
    """A new theme at the end, or other names for one that is there."""
    with writing() as session:
        row = session.get(Theme, code)
        if row is None:
            last = session.execute(select(func.max(Theme.position))).scalar()
            row = Theme(code=code, position=0 if last is None else last + 1, sample=False)
            session.add(row)
        row.names = names
        session.execute(update(Event).values(edition=Event.edition + 1))


def move_theme(code: str, by: int, place: int | None = None) -> None:
    """One place up (-1) or down (1) from ``place``; at the end of the list it stays."""
    with writing() as session:
        rows = session.scalars(select(Theme).order_by(Theme.position, Theme.code))
        shift(rows, code, by, place)


def assign_themes(chosen: dict[str, str | None]) -> None:
    """The theme of each book by its code; what is not named stays."""
    with writing() as session:
        for book in session.scalars(select(Book).where(Book.code.in_(chosen))):
            book.theme = chosen[book.code]
        session.execute(update(Event).values(edition=Event.edition + 1))
