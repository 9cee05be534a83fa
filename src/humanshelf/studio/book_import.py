"""Books from a table: looked at line by line first, and taken in when somebody has seen it."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.access.marks import takes
from humanshelf.impact.table import Table
from humanshelf.pages import page
from humanshelf.pages.downloads import download
from humanshelf.records.collection import add_applicant, books_by_name, change_book
from humanshelf.studio import book_table, studio
from humanshelf.studio.book_form import GROUP, LENGTHS, NAME
from humanshelf.studio.book_table import MOST, Fault, Kind, NoColumns, Plan, TooManyBooks, Why
from humanshelf.studio.books import languages, themes
from humanshelf.studio.packing import Refused, pack, table_sent
from humanshelf.tenancy.db import writing

MEGABYTES = 2
FILE = MEGABYTES * 1024 * 1024
BODY = 4 * FILE
"""Larger than a file may be, so that one which is too large is told so in a sentence."""
TOLD = 100
"""So many lines the preview shows of each kind."""


@studio.get("/studio/books/import")
def import_books() -> Response:
    return import_page()


@studio.post("/studio/books/import")
@takes(BODY)
def bring_books() -> Response:
    """A file is looked at; what has been looked at comes in, if it would still do the same."""
    try:
        table = table_sent(FILE, too_large())[0]
        found = planned(table)
    except Refused as refused:
        return import_page(refused=str(refused))
    if request.form.get("do") != "import":
        return import_page(table, found)
    if request.form.get("seen") != found.mark:
        said = _("Somebody has changed books meanwhile. Please look at the lines again.")
        return import_page(table, found, said, 409)
    came = 0
    with writing() as session:
        # Read again where nobody else can write: what was seen is what is done.
        sure = planned(table)
        if sure.mark == found.mark:
            for line in sure.of(Kind.NEW):
                add_applicant(session, line.told, line.code)
            for line in sure.of(Kind.CHANGED):
                assert line.book is not None
                change_book(session, line.book.code, line.told, line.book.edition)
            came = len(sure.of(Kind.NEW) + sure.of(Kind.CHANGED))
            did(session, "import-books")
    return redirect(url_for(".books", came=came), 303)  # type: ignore[return-value]


@studio.get("/studio/books/export")
def export_books() -> Response:
    text = book_table.as_csv(books_by_name(), languages())
    return download(text.encode(), "text/csv", "books.csv")


def planned(table: Table) -> Plan:
    names = {
        code: [said["name"] for said in words.texts.values()] for code, words in themes().items()
    }
    try:
        return book_table.plan(table, books_by_name(), languages(), names)
    except NoColumns as error:
        said = _("The first line has to name the columns: at least one with pen names or codes.")
        raise Refused(said) from error
    except TooManyBooks as error:
        raise Refused(too_large()) from error


def too_large() -> str:
    return _(
        "This file is too large: at most %(size)s MB and %(lines)s lines.",
        size=MEGABYTES,
        lines=MOST,
    )


def why(fault: Fault) -> str:
    """What is wrong with a line."""
    about = fault.about
    return {
        Why.NAME: _("There is no pen name."),
        Why.LONG_NAME: _("A pen name has at most %(num)s signs.", num=NAME),
        Why.TITLE: _("There is no title in the library’s main language."),
        Why.LONG: _(
            "Too long: %(column)s. At most %(num)s signs, please.",
            column=about,
            num=LENGTHS.get(about.partition("_")[0], 0),
        ),
        Why.TALKS: _("This is no language that is known here: %(text)s", text=about),
        Why.NO_TALK: _("There is no language of the talk."),
        Why.GROUP: _("The group is between 1 and %(num)s: %(text)s", num=GROUP, text=about),
        Why.THEME: _("There is no such theme: %(text)s", text=about),
        Why.CODE: _("A code has small Latin letters, digits and hyphens: %(text)s", text=about),
        Why.TWICE: _("This book stands in an earlier line already: %(text)s", text=about),
        Why.SEVERAL: _("Several books have this name. Please give the code: %(text)s", text=about),
        Why.UNCLOSED: _("A quotation mark is opened here and never closed. Please look at it."),
    }[fault.why]  # fmt: skip


def import_page(
    table: Table | None = None,
    found: Plan | None = None,
    refused: str | None = None,
    status: int = 422,
) -> Response:
    return page(
        "studio/book_import.html",
        status if refused else 200,
        refused=refused,
        found=found,
        kinds=Kind,
        packed=pack(table) if table else "",
        why=why,
        wrong=list(book_table.wrong_lines(found)) if found else [],
        told=TOLD,
        size=MEGABYTES,
        most=MOST,
        columns=", ".join(book_table.heads(languages())),
        languages=languages(),
        csrf=csrf.token(),
    )
