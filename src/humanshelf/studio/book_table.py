"""A table of books: what each line of a file would do, and the file that is made of books.

Plain functions; nothing is saved here. An empty cell says nothing: what a book has stays.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from hashlib import sha256
from typing import Any

from babel import Locale

from humanshelf.impact.table import Row, Table
from humanshelf.pages.language import OWN_NAMES, SIGN
from humanshelf.records.books import Book
from humanshelf.records.collection import FIELDS
from humanshelf.records.staff import folded
from humanshelf.studio.book_form import GROUP, LENGTHS, NAME, plain, text

MOST = 500
"""Books in one file."""
CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
CODE_LENGTH = 40
HEADERS = {
    field: tuple(names.split(", "))
    for field, names in (
        ("code", "code, kod, код"),
        ("pen_name", "pen name, name, ləqəb, ad, бүркеншік ат, ат, псевдоним, имя, takma ad"),
        ("languages", "languages, language, dillər, dil, тілдер, тіл, языки, язык, diller"),
        ("group_limit", "group limit, group, qrup, топ, группа, grup"),
        ("theme", "theme, mövzu, тақырып, тема, konu, tema"),
        ("title", "title, başlıq, атауы, название, заголовок, başlık"),
        ("blurb", "blurb, about, məzmun, haqqında, мазмұны, сипаттама, описание, tanıtım"),
        ("note", "note, qeyd, ескерту, примечание, not"),
    )
}
"""What people call the columns, in English and in our languages."""
ALSO = {
    "az": "Azərbaycanca Azerice азербайджанша әзірбайжанша по-азербайджански",
    "kk": "qazaxca Kazakça қазақша по-казахски",
    "ru": "rusca орысша по-русски",
    "en": "ingiliscə ağılşınca ағылшынша по-английски",
    "tr": "türkcə түрікше по-турецки",
}
"""How people say that they speak them, where it is not the language's name."""
SUFFIX = re.compile(r"(.*?)[\s_(\-\[]+([a-z]{2})[)\]]?")
BETWEEN = re.compile(r"[,;/|\n]+")
ARMED = re.compile(r"'*[=+\-@\t\r]")
"""What a spreadsheet would take for a formula, or has been kept from it already."""


class Why(StrEnum):
    NAME = "name"
    LONG_NAME = "long name"
    TITLE = "title"
    LONG = "long"
    TALKS = "talks"
    NO_TALK = "no talk"
    GROUP = "group"
    THEME = "theme"
    CODE = "code"
    TWICE = "twice"
    SEVERAL = "several"
    UNCLOSED = "unclosed"


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    WRONG = "wrong"


class NoColumns(ValueError):
    """No column holds pen names or codes, by any name that is known here."""


class TooManyBooks(ValueError):
    """More lines than one import takes."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``about`` is the cell as it stands in the file, or the column."""

    why: Why
    about: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What one line would do. ``told`` is as the records take it, ``book`` who is there."""

    line: int
    kind: Kind
    name: str
    told: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    code: str | None = None
    book: Book | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    lines: tuple[Line, ...]
    ignored: tuple[str, ...]
    """Headers of columns that nothing is taken from."""

    def of(self, kind: Kind) -> list[Line]:
        return [line for line in self.lines if line.kind is kind]

    @property
    def mark(self) -> str:
        """Another plan has another mark: who confirms gets what they have seen."""
        seen = [
            (one.line, one.kind, one.book and one.book.code, one.book and one.book.edition)
            for one in self.lines
        ]
        return sha256(repr(seen).encode()).hexdigest()[:16]


def plan(
    table: Table,
    books: Sequence[Book],
    languages: Sequence[str],
    themes: Mapping[str, Iterable[str]],
) -> Plan:
    """Raises NoColumns and TooManyBooks. ``themes`` are their names by code."""
    head, *rows = table.rows
    if len(rows) > MOST:
        raise TooManyBooks
    columns, ignored = columns_of(head.cells, languages)
    if not {"pen_name", "code"} & set(columns):
        raise NoColumns
    reader = _Reader(columns, books, list(languages), themes)
    lines = [reader.read(row, unclosed=row.line == table.unclosed) for row in rows]
    return Plan(tuple(lines), ignored)


def columns_of(
    head: Sequence[str], languages: Sequence[str]
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each field stands; texts as "title-az". The first of two alike counts."""
    known = {folded(name): field for field, names in HEADERS.items() for name in names}
    found: dict[str, int] = {}
    ignored = []
    for at, cell in enumerate(head):
        name = folded(" ".join(cell.replace("_", " ").split()))
        field, tongue = known.get(name), languages[0]
        suffixed = SUFFIX.fullmatch(name)
        if field is None and suffixed and suffixed[2] in OWN_NAMES:
            field, tongue = known.get(suffixed[1].strip()), suffixed[2]
            field = field if field in FIELDS else None
        key = f"{field}-{tongue}" if field in FIELDS else field
        if key is None or key in found or (field in FIELDS and tongue not in languages):
            ignored += [cell] if cell else []
        else:
            found[key] = at
    return found, tuple(ignored)


