"""Rehearsals: begun with a few choices, played at the real desk, removed with one click."""

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.libraries.prompter import prompter
from humanshelf.pages import page, wants_fragment
from humanshelf.pages.clock import now
from humanshelf.pages.sent import count, key
from humanshelf.records.events import all_events
from humanshelf.records.floors import scene
from humanshelf.records.rehearsals import MOST, How, TooMany, begin, remove
from humanshelf.rehearsing.script import READERS, SPEEDS
from humanshelf.studio import studio
from humanshelf.studio.home import rehearsed

USUAL = How(speed=5, readers=40, phones=True)


@studio.get("/studio/rehearsals")
def rehearsals() -> Response:
    return rehearsals_page()


@studio.post("/studio/rehearsals")
def rehearse() -> Response:
    """A copy of an event opens now, at the real desk, and its readers begin to arrive."""
    how = asked()
    if how is None:
        return rehearsals_page(_("Please choose a speed, and 5 to 80 readers."))
    sent = key(request.form.get("code"))
    try:
        with doing("start-rehearsal", f"rehearsal-{sent}"):
            code = begin(request.form.get("event", ""), how, now(), sent) or abort(404)
    except TooMany:
        return rehearsals_page(_("Please remove a rehearsal first."))
    prompter().begin()
    rehearsed()
    return redirect(url_for("desk.show", event=code), 303)  # type: ignore[return-value]


@studio.post("/studio/rehearsals/<event>/removals")
def remove_rehearsal(event: str) -> Response:
    """It goes whole. Gone already, it is gone: a second tap is no mistake."""
    found = scene(event, now())
    if found is not None and found.event.rehearsal is not None:
        with doing("remove-rehearsal", event):
            remove(event)
    if wants_fragment():
        # From the menu of its own desk: that page is gone with it.
        return Response(headers={"HX-Redirect": url_for(".rehearsals")})
    return redirect(url_for(".rehearsals"), 303)  # type: ignore[return-value]


def asked() -> How | None:
    speed, readers = (count(request.form.get(name)) for name in ("speed", "readers"))
    if speed not in SPEEDS or not READERS[0] <= readers <= READERS[1]:
        return None
    return How(speed, readers, request.form.get("phones") == "1")


def rehearsals_page(refused: str | None = None) -> Response:
    events = all_events(rehearsals=True, drafts=True, private=True)
    return page(
        "studio/rehearsals.html",
        422 if refused else 200,
        running=[event for event in events if event.rehearsal],
        events=[event for event in reversed(events) if not event.rehearsal],
        most=MOST,
        usual=USUAL,
        speeds=SPEEDS,
        fewest=READERS[0],
        many=READERS[1],
        sample=any(event.sample for event in events),
        refused=refused,
        csrf=csrf.token(),
    )
