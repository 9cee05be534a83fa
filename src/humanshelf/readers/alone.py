"""A survey that stands alone, behind a link or a code to scan: who helps, what is needed."""

from typing import Any

from flask import Response, abort, url_for
from flask_babel import gettext as _

from humanshelf.access import pairing
from humanshelf.impact.sheets import Moment
from humanshelf.pages import page
from humanshelf.pages.asking import Sitting, draw, take
from humanshelf.pages.backdrop import in_language
from humanshelf.pages.clock import now
from humanshelf.pages.language import language
from humanshelf.readers import readers
from humanshelf.records.answers import Filled, Place
from humanshelf.records.surveys import languages
from humanshelf.records.surveys import survey as survey_by_code


@readers.get("/surveys/<survey>")
def alone(survey: str) -> Response:
    """Each time it is opened it is another sheet: it keeps no cookie."""
    sitting, context = alone_or_404(survey)
    return draw(sitting, 1, Filled(), **context)


@readers.post("/surveys/<survey>")
def answer_alone(survey: str) -> Response:
    sitting, context = alone_or_404(survey)
    return take(sitting, lambda: page("readers/thanks.html"), **context)


def alone_or_404(code: str) -> tuple[Sitting, dict[str, Any]]:
    found = survey_by_code(code)
    if found is None or found.moment is not Moment.ALONE or found.id is None or not found.runs:
        abort(404)
    if found.closes is not None and found.closes <= now():
        abort(404)
    secret = pairing.alone()
    sitting = Sitting(
        found,
        found.asked,
        Place(Moment.ALONE, survey_id=found.id),
        pairing.pair(pairing.ALONE, found.id, secret),
        url_for("readers.alone", survey=code),
        languages(),
        {pairing.FIELD: secret},
        apart=True,
    )
    intro = _("Nobody can tell which answers are yours. You may skip any question.")
    title = in_language(found.names("name", language()), language()) or _("A few questions")
    return sitting, {"title": title, "intro": intro}
