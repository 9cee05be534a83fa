"""A library, an event with its shelf and waits, a book; and taking a card."""

from uuid import UUID, uuid4

from flask import Response, abort, redirect, request, url_for

from humanshelf import phrases
from humanshelf.access.marks import READERS, open_to
from humanshelf.access.secrets import card_token, reader_hash
from humanshelf.lending.facts import round_facts, seat_facts
from humanshelf.lending.mistakes import Mistake
from humanshelf.pages import page
from humanshelf.pages.clock import now
from humanshelf.pages.sent import count
from humanshelf.pages.talk import spoken_between, talk
from humanshelf.readers import readers
from humanshelf.readers.lateness import over
from humanshelf.readers.reader import key_for_form, reader, remember
from humanshelf.records.cards import open_card_of
from humanshelf.records.events import events_by_time
from humanshelf.records.floors import Scene, changing, scene


@readers.get("/")
@open_to(READERS)
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
    )


@readers.get("/events/<code>")
@open_to(READERS)
def event(code: str) -> Response:
    return event_page(event_or_404(code))


def event_page(found: Scene, refused: str | None = None, instead: tuple[str, ...] = ()) -> Response:
    seats = seat_facts(found.floor, found.forecast, found.at)
    spoken = request.args.get("talk")
    shown = [s for s in seats if not spoken or spoken in found.event.books[s.book].languages]
    talks = sorted({t for book in found.event.books.values() for t in book.languages})
    response = page(
        "readers/event.html",
        422 if refused else 200,
        scene=found,
        all_seats=seats,
        seats=shown,
        bell=round_facts(found.floor, found.at),
        by_book={seat.book: seat for seat in seats},
        talks=talks,
        spoken=spoken,
        mine=my_card(found),
        over=over(found),
        refused=refused,
        instead=instead,
    )
    return remember(response, found.floor.closes)


@readers.get("/events/<code>/books/<book>")
@open_to(READERS)
def book(code: str, book: str) -> Response:
    found = event_or_404(code)
    if book not in found.event.books:
        abort(404)
    return remember(book_page(found, [book]), found.floor.closes)


@readers.post("/events/<code>/cards")
@open_to(READERS)
def take(code: str) -> Response:
    """Take a card. A second tap, a replay or another tab finds the card already taken."""
    found = event_or_404(code)
    wishes = tuple(wish for wish in request.form.getlist("wish") if wish)
    group = count(request.form.get("group"))
    hold = request.form.get("hold_first") == "1"
    mine = reader_hash(reader(), found.event.id)
    if request.form.get("agree") != "1":
        return book_page(found, list(wishes), refused=phrases.accept_rules(), group=group)
    try:
        with changing(found.event.id) as change:
            id = change.card_of(mine)
            if id is None:
                id = uuid4()
                change.hand_out(id, card_token(id), mine)
                change.floor.take(
                    id,
                    wishes,
                    at=now(),
                    group=group,
                    hold_first=hold,
                    talk=talk(change.floor),
                    earlier=change.readings_of(mine),
                )
    except Mistake as mistake:
        said = phrases.refusal(mistake)
        return book_page(found, list(wishes), said, group, mistake.instead)
    address = url_for("readers.card", token=card_token(id))
    return remember(redirect(address, 303), found.floor.closes)  # type: ignore[arg-type]


def book_page(
    found: Scene,
    wishes: list[str],
    refused: str | None = None,
    group: int = 1,
    instead: tuple[str, ...] = (),
) -> Response:
    """The book that was tapped, with the form that takes a card for it; the shelf if none was."""
    known = [wish for wish in wishes if wish in found.event.books]
    if not known:
        return event_page(found, refused, instead)
    seats = {s.book: s for s in seat_facts(found.floor, found.forecast, found.at)}
    if seats[known[0]].range is None and not instead:
        instead = found.floor.reachable(group, found.at)
    return page(
        "readers/book.html",
        422 if refused else 200,
        scene=found,
        seats=seats,
        book=found.event.books[known[0]],
        chosen=known,
        group=group,
        refused=refused,
        instead=instead,
        talk=request.form.get("talk"),
        spoken_between=spoken_between,
        reader=key_for_form(),
        mine=my_card(found),
    )


def event_or_404(code: str) -> Scene:
    return scene(code, now()) or abort(404)


def my_card(found: Scene) -> tuple[str, str] | None:
    """The label and token of the card that this browser holds in this event."""
    id: UUID | None = open_card_of(reader_hash(reader(), found.event.id), found.event.id)
    card = found.card(id) if id else None
    return (card.label, card_token(card.id)) if card else None
