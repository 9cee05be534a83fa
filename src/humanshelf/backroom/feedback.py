"""A book's own words, and those of readers that a coordinator has passed on to it."""

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from humanshelf.access import secrets
from humanshelf.backroom import backroom
from humanshelf.backroom.room import room_or_404
from humanshelf.impact.lines import lines
from humanshelf.impact.voices import Source, Who
from humanshelf.pages import page
from humanshelf.pages.clock import day
from humanshelf.pages.here import zone
from humanshelf.pages.language import language
from humanshelf.records.feedback import Said, leave, passed_on, unread
from humanshelf.records.floors import Scene

LONGEST = 1000
MOST = 200
"""From all books of one event, while nobody has read them."""


@backroom.get("/backroom/<token>/feedback")
def feedback(token: str) -> Response:
    found, book = held_or_404(token)
    return feedback_page(found, book, token)


@backroom.post("/backroom/<token>/feedback")
def say(token: str) -> Response:
    """Keep the words, without saying which book's they are."""
    found, book = held_or_404(token)
    text, form = lines(request.form.get("text")), request.form.get("form", "")[:64]
    wrong = refusal(found, text)
    if wrong:
        return feedback_page(found, book, token, wrong, text)
    leave(said(found, text), secrets.feedback_id(form, found.event.code) if form else None)
    return redirect(url_for(".feedback", token=token, sent=1), 303)  # type: ignore[return-value]


def held_or_404(token: str) -> tuple[Scene, str]:
    """A rehearsal has no words."""
    found, book = room_or_404(token)
    if found.event.rehearsal:
        abort(404)
    return found, book


def said(found: Scene, text: str) -> Said:
    return Said(
        event_id=found.event.id,
        day=day(found.event.opens, zone()),
        source=Source.BOOK,
        who=Who.BOOK,
        text=text,
        language=language(),
        consent=request.form.get("consent") == "1",
    )


def refusal(found: Scene, text: str) -> str | None:
    if not 1 <= len(text) <= LONGEST:
        return ngettext(
            "Please write between 1 and %(num)s letter.",
            "Please write between 1 and %(num)s letters.",
            LONGEST,
        )
    if unread(found.event.id, Source.BOOK) >= MOST:
        return _("There are more words than we can read just now. Please come again later.")
    return None


def feedback_page(
    found: Scene, book: str, token: str, refused: str | None = None, text: str = ""
) -> Response:
    return page(
        "backroom/feedback.html",
        422 if refused else 200,
        scene=found,
        token=token,
        book=found.event.books[book],
        passed=passed_on(book),
        refused=refused,
        text=text,
        longest=LONGEST,
        sent="sent" in request.args,
        form=request.form.get("form", "")[:64] or secrets.fresh(),
        consent=request.form.get("consent") == "1",
    )
