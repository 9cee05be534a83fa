"""Rounds at the desk: the bell, who is there, and a reader's wishes for the round after."""

from collections.abc import Callable
from datetime import datetime

from flask import Response, redirect, request, url_for

from humanshelf import phrases
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.cards import card_or_404, card_page
from humanshelf.desk.floor import event_or_404
from humanshelf.desk.steps import act, card
from humanshelf.lending.floor import Floor
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.step import Actor
from humanshelf.pages.clock import now
from humanshelf.pages.sent import Unreadable
from humanshelf.records.floors import changing

BELLS: dict[str, Callable[[Floor, int, datetime], object]] = {
    "gather": lambda floor, number, at: floor.gather(number, at=at),
    "begin": lambda floor, number, at: floor.begin(number, at=at),
    "end": lambda floor, number, at: floor.end(number, at=at),
}


@desk.post("/desk/<event>/bells")
@stays_open
def bell(event: str) -> Response:
    """The one big tap: readers come, the round begins, the round ends. It says which round."""
    return act(event, lambda floor: chosen()(floor, number(), now()))


@desk.post("/desk/<event>/arrivals")
@stays_open
def arrive(event: str) -> Response:
    """Somebody who is called has come to the table, and waits for the bell there."""
    return act(event, lambda floor: floor.say_here(card(), at=now(), actor=Actor.DESK))


@desk.post("/desk/<event>/cards/<id>/next-wishes")
@stays_open
def wish_then(event: str, id: str) -> Response:
    """For a reader without a phone: what to read in the round after; nothing for no more."""
    found = event_or_404(event)
    mine = card_or_404(found, id)
    wishes = tuple(wish for wish in request.form.getlist("wish") if wish)
    try:
        with changing(found.event.id) as change:
            change.floor.wish_then(mine.id, wishes, at=now(), actor=Actor.DESK)
    except Mistake as mistake:
        return card_page(found, mine, phrases.refusal(mistake))
    return redirect(url_for(".card", event=event, id=id), 303)  # type: ignore[return-value]


def chosen() -> Callable[[Floor, int, datetime], object]:
    found = BELLS.get(request.form.get("bell", ""))
    if found is None:
        raise Unreadable
    return found


def number() -> int:
    """Which round the tapped button meant."""
    found = request.form.get("round", "")
    if not (found.isascii() and found.isdigit() and len(found) < 4):
        raise Unreadable
    return int(found)
