"""An event before readers: published, taken back, called off with a notice on every card."""

from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.here import zone
from humanshelf.records import preparing
from humanshelf.records.events import Event, State
from humanshelf.records.preparing import NotNow, plan_of
from humanshelf.studio import studio
from humanshelf.studio.event_form import filled
from humanshelf.studio.events import event_or_404, form_page, languages
from humanshelf.studio.lacking import lacking
from humanshelf.tenancy.db import writing

NOTICE = 300
"""How many signs a notice may have."""


@studio.post("/studio/events/<event>/publications")
def publish_event(event: str) -> Response:
    """With ``over`` it is a draft again."""
    row = event_or_404(event)
    if request.form.get("over"):
        refused = _("It cannot be a draft any more: it has been opened, or is called off.")
        return act(row, preparing.unpublish, "draft-event", "drafted", refused)
    if row.state == State.DRAFT and lacking(row, now()):
        return refuse(event, _("It cannot be published yet: something is missing."))
    return act(row, preparing.publish, "publish-event", "published", "")


@studio.get("/studio/events/<event>/calling-off")
def calling_off(event: str) -> Response:
    row = event_or_404(event)
    return notice_page(row, row.notice or usual_notice())


@studio.post("/studio/events/<event>/calling-off")
def call_off(event: str) -> Response:
    row = event_or_404(event)
    typed = {lang: request.form.get(f"notice-{lang}", "").strip() for lang in languages()}
    wrong = wrong_with(typed)
    if wrong:
        return notice_page(row, typed, wrong)
    told = {language: text for language, text in typed.items() if text}
    return act(
        row,
        lambda session, code: preparing.call_off(session, code, told, now()),
        "call-off-event",
        "off",
        _("It cannot be called off: it is a draft, or over."),
    )


@studio.post("/studio/events/<event>/reinstatements")
def reinstate_event(event: str) -> Response:
    """It takes place after all."""
    return act(
        event_or_404(event),
        lambda session, code: preparing.reinstate(session, code, now()),
        "reinstate-event",
        "on",
        _("It cannot take place any more: its time is over."),
    )


@studio.post("/studio/events/<event>/removals")
def remove_event(event: str) -> Response:
    """A draft goes. Gone already, it is gone; what was published stays."""
    row = preparing.real_event(event)
    if row is not None and row.state != State.DRAFT:
        return refuse(event, _("Only a draft can be removed."))
    with writing() as session:
        if preparing.remove_draft(session, event):
            did(session, "remove-event", event)
    return redirect(url_for(".events", removed=1), 303)  # type: ignore[return-value]


def act(
    row: Event, verb: Callable[[Any, str], None], word: str, done: str, refused: str
) -> Response:
    try:
        with writing() as session:
            verb(session, row.code)
            did(session, word, row.code)
    except NotNow:
        return refuse(row.code, refused)
    return redirect(url_for(".event", event=row.code) + f"?{done}=1", 303)  # type: ignore[return-value]


def refuse(event: str, why: str) -> Response:
    row = event_or_404(event)
    return form_page(row, filled(plan_of(row), languages(), zone()), status=409, refused=why)


def usual_notice() -> dict[str, str]:
    found = {}
    for language in languages():
        with force_locale(language):
            found[language] = _("This event does not take place. We are sorry.")
    return found


def wrong_with(typed: dict[str, str]) -> dict[str, str]:
    wrong = {
        language: _("At most %(num)s signs, please.", num=NOTICE)
        for language, text in typed.items()
        if len(text) > NOTICE
    }
    main = languages()[0]
    if not typed[main]:
        wrong[main] = _("Please say it in the library’s main language at least.")
    return wrong


def notice_page(row: Event, typed: dict[str, str], wrong: dict[str, str] | None = None) -> Response:
    return page(
        "studio/calling_off.html",
        422 if wrong else 200,
        event=row,
        languages=languages(),
        typed=typed,
        wrong=wrong or {},
        most=NOTICE,
        possible=row.state != State.DRAFT and not preparing.over(row, now()),
        sample=row.sample,
        csrf=csrf.token(),
    )
