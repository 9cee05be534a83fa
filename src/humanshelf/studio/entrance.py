"""Who may come in to an event: the code on site, the poster's, and invitations to a private one."""

from datetime import timedelta

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf.access import csrf, secrets
from humanshelf.access.acts import did
from humanshelf.access.entrance import printed_code
from humanshelf.lending.mistakes import Overtaken
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.sent import fresh_secret, identity
from humanshelf.records import entrances
from humanshelf.records.entrances import MOST_INVITATIONS, Full, Rules
from humanshelf.records.floors import Scene, scene
from humanshelf.studio import studio
from humanshelf.studio.clashes import between
from humanshelf.studio.numbers import whole
from humanshelf.tenancy.db import db, writing

HOURS = (0, 1, 3, 6, 12, 24, 48)
"""How long before a private event its place and time may be told."""
LONGEST = 60
USES, DAYS = (1, 1000), (1, 90)


@studio.get("/studio/events/<event>/entrance")
def entrance(event: str) -> Response:
    return entrance_page(found_or_404(event))


@studio.post("/studio/events/<event>/entrance")
def save_entrance(event: str) -> Response:
    found = found_or_404(event)
    hours = whole(request.form.get("hours", ""))
    if hours not in HOURS:
        return entrance_page(found, wrong={"hours": _("Choose one of these.")})
    rules = Rules("coded" in request.form, "invited" in request.form, hours * 60)
    edition = whole(request.form.get("edition", "")) or 0
    try:
        with writing() as session:
            entrances.set_rules(session, found.event.id, rules, edition=edition)
            did(session, "change-entrance", event)
    except Overtaken:
        stands = _("Somebody else has changed this meanwhile. This is how it stands now.")
        return entrance_page(found_or_404(event), refused=stands)
    return redirect(url_for(".entrance", event=event, saved=1), 303)  # type: ignore[return-value]


@studio.post("/studio/events/<event>/posters")
def renew_poster(event: str) -> Response:
    """Another code for the poster, with ``over`` none: the older one ends at once."""
    found = found_or_404(event)
    with writing() as session:
        entrances.set_printed(session, found.event.id, printed="over" not in request.form)
        did(session, "renew-entrance", event)
    return redirect(url_for(".entrance", event=event, saved=1), 303)  # type: ignore[return-value]


@studio.post("/studio/events/<event>/invitations")
def invite(event: str) -> Response:
    """A link, shown this once: what is kept of it opens nothing."""
    found, wrong = found_or_404(event), {}
    purpose = " ".join("".join(filter(str.isprintable, field("purpose"))).split())
    most, days = whole(field("most")), whole(field("days"))
    if not 1 <= len(purpose) <= LONGEST:
        wrong["purpose"] = _("Please say in a few words what it is for.")
    for name, number, bounds in (("most", most, USES), ("days", days, DAYS)):
        if field(name) and (number is None or not bounds[0] <= number <= bounds[1]):
            wrong[name] = between(*bounds)
    if not field("most") and not field("days"):
        wrong["most"] = _("Please give one limit at least.")
    if wrong:
        return entrance_page(found, wrong=wrong)
    token = secrets.of_form("entrance", field("link"))
    until = now() + timedelta(days=days) if days else None
    try:
        with writing() as session:
            if entrances.invite(session, found.event.id, token, purpose, most, until):
                did(session, "invite", event)
    except Full:
        return entrance_page(found, wrong={"purpose": full()})
    address = request.host_url.rstrip("/") + url_for("readers.invited", token=token)
    return entrance_page(found_or_404(event), link=(purpose, address))


@studio.post("/studio/events/<event>/invitations/<id>/revocations")
def revoke(event: str, id: str) -> Response:
    """Whoever came by this link knows of the event no more; with ``over`` they do again."""
    found, known = found_or_404(event), identity(id) or abort(404)
    revoked = "over" not in request.form
    with writing() as session:
        entrances.revoke(session, found.event.id, known, revoked=revoked) or abort(404)
        did(session, "revoke-invitation", event)
    return redirect(url_for(".entrance", event=event, saved=1), 303)  # type: ignore[return-value]


def found_or_404(event: str) -> Scene:
    found = scene(event, now(), drafts=True)
    return found if found and not found.event.rehearsal else abort(404)


def field(name: str) -> str:
    return request.form.get(name, "")[:200].strip()


def full() -> str:
    return _("An event has at most %(num)s invitations.", num=MOST_INVITATIONS)


def entrance_page(
    found: Scene,
    *,
    wrong: dict[str, str] | None = None,
    refused: str | None = None,
    link: tuple[str, str] | None = None,
) -> Response:
    code, event_id = printed_code(found.event), found.event.id
    return page(
        "studio/entrance.html",
        422 if wrong else 409 if refused else 200,
        scene=found,
        sample=found.event.sample,
        hours=HOURS,
        printed=secrets.spaced(code) if code else None,
        invitations=entrances.invitations_of(db.session(), event_id),
        wrong=wrong or {},
        typed={name: field(name) if wrong else "" for name in ("purpose", "most", "days")},
        refused=refused,
        link=link,
        secret=fresh_secret(),
        news=_("Saved.") if "saved" in request.args else None,
        csrf=csrf.token(),
    )
