"""An event held again: repetitions as drafts in a series, and templates for what is alike."""

import re
from secrets import token_hex

from flask import Response, redirect, request, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from humanshelf.access.acts import did
from humanshelf.pages.clock import now
from humanshelf.pages.here import zone
from humanshelf.pages.localtime import Every, NoSuchTime, again
from humanshelf.records import plans
from humanshelf.records.preparing import repeat
from humanshelf.studio import studio
from humanshelf.studio.clashes import between
from humanshelf.studio.events import event_or_404
from humanshelf.studio.numbers import whole
from humanshelf.studio.publishing import refuse
from humanshelf.tenancy.db import writing

MOST = 26
"""Repetitions at once: half a year of weeks."""
BATCH = re.compile(r"[0-9a-f]{6}", re.ASCII)
NAME = 60


@studio.post("/studio/events/<event>/repetitions")
def repeat_event(event: str) -> Response:
    """Drafts on later days, at the same time by the clocks there. A word of the form says which
    they are, so that a second tap finds them made."""
    row, batch = event_or_404(event), request.form.get("batch", "")
    number = whole(request.form.get("times", ""))
    every = next((one for one in Every if one == request.form.get("every")), None)
    if number is None or not 1 <= number <= MOST:
        return refuse(event, between(1, MOST))
    if every is None:
        return refuse(event, _("Please choose from the list."))
    try:
        times = again(row.opens, row.closes, every, number, zone())
    except NoSuchTime as missing:
        return refuse(
            event,
            _(
                "On %(day)s the clocks are set forward: that time does not exist. "
                "Nothing was made.",
                day=format_date(missing.day, "d MMMM y", rebase=False),
            ),
        )
    times = [when for when in times if when[0] > now()]
    if not times:
        return refuse(event, _("All these days are past."))
    with writing() as session:
        made = repeat(session, event, times, batch if BATCH.fullmatch(batch) else token_hex(3))
        did(session, "repeat-event", event)
    series = event_or_404(event).series
    return redirect(url_for(".events", series=series, repeated=len(made)), 303)  # type: ignore[return-value]


@studio.post("/studio/events/<event>/templates")
def keep_template(event: str) -> Response:
    """What of this event is alike every time, under a name. The same name: kept anew."""
    row = event_or_404(event)
    name = " ".join(request.form.get("name", "").split())
    if not 1 <= len(name) <= NAME or not name.isprintable():
        return refuse(event, _("Please give a name of at most %(num)s signs.", num=NAME))
    try:
        with writing() as session:
            did(session, "keep-template", plans.keep_template(session, row, name).code)
    except plans.Full:
        return refuse(event, _("There are so many templates that one has to go first."))
    return redirect(url_for(".event", event=event, kept=1), 303)  # type: ignore[return-value]


@studio.post("/studio/templates/<template>/removals")
def remove_template(template: str) -> Response:
    """Gone already, it is gone."""
    with writing() as session:
        if plans.remove_template(session, template):
            did(session, "remove-template", template)
    return redirect(url_for(".events"), 303)  # type: ignore[return-value]
