"""Cards at the desk: one for a reader without a phone, its slip, and one waiting card close up."""

from uuid import uuid4

from flask import Response, abort, redirect, request, url_for

from humanshelf import phrases
from humanshelf.access import csrf
from humanshelf.access.marks import stays_open
from humanshelf.access.secrets import card_token
from humanshelf.desk import desk
from humanshelf.desk.floor import event_or_404
from humanshelf.lending.card import Card
from humanshelf.lending.facts import card_facts, seat_facts
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.step import Actor
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.sent import count, identity
from humanshelf.pages.talk import spoken_between, talk
from humanshelf.records.floors import Scene, changing


@desk.get("/desk/<event>/cards")
@stays_open
def blank(event: str) -> Response:
    """The form for a reader who has no phone."""
    return blank_page(event_or_404(event))


@desk.post("/desk/<event>/cards")
@stays_open
def give(event: str) -> Response:
    """Give a card. Its id stands in the form, so that a second tap finds the card given."""
    found = event_or_404(event)
    wishes = tuple(wish for wish in request.form.getlist("wish") if wish)
    id = identity(request.form.get("card")) or uuid4()
    try:
        with changing(found.event.id) as change:
            if not change.gave(id):
                change.hand_out(id, card_token(id))
                change.floor.take(
                    id,
                    wishes,
                    at=now(),
                    group=count(request.form.get("group")),
                    hold_first=request.form.get("hold_first") == "1",
                    paper=True,
                    talk=talk(change.floor),
                    actor=Actor.DESK,
                )
    except Mistake as mistake:
        return blank_page(found, phrases.refusal(mistake), wishes, mistake.instead)
    return redirect(url_for(".slip", event=event, id=id.hex), 303)  # type: ignore[return-value]


def blank_page(
    found: Scene,
    refused: str | None = None,
    chosen: tuple[str, ...] = (),
    instead: tuple[str, ...] = (),
) -> Response:
    return page(
        "desk/walk_in.html",
        422 if refused else 200,
        scene=found,
        seats=seat_facts(found.floor, found.forecast, found.at),
        refused=refused,
        chosen=chosen,
        instead=instead,
        talks=spoken_between(found.floor),
        id=uuid4().hex,
        csrf=csrf.token(),
    )


@desk.get("/desk/<event>/cards/<id>")
@stays_open
def card(event: str, id: str) -> Response:
    """One card close up: what it waits for, and what can be done with it."""
    found = event_or_404(event)
    return card_page(found, card_or_404(found, id))


def card_page(found: Scene, mine: Card, refused: str | None = None) -> Response:
    return page(
        "desk/card.html",
        422 if refused else 200,
        scene=found,
        card=mine,
        refused=refused,
        facts=card_facts(found.floor, found.forecast, mine, found.at),
        free=[b for b in found.floor.free_books(found.at) if b in mine.wishes],
        csrf=csrf.token(),
    )


@desk.get("/desk/<event>/cards/<id>/slip")
@stays_open
def slip(event: str, id: str) -> Response:
    """The card on paper: label, wishes, time, and a code for whoever has a phone after all."""
    found = event_or_404(event)
    mine = card_or_404(found, id)
    address = request.host_url.rstrip("/") + url_for("readers.card", token=card_token(mine.id))
    return page(
        "desk/slip.html",
        scene=found,
        card=mine,
        facts=card_facts(found.floor, found.forecast, mine, found.at),
        address=address,
    )


def card_or_404(found: Scene, id: str) -> Card:
    known = identity(id)
    return (known and found.card(known)) or abort(404)
