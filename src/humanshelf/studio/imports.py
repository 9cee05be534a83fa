"""Many comments from a file: seen first, with what is wrong line by line, then taken in."""

from dataclasses import dataclass

from flask import Response, redirect, request, url_for
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.access.marks import takes
from humanshelf.impact.comments import LONGEST, Columns, Why, gather, guess
from humanshelf.impact.table import LINES, Table
from humanshelf.impact.voices import Source
from humanshelf.pages import page
from humanshelf.records.events import all_events
from humanshelf.records.feedback import bring_in, online_keys
from humanshelf.studio import studio
from humanshelf.studio.comments import place, spoken
from humanshelf.studio.packing import Refused, pack, table_sent

MEGABYTES = 4
FILE = MEGABYTES * 1024 * 1024
BODY = 2 * FILE
"""Larger than a file may be, so that one which is too large is told so in a sentence."""
SEEN = 5
TOLD = 20
"""So many comments the preview shows, and so many faults."""


@dataclass(frozen=True, slots=True)
class Preview:
    table: Table
    columns: Columns


@studio.get("/studio/imports")
def imports() -> Response:
    return imports_page()


@studio.post("/studio/imports")
@takes(BODY)
def bring() -> Response:
    """A file is looked at; what has been looked at is looked at again, or comes in."""
    try:
        found = sent()
    except Refused as refused:
        return imports_page(refused=str(refused))
    if request.form.get("do") != "import":
        return imports_page(found)
    event_id, on = place()
    gathered = gather(found.table, found.columns)
    with doing("import-comments"):
        came = bring_in(gathered.comments, event_id, on, spoken())
    return redirect(url_for(".feedback", source=Source.ONLINE, came=came), 303)  # type: ignore[return-value]


def sent() -> Preview:
    table, seen = table_sent(FILE, too_large())
    return Preview(table, columns(table) if seen else guess(table))


def columns(table: Table) -> Columns:
    """As the person has set them; what makes no sense is guessed again."""
    text, link = (column(name, table.width) for name in ("text", "link"))
    if text is None:
        return guess(table)
    return Columns(text, None if link == text else link, request.form.get("header") == "1")


def column(name: str, width: int) -> int | None:
    value = request.form.get(name, "")
    number = int(value) if value.isascii() and value.isdigit() and len(value) < 4 else width
    return number if number < width else None


def too_large() -> str:
    return _(
        "This file is too large: at most %(size)s MB and %(lines)s lines.",
        size=MEGABYTES,
        lines=format_decimal(LINES),
    )


def why(kind: Why) -> str:
    """What is wrong with a line."""
    return {
        Why.EMPTY: _("There is no comment here: left out."),
        Why.LONG: ngettext(
            "Longer than %(num)s letter: left out.",
            "Longer than %(num)s letters: left out.",
            LONGEST,
        ),
        Why.LINK: _("The link does not begin with https: the comment comes without it."),
        Why.UNCLOSED: _("A quotation mark is opened here and never closed. Please look at it."),
    }[kind]


def imports_page(found: Preview | None = None, refused: str | None = None) -> Response:
    gathered = gather(found.table, found.columns, online_keys()) if found else None
    return page(
        "studio/imports.html",
        422 if refused else 200,
        refused=refused,
        found=found,
        gathered=gathered,
        names=headings(found) if found else [],
        packed=pack(found.table) if found else "",
        why=why,
        seen=SEEN,
        told=TOLD,
        size=MEGABYTES,
        lines=format_decimal(LINES),
        events=all_events(),
        event=request.form.get("event", ""),
        spoken=spoken(),
        csrf=csrf.token(),
    )


def headings(found: Preview) -> list[str]:
    """Each column by its number and the first thing that stands in it."""
    first = found.table.rows[0].cells
    cells = [*first, *[""] * (found.table.width - len(first))]
    return [" ".join(cell.split())[:60] for cell in cells]
