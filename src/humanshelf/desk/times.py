"""The event's own times: minutes added for all, and another end."""

import re
from datetime import datetime, time, timedelta

from flask import Response, request

from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.steps import act, number
from humanshelf.lending.floor import Floor
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.pages.sent import Unreadable

STEPS = ("5", "10")
"""Minutes that one tap adds to all expected times."""
TIME = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)


@desk.post("/desk/<event>/delays")
@stays_open
def delay(event: str) -> Response:
    """More minutes for all; with ``over`` all of them are taken back."""
    if request.form.get("over"):
        return act(event, lambda floor: floor.add_minutes(-floor.delay, at=now()))
    return act(event, lambda floor: floor.add_minutes(more(), number("stands"), at=now()))


@desk.post("/desk/<event>/ends")
@stays_open
def reschedule(event: str) -> Response:
    """The event ends at another time of the same evening, by the library's clock."""
    return act(event, lambda floor: floor.reschedule(end_of(floor), at=now()))


def more() -> int:
    found = request.form.get("more", "")
    if found not in STEPS:
        raise Unreadable
    return int(found)


def end_of(floor: Floor) -> datetime:
    """The first such time after the opening: an event may end after midnight."""
    found, library = request.form.get("time", ""), here()
    if library is None or not TIME.fullmatch(found):
        raise Unreadable
    day = floor.opens.astimezone(library.zone).date()
    end = datetime.combine(day, time.fromisoformat(found), library.zone)
    return end if end > floor.opens else end + timedelta(days=1)
