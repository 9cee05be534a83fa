"""A table as some spreadsheet wrote it: bytes become rows, whatever alphabet and separator."""

import csv
import io
import re
from dataclasses import dataclass

LINES = 10_000
"""So many comments one file may hold."""
MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
OFFICE = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"%PDF")
"""How files begin that a spreadsheet program saves as its own."""
SEPARATORS = "\t;,"
"""The first is taken where there is one column only: in a text it hardly stands."""
SAID = re.compile(r"sep=(.)\r?\n")
EXCEL = re.compile(r'="(.*)"', re.DOTALL)
DISARMED = re.compile(r"\A'(?='*[=+\-@\t\r])")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]")
PLAIN = re.compile(r"[\t\n\r -\u052f\u2000-\u2bff]")
"""What texts in our languages are made of, with marks and pictures."""


class NotText(ValueError):
    """The bytes are no text: a picture, a program, a spreadsheet's own format."""


class TooManyLines(ValueError):
    """More rows than one import takes."""


@dataclass(frozen=True, slots=True)
class Row:
    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows with the line each began at. ``unclosed`` is where a quotation mark was left open."""

    rows: tuple[Row, ...]
    encoding: str = "utf-8"
    separator: str = ","
    unclosed: int | None = None

    @property
    def width(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


def read(data: bytes) -> Table:
    """Raises :class:`NotText` and :class:`TooManyLines`."""
    text, encoding = decode(data)
    said = SAID.match(text)
    if said:
        text = text[said.end() :]
    if not text.strip(SEPARATORS + ' "\r\n\u00a0'):
        return Table((), encoding)
    separator = said[1] if said else separator_of(text)
    rows, unclosed = _rows(text, separator)
    if len(rows) > LINES + 1:
        raise TooManyLines
    return Table(tuple(rows), encoding, separator, unclosed)


def decode(data: bytes) -> tuple[str, str]:
    """The text, and the encoding that it was found to be in."""
    if data.startswith(OFFICE):
        raise NotText
    encoding = _encoding(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise NotText from error
    text = text.removeprefix("\ufeff")
    clean = CONTROL.sub("", text)
    if len(text) - len(clean) > len(text) / 100:
        raise NotText
    return clean, encoding


def _encoding(data: bytes) -> str:
    for mark, name in MARKS:
        if data.startswith(mark):
            return name
    if b"\0" in data:
        return _sixteen(data)
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return _eight(data)
    return "utf-8"


def _sixteen(data: bytes) -> str:
    """UTF-16 without its mark: every second byte of what is typed on any keyboard is nought."""
    name = "utf-16-le" if data[1::2].count(0) >= data[::2].count(0) else "utf-16-be"
    text = data.decode(name, "replace")
    if len(PLAIN.findall(text)) < 0.95 * len(text):
        raise NotText
    return name


def _eight(data: bytes) -> str:
    """Cyrillic letters stand beside each other; those that Turkish adds stand among Latin ones."""
    high = [at for at, byte in enumerate(data) if byte >= 0xC0]
    there = set(high)
    joined = sum(at - 1 in there or at + 1 in there for at in high)
    return "cp1251" if joined > 0.75 * len(high) else "cp1254"


def separator_of(text: str) -> str:
    """The one by which most rows have as many cells as the first; more than one."""

    def alike(separator: str) -> tuple[int, int]:
        rows, _ = _rows(text[:20_000], separator, most=30)
        width = len(rows[0].cells) if rows else 1
        return (sum(len(row.cells) == width for row in rows), width) if width > 1 else (0, 0)

    return max(SEPARATORS, key=alike)


def _rows(text: str, separator: str, most: int = LINES + 2) -> tuple[list[Row], int | None]:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    reader = csv.reader(io.StringIO(lines, newline=""), delimiter=separator)
    found: list[Row] = []
    began, spans = 1, 0
    while len(found) < most:
        try:
            cells = tuple(_clean(cell) for cell in next(reader))
        except StopIteration:
            break
        except csv.Error:
            return found, began
        if any(cells):
            found.append(Row(began, cells))
        spans, last = reader.line_num + 1 - began, began
        began = reader.line_num + 1
    left_open = lines.count('"') % 2 and spans > 1 and len(found) < most
    return found, last if left_open else None


def _clean(cell: str) -> str:
    """Without what spreadsheets put around a text to keep it one."""
    cell = cell.replace("\u00a0", " ").strip()
    wrapped = EXCEL.fullmatch(cell)
    return DISARMED.sub("", wrapped[1] if wrapped else cell, count=1).strip()
