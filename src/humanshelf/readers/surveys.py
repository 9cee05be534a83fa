"""The survey before and the one after the reading, apart from the card that leads there."""

from secrets import token_bytes
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access.pairing import (
    FIELD,
    READER,
    code_hash,
    keep,
    known,
    pair,
    secret,
    secret_for_form,
)
from humanshelf.impact import codes
from humanshelf.impact.sheets import Moment
from humanshelf.pages import page
from humanshelf.pages.asking import Sitting, show, take
from humanshelf.pages.clock import now
from humanshelf.readers import readers
from humanshelf.readers.shelf import event_or_404, my_card
from humanshelf.readers.themes import themes
from humanshelf.records.answers import Place
from humanshelf.records.floors import Scene
from humanshelf.records.keeping import kept_for
from humanshelf.records.pairs import CodeTaken, give_code, open_from, open_until
from humanshelf.records.surveys import languages, survey_of

MOMENTS = {moment.value: moment for moment in (Moment.BASELINE, Moment.ENDLINE)}


@readers.get("/events/<code>/surveys/<moment>")
def survey(code: str, moment: str) -> Response:
    found, sitting = sitting_or_404(code, moment)
    response = show(sitting, lambda: thanks(found, sitting), **words(found, sitting))
    return keep(response, code, found.event.closes)


@readers.post("/events/<code>/surveys/<moment>")
def answer_survey(code: str, moment: str) -> Response:
    found, sitting = sitting_or_404(code, moment)
    response = take(sitting, lambda: thanks(found, sitting), **words(found, sitting))
    return keep(response, code, found.event.closes)


@readers.post("/events/<code>/codes")
def keep_code(code: str) -> Response:
    """The code for the survey after a month, shown once: only its hash stays here.

    It was drawn for the form, so that a second tap of the same form shows the same code.
    """
    found, sitting = sitting_or_404(code, Moment.ENDLINE.value)
    sheet = sitting.filled()
    if sheet is None or not sheet.done or not follows(found):
        address = url_for("readers.survey", code=code, moment=Moment.ENDLINE.value)
        return redirect(address, 303)  # type: ignore[return-value]
    try:
        drawn = codes.read(request.form.get("drawn", ""))
        give_code(found.event.id, sitting.pair, code_hash(found.event.id, drawn))
    except (codes.Mistyped, CodeTaken):
        return keep(thanks(found, sitting), code, found.event.closes)
    return page(
        "readers/code.html",
        scene=found,
        code=codes.spaced(drawn),
        address=request.host_url.rstrip("/") + url_for("readers.follow_up", code=code),
        **window(found),
    )


def sitting_or_404(code: str, moment: str) -> tuple[Scene, Sitting]:
    """This browser before this survey, as long as its pair leads to its sheets."""
    found = event_or_404(code)
    event = found.event
    asked = survey_of(event.id, event.edition, MOMENTS.get(moment) or abort(404))
    if asked is None or now() >= found.floor.closes + kept_for():
        abort(404)
    named = themes(found, secret(code)) if asked.moment is Moment.ENDLINE else {}
    others = [one for one in asked.asked if one.item.role != "unread"]
    nothing_else = bool(named and others) and "unread" not in named
    kept = secret_for_form(code)
    return found, Sitting(
        asked,
        others if nothing_else else asked.asked,
        Place(asked.moment, event.id),
        pair(READER, event.id, secret(code)),
        url_for("readers.survey", code=code, moment=moment),
        languages(),
        {FIELD: kept} if kept else {},
        kept=known(code),
        themes=named,
    )


def words(found: Scene, sitting: Sitting) -> dict[str, Any]:
    before = sitting.place.moment is Moment.BASELINE
    return {
        "scene": found,
        "title": _("A few questions before you read")
        if before
        else _("A few questions after the reading"),
        "intro": _(
            "It takes about a minute. Nobody can tell which answers are yours: they are kept "
            "apart from your card. You may skip any question."
        ),
    }


def thanks(found: Scene, sitting: Sitting) -> Response:
    after = sitting.place.moment is Moment.ENDLINE
    return page(
        "readers/surveyed.html",
        scene=found,
        mine=my_card(found),
        sitting=sitting,
        again=after and follows(found),
        drawn=codes.make(token_bytes(9)),
        **window(found),
    )


def follows(found: Scene) -> bool:
    return survey_of(found.event.id, found.event.edition, Moment.FOLLOW_UP) is not None


def window(found: Scene) -> dict[str, Any]:
    closes = found.floor.closes
    return {"first": open_from(closes), "last": open_until(closes)}
