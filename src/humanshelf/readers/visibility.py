"""Which books of an event this reader sees: all doors of readers ask here, and fail closed.

A book may be for everybody, for who has the code of the event's shelf, or for who is on site: a
card of the running event is a sign of that, and so is the code.
"""

from dataclasses import replace

from flask import Response, request
from flask_babel import gettext as _

from humanshelf.access import guessing
from humanshelf.access.secrets import shelf_pass
from humanshelf.lending.card import Card
from humanshelf.lending.facts import CardFacts, SeatFacts, seat_facts
from humanshelf.lending.mistakes import UnknownBook
from humanshelf.pages.clock import now
from humanshelf.records.books import Visibility
from humanshelf.records.events import OVERRUN
from humanshelf.records.floors import Scene

COOKIE = "__Host-shelf-"


class NotOfAge(Exception):
    """A book for adults was chosen without the word that the reader is one."""


def entered(found: Scene) -> bool:
    """Whether this browser has typed the code of this event's shelf."""
    sent = request.cookies.get(COOKIE + found.event.code, "")
    return guessing.alike(sent, shelf_pass(found.event.id))


def visible(found: Scene, card: Card | None = None, code: bool | None = None) -> frozenset[str]:
    """The codes of the books that may be named to this reader. Where the page is drawn without a
    request, ``code`` says whether the shelf's was typed."""
    code = entered(found) if code is None else code
    here = code or (card is not None and card.open)
    seen = {Visibility.PUBLIC.value} | ({Visibility.CODE.value} if code else set())
    seen |= {Visibility.ONSITE.value} if here else set()
    return frozenset(
        book.code for book in found.event.books.values() if book.shown and book.visibility in seen
    )


def hides_any(found: Scene, seen: frozenset[str]) -> bool:
    return any(book.shown and book.code not in seen for book in found.event.books.values())


def seats_of(found: Scene, seen: frozenset[str]) -> list[SeatFacts]:
    """What the shelf shows, of these books alone."""
    seats = seat_facts(found.floor, found.forecast, found.at)
    return [seat for seat in seats if seat.book in seen]


def of_these(books: tuple[str, ...], seen: frozenset[str]) -> tuple[str, ...]:
    return tuple(book for book in books if book in seen)


def narrowed(facts: CardFacts, seen: frozenset[str]) -> CardFacts:
    """A card suggests no book that its reader may not know of."""
    instead = of_these(facts.instead, seen)
    return facts if instead == facts.instead else replace(facts, instead=instead)


def check(found: Scene, wishes: tuple[str, ...], seen: frozenset[str], own: frozenset[str]) -> None:
    """Before the floor is asked. Raises UnknownBook as for a code that is nobody's, and NotOfAge.

    ``own`` are the card's wishes up to now: those may stay.
    """
    for wish in wishes:
        if wish not in seen | own:
            raise UnknownBook(wish)
        adult = wish not in own and found.event.books[wish].adult
        if adult and not of_age():
            raise NotOfAge


def of_age() -> bool:
    """As the form says; nothing of it is kept."""
    return request.values.get("of_age") == "1"


def say_of_age() -> str:
    return _("This book is for readers of 18 and older. Please confirm that you are.")


def keep(response: Response, found: Scene) -> Response:
    """Keep the shelf open in this browser for as long as the event may run."""
    response.set_cookie(
        COOKIE + found.event.code,
        shelf_pass(found.event.id),
        expires=max(found.floor.closes, now()) + OVERRUN,
        secure=True,
        httponly=True,
        samesite="Lax",
    )
    return response
