"""A book's check-in after its day: how it was, on a sheet that does not say whose it is."""

from typing import Any

from flask import Response, abort, url_for
from flask_babel import gettext as _

from humanshelf.access.pairing import BOOK, FIELD, keep, known, pair, secret, secret_for_form
from humanshelf.backroom import backroom
from humanshelf.backroom.room import room_or_404
from humanshelf.impact.sheets import Moment
from humanshelf.pages import page
from humanshelf.pages.asking import Sitting, show, take
from humanshelf.records.answers import Place
from humanshelf.records.floors import Scene
from humanshelf.records.surveys import languages, survey_of


@backroom.get("/backroom/<token>/check-in")
def check_in(token: str) -> Response:
    found, sitting = sitting_or_404(token)
    response = show(sitting, lambda: thanks(found, token), **words(found))
    return keep(response, found.event.code, found.event.closes)


@backroom.post("/backroom/<token>/check-in")
def answer_check_in(token: str) -> Response:
    found, sitting = sitting_or_404(token)
    response = take(sitting, lambda: thanks(found, token), **words(found))
    return keep(response, found.event.code, found.event.closes)


def sitting_or_404(token: str) -> tuple[Scene, Sitting]:
    """The link only lets in: the sheet hangs on the browser's secret, never on the book."""
    found, _book = room_or_404(token)
    code, event = found.event.code, found.event
    asked = survey_of(event.id, event.edition, Moment.CHECK_IN) or abort(404)
    kept = secret_for_form(code)
    return found, Sitting(
        asked,
        asked.asked,
        Place(Moment.CHECK_IN, event.id),
        pair(BOOK, event.id, secret(code)),
        url_for("backroom.check_in", token=token),
        languages(),
        {FIELD: kept} if kept else {},
        kept=known(code),
    )


def words(found: Scene) -> dict[str, Any]:
    return {
        "scene": found,
        "title": _("How was your day?"),
        "intro": _(
            "The coordinators read your answers. Your name does not stand there, but in a small "
            "team they may guess. If something is wrong now, please ask somebody to come "
            "to you."
        ),
    }


def thanks(found: Scene, token: str) -> Response:
    return page("backroom/thanks.html", scene=found, token=token)
