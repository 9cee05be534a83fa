"""What an event lacks before readers may see it, each with the place where it is mended."""

from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from humanshelf.lending.sense import contradictions
from humanshelf.pages.here import here
from humanshelf.records.events import Event
from humanshelf.records.rows import policy
from humanshelf.records.shelves import any_shown


def lacking(event: Event, at: datetime) -> list[tuple[str, str]]:
    """Sentences with addresses; none if it may be published."""
    library = here()
    assert library is not None
    main = library.languages[0]
    form = url_for("studio.event", event=event.code)
    found = []
    if not any(text.language == main and text.title for text in event.texts):
        found.append((_("It has no title in the library’s main language."), f"{form}#title-{main}"))
    if event.opens <= at:
        found.append((_("Its time is past."), f"{form}#day"))
    if not any_shown(event):
        found.append((_("No book is on its shelf."), url_for("studio.shelf", event=event.code)))
    length = int((event.closes - event.opens).total_seconds() // 60)
    if contradictions(policy(event.policy), length):
        rules = url_for("studio.policy", event=event.code)
        found.append((_("Its rules do not fit its length."), rules))
    return found