@cache
def talk_names() -> dict[str, str]:
    """Every name of a language in all of ours, and its code."""
    found = {code: code for code in (*OWN_NAMES, SIGN)}
    for code, own in OWN_NAMES.items():
        found[folded(own)] = code
        for shown in OWN_NAMES:
            name = folded(Locale(code).get_display_name(shown) or code)
            found[name] = found[name.removesuffix(" тілі").removesuffix(" dili")] = code
    return found | {folded(name): code for code, names in ALSO.items() for name in names.split()}


class _Reader:
    def __init__(
        self,
        columns: Mapping[str, int],
        books: Sequence[Book],
        languages: list[str],
        themes: Mapping[str, Iterable[str]],
    ) -> None:
        self.columns, self.languages = columns, languages
        self.by_code = {book.code: book for book in books}
        self.by_name: dict[str, list[Book]] = {}
        for book in books:
            self.by_name.setdefault(folded(book.pen_name), []).append(book)
        self.themes = {folded(code): code for code in themes}
        for code, names in themes.items():
            self.themes |= {folded(name): code for name in names}
        self.seen: set[str] = set()

    def read(self, row: Row, unclosed: bool) -> Line:
        cells = {
            key: row.cells[at] if at < len(row.cells) else "" for key, at in self.columns.items()
        }
        faults: list[Fault] = [Fault(Why.UNCLOSED)] if unclosed else []
        name, code = plain(cells.get("pen_name", "")), cells.get("code", "").strip()
        book = self._book(name, code, faults)
        told = self._told(cells, name, book, faults)
        shown = name or (book.pen_name if book else code)
        if faults:
            return Line(row.line, Kind.WRONG, shown, told, tuple(faults), code or None, book)
        if book is None:
            return Line(row.line, Kind.NEW, shown, told, (), code or None)
        same = all(_as_stored(book, key) == value for key, value in told.items())
        return Line(row.line, Kind.SAME if same else Kind.CHANGED, shown, told, (), book.code, book)

    def _book(self, name: str, code: str, faults: list[Fault]) -> Book | None:
        """The book that is there: by its code, else by its pen name."""
        if code and (not CODE.fullmatch(code) or len(code) > CODE_LENGTH):
            faults.append(Fault(Why.CODE, code))
            return None
        found = self.by_code.get(code)
        if not code and name:
            there = self.by_name.get(folded(name), [])
            if len(there) > 1:
                faults.append(Fault(Why.SEVERAL, name))
            found = there[0] if len(there) == 1 else None
        key = found.code if found else code or f"name {folded(name)}"
        if key in self.seen:
            faults.append(Fault(Why.TWICE, code or name))
        self.seen.add(key)
        return found

    def _told(
        self, cells: Mapping[str, str], name: str, book: Book | None, faults: list[Fault]
    ) -> dict[str, Any]:
        """All of a book: what the line says, and where it says nothing what is there."""
        if not name and book is None:
            faults.append(Fault(Why.NAME))
        if len(name) > NAME or not name.isprintable():
            faults.append(Fault(Why.LONG_NAME, name[:NAME]))
        told: dict[str, Any] = {
            "pen_name": name or (book.pen_name if book else ""),
            "languages": self._talks(cells.get("languages", ""), book, faults),
            "group_limit": self._group(cells.get("group_limit", ""), book, faults),
            "theme": self._theme(cells.get("theme", ""), book, faults),
            "texts": self._texts(cells, book, faults),
        }
        if not told["texts"].get(self.languages[0], {}).get("title"):
            faults.append(Fault(Why.TITLE))
        return told

    def _talks(self, cell: str, book: Book | None, faults: list[Fault]) -> list[str]:
        named = [part.strip() for part in BETWEEN.split(cell) if part.strip()]
        known = talk_names()
        if len(named) == 1 and folded(named[0]) not in known:
            named = named[0].split()
        for one in named:
            if folded(one) not in known:
                faults.append(Fault(Why.TALKS, one))
        found = list(dict.fromkeys(known[folded(one)] for one in named if folded(one) in known))
        if not named and book is not None:
            return list(book.languages)
        if not named:
            faults.append(Fault(Why.NO_TALK))
        return found

    def _group(self, cell: str, book: Book | None, faults: list[Fault]) -> int:
        # Spreadsheets write a whole number as 2,0 where its column once held others.
        number = re.fullmatch(r"(\d)(?:[.,]0+)?", cell.strip(), re.ASCII)
        if not cell.strip():
            return book.group_limit if book else 1
        if number is None or not 1 <= int(number[1]) <= GROUP:
            faults.append(Fault(Why.GROUP, cell[:20]))
            return 1
        return int(number[1])

    def _theme(self, cell: str, book: Book | None, faults: list[Fault]) -> str | None:
        wanted = folded(cell)
        if not wanted:
            return book.theme if book else None
        if wanted not in self.themes:
            faults.append(Fault(Why.THEME, cell[:NAME]))
        return self.themes.get(wanted)

    def _texts(
        self, cells: Mapping[str, str], book: Book | None, faults: list[Fault]
    ) -> dict[str, dict[str, str]]:
        found = _texts_of(book) if book else {}
        for tongue in self.languages:
            for key in FIELDS:
                said = as_typed(key, cells.get(f"{key}-{tongue}", ""))
                if len(said) > LENGTHS[key]:
                    faults.append(Fault(Why.LONG, f"{key}_{tongue}"))
                if said:
                    found.setdefault(tongue, dict.fromkeys(FIELDS, ""))[key] = said
        return found


