"""The librarian's steps: each a noun of its own, each one tap."""

from collections.abc import Callable
from uuid import UUID

from flask import Response, request

from humanshelf import phrases
from humanshelf.access.marks import stays_open
from humanshelf.desk import desk
from humanshelf.desk.floor import after, event_or_404
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.mistakes import Mistake, Overtaken
from humanshelf.lending.step import Actor
from humanshelf.pages.clock import now
from humanshelf.pages.sent import Unreadable, identity
from humanshelf.records.floors import Change, changing


def act(event: str, verb: Callable[[Floor], object]) -> Response:
    return change(event, lambda change: verb(change.floor))


def change(event: str, verb: Callable[[Change], object]) -> Response:
    """One step on the floor. A refusal says so in its own row and shows the floor as it stands."""
    found = event_or_404(event)
    try:
        with changing(found.event.id) as change:
            if seen := request.form.get("seen"):
                change.floor.expect(book(), seen, revision(), at=now())
            verb(change)
    except Mistake as mistake:
        return after(event, phrases.refusal(mistake), request.form.get("book"))
    except Unreadable:
        return after(event, phrases.unreadable(), request.form.get("book"))
    return after(event)


def revision() -> int | None:
    """The floor's revision when the tapped button was drawn."""
    return number("revision")


def number(name: str) -> int | None:
    """What a button says that stood there when it was drawn."""
    found = request.form.get(name, "")
    return int(found) if found.isascii() and found.isdigit() and len(found) < 10 else None


def named(floor: Floor) -> UUID | None:
    """The card that the button named: time alone may have brought another one to its turn."""
    if "seen" not in request.form:
        return None
    seen = request.form["seen"]
    found = next((card.id for card in floor.cards.values() if card.label == seen), None)
    if found is None:
        raise Overtaken
    return found


def book() -> str:
    return request.form.get("book", "")


def card() -> UUID:
    found = identity(request.form.get("card"))
    if found is None:
        raise Unreadable
    return found


def there() -> UUID | None:
    """Which of the cards at the book is meant, where several may be."""
    return card() if request.form.get("card") else None


def table() -> str:
    found = request.form.get("table", "").strip()[:8]
    if not found.isprintable() or not found:
        raise Unreadable
    return found


def kind() -> str | None:
    found = request.form.get("kind") or None
    if found is not None and found not in phrases.ANNOUNCEMENTS:
        raise Unreadable
    return found


def step() -> int:
    found = request.form.get("step", "")
    if not (found.isascii() and found.isdigit() and len(found) < 10):
        raise Unreadable
    return int(found)


@desk.post("/desk/<event>/calls")
@stays_open
def call(event: str) -> Response:
    """Call the named card to a free book; with ``card`` that very card."""
    pick = (lambda _: card()) if request.form.get("card") else named
    return act(event, lambda floor: floor.call(book(), at=now(), id=pick(floor)))


@desk.post("/desk/<event>/rings")
@stays_open
def ring(event: str) -> Response:
    return act(event, lambda floor: floor.ring(book(), at=now(), id=there()))


@desk.post("/desk/<event>/readings")
@stays_open
def start(event: str) -> Response:
    return act(event, lambda floor: floor.start(book(), at=now(), id=there()))


@desk.post("/desk/<event>/returns")
@stays_open
def finish(event: str) -> Response:
    return act(event, lambda floor: floor.finish(book(), at=now(), id=there()))


@desk.post("/desk/<event>/no-shows")
@stays_open
def no_show(event: str) -> Response:
    return act(event, lambda floor: floor.no_show(book(), at=now(), id=there()))


@desk.post("/desk/<event>/breaks")
@stays_open
def rest(event: str) -> Response:
    """A break; with ``over`` the end of one."""
    if request.form.get("over"):
        return act(event, lambda floor: floor.resume(book(), at=now()))
    return act(event, lambda floor: floor.rest(book(), at=now()))


@desk.post("/desk/<event>/extensions")
@stays_open
def extend(event: str) -> Response:
    return act(event, lambda floor: floor.extend(book(), at=now()))


@desk.post("/desk/<event>/moves")
@stays_open
def move(event: str) -> Response:
    """A book to another table."""
    return act(event, lambda floor: floor.move(book(), table(), at=now()))


@desk.post("/desk/<event>/visits")
@stays_open
def visit(event: str) -> Response:
    """Somebody goes to the book that asked for it."""
    return act(event, lambda floor: floor.visit(book(), at=now()))


@desk.post("/desk/<event>/closures")
@stays_open
def close(event: str) -> Response:
    """A book is done for today, with ``over`` reads again; without a book the event closes."""
    if not book():
        return act(event, lambda floor: floor.enter(Phase.CLOSED, at=now()))
    if request.form.get("over"):
        return act(event, lambda floor: floor.arrive(book(), at=now()))
    return act(event, lambda floor: floor.retire(book(), at=now()))


@desk.post("/desk/<event>/openings")
@stays_open
def open_event(event: str) -> Response:
    """Cards may be taken: at the start, after a last call, or after closing too early."""
    return act(event, lambda floor: floor.enter(Phase.OPEN, at=now()))


@desk.post("/desk/<event>/last-calls")
@stays_open
def last_call(event: str) -> Response:
    return act(event, lambda floor: floor.enter(Phase.LAST_CALL, at=now()))


@desk.post("/desk/<event>/announcements")
@stays_open
def announce(event: str) -> Response:
    """One of the fixed sentences to all who wait; none takes the last one back."""
    return act(event, lambda floor: floor.announce(kind(), at=now()))


@desk.post("/desk/<event>/reversals")
@stays_open
def undo(event: str) -> Response:
    return change(event, lambda change: change.undo(step(), at=now()))


@desk.post("/desk/<event>/pauses")
@stays_open
def pause(event: str) -> Response:
    """For a reader without a phone: out for a while, or with ``over`` back again."""
    if request.form.get("over"):
        return act(event, lambda floor: floor.come_back(card(), at=now(), actor=Actor.DESK))
    return act(event, lambda floor: floor.pause(card(), at=now(), actor=Actor.DESK))


@desk.post("/desk/<event>/departures")
@stays_open
def leave(event: str) -> Response:
    """For a reader without a phone: out of the queue."""
    return act(event, lambda floor: floor.leave(card(), at=now(), actor=Actor.DESK))
