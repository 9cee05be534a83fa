"""An event as it is shown: its words and books in every language, read once per edition."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from humanshelf.records.books import Book
from humanshelf.records.events import Event
from humanshelf.records.notes import Note
from humanshelf.records.profile import Profile
from humanshelf.records.words import Words


@dataclass(frozen=True, slots=True)
class ShownBook:
    code: str
    pen_name: str
    languages: tuple[str, ...]
    group_limit: int
    words: Words


@dataclass(frozen=True, slots=True)
class Showing:
    """What of an event does not change with its floor."""

    id: UUID
    code: str
    opens: datetime
    closes: datetime
    edition: int
    sample: bool
    words: Words
    books: dict[str, ShownBook]
    note: Note | None = None
    rehearsal: dict[str, Any] | None = None

    @property
    def side_room(self) -> bool:
        return any(texts.get("side_room") for texts in self.words.texts.values())


def showing(event: Event, books: list[Book], profile: Profile, note: Note | None) -> Showing:
    """Rows to values, with the library's languages as the order of fallback."""
    order = tuple(profile.languages)
    return Showing(
        id=event.id,
        code=event.code,
        opens=event.opens,
        closes=event.closes,
        edition=event.edition,
        sample=event.sample,
        words=Words(
            {
                t.language: {
                    "title": t.title,
                    "place": t.place,
                    "room": t.room,
                    "side_room": t.side_room,
                }
                for t in event.texts
            },
            order,
        ),
        books={
            book.code: ShownBook(
                book.code,
                book.pen_name,
                tuple(book.languages),
                book.group_limit,
                Words(
                    {
                        t.language: {"title": t.title, "blurb": t.blurb, "note": t.note}
                        for t in book.texts
                    },
                    order,
                ),
            )
            for book in books
        },
        note=note,
        rehearsal=event.rehearsal,
    )
