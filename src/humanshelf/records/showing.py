"""An event as it is shown: its words and books in every language, read once per edition."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from humanshelf.records.books import Book, Visibility
from humanshelf.records.events import Event, State, notice_of
from humanshelf.records.notes import Note
from humanshelf.records.profile import Profile
from humanshelf.records.programme import Programme
from humanshelf.records.words import Words

NAMELESS = "—"
"""Stands where the name of a withheld book would."""


@dataclass(frozen=True, slots=True)
class ShownBook:
    code: str
    pen_name: str
    languages: tuple[str, ...]
    group_limit: int
    theme: str | None
    words: Words
    shown: bool = True
    visibility: str = Visibility.PUBLIC.value
    adult: bool = False


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
    state: str = State.PUBLISHED.value
    series: str | None = None
    capacity: int | None = None
    notice: Words = field(default_factory=lambda: Words({}, ()))
    sequence: int = 0
    note: Note | None = None
    rehearsal: dict[str, Any] | None = None
    programme: Programme = field(default_factory=Programme)
    coded: bool = False
    invited: bool = False
    reveals: int = 0
    secret: bytes = field(default=b"", repr=False)
    guests: bytes = field(default=b"", repr=False)
    printed: bytes | None = field(default=None, repr=False)
    """Of the codes and passes that let readers in. Without a secret nobody comes in by a code."""

    @property
    def withheld(self) -> frozenset[str]:
        """Books of the shelf that are shown to nobody: withdrawn, or never agreed to."""
        return frozenset(book.code for book in self.books.values() if not book.shown)

    @property
    def adults(self) -> frozenset[str]:
        return frozenset(book.code for book in self.books.values() if book.adult)

    @property
    def draft(self) -> bool:
        return self.state == State.DRAFT

    @property
    def off(self) -> bool:
        """Whether it is called off; what is said of that is its ``notice``."""
        return self.state == State.CALLED_OFF

    @property
    def side_room(self) -> bool:
        return any(texts.get("side_room") for texts in self.words.texts.values())


def showing(
    event: Event, books: list[Book], profile: Profile, note: Note | None, programme: Programme
) -> Showing:
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
            book.code: shown_book(book, order) if book.shown else _nameless(book) for book in books
        },
        state=event.state,
        series=event.series,
        capacity=event.capacity,
        notice=notice_of(event, order),
        sequence=event.sequence,
        note=note,
        rehearsal=event.rehearsal,
        programme=programme,
        coded=event.coded,
        invited=event.invited,
        reveals=event.reveals,
    )


def shown_book(book: Book, order: tuple[str, ...]) -> ShownBook:
    return ShownBook(
        book.code,
        book.pen_name,
        tuple(book.languages),
        book.group_limit,
        book.theme,
        Words(
            {t.language: {"title": t.title, "blurb": t.blurb, "note": t.note} for t in book.texts},
            order,
        ),
        visibility=book.visibility,
        adult=book.adult,
    )


def _nameless(book: Book) -> ShownBook:
    """Not even read into what pages are drawn from, so that none can show it by mistake."""
    nothing = Words({}, ())
    return ShownBook(book.code, NAMELESS, (), book.group_limit, None, nothing, shown=False)
