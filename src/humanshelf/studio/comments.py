"""Comments from elsewhere, typed in one by one."""

from datetime import date
from uuid import UUID

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from humanshelf.access import csrf, secrets
from humanshelf.access.acts import doing
from humanshelf.impact.comments import LONGEST, https
from humanshelf.impact.lines import lines
from humanshelf.impact.voices import Source, Who
from humanshelf.pages import page
from humanshelf.pages.clock import day, now
from humanshelf.pages.here import zone
from humanshelf.pages.language import OWN_NAMES, language
from humanshelf.records.events import all_events
from humanshelf.records.feedback import Said, leave
from humanshelf.records.floors import scene
from humanshelf.studio import studio


@studio.get("/studio/comments")
def comments() -> Response:
    return comments_page()


@studio.post("/studio/comments")
def add_comment() -> Response:
    text, link = lines(request.form.get("text")), request.form.get("link", "").strip()
    wrong = refusal(text, link)
    if wrong:
        return comments_page(wrong)
    form = request.form.get("form", "")[:64]
    with doing("add-comment"):
        leave(said(text, link), secrets.feedback_id(form, "comments") if form else None)
    return redirect(url_for(".feedback", source=Source.ONLINE, came=1), 303)  # type: ignore[return-value]


def said(text: str, link: str) -> Said:
    event_id, on = place()
    return Said(
        event_id=event_id,
        day=on,
        source=Source.ONLINE,
        who=Who.ONLINE,
        text=text,
        language=spoken(),
        consent=request.form.get("consent") == "1",
        link=https(link),
    )


def place() -> tuple[UUID | None, date]:
    """The event that the form names with its day; else none, and today."""
    code = request.form.get("event")
    found = scene(code, now(), drafts=True) if code else None
    if found is None or found.event.rehearsal:
        return None, day(now(), zone())
    return found.event.id, day(found.event.opens, zone())


def spoken() -> str:
    sent = request.form.get("language")
    return sent if sent in OWN_NAMES else language()


def refusal(text: str, link: str) -> str | None:
    if not 1 <= len(text) <= LONGEST:
        return ngettext(
            "Please write between 1 and %(num)s letter.",
            "Please write between 1 and %(num)s letters.",
            LONGEST,
        )
    if link and not https(link):
        return _("The link has to be a whole address that begins with https.")
    return None


def comments_page(refused: str | None = None) -> Response:
    form = request.form
    return page(
        "studio/comments.html",
        422 if refused else 200,
        refused=refused,
        text=lines(form.get("text")),
        link=form.get("link", ""),
        events=all_events(private=True),
        event=form.get("event", ""),
        spoken=spoken(),
        consent=form.get("consent") == "1",
        longest=LONGEST,
        form=form.get("form", "")[:64] or secrets.fresh(),
        csrf=csrf.token(),
    )
