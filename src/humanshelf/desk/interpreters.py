"""Interpreters at the desk: who is there today, between which languages, who goes and comes."""

from hashlib import sha256

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.lending.mistakes import Mistake
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.language import OWN_NAMES, SIGN
from humanshelf.pages.sent import key
from humanshelf.records.floors import Scene, changing
from humanshelf.records.interpreters import MOST, add_interpreter, names_of
from humanshelf.records.plans import on_roster, roster
from humanshelf.tenancy.db import writing

TALKED = (*OWN_NAMES, SIGN)
"""Languages that somebody here may interpret."""


@desk.get("/desk/<event>/interpreters")
@stays_open
def interpreters(event: str) -> Response:
    return interpreters_page(event_or_404(event))


@desk.post("/desk/<event>/interpreters")
@stays_open
def add_interpreting(event: str) -> Response:
    """One interpreter more, under the name that they go by today. A second tap finds them there."""
    found = event_or_404(event)
    name = request.form.get("name", "").strip()
    spoken = [code for code in TALKED if code in request.form.getlist("language")]
    listed = on_roster(request.form.get("listed", "")[:40])
    if listed is not None:
        name, spoken = listed.name, listed.languages
    known = names_of(found.event.id)
    code = sha256(f"{key(request.form.get('code'))} {name}".encode()).hexdigest()[:8]
    if code in known:
        return redirect(url_for(".interpreters", event=event), 303)  # type: ignore[return-value]
    if not 2 <= len(name) <= 40 or not name.isprintable() or name in known.values():
        return interpreters_page(found, _("Please give a name of 2 to 40 letters, once."))
    if len(spoken) < 2 or len(known) >= MOST:
        return interpreters_page(found, _("Please choose at least two languages."))
    with writing() as session:
        if code not in names_of(found.event.id):
            add_interpreter(session, found.event.id, name, spoken, code)
    return redirect(url_for(".interpreters", event=event), 303)  # type: ignore[return-value]


@desk.post("/desk/<event>/attendances")
@stays_open
def attend(event: str) -> Response:
    """An interpreter goes; with ``back`` they are there again. A call that needs them waits."""
    found = event_or_404(event)
    gone = not request.form.get("back")
    try:
        with changing(found.event.id) as change:
            change.floor.interpreter_leaves(request.form.get("code", ""), gone, at=now())
    except Mistake as mistake:
        return interpreters_page(event_or_404(event), phrases.refusal(mistake))
    return redirect(url_for(".interpreters", event=event), 303)  # type: ignore[return-value]


def interpreters_page(found: Scene, refused: str | None = None) -> Response:
    return page(
        "desk/interpreters.html",
        422 if refused else 200,
        scene=found,
        names=names_of(found.event.id),
        listed=[one for one in roster() if one.name not in names_of(found.event.id).values()],
        talked=TALKED,
        sits={card.interpreter: card.label for card in found.floor.cards.values()},
        refused=refused,
        csrf=csrf.token(),
    )
