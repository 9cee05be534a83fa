"""When films start in the rooms of an event, by the library's clock."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.pages.sent import identity
from humanshelf.records.exhibits import LONGEST, ROOMS, Exhibit, all_exhibits, screenings_of
from humanshelf.records.floors import Scene, scene
from humanshelf.records.hanging import RoomTaken, add_screening, remove_screening
from humanshelf.records.programme import shown_exhibit
from humanshelf.studio import studio
from humanshelf.studio.exhibits import languages
from humanshelf.studio.numbers import whole

FILMS = ("film", "documentary")


@studio.get("/studio/events/<event>/screenings")
def screenings(event: str) -> Response:
    return screenings_page(event_or_404(event))


@studio.post("/studio/events/<event>/screenings")
def screen(event: str) -> Response:
    """A film more. What does not hold is said, and nothing is changed."""
    found = event_or_404(event)
    try:
        with doing("add-screening", event):
            add_screening(found.event.id, *asked(found))
    except Wrong as wrong:
        return screenings_page(found, str(wrong))
    except RoomTaken:
        return screenings_page(found, _("Another film runs in this room at that time."))
    return redirect(url_for(".screenings", event=event), 303)  # type: ignore[return-value]


@studio.post("/studio/events/<event>/screenings/<id>/removals")
def strike(event: str, id: str) -> Response:
    """It is struck from the programme. Gone already, it is gone."""
    found = event_or_404(event)
    with doing("remove-screening", event):
        remove_screening(found.event.id, identity(id) or abort(404))
    return redirect(url_for(".screenings", event=event), 303)  # type: ignore[return-value]


class Wrong(Exception):
    """What was typed does not hold; said in a sentence."""


def asked(found: Scene) -> tuple[UUID, str, datetime, int]:
    """Film, room, start and minutes, as they were typed. Raises :class:`Wrong`."""
    films = {row.code: row for row in films_of(found, all_exhibits())}
    film, room = films.get(request.form.get("film", "")), request.form.get("room", "")
    if film is None or room not in rooms(found):
        raise Wrong(_("Please choose a film and a room."))
    typed = request.form.get("minutes", "").strip()
    minutes = whole(typed) if typed else film.minutes
    if minutes is None or not 1 <= minutes <= LONGEST:
        raise Wrong(_("Please give the length in minutes."))
    starts = moment(request.form.get("starts", ""), found)
    if starts is None or starts + timedelta(minutes=minutes) > found.floor.closes:
        raise Wrong(_("Please give a time while the event runs."))
    return film.id, room, starts, minutes


def films_of(found: Scene, rows: list[Exhibit]) -> list[Exhibit]:
    """Those that readers could see there: the event's own, and what hangs for good."""
    owners = (None, found.event.id)
    return [row for row in rows if row.kind in FILMS and row.event_id in owners]


def event_or_404(code: str) -> Scene:
    return scene(code, now(), drafts=True) or abort(404)


def rooms(found: Scene) -> tuple[str, ...]:
    return ROOMS if found.event.side_room else ROOMS[:1]


def moment(typed: str, found: Scene) -> datetime | None:
    """A clock time of the event's evening; None if the clock does not show it while it runs.

    An evening may run past midnight, and a clock that goes forward leaves times out.
    """
    library = here()
    zone = library.zone if library else ZoneInfo("UTC")
    try:
        hour, minute = (int(part) for part in typed.split(":"))
        day = found.event.opens.astimezone(zone)
        first = day.replace(hour=hour, minute=minute, second=0, microsecond=0)
    except ValueError:
        return None
    for one in (first, first + timedelta(days=1)):
        utc = one.astimezone(found.event.opens.tzinfo)
        there = utc.astimezone(zone).strftime("%H:%M") == f"{hour:02}:{minute:02}"
        if there and found.event.opens <= utc < found.floor.closes:
            return utc
    return None


def screenings_page(found: Scene, wrong: str | None = None) -> Response:
    order, rows = tuple(languages()), all_exhibits()
    shown = {row.id: shown_exhibit(row, order) for row in rows}
    return page(
        "studio/screenings.html",
        422 if wrong else 200,
        event=found.event,
        closes=found.floor.closes,
        screenings=screenings_of(found.event.id),
        shown=shown,
        films=[shown[row.id] for row in films_of(found, rows)],
        rooms=rooms(found),
        typed={name: request.form.get(name, "") for name in ("film", "room", "starts", "minutes")},
        wrong=wrong,
        sample=found.event.sample,
        csrf=csrf.token(),
    )
