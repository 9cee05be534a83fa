"""The reader's own card, behind its secret link: what it shows, and what its reader may do."""

from collections.abc import Callable, Hashable
from typing import Any
from uuid import uuid4, uuid5

from flask import Response, abort, redirect, request, url_for

from humanshelf import phrases
from humanshelf.access import entrance
from humanshelf.access.secrets import card_token
from humanshelf.impact.sheets import Moment
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.facts import CardFacts, card_facts, seat_facts
from humanshelf.lending.mistakes import Mistake, NobodyReads
from humanshelf.lending.step import Actor
from humanshelf.live import stream
from humanshelf.pages import answer, fragment, page, wants_fragment
from humanshelf.pages.clock import now
from humanshelf.pages.sent import count
from humanshelf.pages.talk import spoken_between, talk
from humanshelf.readers import readers
from humanshelf.readers.fits import with_fits
from humanshelf.readers.offers import offers
from humanshelf.readers.shelf import my_card
from humanshelf.readers.visibility import (
    NotOfAge,
    check,
    entered,
    narrowed,
    of_these,
    say_of_age,
    seats_of,
    visible,
)
from humanshelf.records.floors import Change, Scene, changing, scene_of_card

TEMPLATE = "readers/card.html"


@readers.get("/cards/<token>")
def card(token: str) -> Response:
    found, mine = card_or_404(token)
    response = answer(TEMPLATE, **drawn(found, token, facts_of(found, mine)))
    # Whoever holds a card of a private event may know of it, a card given at the desk too.
    return response if entrance.guest(found) else entrance.welcome(response, found)


@readers.get("/cards/<token>/live")
def card_live(token: str) -> Response:
    found, mine = card_or_404(token)
    # What the phone has answered, and typed, is known here alone, not to the watcher.
    asks, code = offers(found), entered(found)

    def watch(scene: Scene) -> Hashable | None:
        card = scene.card(mine.id)
        return facts_of(scene, card, code) if card else None

    def draw(scene: Scene, facts: Hashable) -> str:
        assert isinstance(facts, CardFacts)
        return fragment(TEMPLATE, "main", **drawn(scene, token, facts, asks=asks))

    return stream(found, watch, draw)


@readers.post("/cards/<token>/pause")
def pause(token: str) -> Response:
    return act(token, lambda change, card: change.floor.pause(card.id, at=now()), Stage.PAUSED)


@readers.post("/cards/<token>/return")
def come_back(token: str) -> Response:
    def verb(change: Change, card: Card) -> None:
        if card.stage is not Stage.LEFT:
            return change.floor.come_back(card.id, at=now())
        reader = change.reader_of(card.id)
        if reader and change.card_of(reader):
            raise Mistake
        change.floor.rejoin(card, at=now())

    return act(token, verb, Stage.WAITING)


@readers.post("/cards/<token>/here")
def here(token: str) -> Response:
    return act(token, lambda change, card: change.floor.say_here(card.id, at=now()))


@readers.post("/cards/<token>/departure")
def leave(token: str) -> Response:
    return act(token, lambda change, card: change.floor.leave(card.id, at=now()), Stage.LEFT)


@readers.get("/cards/<token>/wishes")
def wishes(token: str) -> Response:
    found, mine = card_or_404(token)
    wish = request.args.get("wish")
    return wishes_page(found, mine, token, chosen=(wish,) if wish else None)


@readers.post("/cards/<token>/wishes")
def change_wishes(token: str) -> Response:
    """Other wishes, the same place. What is refused stands on the form, with what was chosen."""
    found, mine = card_or_404(token)
    chosen = tuple(wish for wish in request.form.getlist("wish") if wish)
    try:
        check(found, chosen, visible(found, mine), frozenset(mine.wishes))
        with changing(found.event.id) as change:
            change.floor.change_wishes(
                mine.id,
                chosen,
                at=now(),
                group=count(request.form.get("group")),
                hold_first=request.form.get("hold_first") == "1",
                talk=talk(change.floor, mine.talk),
            )
    except Mistake as mistake:
        return wishes_page(found, mine, token, phrases.refusal(mistake), chosen, mistake.instead)
    except NotOfAge:
        return wishes_page(found, mine, token, say_of_age(), chosen)
    return redirect(url_for("readers.card", token=token), 303)  # type: ignore[return-value]


@readers.get("/cards/<token>/then")
def then(token: str) -> Response:
    """In rounds: what to read in the round after the coming one."""
    found, mine = card_or_404(token)
    if not found.floor.policy.rounds or not mine.open:
        return redirect(url_for("readers.card", token=token), 303)  # type: ignore[return-value]
    return then_page(found, mine, token, chosen=mine.then)


@readers.post("/cards/<token>/then")
def wish_then(token: str) -> Response:
    found, mine = card_or_404(token)
    chosen = tuple(wish for wish in request.form.getlist("wish") if wish)
    try:
        check(found, chosen, visible(found, mine), frozenset(mine.wishes + mine.then))
        with changing(found.event.id) as change:
            change.floor.wish_then(mine.id, chosen, at=now())
    except Mistake as mistake:
        return then_page(found, mine, token, chosen, phrases.refusal(mistake))
    except NotOfAge:
        return then_page(found, mine, token, chosen, say_of_age())
    return redirect(url_for("readers.card", token=token), 303)  # type: ignore[return-value]


