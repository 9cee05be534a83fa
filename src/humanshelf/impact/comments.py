"""Comments out of a table: which column holds what, what is left out, and why, line by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from humanshelf.impact.lines import lines
from humanshelf.impact.table import Row, Table

LONGEST = 2000
LONGEST_LINK = 500
TEXT = (
    *("comment", "message", "text", "feedback", "review"),
    *("mətn", "şərh", "rəy", "mesaj"),
    *("мәтін", "пікір", "түсініктеме", "хабар"),
    *("текст", "комментар", "сообщен", "отзыв"),
    *("metin", "yorum", "görüş"),
)
LINK = (
    *("link", "url", "permalink"),
    *("keçid", "сілтеме", "ссылк", "bağlant"),
)
"""Beginnings of header words, in English, Azerbaijani, Kazakh, Russian and Turkish."""


class Why(StrEnum):
    """What is wrong with a line."""

    EMPTY = "empty"
    LONG = "long"
    LINK = "link"
    UNCLOSED = "unclosed"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the text and the link stand, counted from nought, and whether line one is a header."""

    text: int
    link: int | None
    header: bool


@dataclass(frozen=True, slots=True)
class Comment:
    line: int
    text: str
    link: str | None

    @property
    def key(self) -> str:
        return key(self.text, self.link)


@dataclass(frozen=True, slots=True)
class Fault:
    line: int
    why: Why


@dataclass(frozen=True, slots=True)
class Gathered:
    comments: tuple[Comment, ...]
    faults: tuple[Fault, ...]
    again: int
    """So many stood there before, in the file or in the library."""


def guess(table: Table) -> Columns:
    """By the words of the first row; else by what the cells look like."""
    first = table.rows[0].cells if table.rows else ()
    text, link = _named(first, TEXT), _named(first, LINK)
    header = text is not None or link is not None
    body = table.rows[1:] if header else table.rows
    if link is None:
        linked = [_count(body, column) for column in range(table.width)]
        link = linked.index(max(linked)) if any(linked) else None
    if text is None:
        lengths = [-1 if c == link else _length(body, c) for c in range(table.width)]
        text = lengths.index(max(lengths)) if lengths else 0
    return Columns(text, link, header)


def gather(table: Table, columns: Columns, known: Iterable[str] = ()) -> Gathered:
    """What would be taken in. A line with a bad link comes without it."""
    seen, again = set(known), 0
    comments: list[Comment] = []
    faults = [] if table.unclosed is None else [Fault(table.unclosed, Why.UNCLOSED)]
    for row in table.rows[1:] if columns.header else table.rows:
        text, sent = lines(cell(row, columns.text)), cell(row, columns.link)
        link = https(sent)
        if not text or len(text) > LONGEST:
            faults.append(Fault(row.line, Why.LONG if text else Why.EMPTY))
            continue
        if sent and not link:
            faults.append(Fault(row.line, Why.LINK))
        comment = Comment(row.line, text, link)
        if comment.key in seen:
            again += 1
            continue
        seen.add(comment.key)
        comments.append(comment)
    return Gathered(tuple(comments), tuple(sorted(faults, key=lambda f: f.line)), again)


def key(text: str, link: str | None) -> str:
    """The same for two comments that are one."""
    return " ".join(text.casefold().split()) + "\n" + (link or "")


def https(link: str) -> str | None:
    """A whole address that a browser may be sent to, or None."""
    if not link.isprintable() or len(link) > LONGEST_LINK or any(c in link for c in " \"<>\\'"):
        return None
    try:
        parts = urlsplit(link)
        named = parts.hostname or ""
    except ValueError:
        return None
    safe = parts.scheme == "https" and "." in named.strip(".") and "@" not in parts.netloc
    return link if safe else None


def cell(row: Row, column: int | None) -> str:
    return row.cells[column] if column is not None and column < len(row.cells) else ""


def _named(cells: Iterable[str], words: tuple[str, ...]) -> int | None:
    folded = [one.replace("İ", "i").casefold() for one in cells]
    return next((at for at, name in enumerate(folded) if name.startswith(words)), None)


def _count(rows: tuple[Row, ...], column: int) -> int:
    return sum(cell(row, column).startswith(("https://", "http://")) for row in rows)


def _length(rows: tuple[Row, ...], column: int) -> int:
    return sum(len(cell(row, column)) for row in rows)
