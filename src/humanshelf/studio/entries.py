"""One person’s words, looked at closely: on to a book, consent, language, the way to a quote."""

from flask import Response, abort, redirect, request, url_for

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.impact.comments import https
from humanshelf.impact.telling import signs, words
from humanshelf.pages import page, voices
from humanshelf.pages.language import OWN_NAMES
from humanshelf.pages.sent import binary
from humanshelf.records.events import all_events
from humanshelf.records.feedback import FeedbackRow, code_of, entry
from humanshelf.records.library import all_books
from humanshelf.records.sorting import correct_language, pass_on, record_consent
from humanshelf.studio import studio


@studio.get("/studio/feedback/<id>")
def entered(id: str) -> Response:
    return entry_page(entry_or_404(id))


@studio.post("/studio/feedback/<id>/deliveries")
def deliver(id: str) -> Response:
    """On to a book's own page; with ``over`` sealed again."""
    found, book = entry_or_404(id), request.form.get("book", "")
    over = bool(request.form.get("over"))
    if not over and book not in pen_names():
        return entry_page(found, unaddressed=True)
    with doing("deliver-feedback", id[:8]):
        pass_on(found.id, None if over else book)
    return redirect(url_for(".entered", id=id), 303)  # type: ignore[return-value]


@studio.post("/studio/feedback/<id>/languages")
def correct(id: str) -> Response:
    """The language of the words, where it was guessed wrong."""
    found, spoken = entry_or_404(id), request.form.get("language")
    if spoken in OWN_NAMES:
        with doing("correct-feedback", id[:8]):
            correct_language(found.id, spoken)
    return redirect(url_for(".entered", id=id), 303)  # type: ignore[return-value]


@studio.post("/studio/feedback/<id>/consents")
def consent(id: str) -> Response:
    """That somebody agreed to be quoted; with ``over`` that they do not, and then no quote of
    theirs is shown any more."""
    found = entry_or_404(id)
    with doing("record-consent", id[:8]):
        record_consent(found.id, not request.form.get("over"))
    return redirect(url_for(".entered", id=id), 303)  # type: ignore[return-value]


def entry_or_404(id: str) -> FeedbackRow:
    return entry(binary(id) or b"") or abort(404)


def pen_names() -> dict[str, str]:
    """Of all books, by code."""
    return {book.code: book.pen_name for book in all_books()}


def entry_page(
    found: FeedbackRow, unaddressed: bool = False, nothing_left: bool = False
) -> Response:
    code, names = code_of(found.event_id), pen_names()
    return page(
        "studio/entry.html",
        422 if unaddressed or nothing_left else 200,
        row=found,
        event=next((one for one in all_events(private=True) if one.code == code), None),
        parts=words(found.text),
        signs=signs(found.text, names.values()),
        names=names,
        link=https(found.link or ""),
        unaddressed=unaddressed,
        nothing_left=nothing_left,
        voices=voices,
        csrf=csrf.token(),
    )
