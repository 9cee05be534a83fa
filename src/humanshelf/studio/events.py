"""Events before they open: the list, and the form of one. The other parts stand beside."""

from dataclasses import asdict
from datetime import datetime, timedelta
from secrets import token_hex
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from humanshelf.access import csrf
from humanshelf.access.acts import did
from humanshelf.access.doorkeeper import may
from humanshelf.lending.mistakes import Overtaken
from humanshelf.lending.policy import Policy
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.here import here, zone
from humanshelf.pages.language import language
from humanshelf.pages.sent import fresh_key, key
from humanshelf.records.events import Event, State, all_events
from humanshelf.records.plans import EventTemplate, all_templates, template
from humanshelf.records.preparing import (
    NotNow,
    Plan,
    change,
    furnish_like,
    make_draft,
    opened,
    over,
    plan_of,
    real_event,
)
from humanshelf.records.shelves import shelf_of
from humanshelf.studio import studio
from humanshelf.studio.event_form import (
    LENGTHS,
    Form,
    begin,
    check,
    differs,
    filled,
    sent,
    tables,
    timed,
    times,
    untranslated,
    zone_told,
)
from humanshelf.studio.lacking import lacking
from humanshelf.studio.numbers import whole
from humanshelf.tenancy.db import writing

PAST = 30
"""How many past events the list shows."""


@studio.get("/studio/events")
def events() -> Response:
    at, series = now(), request.args.get("series")
    listed = all_events(drafts=True, private=True)
    found = [one for one in listed if series is None or one.series == series]
    drafts = [one for one in found if one.draft]
    shown = [one for one in found if not one.draft]
    return page(
        "studio/events.html",
        drafts=[(one, lacking(event_or_404(one.code), at)) for one in drafts],
        running=[one for one in shown if one.opens <= at and not one.over(at)],
        coming=[one for one in shown if one.opens > at],
        past=[one for one in reversed(shown) if one.over(at)][:PAST],
        series=series,
        templates=all_templates(),
        news=list_news(),
        sample=any(one.sample for one in found),
        csrf=csrf.token(),
    )


@studio.get("/studio/events/new")
def new_event() -> Response:
    """Blank, as a template says, or like another event; nothing is saved yet."""
    model, like = source()
    known = plan_of(like) if like else as_plan(model) if model else None
    return form_page(None, filled(known, languages(), zone(), dated=False), code=fresh_key())


@studio.post("/studio/events")
def make_event() -> Response:
    """A draft. Its code stands in the form, so that a second tap finds it made."""
    code = key(request.form.get("code"))
    if real_event(code) is None:
        model, like = source()
        form, plan = read(None)
        if plan is None:
            return form_page(None, form, code=code, status=422)
        rules = like.policy if like else model.policy if model else asdict(Policy())
        with writing() as session:
            if real_event(code) is None:
                made = make_draft(session, code, plan, dict(rules))
                if like is not None:
                    furnish_like(session, made, like)
                did(session, "prepare-event", code)
    return redirect(url_for(".event", event=code, made=1), 303)  # type: ignore[return-value]


@studio.get("/studio/events/<event>")
def event(event: str) -> Response:
    row = event_or_404(event)
    return form_page(row, filled(plan_of(row), languages(), zone()))


@studio.post("/studio/events/<event>")
def save_event(event: str) -> Response:
    """Over the edition that was seen. Where it has moved, all that was typed stays, and beside it
    stands what is there now."""
    row = event_or_404(event)
    form, plan = read(row)
    if plan is None:
        return form_page(row, form, status=422)
    try:
        with writing() as session:
            change(session, event, plan, edition=whole(request.form.get("edition", "")) or 0)
            did(session, "change-event", event)
    except (Overtaken, NotNow):
        row = event_or_404(event)
        form.stands = differs(form, filled(plan_of(row), languages(), zone()))
        if form.stands:  # Else it is what was sent, as by the first of two taps.
            return form_page(row, form, status=409)
    return redirect(url_for(".event", event=event, saved=1), 303)  # type: ignore[return-value]


