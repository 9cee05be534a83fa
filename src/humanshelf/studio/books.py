"""The library's books: the list, and the form of one. Steps on the way stand beside."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import pgettext
from flask_login import current_user

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.pages import fragment, page, wants_fragment
from humanshelf.pages.clock import day, now
from humanshelf.pages.here import here, zone
from humanshelf.pages.language import language
from humanshelf.pages.sent import key
from humanshelf.records.books import STAGES, Book, Visibility
from humanshelf.records.collection import (
    Overtaken,
    add_applicant,
    books_by_name,
    change_book,
    consents,
    counts,
    find_book,
)
from humanshelf.records.themes import all_themes
from humanshelf.records.words import Words
from humanshelf.studio import studio
from humanshelf.studio.book_form import (
    LENGTHS,
    NAME,
    TALKS,
    Form,
    check,
    differs,
    filled,
    labels,
    sent,
    told,
    untranslated,
)
from humanshelf.studio.numbers import whole
from humanshelf.tenancy.db import writing

NEWS = ("added", "saved", "withdrawn", "back", "erased", "recorded", "moved", "came")


@studio.get("/studio/books")
def books() -> Response:
    found, spoken = books_by_name(), languages()
    rows = [(one, untranslated(one, spoken), title_of(one)) for one in found]
    wanted = request.args.get("show")
    keep: Callable[[Book, dict[str, list[str]]], bool] | None = {
        "shown": lambda one, lacks: one.shown,
        "hidden": lambda one, lacks: not one.shown,
        "untranslated": lambda one, lacks: bool(lacks),
        "withdrawn": lambda one, lacks: one.withdrawn is not None,
    }.get(wanted or "")
    stage = request.args.get("stage")
    return page(
        "studio/books.html",
        books=[
            row
            for row in rows
            if (keep is None or keep(row[0], row[1])) and stage in (None, "", row[0].stage)
        ],
        filters=filters(),
        wanted=wanted if keep else None,
        stages=STAGES,
        stage=stage,
        counts=counts(),
        languages=spoken,
        news=next((name for name in NEWS if name in request.args), None),
        came=whole(request.args.get("came", "")) or 0,
        about=about(),
        may_undo=may_undo,
        sample=any(one.sample for one in found),
        csrf=csrf.token(),
    )


@studio.get("/studio/books/new")
def new_book() -> Response:
    return form_page(None, filled(None, languages()))


@studio.post("/studio/books")
def add_book() -> Response:
    """A new book at the first stage; nobody sees it yet."""
    form, code = typed(), key(request.form.get("code"))
    if form.wrong:
        return form_page(None, form, 422)
    with writing() as session:
        if find_book(code) is None:
            add_applicant(session, told(form, languages()), code)
            did(session, "add-book", code)
    return redirect(url_for(".edit_book", book=code, added=1), 303)  # type: ignore[return-value]


@studio.get("/studio/books/<book>")
def edit_book(book: str) -> Response:
    row = book_or_404(book)
    return form_page(row, filled(row, languages()))


@studio.post("/studio/books/<book>")
def save_book(book: str) -> Response:
    """Over the edition that was seen. Where it has moved all that was typed stays, and beside it
    stands what is there now."""
    row, form = book_or_404(book), typed()
    if form.wrong:
        return form_page(row, form, 422, edition=edition())
    try:
        with writing() as session:
            change_book(session, book, told(form, languages()), edition())
            did(session, "change-book", book)
    except Overtaken:
        row = book_or_404(book)
        form.stands = differs(form, filled(row, languages()))
        if form.stands:  # Else it is what was sent, as by the first of two taps.
            return form_page(row, form, 409)
    return redirect(url_for(".edit_book", book=book, saved=1), 303)  # type: ignore[return-value]


@studio.post("/studio/previews/book")
def preview_book() -> Response:
    """The book's page as readers will see it, of what stands in the form. Nothing is saved."""
    form = sent(request.form, request.form.getlist("talk"), languages())
    drawn = preview_of(form) | {"csrf": csrf.token()}
    if wants_fragment():
        return Response(fragment("studio/book_preview.html", "shown", **drawn))
    return page("studio/book_preview.html", **drawn)


def preview_of(form: Form) -> dict[str, Any]:
    return {
        "words": Words(form.texts(languages()), tuple(languages())),
        "pen_name": form.fields["pen_name"],
        "talks": form.talks,
        "shown_in": language(),
    }


def typed() -> Form:
    form = sent(request.form, request.form.getlist("talk"), languages())
    check(form, languages(), themes())
    return form


def edition() -> int:
    """As the form was drawn; one that says nothing has seen nothing."""
    found = whole(request.form.get("edition", ""))
    return -1 if found is None else found


def form_page(
    row: Book | None, form: Form, status: int = 200, edition: int | None = None
) -> Response:
    return page(
        "studio/book.html",
        status,
        book=row,
        form=form,
        edition=edition if edition is not None else row.edition if row else "",
        languages=languages(),
        lengths=LENGTHS | {"name": NAME},
        labels=labels(),
        talks_offered=TALKS,
        themes=themes(),
        stages=STAGES,
        visibilities=[one.value for one in Visibility],
        lacks=untranslated(row, languages()) if row else {},
        consents=row is not None and consents(row),
        today=day(now(), zone()),
        news=next((name for name in NEWS if name in request.args), None),
        may_undo=may_undo,
        csrf=csrf.token(),
        **preview_of(form),
    )


def filters() -> dict[str, str]:
    return {
        "shown": _("Readers see it"),
        "hidden": pgettext("books", "Nobody sees it yet"),
        "untranslated": pgettext("books", "To translate"),
        "withdrawn": pgettext("books", "Withdrawn"),
    }


def may_undo(book: Book) -> bool:
    """What was withdrawn by a slip; where consent was taken back it needs a new one."""
    if book.withdrawn is None or book.consent_withdrawn is not None:
        return False
    return book.withdrawn_by == current_user.staff_id or current_user.role == "coordinator"


def about() -> Book | None:
    code = request.args.get("withdrawn") or request.args.get("back") or ""
    return find_book(code)


def book_or_404(code: str) -> Book:
    return find_book(code) or abort(404)


def languages() -> list[str]:
    library = here()
    assert library is not None
    return library.languages


def themes() -> dict[str, Words]:
    return all_themes(tuple(languages()))


def title_of(book: Book) -> Words:
    return Words({row.language: {"title": row.title} for row in book.texts}, tuple(languages()))
