"""A few words from a reader, about the event or for a book. Nothing says whose they are."""

from datetime import timedelta

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from humanshelf.access import secrets
from humanshelf.impact.lines import lines
from humanshelf.impact.voices import Source, Who
from humanshelf.pages import page
from humanshelf.pages.clock import day
from humanshelf.pages.here import zone
from humanshelf.pages.language import language
from humanshelf.readers import readers
from humanshelf.readers.shelf import event_or_404, own_card
from humanshelf.readers.visibility import visible
from humanshelf.records.feedback import Said, leave, unread
from humanshelf.records.floors import Scene

LONGEST = 600
MOST = 500
"""So many from one event wait to be read by somebody; then no more are taken for a while."""
AFTERWARDS = timedelta(days=14)


@readers.get("/events/<code>/feedback")
def feedback(code: str) -> Response:
    return feedback_page(held_or_404(code))


@readers.post("/events/<code>/feedback")
def say(code: str) -> Response:
    """Keep the words. A second tap of the same form finds them there."""
    found, text = held_or_404(code), lines(request.form.get("text"))
    wrong = refusal(found, text)
    if wrong:
        return feedback_page(found, wrong, text)
    form = request.form.get("form", "")[:64]
    leave(said(found, text), secrets.feedback_id(form, code) if form else None)
    return redirect(url_for(".feedback", code=code, sent=1), 303)  # type: ignore[return-value]


def said(found: Scene, text: str) -> Said:
    book = request.form.get("book", "")
    return Said(
        event_id=found.event.id,
        day=day(found.event.opens, zone()),
        source=Source.READER,
        who=Who.READER,
        text=text,
        language=language(),
        consent=request.form.get("consent") == "1",
        about=book if book in visible(found, own_card(found)) else None,
    )


def refusal(found: Scene, text: str) -> str | None:
    if not open_for_words(found):
        return _("Words about this event are not taken now.")
    if not 1 <= len(text) <= LONGEST:
        return ngettext(
            "Please write between 1 and %(num)s letter.",
            "Please write between 1 and %(num)s letters.",
            LONGEST,
        )
    if unread(found.event.id, Source.READER) >= MOST:
        return _("There are more words than we can read just now. Please come again later.")
    return None


def open_for_words(found: Scene) -> bool:
    return found.event.opens <= found.at < found.event.closes + AFTERWARDS


def held_or_404(code: str) -> Scene:
    """An event with readers; those of a rehearsal are made up."""
    found = event_or_404(code)
    if found.event.rehearsal:
        abort(404)
    return found


def feedback_page(found: Scene, refused: str | None = None, text: str = "") -> Response:
    return page(
        "readers/feedback.html",
        422 if refused else 200,
        scene=found,
        books=[
            book
            for book in found.event.books.values()
            if book.code in visible(found, own_card(found))
        ],
        refused=refused,
        text=text,
        longest=LONGEST,
        taken=open_for_words(found),
        sent="sent" in request.args,
        form=request.form.get("form", "")[:64] or secrets.fresh(),
        consent=request.form.get("consent") == "1",
        about=request.form.get("book", ""),
    )
