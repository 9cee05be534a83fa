"""An event's shelf in the studio: books, tables and order on one page; and its interpreters."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.lending.mistakes import Overtaken
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.books import Book
from humanshelf.records.events import Event, SeatRow
from humanshelf.records.library import all_books
from humanshelf.records.plans import roster
from humanshelf.records.preparing import opened
from humanshelf.records.shelves import (
    Needed,
    Place,
    interpreters_of,
    set_interpreters,
    set_shelf,
    shelf_of,
)
from humanshelf.studio import studio
from humanshelf.studio.event_form import TABLE
from humanshelf.studio.events import event_or_404
from humanshelf.studio.numbers import whole
from humanshelf.tenancy.db import writing


@dataclass
class Row:
    """A book in the form: whether it stands on the shelf, where, and what is wrong there."""

    book: Book
    on: bool
    table: str = ""
    order: str = ""
    limit: int = 1
    seat: bool = False
    wrong: str | None = None


@studio.get("/studio/events/<event>/shelf")
def shelf(event: str) -> Response:
    row = event_or_404(event)
    return shelf_page(row, stored(row))


@studio.post("/studio/events/<event>/shelf")
def save_shelf(event: str) -> Response:
    row = event_or_404(event)
    typed = as_typed(row)
    if any(one.wrong for one in typed):
        return shelf_page(row, typed, status=422)
    try:
        with writing() as session:
            edition = whole(request.form.get("edition", "")) or 0
            set_shelf(session, row, places(typed), now(), edition=edition)
            did(session, "shelve-books", event)
    except Overtaken:
        # Else it is what was sent, as by the first of two taps.
        if places(stored(event_or_404(event))) != places(typed):
            return shelf_page(event_or_404(event), typed, overtaken=True, status=409)
    except Needed as needed:
        back = next(one for one in typed if one.book.code == needed.book)
        back.on, back.wrong = True, _("A card waits for it, or it has been read: it has to stay.")
        return shelf_page(event_or_404(event), typed, status=409)
    return redirect(url_for(".shelf", event=event, saved=1), 303)  # type: ignore[return-value]


@studio.post("/studio/events/<event>/interpreters")
def assign_interpreters(event: str) -> Response:
    row = event_or_404(event)
    with writing() as session:
        set_interpreters(session, row, roster(), set(request.form.getlist("interpreter")))
        did(session, "assign-interpreters", event)
    return redirect(url_for(".shelf", event=event, assigned=1), 303)  # type: ignore[return-value]


def stored(row: Event) -> list[Row]:
    """The books on the shelf in their order, then the others by name."""
    seats = {seat.book: seat for seat in shelf_of(row)}
    books = {book.code: book for book in all_books()}
    there = [_row(books[code], seat, order) for order, (code, seat) in enumerate(seats.items(), 1)]
    # What nobody may be shown is put on no shelf; where it stands already the floor hides it.
    others = [b for b in books.values() if b.code not in seats and b.shown]
    others.sort(key=lambda book: book.pen_name)
    return there + [Row(book, False, limit=book.group_limit) for book in others]


def _row(book: Book, seat: SeatRow, order: int) -> Row:
    return Row(book, True, seat.table_name, str(order), seat.group_limit, seat=True)


def as_typed(row: Event) -> list[Row]:
    """What was sent, with what is wrong with it. Once readers were let in, tables and limits of
    the books that are there stay as they are: the desk moves them."""
    rows, runs = stored(row), opened(row)
    for one in rows:
        code = one.book.code
        one.on = code in request.form.getlist("book")
        one.order = request.form.get(f"order-{code}", "").strip()[:3]
        if not (runs and one.seat):
            one.table = " ".join(request.form.get(f"table-{code}", "").split())
            limit = whole(request.form.get(f"limit-{code}", "")) or one.limit
            one.limit = limit
            if not 1 <= limit <= one.book.group_limit:
                one.limit, one.wrong = one.book.group_limit, _("Please choose from the list.")
    on = [one for one in rows if one.on]
    free = spare(row, [one.table for one in on if one.table])
    for one in on:
        one.table = one.table or next(free)
        if len(one.table) > TABLE or not one.table.isprintable():
            one.wrong = _("A table’s name has at most %(num)s signs.", num=TABLE)
        if [other.table for other in on].count(one.table) > 1:
            one.wrong = _("Another book sits at this table.")
        if one.order and whole(one.order) is None:
            one.wrong = _("Please give the place in the order as a number.")
    return rows


def spare(row: Event, taken: Sequence[str]) -> Iterator[str]:
    """Tables that nobody sits at: those of the hall first, then by number."""
    yield from (name for name in row.tables if name not in taken)
    number = 0
    while True:
        number += 1
        if str(number) not in {*taken, *row.tables}:
            yield str(number)


def places(typed: list[Row]) -> list[Place]:
    """In the order that was given; without a number at the end, as they stand."""
    on = sorted((one for one in typed if one.on), key=lambda one: whole(one.order) or 999)
    return [Place(one.book.code, one.table, one.limit) for one in on]


def shelf_page(
    row: Event, rows: list[Row], *, overtaken: bool = False, status: int = 200
) -> Response:
    now_there = {seat.book: seat.table_name for seat in shelf_of(row)} if overtaken else {}
    return page(
        "studio/shelf.html",
        status,
        event=row,
        rows=rows,
        opened=opened(row),
        overtaken=overtaken,
        there=now_there,
        listed=roster(),
        names=interpreters_of(row),
        news=news() if status == 200 else None,
        sample=row.sample,
        csrf=csrf.token(),
    )


def news() -> str | None:
    if "saved" in request.args:
        return _("The shelf is saved.")
    return _("The interpreters are saved.") if "assigned" in request.args else None
