"""Reports: drafted with all that is kept back and why, released, withdrawn, put back."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.impact.hiding import FLOOR, USUAL
from humanshelf.pages import answer, page, voices
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.pages.language import language
from humanshelf.pages.reporting import heading, laid_out
from humanshelf.pages.reporting.names import Names
from humanshelf.pages.reporting.notes import notes
from humanshelf.records import publications as kept
from humanshelf.records.counted import events_with
from humanshelf.records.drafts import day_here, fingerprint, make, of_year, years
from humanshelf.records.events import Event
from humanshelf.records.publications import Making, Overtaken
from humanshelf.studio import studio
from humanshelf.studio.drafting import go_on

SIZES = (FLOOR, USUAL, 15, 20)
"""Smallest groups that a report may show."""


@studio.get("/studio/report")
def report() -> Response:
    return choice_page()


@studio.post("/studio/report/drafts")
def make_draft() -> Response:
    """What was ticked becomes an address, under which the draft is counted."""
    _scope, events, k = asked()
    if not events:
        return choice_page(_("Please choose at least one event that is over."))
    where = url_for(".report_draft", event=codes(events), least=k)
    return redirect(where, 303)  # type: ignore[return-value]


@studio.get("/studio/report/draft")
def report_draft() -> Response:
    scope, events, k = asked()
    if not events:
        return choice_page(_("Please choose at least one event that is over."))
    draft = go_on(scope, events, k)
    return (
        draft_page(draft.made)
        if draft.made
        else answer("studio/report_progress.html", draft=draft, csrf=csrf.token())
    )


@studio.post("/studio/report/releases")
def release_report() -> Response:
    """What was looked at is released; if a figure has changed since, it is shown again first."""
    scope, events, k = asked()
    if not events:
        return choice_page(_("Please choose at least one event that is over."))
    seen = request.form.get("seen", "")[:16]
    code = kept.code_of(seen)
    if kept.publication(code) is not None:
        return redirect(url_for(".report", released=code), 303)  # type: ignore[return-value]
    made = make(scope, events, k)
    if seen != fingerprint(made):
        return draft_page(made, _("The figures have changed. Please look at them again."))
    try:
        with doing("release-report", code):
            kept.release(made, "coordinator", day_here(now()), code)
    except Overtaken:
        made = make(scope, events, k)
        return draft_page(made, _("The figures have changed. Please look at them again."))
    return redirect(url_for(".report", released=code), 303)  # type: ignore[return-value]


@studio.post("/studio/reports/<report>/withdrawals")
def withdraw_report(report: str) -> Response:
    """Nobody sees it any more; a copy that somebody has made stays with them."""
    with doing("withdraw-report", report):
        kept.set_withdrawn(report, day_here(now())) or abort(404)
    return redirect(url_for(".report", withdrawn=report), 303)  # type: ignore[return-value]


@studio.post("/studio/reports/<report>/returns")
def put_report_back(report: str) -> Response:
    """The undo of a withdrawal: it stands as it stood."""
    with doing("put-report-back", report):
        kept.set_withdrawn(report, None) or abort(404)
    return redirect(url_for(".report", released=report), 303)  # type: ignore[return-value]


def asked() -> tuple[str, list[UUID], int]:
    """Which events are meant, in the address of a draft or in the form under it."""
    sent = request.values
    over = past_events()
    k = next((size for size in SIZES if str(size) == sent.get("least")), USUAL)
    year = next((year for year in years(over) if str(year) == sent.get("year")), None)
    if year is not None:
        return "year", [event.id for event in of_year(over, year)], k
    codes = set(sent.getlist("event"))
    chosen = [event.id for event in over if event.code in codes]
    return ("event" if len(chosen) == 1 else "series"), chosen, k


def past_events() -> list[Event]:
    at = now()
    held = [event for event in events_with() if event.phase == "closed" or event.closes <= at]
    # A report is public, and would tell of an event that is not.
    return [event for event in held if not event.invited]


def choice_page(refused: str | None = None) -> Response:
    over = past_events()
    return page(
        "studio/report.html",
        422 if refused else 200,
        events=[(event, titled(event)) for event in reversed(over)],
        years=years(over),
        sizes=SIZES,
        usual=USUAL,
        reports=[
            (row, named(row.figures), written(row.day))
            for row in kept.all_publications(withdrawn=True)
        ],
        withdrawn=request.args.get("withdrawn"),
        released=request.args.get("released"),
        refused=refused,
        csrf=csrf.token(),
    )


def draft_page(made: Making, refused: str | None = None) -> Response:
    library = here() or abort(404)
    shown = laid_out(made.figures, made.events, library, language())
    return answer(
        "studio/report_draft.html",
        409 if refused else 200,
        shown=shown,
        hidden=heading.hidden(dict(made.report.why), made.figures, shown.names),
        late=made.report.late,
        events=codes(made.events),
        scope=made.scope,
        year=made.figures["about"]["first"][:4],
        seen=fingerprint(made),
        sample=made.sample,
        notes=notes,
        voices=voices,
        refused=refused,
        csrf=csrf.token(),
    )


def written(day: date) -> str:
    return str(format_date(day, "d MMMM y"))


def codes(ids: Sequence[UUID]) -> list[str]:
    return [event.code for event in events_with(ids)]


def titled(event: Event) -> tuple[str, str]:
    texts = {text.language: text.title for text in event.texts}
    order = (here() or abort(404)).languages
    found = next((lang for lang in (language(), *order, *texts) if texts.get(lang)), language())
    return texts.get(found, ""), found


def named(figures: dict[str, object]) -> tuple[str, str]:
    names = Names(figures, language(), tuple((here() or abort(404)).languages))
    return heading.headline(figures, names)