@readers.post("/cards/<token>/more")
def more(token: str) -> Response:
    """This reader would like more time; the book is asked on its own page."""

    def verb(change: Change, card: Card) -> None:
        if card.stage is not Stage.READING or card.book is None:
            raise NobodyReads
        change.floor.ask_more(card.book, Actor.READER, at=now())

    return act(token, verb)


@readers.post("/cards/<token>/parts")
def split(token: str) -> Response:
    """Part of a group gets a card of its own. A second tap of the same form finds it made."""
    found, mine = card_or_404(token)
    # Out of this card and a word of the form: nobody can name somebody else's card here.
    new = uuid5(mine.id, request.form.get("part", "")[:64])
    size = count(request.form.get("size"))
    try:
        with changing(found.event.id) as change:
            if not change.gave(new):
                change.hand_out(new, card_token(new))
                change.floor.split(mine.id, new, size, at=now(), actor=Actor.READER)
    except Mistake as mistake:
        return wishes_page(found, mine, token, phrases.refusal(mistake))
    return redirect(url_for("readers.link", token=card_token(new), part=1), 303)  # type: ignore[return-value]


@readers.get("/cards/<token>/link")
def link(token: str) -> Response:
    """The card's own link as a code to scan, for another phone."""
    found, mine = card_or_404(token)
    address = request.host_url.rstrip("/") + url_for("readers.card", token=token)
    part = "part" in request.args
    own = my_card(found) if part else None
    back = own[1] if own else token
    return page("readers/link.html", scene=found, card=mine, back=back, part=part, address=address)


@readers.get("/rules")
def rules() -> Response:
    return page("readers/rules.html")


@readers.get("/safety")
def safety() -> Response:
    return page("readers/safety.html")


def act(token: str, verb: Callable[[Change, Card], None], wanted: Stage | None = None) -> Response:
    """Do one thing to the reader's card, and show it as it stands then.

    A card that is at the wanted stage already was tapped twice: that is no mistake.
    """
    found, mine = card_or_404(token)
    try:
        with changing(found.event.id) as change:
            card = change.floor.cards.get(mine.id, mine)
            if card.stage is not wanted:
                verb(change, card)
    except Mistake as mistake:
        fresh, mine = card_or_404(token)
        if mine.stage is wanted:  # By the other half of a double tap, in between.
            return redirect(url_for("readers.card", token=token), 303)  # type: ignore[return-value]
        said = phrases.refusal(mistake)
        return answer(TEMPLATE, 409, **drawn(fresh, token, facts_of(fresh, mine), said))
    if wants_fragment():
        fresh, mine = card_or_404(token)
        return answer(TEMPLATE, **drawn(fresh, token, facts_of(fresh, mine)))
    return redirect(url_for("readers.card", token=token), 303)  # type: ignore[return-value]


def card_or_404(token: str) -> tuple[Scene, Card]:
    return scene_of_card(token, now()) or abort(404)


def facts_of(found: Scene, card: Card, code: bool | None = None) -> CardFacts:
    facts = card_facts(found.floor, found.forecast, card, found.at)
    facts = narrowed(facts, visible(found, card, code)) if facts.instead else facts
    return with_fits(found, card, facts)


def drawn(
    found: Scene,
    token: str,
    facts: CardFacts,
    refused: str | None = None,
    asks: frozenset[Moment] | None = None,
) -> dict[str, Any]:
    """What the card's template needs."""
    seats = seat_facts(found.floor, found.forecast, found.at) if facts.instead else []
    return {
        "scene": found,
        "token": token,
        "facts": facts,
        "refused": refused,
        "seats": {seat.book: seat for seat in seats},
        "asks": offers(found) if asks is None else asks,
    }


def wishes_page(
    found: Scene,
    mine: Card,
    token: str,
    refused: str | None = None,
    chosen: tuple[str, ...] | None = None,
    instead: tuple[str, ...] = (),
) -> Response:
    seen = visible(found, mine) | set(mine.wishes)
    seats = {seat.book: seat for seat in seats_of(found, seen)}
    known = [wish for wish in chosen or () if wish in seats]
    return page(
        "readers/wishes.html",
        422 if refused else 200,
        scene=found,
        seats=seats,
        card=mine,
        token=token,
        chosen=known or list(mine.wishes),
        part=uuid4().hex,
        spoken_between=spoken_between,
        refused=refused,
        instead=of_these(instead, seen),
    )


def then_page(
    found: Scene, mine: Card, token: str, chosen: tuple[str, ...], refused: str | None = None
) -> Response:
    seats = seats_of(found, visible(found, mine) | set(mine.wishes + mine.then))
    return page(
        "readers/then.html",
        422 if refused else 200,
        scene=found,
        seats={seat.book: seat for seat in seats},
        card=mine,
        token=token,
        chosen=[wish for wish in chosen if wish in {seat.book for seat in seats}],
        refused=refused,
    )
