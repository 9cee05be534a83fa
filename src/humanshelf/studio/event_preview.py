"""An event as readers will see it: as it is saved, or as it stands in the form just now."""

from typing import Any

from flask import Response, request

from humanshelf.access import csrf
from humanshelf.pages import fragment, page, wants_fragment
from humanshelf.pages.clock import now
from humanshelf.pages.here import zone
from humanshelf.pages.language import language
from humanshelf.records.events import Event
from humanshelf.records.floors import scene
from humanshelf.records.preparing import TEXTS, plan_of, real_event
from humanshelf.records.showing import ShownBook
from humanshelf.records.words import Words
from humanshelf.studio import studio
from humanshelf.studio.event_form import Form, begin, filled, sent, times
from humanshelf.studio.events import event_or_404, languages

TEMPLATE = "studio/event_preview.html"


@studio.get("/studio/events/<event>/preview")
def preview_event(event: str) -> Response:
    row = event_or_404(event)
    return page(TEMPLATE, **drawn(filled(plan_of(row), languages(), zone()), row), whole=True)


@studio.post("/studio/previews/event")
def preview_typed() -> Response:
    """Nothing is saved. A script that draws while somebody types asks for the part alone."""
    row = real_event(request.form.get("event", "")[:80])
    context = drawn(sent(request.form, languages()), row)
    if wants_fragment():
        return Response(fragment(TEMPLATE, "shown", **context, whole=False))
    return page(TEMPLATE, **context, whole=True)


def drawn(form: Form, row: Event | None) -> dict[str, Any]:
    texts = {lang: {key: form.fields[f"{key}-{lang}"] for key in TEXTS} for lang in languages()}
    when = times(Form(dict(form.fields)), zone(), now(), row.opens if row else None)
    found = scene(row.code, now(), drafts=True) if row else None
    books: list[tuple[str, ShownBook]] = []
    if found is not None:
        books = [(seat.table, found.event.books[code]) for code, seat in found.floor.shelf.items()]
    return {
        "words": Words(texts, tuple(languages())),
        "opens": when[0] if when else begin(form, zone()),
        "closes": when[1] if when else None,
        "books": books,
        "event": row,
        "shown_in": language(),
        "sample": bool(row and row.sample),
        "csrf": csrf.token(),
    }