def read(row: Event | None) -> tuple[Form, Plan | None]:
    """What was sent, and the plan if nothing is wrong with it."""
    form = sent(request.form, languages())
    model = source()[0] if row is None else None
    if model is not None and form.fields["begins"] and not form.fields["ends"]:
        end_as_usual(form, model)
    fixed = row is not None and times_fixed(row)
    if fixed and row is not None:
        form.fields |= {
            name: value
            for name, value in filled(plan_of(row), languages(), zone()).fields.items()
            if name in ("day", "begins", "until", "ends", "begins-which", "ends-which")
        }
    published = row is not None and row.state != State.DRAFT
    check(form, languages(), main=published)
    if fixed and row is not None:
        when: tuple[datetime, datetime] | None = (row.opens, row.closes)
    else:
        when = times(form, zone(), now(), row.opens if published and row else None)
    if form.wrong or when is None:
        return form, None
    capacity, hall = form.fields["capacity"], tables(form.fields["tables"])
    told = form.texts(languages())
    return form, Plan(*when, told, int(capacity) if capacity else None, hall)


def end_as_usual(form: Form, model: EventTemplate) -> None:
    """Who leaves the end open means the template's length."""
    begins = begin(form, zone())
    if begins is not None:
        closes = begins + timedelta(minutes=model.minutes)
        form.fields |= timed(begins, closes, zone()) | {"begins-which": form.fields["begins-which"]}


def times_fixed(row: Event) -> bool:
    """Once it has been opened the desk moves its end; once it is published readers count on its
    times, and whoever may not publish may not change them either."""
    return opened(row) or (row.state != State.DRAFT and not may("studio.publish_event"))


def source() -> tuple[EventTemplate | None, Event | None]:
    """What the new event is made from, as the address or the form says."""
    asked = request.values
    model = template(asked["template"][:40]) if asked.get("template") else None
    like = real_event(asked["copy"][:80]) if asked.get("copy") else None
    if (asked.get("template") and model is None) or (asked.get("copy") and like is None):
        abort(404)
    return model, like


def as_plan(model: EventTemplate) -> Plan:
    """Without a day: what a template knows."""
    texts = {lang: {"title": "", **told} for lang, told in model.texts.items()}
    at = now()
    return Plan(at, at, texts, model.capacity, list(model.tables))


def languages() -> list[str]:
    library = here()
    assert library is not None
    return library.languages


def event_or_404(code: str) -> Event:
    return real_event(code) or abort(404)


def form_page(
    row: Event | None, form: Form, *, code: str = "", status: int = 200, refused: str | None = None
) -> Response:
    at = now()
    context: dict[str, Any] = {"event": None, "zone": zone_told(zone(), language(), at)}
    if row is not None:
        context = {
            "event": row,
            "zone": zone_told(zone(), language(), row.opens, row.closes),
            "length": length(row.closes - row.opens),
            "lacks": lacking(row, at),
            "opened": opened(row),
            "over": over(row, at),
            "fixed": times_fixed(row),
            "untranslated": untranslated(plan_of(row).texts, languages()),
            "shelf": shelf_of(row),
            "sample": row.sample,
            "batch": token_hex(3),
        }
    model, like = source() if row is None else (None, None)
    return page(
        "studio/event.html",
        status,
        form=form,
        most_of=LENGTHS,
        code=code,
        languages=languages(),
        model=model,
        like=like,
        usual=model.minutes if model else None,
        news=None if status != 200 else event_news(),
        refused=refused,
        overtaken=status == 409 and refused is None,
        csrf=csrf.token(),
        **context,
    )


def length(of: Any) -> str:
    """Hours and minutes, as they pass: also where the clocks change in between."""
    hours, minutes = divmod(int(of.total_seconds()) // 60, 60)
    return f"{hours}:{minutes:02}"


def event_news() -> str | None:
    said = {
        "made": _("The draft is made. Nobody but the team can see it."),
        "saved": _("Saved."),
        "published": _("Published. Readers can see it now."),
        "drafted": _("It is a draft again. Readers cannot see it."),
        "off": _("It is called off. Every card says so now."),
        "on": _("It takes place again. Cards that wait have their old places."),
        "kept": _("Kept as a template."),
    }
    return next((text for name, text in said.items() if name in request.args), None)


def list_news() -> str | None:
    made = whole(request.args.get("repeated", ""))
    if made:
        return ngettext("%(num)s draft is made.", "%(num)s drafts are made.", made)
    if "removed" in request.args:
        return _("The draft is removed.")
    return None
