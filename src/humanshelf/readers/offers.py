"""What a reader is asked in an event, and has not answered yet on this very browser."""

from humanshelf.access.pairing import READER, known, pair, secret
from humanshelf.impact.sheets import Moment
from humanshelf.records.answers import Place, filled
from humanshelf.records.floors import Scene
from humanshelf.records.surveys import survey_of


def offers(found: Scene) -> frozenset[Moment]:
    """Read from the browser's own cookie, for this answer only: a card knows nothing of it."""
    event = found.event
    both = (Moment.BASELINE, Moment.ENDLINE)
    asked = frozenset(one for one in both if survey_of(event.id, event.edition, one))
    if not asked or not known(event.code):
        return asked
    mine = pair(READER, event.id, secret(event.code))
    sheets = {one: filled(Place(one, event.id), mine) for one in asked}
    return frozenset(one for one, sheet in sheets.items() if not sheet or not sheet.done)
