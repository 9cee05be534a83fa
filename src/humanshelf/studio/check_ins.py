"""How their day was, as an event's books told it: whole sheets, once the event is over."""

from flask import Response, abort, request
from flask_babel import gettext as _

from humanshelf.impact.sheets import RATHER_NOT
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.language import language
from humanshelf.pages.reporting.parts import Said
from humanshelf.records.events import Glance, all_events, ids_by_code
from humanshelf.records.survey_results import Line, check_ins
from humanshelf.records.surveys import Survey

EVENTS = 12
"""So many of those that are over can be chosen."""


def check_ins_page(found: Survey) -> Response:
    """While an event runs, the moment at which a sheet comes would tell whose it is."""
    ids, held = ids_by_code(), reversed(all_events(private=True))
    over = [one for one in held if one.over(now())][:EVENTS]
    over = [one for one in over if found.event_id in (None, ids[one.code])]
    chosen = asked_for(over)
    return page(
        "studio/check_ins.html",
        survey=found,
        events=over,
        chosen=chosen,
        sheets=[list(map(told, sheet)) for sheet in check_ins(ids[chosen.code])] if chosen else [],
    )


def asked_for(over: list[Glance]) -> Glance | None:
    """The event in the address, else the latest."""
    code = request.args.get("event")
    if code is None:
        return over[0] if over else None
    return next((one for one in over if one.code == code), None) or abort(404)


def told(line: Line) -> tuple[Said, list[Said], str]:
    """A question, what was answered, what was written."""
    here = language()
    answers = line.answer if isinstance(line.answer, tuple) else (line.answer,)
    said = [answer(line, str(one)) for one in answers if one is not None]
    return line.words_of("text", here), said, _("Sealed.") if line.sealed else line.written


def answer(line: Line, step: str) -> Said:
    """An option in its words; a step with the end of the scale that it stands at, or with both."""
    if step == RATHER_NOT:
        return _("I would rather not say"), language()
    item, (words, its) = line.item, line.words_of(step, language())
    if words or not item.high:
        return words or step, its
    ends = ((item.low, "low"), (item.high, "high"))
    low, high = (f"{at} ({line.words_of(end, language())[0]})" for at, end in ends)
    told = _("%(step)s on a scale from %(low)s to %(high)s", step=step, low=low, high=high)
    return told, line.words_of("low", language())[1]
