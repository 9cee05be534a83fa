"""What readers, books and others tell face to face: entered at a tablet, or later from paper."""

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from humanshelf import phrases
from humanshelf.access import csrf, secrets
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.impact.lines import lines
from humanshelf.impact.voices import Source, Who
from humanshelf.lending.mistakes import Overtaken
from humanshelf.pages import page, voices
from humanshelf.pages.clock import day
from humanshelf.pages.here import zone
from humanshelf.pages.language import OWN_NAMES, language
from humanshelf.pages.sent import binary
from humanshelf.records.feedback import Said, entry, leave
from humanshelf.records.floors import Scene
from humanshelf.records.keeping import words_kept_for
from humanshelf.records.sorting import Gone, may_take_back, take_back

LONGEST = 2000
SPEAKERS = {Who.READER: Source.INTERVIEW, Who.BOOK: Source.INTERVIEW, Who.NEAR: Source.INDIRECT}


@desk.get("/desk/<event>/interviews")
@stays_open
def interviews(event: str) -> Response:
    return interviews_page(held_or_404(event))


@desk.post("/desk/<event>/interviews")
@stays_open
def write_down(event: str) -> Response:
    """Keep what was told. The page is ready for the next one, and can take this one back."""
    found, text = held_or_404(event), lines(request.form.get("text"))
    wrong = refusal(found, text)
    if wrong:
        return interviews_page(found, wrong, text)
    form = request.form.get("form", "")[:64]
    id = leave(said(found, text), secrets.feedback_id(form, event) if form else None)
    again = {name: request.form[name] for name in ("who", "language") if name in request.form}
    address = url_for(".interviews", event=event, entry=id.hex(), **again)  # type: ignore[arg-type]
    return redirect(address, 303)  # type: ignore[return-value]


@desk.post("/desk/<event>/erasures")
@stays_open
def erase_interview(event: str) -> Response:
    """What was just written down goes again, unless somebody has sorted it already."""
    found = held_or_404(event)
    try:
        take_back(found.event.id, binary(request.form.get("entry")) or b"")
    except Gone:
        return interviews_page(found, phrases.refusal(Overtaken()))
    return redirect(url_for(".interviews", event=event), 303)  # type: ignore[return-value]


def said(found: Scene, text: str) -> Said:
    who, book, talk = (Who(request.form["who"]), *map(request.form.get, ("book", "language")))
    return Said(
        event_id=found.event.id,
        day=day(found.event.opens, zone()),
        source=SPEAKERS[who],
        who=who,
        text=text,
        language=talk if talk in OWN_NAMES else language(),
        consent=request.form.get("consent") == "1",
        about=book if book in found.event.books else None,
    )


def refusal(found: Scene, text: str) -> str | None:
    if found.event.closes + words_kept_for() <= found.at:
        return _("Words about this event are not taken now.")
    if request.form.get("who") not in SPEAKERS:
        return _("Please say who speaks.")
    if not 1 <= len(text) <= LONGEST:
        return ngettext(
            "Please write between 1 and %(num)s letter.",
            "Please write between 1 and %(num)s letters.",
            LONGEST,
        )
    return None


def held_or_404(event: str) -> Scene:
    found = event_or_404(event)
    if found.event.rehearsal:
        abort(404)
    return found


def interviews_page(found: Scene, refused: str | None = None, text: str = "") -> Response:
    """Who speaks stays chosen from one to the next: interviews come in rows."""
    last = entry(binary(request.args.get("entry")) or b"")
    sent = request.form if refused else request.args
    return page(
        "desk/interviews.html",
        422 if refused else 200,
        scene=found,
        refused=refused,
        text=text,
        longest=LONGEST,
        last=last if last and may_take_back(last, found.event.id) else None,
        speakers=SPEAKERS,
        voices=voices,
        who=sent.get("who", ""),
        about=sent.get("book", ""),
        spoken=sent.get("language") or language(),
        consent=sent.get("consent") == "1",
        form=request.form.get("form", "")[:64] if refused else secrets.fresh(),
        csrf=csrf.token(),
    )
