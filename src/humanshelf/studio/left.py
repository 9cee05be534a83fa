"""What is left of people, and until when; a coordinator may let an event be forgotten earlier."""

from flask import Response, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf
from humanshelf.access.acts import doing
from humanshelf.libraries import forgetting
from humanshelf.libraries import left as records
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.events import ids_by_code
from humanshelf.records.profile import profile
from humanshelf.records.retention import forget_now
from humanshelf.studio import studio

COMMAND = "humanshelf forget --clock-is-right"


@studio.get("/studio/left")
def left() -> Response:
    at, row = now(), profile()
    app = current_app._get_current_object()  # type: ignore[attr-defined]
    return page(
        "studio/left.html",
        events=records.of_events(),
        others=records.of_library(),
        doubt=forgetting.doubt(app),
        at=at,
        hours=row.hours_kept,
        days=row.words_kept,
        contacts=row.contacts_kept,
        forgotten="forgotten" in request.args,
        command=COMMAND,
    )


@studio.get("/studio/left/<event>")
def forgetting_now(event: str) -> Response:
    """What would go, before it does: nothing brings it back."""
    return before(event)


@studio.post("/studio/left/<event>/forgettings")
def forget_event(event: str) -> Response:
    """Of an event that is over. Sent twice, the second finds nothing left."""
    found = records.of_event(event)
    if event not in ids_by_code():
        abort(404)
    if found and found.going:
        if not found.event.over(now()):
            return before(event, 409)
        with doing("forget-event", event):
            forget_now(ids_by_code()[event])
    return redirect(url_for(".left", forgotten=1), 303)  # type: ignore[return-value]


def before(event: str, status: int = 200) -> Response:
    found = records.of_event(event)
    if found is None:
        if event not in ids_by_code():
            abort(404)
        return redirect(url_for(".left"), 303)  # type: ignore[return-value]
    running = not found.event.over(now())
    wrong = _("It is not over yet. It can be closed at the desk.") if running else None
    return page("studio/forgetting.html", status, found=found, wrong=wrong, csrf=csrf.token())
