"""A library, an event with its shelf and waits, a book; and taking a card."""

from uuid import UUID, uuid4

from flask import Response, abort, redirect, request, url_for
from flask_babel import gettext as _

from humanshelf import phrases
from humanshelf.access import entrance, guessing
from humanshelf.access.secrets import card_token, reader_hash, shelf_code, typed_code
from humanshelf.lending.card import Card
from humanshelf.lending.facts import round_facts, seat_facts
from humanshelf.lending.mistakes import Mistake
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.sent import count
from humanshelf.pages.talk import spoken_between, talk
from humanshelf.readers import readers
from humanshelf.readers.fits import count_suggested
from humanshelf.readers.lateness import over
from humanshelf.readers.reader import key_for_form, reader, remember
from humanshelf.readers.visibility import (
    NotOfAge,
    check,
    hides_any,
    keep,
    of_age,
    of_these,
    say_of_age,
    seats_of,
    visible,
)
from humanshelf.records.cards import open_card_of
from humanshelf.records.events import events_by_time
from humanshelf.records.floors import Scene, changing, scene
from humanshelf.records.pieces import kinds_published
from humanshelf.records.publications import any_published
from humanshelf.records.quotes import any_released

LONGEST = 64


@readers.get("/")
def home() -> Response:
    at = now()
    running, coming, past = events_by_time(at)
    scenes = [(event, found) for event in running if (found := scene(event.code, at))]
    return page(
        "readers/home.html",
        running=[(s, seat_facts(s.floor, s.forecast, at)) for _, s in scenes if not over(s)],
        coming=coming,
        past=[event for event, s in scenes if over(s)] + past,
        sample=any(e.sample for e in running + coming + past),
        quoted=any_released(),
        told=kinds_published(),
        reported=any_published(),
    )


@readers.get("/events/<code>")
def event(code: str) -> Response:
    found = known_or_404(code)
    if not found.revealed:
        return page("readers/later.html", scene=found)
    if entrance.FIELD in request.args:
        return scanned(found, request.args[entrance.FIELD])
    return entrance.still_welcome(event_page(found), found)


def scanned(found: Scene, code: str) -> Response:
    """The code came with the address: it goes into a pass, and out of the address."""
    if not entrance.inside(found) and not entrance.fits(found.event, code, found.at):
        return event_page(found, refused=phrases.scan_again())
    response = redirect(url_for("readers.event", code=found.event.code), 303)
    if found.event.coded:
        entrance.let_in(response, found)  # type: ignore[arg-type]
    return response  # type: ignore[return-value]


def event_page(
    found: Scene,
    refused: str | None = None,
    instead: tuple[str, ...] = (),
    wrong: str | None = None,
) -> Response:
    seen = visible(found, own_card(found))
    seats = seats_of(found, seen)
    spoken = request.args.get("talk")
    shown = [s for s in seats if not spoken or spoken in found.event.books[s.book].languages]
    talks = sorted({t for book in seen for t in found.event.books[book].languages})
    response = page(
        "readers/event.html",
        422 if refused or wrong else 200,
        scene=found,
        hides=hides_any(found, seen),
        wrong=wrong,
        all_seats=seats,
        seats=shown,
        bell=round_facts(found.floor, found.at),
        by_book={seat.book: seat for seat in seats},
        talks=talks,
        spoken=spoken,
        mine=my_card(found),
        over=over(found),
        refused=refused,
        instead=of_these(instead, seen),
    )
    return remember(response, found.floor.closes)


@readers.get("/events/<code>/books/<book>")
def book(code: str, book: str) -> Response:
    found = event_or_404(code)
    if book not in visible(found, own_card(found)):
        abort(404)
    if found.event.books[book].adult and not of_age():
        return page("readers/of_age.html", scene=found, book=found.event.books[book])
    return remember(book_page(found, wishes=[book]), found.floor.closes)


@readers.post("/events/<code>/shelf")
def open_shelf(code: str) -> Response:
    """Show the books that are behind the code of this event's shelf."""
    found = event_or_404(code)
    typed = typed_code(request.form.get("shelf_code", "")[:LONGEST])
    # No brake: it would be somebody else's wrong codes that hold up the right one.
    if not guessing.alike(typed, shelf_code(found.event.id)):
        return event_page(found, wrong=_("This is not the code of this event."))
    address = url_for("readers.event", code=code)
    return keep(redirect(address, 303), found)  # type: ignore[arg-type]


