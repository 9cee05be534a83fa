"""The survey a month later, behind the code that a reader has kept."""

from datetime import datetime

from flask import Response, abort, request, url_for
from flask_babel import gettext as _

from humanshelf.access.pairing import code_hash
from humanshelf.impact import codes
from humanshelf.impact.sheets import Moment
from humanshelf.pages import page
from humanshelf.pages.asking import Sitting, draw, take
from humanshelf.pages.clock import now
from humanshelf.readers import readers
from humanshelf.readers.shelf import event_or_404
from humanshelf.readers.surveys import window
from humanshelf.records.answers import Filled, Place
from humanshelf.records.floors import Scene
from humanshelf.records.pairs import open_from, open_until, pair_of_code
from humanshelf.records.surveys import Survey, languages, survey_of


@readers.get("/events/<code>/surveys/follow-up")
def follow_up(code: str) -> Response:
    found, _asked = follow_up_or_404(code)
    return door(found)


@readers.post("/events/<code>/surveys/follow-up")
def answer_follow_up(code: str) -> Response:
    """The code opens it and travels with every page: there is no cookie a month later."""
    found, asked = follow_up_or_404(code)
    typed = request.form.get("code", "")[:60]
    try:
        kept = codes.read(typed)
    except codes.Mistyped:
        return door(found, typed, _("A sign of this code is not right. Please compare it again."))
    pair = pair_of_code(found.event.id, code_hash(found.event.id, kept))
    if pair is None or not is_open(found, now()):
        return door(found, typed, _("This code opens nothing here. Is it from another event?"))
    sitting = Sitting(
        asked,
        asked.asked,
        Place(Moment.FOLLOW_UP, found.event.id),
        pair,
        url_for("readers.follow_up", code=code),
        languages(),
        {"code": kept},
        apart=True,
    )
    context = {"scene": found, "title": _("A few questions after a month"), "intro": None}
    if "page" not in request.form:
        return draw(sitting, 1, sitting.filled() or Filled(), **context)
    return take(sitting, lambda: page("readers/thanks.html", scene=found), **context)


def follow_up_or_404(code: str) -> tuple[Scene, Survey]:
    """Until its time is over; before that its page says when it opens."""
    found = event_or_404(code)
    asked = survey_of(found.event.id, found.event.edition, Moment.FOLLOW_UP)
    if asked is None or now() >= open_until(found.floor.closes):
        abort(404)
    return found, asked


def is_open(found: Scene, at: datetime) -> bool:
    return open_from(found.floor.closes) <= at < open_until(found.floor.closes)


def door(found: Scene, typed: str = "", wrong: str | None = None) -> Response:
    return page(
        "readers/follow_up.html",
        422 if wrong else 200,
        scene=found,
        typed=typed,
        wrong=wrong,
        open=is_open(found, now()),
        **window(found),
    )
