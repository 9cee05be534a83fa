"""The record of an event, during it and after: what was lent, and how true the times were."""

from flask import Response, abort

from humanshelf.access import csrf
from humanshelf.lending.record import ENOUGH
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.floors import scene
from humanshelf.records.record import record_of
from humanshelf.studio import studio


@studio.get("/studio/events/<event>/record")
def record(event: str) -> Response:
    found = scene(event, now(), drafts=True) or abort(404)
    summed = record_of(event, found.at) or abort(404)
    return page("studio/record.html", scene=found, record=summed, enough=ENOUGH, csrf=csrf.token())
