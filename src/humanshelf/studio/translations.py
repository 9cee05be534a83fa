"""Texts of books in one language, what lacks first, each saved by itself beside its source."""

from dataclasses import dataclass

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.pages import page
from humanshelf.records.books import Book
from humanshelf.records.collection import (
    FIELDS,
    Overtaken,
    books_by_name,
    find_book,
    mark_of,
    save_text,
    words_of,
)
from humanshelf.studio import studio
from humanshelf.studio.book_form import LENGTHS, labels
from humanshelf.studio.book_table import as_typed
from humanshelf.studio.books import languages
from humanshelf.tenancy.db import writing


@dataclass(frozen=True, slots=True)
class Piece:
    """A book's texts: the source, what stands, what was typed, and what is wrong with that."""

    book: Book
    source: dict[str, str]
    stands: dict[str, str]
    typed: dict[str, str]
    wrong: dict[str, str]
    overtaken: bool = False

    @property
    def mark(self) -> str:
        return mark_of(self.stands)

    @property
    def lacks(self) -> bool:
        return any(self.source[key] and not self.stands[key] for key in FIELDS)


@studio.get("/studio/translations")
def translations() -> Response:
    """To the first language there is to translate into, or the page that says there is none."""
    others = languages()[1:]
    if not others:
        return page("studio/translations.html", languages=languages(), language_of=None, pieces=[],
                    saved=None, labels=labels(), lengths=LENGTHS, csrf=csrf.token())  # fmt: skip
    return redirect(url_for(".translate", language=others[0]), 303)  # type: ignore[return-value]


@studio.get("/studio/translations/<language>")
def translate(language: str) -> Response:
    return translations_page(known_or_404(language))


@studio.post("/studio/translations/<language>/<book>")
def save_translation(language: str, book: str) -> Response:
    """The texts of one book in this language, over those that were seen beside the fields."""
    tongue, row = known_or_404(language), find_book(book) or abort(404)
    typed = {key: as_typed(key, request.form.get(key, "")) for key in FIELDS}
    wrong = {
        key: _("At most %(num)s signs, please.", num=most)
        for key, most in LENGTHS.items()
        if len(typed[key]) > most
    }
    if wrong:
        return translations_page(tongue, piece(row, tongue, typed, wrong), 422)
    try:
        with writing() as session:
            save_text(session, book, tongue, typed, request.form.get("seen", ""))
            did(session, "translate-book", book)
    except Overtaken:
        row = find_book(book) or abort(404)
        return translations_page(tongue, piece(row, tongue, typed, overtaken=True), 409)
    address = url_for(".translate", language=tongue, saved=book, _anchor="news")
    return redirect(address, 303)  # type: ignore[return-value]


def known_or_404(tongue: str) -> str:
    """One of the library's languages, and not its main one: that is the source."""
    return tongue if tongue in languages()[1:] else abort(404)


def piece(
    book: Book,
    tongue: str,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
    overtaken: bool = False,
) -> Piece:
    rows = {row.language: row for row in book.texts}
    stands = words_of(rows.get(tongue))
    source = words_of(rows.get(languages()[0]))
    return Piece(book, source, stands, stands if typed is None else typed, wrong or {}, overtaken)


def translations_page(tongue: str, sent: Piece | None = None, status: int = 200) -> Response:
    pieces = [
        sent if sent and sent.book.code == one.code else piece(one, tongue)
        for one in books_by_name()
    ]
    # What was just sent, then what lacks, then the rest.
    pieces.sort(key=lambda one: (one is not sent, not one.lacks))
    return page(
        "studio/translations.html",
        status,
        languages=languages(),
        language_of=tongue,
        pieces=pieces,
        saved=find_book(request.args.get("saved", "")),
        labels=labels(),
        lengths=LENGTHS,
        csrf=csrf.token(),
    )