@readers.post("/events/<code>/cards")
def take(code: str) -> Response:
    """Take a card, with the code on site where one is asked for. Who has come in stays in."""
    found, typed = event_or_404(code), typed_entrance()
    comes = found.event.coded and entrance.fits(found.event, typed, found.at)
    if not comes and not own_card(found) and not entrance.inside(found):
        return book_page(found, barred=phrases.scan_again() if typed else phrases.type_code())
    response = card_for(found)
    return entrance.let_in(response, found) if comes else response


def card_for(found: Scene) -> Response:
    """A second tap, a replay or another tab finds the card already taken."""
    wishes, mine = wished(), reader_hash(reader(), found.event.id)
    seen = visible(found, own_card(found))
    if request.form.get("agree") != "1":
        return book_page(found, refused=phrases.accept_rules())
    try:
        check(found, tuple(wishes), seen, frozenset())
        with changing(found.event.id) as change:
            id = change.card_of(mine)
            if id is None:
                id = uuid4()
                change.hand_out(id, card_token(id), mine)
                change.floor.take(
                    id,
                    tuple(wishes),
                    at=now(),
                    group=count(request.form.get("group")),
                    hold_first=request.form.get("hold_first") == "1",
                    talk=talk(change.floor),
                    earlier=change.readings_of(mine),
                )
    except Mistake as mistake:
        return book_page(found, phrases.refusal(mistake), mistake.instead)
    except NotOfAge:
        return book_page(found, say_of_age())
    if change.floor.new_steps and found.event.programme.exhibits:
        count_suggested(event_or_404(found.event.code), id)
    address = url_for("readers.card", token=card_token(id))
    return remember(redirect(address, 303), found.floor.closes)  # type: ignore[arg-type]


def wished() -> list[str]:
    return [wish for wish in request.form.getlist("wish") if wish]


def typed_entrance() -> str:
    return request.form.get(entrance.FIELD, "")[:LONGEST]


def book_page(
    found: Scene,
    refused: str | None = None,
    instead: tuple[str, ...] = (),
    *,
    wishes: list[str] | None = None,
    barred: str | None = None,
) -> Response:
    """The book that was tapped, with the form that takes a card for it; the shelf if none was.

    ``barred`` is what is wrong with the code on site."""
    mine, group = own_card(found), count(request.form.get("group"))
    seen = visible(found, mine)
    known = [wish for wish in (wished() if wishes is None else wishes) if wish in seen]
    if not known:
        return event_page(found, refused or barred, instead)
    if found.event.books[known[0]].adult and not of_age():
        return page(
            "readers/of_age.html",
            422,
            scene=found,
            book=found.event.books[known[0]],
        )
    seats = {seat.book: seat for seat in seats_of(found, seen)}
    if seats[known[0]].range is None and not instead:
        instead = found.floor.reachable(group, found.at)
    return page(
        "readers/book.html",
        422 if refused or barred else 200,
        scene=found,
        seats=seats,
        book=found.event.books[known[0]],
        chosen=known,
        group=group,
        refused=refused,
        barred=barred,
        asks_code=mine is None and not entrance.inside(found),
        typed=typed_entrance(),
        instead=of_these(instead, seen),
        of_age=of_age(),
        talk=request.form.get("talk"),
        spoken_between=spoken_between,
        reader=key_for_form(),
        mine=my_card(found),
    )


def known_or_404(code: str) -> Scene:
    """An event that this browser may know of: public, or it was invited."""
    found = scene(code, now())
    return found if found and entrance.guest(found) else abort(404)


def event_or_404(code: str) -> Scene:
    """The same, once its place and time are told."""
    found = known_or_404(code)
    return found if found.revealed else abort(404)


def my_card(found: Scene) -> tuple[str, str] | None:
    """The label and token of the card that this browser holds in this event."""
    card = own_card(found)
    return (card.label, card_token(card.id)) if card else None


def own_card(found: Scene) -> Card | None:
    """The open card of this browser in this event."""
    id: UUID | None = open_card_of(reader_hash(reader(), found.event.id), found.event.id)
    return found.card(id) if id else None
