"""The handover note at the desk: written on its own page, cleared and brought back by a tap."""

from flask import Response, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.floor import after, event_or_404
from humanshelf.lending.mistakes import EventOver, Overtaken
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.records.floors import Scene
from humanshelf.records.keeping import kept_for
from humanshelf.records.notes import LONGEST, Replaced, clear_note, leave_note


@desk.get("/desk/<event>/notes")
@stays_open
def notes(event: str) -> Response:
    return notes_page(event_or_404(event))


@desk.post("/desk/<event>/notes")
@stays_open
def leave_a_note(event: str) -> Response:
    """Leave a note to the next shift. It takes the place of the one before."""
    found, text = event_or_404(event), written()
    if found.event.closes <= now() - kept_for():
        return notes_page(found, phrases.refusal(EventOver()), text)
    if not 1 <= len(text) <= LONGEST:
        return notes_page(found, _("Please write between 1 and 500 letters."), text)
    leave_note(found.event.id, text, now())
    return redirect(url_for(".show", event=event), 303)  # type: ignore[return-value]


@desk.post("/desk/<event>/clearances")
@stays_open
def clear(event: str) -> Response:
    """The note was dealt with; with ``over`` it stands again."""
    at = None if request.form.get("over") else now()
    try:
        clear_note(event_or_404(event).event.id, request.form.get("seen", ""), at)
    except Replaced:
        return after(event, phrases.refusal(Overtaken()))
    return after(event)


def written() -> str:
    """What was sent, line by line, without what no keyboard writes."""
    lines = request.form.get("text", "").splitlines()
    kept = ("".join(c for c in line if c.isprintable()).strip() for line in lines)
    return "\n".join(line for line in kept if line)


def notes_page(found: Scene, refused: str | None = None, text: str | None = None) -> Response:
    note = found.event.note
    standing = "\n".join(note.lines) if note and note.cleared is None else ""
    return page(
        "desk/notes.html",
        422 if refused else 200,
        scene=found,
        refused=refused,
        text=standing if text is None else text,
        longest=LONGEST,
        csrf=csrf.token(),
    )