def as_typed(key: str, said: str) -> str:
    """As the form of a book would have taken it."""
    return plain(said) if key == "title" else text(said)


def _texts_of(book: Book) -> dict[str, dict[str, str]]:
    found = {
        row.language: {key: as_typed(key, getattr(row, key)) for key in FIELDS}
        for row in book.texts
    }
    return {tongue: words for tongue, words in found.items() if any(words.values())}


def _as_stored(book: Book, key: str) -> Any:
    if key == "texts":
        return _texts_of(book)
    if key == "pen_name":
        return plain(book.pen_name)
    return list(book.languages) if key == "languages" else getattr(book, key)


def heads(languages: Sequence[str]) -> list[str]:
    """The columns as an export names them."""
    texts = [f"{key}_{tongue}" for tongue in languages for key in FIELDS]
    return ["code", "pen_name", "languages", "group_limit", "theme", *texts]


def as_csv(books: Iterable[Book], languages: Sequence[str]) -> str:
    """A file that spreadsheets open and that can be imported again."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    texts = [(key, tongue) for tongue in languages for key in FIELDS]
    writer.writerow(heads(languages))
    for book in books:
        said = _texts_of(book)
        plainly = (
            *(book.code, book.pen_name, ", ".join(book.languages), str(book.group_limit)),
            book.theme or "",
        )
        writer.writerow(
            disarmed(cell)
            for cell in (*plainly, *(said.get(tongue, {}).get(key, "") for key, tongue in texts))
        )
    # With its mark: without one spreadsheets take the letters for those of another alphabet.
    return "\ufeff" + out.getvalue()


def disarmed(cell: str) -> str:
    """No text of ours is a formula in somebody's spreadsheet."""
    return f"'{cell}" if ARMED.match(cell) else cell


def wrong_lines(plan: Plan) -> Iterator[tuple[Line, Fault]]:
    for line in plan.lines:
        for fault in line.faults:
            yield line, fault
