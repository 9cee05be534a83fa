"""The link to a private event: a page with a button, and behind it the event.

What the link is for and whether it was ever good, no page says: one that is used up, run out or
taken back is like one that never was.
"""

from flask import Response, abort, redirect, request, url_for

from humanshelf.access import entrance
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.sent import key
from humanshelf.readers import readers
from humanshelf.records import entrances
from humanshelf.records.entrance_rows import InvitationRow
from humanshelf.records.floors import Scene, scene_by_id
from humanshelf.tenancy.db import writing


@readers.get("/welcome/<token>")
def invited(token: str) -> Response:
    """Previews look at it and use nothing up."""
    found, _invitation = invitation_or_404(token)
    return page("readers/welcome.html", token=token, scene=found)


@readers.post("/welcome/<token>")
def come_in(token: str) -> Response:
    """Count this browser, unless it was let in before; then the link is needed no more."""
    form = bytes.fromhex(key(request.form.get("form")))
    found, invitation = invitation_or_404(token, form)
    response = redirect(url_for(".event", code=found.event.code), 303)
    if not entrance.guest(found):
        with writing() as session:
            entrances.use(session, invitation.id, form, now()) or abort(404)
            entrances.restore_secret(session, found.event.id)
        found = scene_by_id(found.event.id, now()) or abort(404)
        entrance.welcome(response, found, invitation.id)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


def invitation_or_404(token: str, form: bytes = b"") -> tuple[Scene, InvitationRow]:
    """One that lets in one more browser, or has let in this one; or has just counted this form,
    whose first answer may have been lost."""
    found = entrances.invitation(token[:64]) or abort(404)
    event = scene_by_id(found.event_id, now()) or abort(404)
    if found.revoked or not event.event.invited:
        abort(404)
    again = bool(form) and found.counted(form)
    if not found.opens(now()) and not again and not entrance.guest(event):
        abort(404)
    return event, found
