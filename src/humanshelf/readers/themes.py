"""The theme that somebody has read and one that they have not, named on the page and kept nowhere.

The reader's own card is asked while the page is drawn; a sheet holds only that one question was
about what was read and the other about what was not. Figures never learn which theme it was.
"""

from hashlib import sha256

from flask import request

from humanshelf.access.secrets import reader_hash
from humanshelf.pages.language import language
from humanshelf.readers.reader import COOKIE
from humanshelf.records.cards import books_read
from humanshelf.records.floors import Scene
from humanshelf.records.surveys import languages
from humanshelf.records.themes import all_themes

Named = dict[str, tuple[str, str]]


def themes(found: Scene, secret: str) -> Named:
    """By role, in the page's language. Empty where nobody can tell what was read."""
    key = request.cookies.get(COOKIE)
    if not key:
        return {}
    books = found.event.books
    read = books_read(reader_hash(key, found.event.id), found.event.id)
    were_read = {books[code].theme for code in read if code in books} - {None}
    if not were_read:
        return {}
    others = {book.theme for book in books.values()} - were_read - {None}
    names = all_themes(languages())
    drawn = {
        role: _drawn([theme for theme in some if theme in names], secret)
        for role, some in (("read", were_read), ("unread", others))
    }
    return {role: names[theme]("name", language()) for role, theme in drawn.items() if theme}


def _drawn(some: list[str | None], secret: str) -> str | None:
    """By lot, and the same again when the page is opened again."""
    return min(
        (theme for theme in some if theme),
        key=lambda theme: sha256(f"{secret} {theme}".encode()).digest(),
        default=None,
    )
