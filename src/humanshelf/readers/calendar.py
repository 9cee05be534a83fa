"""Public events for a reader's own calendar.

A calendar travels to other devices and is read by others: an entry has the neutral title of our
pages, times and place, and names neither the library nor a book.
"""

from collections.abc import Iterable
from datetime import datetime

from flask import Response, abort, request, url_for
from flask_babel import pgettext
from icalendar import Calendar, Event, vText

from humanshelf.pages.clock import now
from humanshelf.pages.downloads import download
from humanshelf.pages.language import language
from humanshelf.readers import readers
from humanshelf.readers.shelf import event_or_404
from humanshelf.records.calendar import Entry, entries, entry

MAKER = "-//Humanshelf//Events//EN"


@readers.get("/events/<code>.ics")
def calendar(code: str) -> Response:
    event_or_404(code)
    return answer([entry(code) or abort(404)])


@readers.get("/events.ics")
def calendars() -> Response:
    return answer(entries(now()))


def answer(found: Iterable[Entry]) -> Response:
    """In the language of whoever asks; what a subscription asks for stands in its address."""
    at, title = now(), pgettext("title", "Reading list")
    made = Calendar()
    made.add("prodid", MAKER)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", vText(title))
    for one in found:
        made.add_component(component(one, title, at))
    return download(made.to_ical(), "text/calendar; charset=utf-8", "reading.ics")


def component(one: Entry, title: str, at: datetime) -> Event:
    shown = language()
    made = Event()
    made.add("uid", str(one.uid))
    made.add("dtstamp", at.replace(microsecond=0))
    made.add("dtstart", one.opens)
    made.add("dtend", one.closes)
    made.add("sequence", one.sequence)
    made.add("status", "CANCELLED" if one.off else "CONFIRMED")
    made.add("class", "PRIVATE")
    made.add("summary", title)
    place, notice = one.words("place", shown)[0], one.notice("text", shown)[0]
    if place:
        made.add("location", place)
    if one.off and notice:
        made.add("description", notice)
    made.add("url", request.host_url.rstrip("/") + url_for("readers.event", code=one.code))
    return made
