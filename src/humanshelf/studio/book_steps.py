"""What a coordinator decides of a book: its stage, its consent, who sees it, and its leaving."""

from datetime import date

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.libraries import jobs
from humanshelf.pages import page
from humanshelf.pages.clock import day, now
from humanshelf.pages.here import zone
from humanshelf.records import collection
from humanshelf.records.books import STAGES, Book, Stage, Visibility
from humanshelf.studio import studio
from humanshelf.studio.book_form import filled
from humanshelf.studio.books import book_or_404, edition, form_page, languages, may_undo, title_of
from humanshelf.tenancy import current, deployment
from humanshelf.tenancy.db import writing


@studio.get("/studio/recruiting")
def recruiting() -> Response:
    """Who is how far on the way to the shelf."""
    return recruiting_page()


@studio.post("/studio/books/<book>/stages")
def move_book(book: str) -> Response:
    row, wanted = book_or_404(book), request.form.get("stage", "")
    if wanted not in [stage.value for stage in STAGES]:
        return refuse(row, {"stage": _("Please choose from the list.")}, 422)
    try:
        with writing() as session:
            collection.move_to(session, book, Stage(wanted))
            did(session, "move-book", book)
    except collection.NoConsent:
        said = _("Without recorded consent a book cannot be approved. Please record it first.")
        return refuse(row, {"stage": said}, 409)
    if request.form.get("from") == "recruiting":
        return redirect(url_for(".recruiting", moved=book), 303)  # type: ignore[return-value]
    return to(book, "moved")


@studio.post("/studio/books/<book>/consents")
def record_consent(book: str) -> Response:
    """With the day on which it was given, and the word that photographs are none of it."""
    row, typed = book_or_404(book), request.form.get("day", "")
    today = day(now(), zone())
    wrong = {}
    on = a_day(typed)
    if on is None or on > today:
        wrong["consent-day"] = _("Please choose a day that is not after today.")
    if request.form.get("agreed") != "1":
        wrong["agreed"] = _("Please confirm what the book has agreed to.")
    if wrong or on is None:
        return refuse(row, wrong, 422)
    with writing() as session:
        collection.record_consent(session, book, on, current_user.staff_id)
        did(session, "record-consent", book)
    return to(book, "recorded")


@studio.post("/studio/books/<book>/consents/withdrawals")
def take_consent_back(book: str) -> Response:
    """The book agrees no longer: gone at once, and back only with a new consent."""
    book_or_404(book)
    with writing() as session:
        today = day(now(), zone())
        collection.take_consent_back(session, book, now(), today, current_user.staff_id)
        did(session, "take-consent-back", book)
    return to(book, "withdrawn")


@studio.post("/studio/books/<book>/visibility")
def show_book_to(book: str) -> Response:
    row, wanted = book_or_404(book), request.form.get("visibility", "")
    if wanted not in [one.value for one in Visibility]:
        return refuse(row, {"visibility": _("Please choose from the list.")}, 422)
    if row.edition != edition():
        said = _("Somebody else has changed the book meanwhile. Here is how it stands now.")
        return refuse(row, {"visibility": said}, 409)
    with writing() as session:
        collection.show_to(session, book, wanted, request.form.get("adult") == "1")
        did(session, "show-book-to", book)
    return to(book, "saved")


@studio.post("/studio/books/<book>/withdrawals")
def withdraw_book(book: str) -> Response:
    """One tap: gone from all pages, phones and boards."""
    book_or_404(book)
    with writing() as session:
        collection.withdraw(session, book, now(), current_user.staff_id)
        did(session, "withdraw-book", book)
    return redirect(url_for(".books", withdrawn=book), 303)  # type: ignore[return-value]


@studio.post("/studio/books/<book>/withdrawals/reversals")
def put_book_back(book: str) -> Response:
    row = book_or_404(book)
    if row.withdrawn is not None and not may_undo(row):
        said = _("The book has taken its consent back. It comes back only with a new one.")
        return refuse(row, {"consent-day": said}, 409)
    with writing() as session:
        collection.put_back(session, book)
        did(session, "put-book-back", book)
    return redirect(url_for(".books", back=book), 303)  # type: ignore[return-value]


@studio.post("/studio/books/<book>/erasures")
def erase_book(book: str) -> Response:
    """For good, and only what is withdrawn: nobody erases by one slip."""
    row = book_or_404(book)
    if row.withdrawn is None:
        return refuse(row, {"erase": _("Please withdraw the book first.")}, 409)
    with writing() as session:
        collection.erase(session, book, day(now(), zone()))
        did(session, "erase-book")
    # What was packed to be taken along still holds it.
    jobs.drop_of(deployment().data, current())
    return redirect(url_for(".books", erased=1), 303)  # type: ignore[return-value]


def a_day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def to(book: str, news: str) -> Response:
    return redirect(url_for(".edit_book", book=book, **{news: 1}), 303)  # type: ignore[arg-type, return-value]


def refuse(row: Book, wrong: dict[str, str], status: int) -> Response:
    """On the page where it was tapped."""
    if request.form.get("from") == "recruiting":
        return recruiting_page({row.code: next(iter(wrong.values()))}, status)
    form = filled(row, languages())
    form.wrong = wrong
    return form_page(row, form, status)


def recruiting_page(wrong: dict[str, str] | None = None, status: int = 200) -> Response:
    found = collection.books_by_name()
    moved = request.args.get("moved", "")
    return page(
        "studio/recruiting.html",
        status,
        columns=[
            (stage, [(one, title_of(one)) for one in found if one.stage == stage])
            for stage in STAGES
        ],
        stages=STAGES,
        consents=collection.consents,
        wrong=wrong or {},
        moved=next((one for one in found if one.code == moved), None),
        csrf=csrf.token(),
    )
