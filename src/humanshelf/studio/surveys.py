"""The library's surveys: all of them on one page, and what each event asks."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.impact import instruments
from humanshelf.impact.sheets import Moment
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.pages.sent import key
from humanshelf.records.answers import Place, about
from humanshelf.records.events import Glance, all_events, ids_by_code
from humanshelf.records.floors import scene
from humanshelf.records.survey_changes import as_usual, make_alone, make_own
from humanshelf.records.surveys import USUAL, Survey, all_surveys, languages
from humanshelf.studio import studio
from humanshelf.studio.moments import moment_names

LIFE = timedelta(days=90)
LONGEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an event asks at a moment, whether by its own choice, and roughly how many answered."""

    moment: str
    survey: Survey
    own: bool
    sent: int | None


@studio.get("/studio/surveys")
def surveys() -> Response:
    return surveys_page()


@studio.post("/studio/surveys")
def make_survey() -> Response:
    """A survey that stands alone, behind a link; it begins with the usual questions."""
    names = {one: request.form.get(f"name-{one}", "").strip()[:80] for one in languages()}
    closes = _end_of(request.form.get("closes", ""))
    if not names[languages()[0]]:
        return surveys_page(wrong={"name": _("Please give it a name in the main language.")})
    if closes is None:
        return surveys_page(wrong={"closes": _("Please choose a day within the coming year.")})
    told = {language: name for language, name in names.items() if name}
    code = key(request.form.get("code"))
    with doing("make-survey", code):
        make_alone(told, instruments.questions(instruments.ALONE), closes, code)
    return redirect(url_for(".survey", survey=code), 303)  # type: ignore[return-value]


@studio.post("/studio/events/<event>/surveys")
def choose(event: str) -> Response:
    """What this event asks at one of its moments: as usual, a list of its own, or nothing."""
    found = scene(event, now(), drafts=True) or abort(404)
    moment = next((m for m in USUAL if m.value == request.form.get("moment")), None)
    how = request.form.get("how")
    if moment is None or how not in ("usual", "own", "none"):
        return surveys_page(wrong={"event": _("Please choose what the event asks.")})
    if how == "usual":
        with doing("choose-survey", event):
            as_usual(found.event.id, moment)
        return redirect(url_for(".surveys"), 303)  # type: ignore[return-value]
    with doing("choose-survey", event):
        code = make_own(found.event.id, moment, on=how == "own")
    where = url_for(".survey", survey=code) if how == "own" else url_for(".surveys")
    return redirect(where, 303)  # type: ignore[return-value]


def surveys_page(wrong: dict[str, str] | None = None) -> Response:
    found = all_surveys()
    events, ids = list(reversed(all_events(drafts=True, private=True))), ids_by_code()
    return page(
        "studio/surveys.html",
        422 if wrong else 200,
        usual=[(one, one.moment.value) for one in found if one.event_id is None and _of(one)],
        alone=[(one, counted(one)) for one in found if one.moment is Moment.ALONE],
        events=[_told(event, ids[event.code], found) for event in events[:30]],
        names=moment_names(),
        languages=languages(),
        closes=(now() + LIFE).date().isoformat(),
        sample=any(event.sample for event in events),
        wrong=wrong or {},
        csrf=csrf.token(),
    )


def counted(one: Survey) -> int | None:
    """How many sheets were sent, roughly; None while they are few."""
    return about(Place(one.moment, one.event_id, None if one.event_id else one.id))


def _of(one: Survey) -> bool:
    return one.moment in USUAL


def _told(event: Glance, id: UUID, found: list[Survey]) -> tuple[Glance, list[Asked]]:
    """An event, and for each moment what it asks and how many have answered."""
    rows = []
    for moment in USUAL:
        own = next((o for o in found if o.moment is moment and o.event_id == id), None)
        usual = next(o for o in found if o.moment is moment and o.event_id is None)
        rows.append(Asked(moment.value, own or usual, own is not None, about(Place(moment, id))))
    return event, rows


def _end_of(sent: str) -> datetime | None:
    """The end of this day where the library is; None if it is none, or too far away."""
    library = here()
    assert library is not None
    try:
        day = date.fromisoformat(sent)
    except ValueError:
        return None
    end = datetime.combine(day, time(23, 59), library.zone)
    return end if now() < end <= now() + LONGEST else None
