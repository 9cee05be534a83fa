"""What a book may want: each a noun of its own, each one tap, and never a reason."""

from datetime import datetime, time, timedelta
from uuid import UUID

from flask import Response, request

from humanshelf import phrases
from humanshelf.backroom import backroom
from humanshelf.backroom.room import act, room_or_404, shown
from humanshelf.lending.floor import Floor
from humanshelf.lending.step import Actor
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.pages.sent import Unreadable, identity

BOOK = Actor.BOOK
FACES = {"light": 0, "middling": 1, "heavy": 2}
MORE = {"0": 0, "1": 1}


@backroom.post("/backroom/<token>/breaks")
def rest(token: str) -> Response:
    """A break now, or after this reading; with ``over`` the end of one."""
    if request.form.get("over"):
        return act(token, lambda floor, book: floor.resume(book, at=now(), actor=BOOK))
    return act(token, lambda floor, book: floor.rest(book, at=now(), actor=BOOK))


@backroom.post("/backroom/<token>/returns")
def finish(token: str) -> Response:
    """The reading ends now."""
    return act(token, lambda floor, book: floor.finish(book, at=now(), actor=BOOK))


@backroom.post("/backroom/<token>/visits")
def ask(token: str) -> Response:
    """A librarian should come to the table. The page afterwards is as it was."""
    return act(token, lambda floor, book: floor.ask_help(book, at=now()))


@backroom.post("/backroom/<token>/extensions")
def more_time(token: str) -> Response:
    """More time for this reading: yes, or no."""
    yes = request.form.get("yes") == "1"
    return act(token, lambda floor, book: floor.ask_more(book, BOOK, yes, at=now()))


@backroom.post("/backroom/<token>/limits")
def limit(token: str) -> Response:
    """One reading more, or none; without ``more`` as many as come."""
    sent = request.form.get("more", "")

    def verb(floor: Floor, book: str) -> None:
        if sent in MORE:
            floor.read_more(book, MORE[sent], at=now())
        else:
            floor.say(book, now(), limit=None)

    return act(token, verb)


@backroom.post("/backroom/<token>/faces")
def feel(token: str) -> Response:
    """How the last reading felt."""

    def verb(floor: Floor, book: str) -> None:
        face = FACES.get(request.form.get("face", ""))
        if face is None:
            raise Unreadable
        floor.feel(book, face, at=now())

    return act(token, verb)


@backroom.post("/backroom/<token>/refusals")
def decline(token: str) -> Response:
    """Not with this card; with ``over`` with it after all."""
    yes = not request.form.get("over")
    return act(token, lambda floor, book: floor.decline(book, card(floor), yes, at=now()))


@backroom.post("/backroom/<token>/languages")
def speak(token: str) -> Response:
    """The languages of the talk today, out of those that the book reads in."""
    found, book = room_or_404(token)
    sent = request.form.getlist("talk")
    spoken = tuple(talk for talk in found.event.books[book].languages if talk in sent)
    if not spoken:
        return shown(token, phrases.choose_language())
    return act(token, lambda floor, book: floor.say(book, now(), languages=spoken))


@backroom.post("/backroom/<token>/departure")
def leave(token: str) -> Response:
    """The book leaves at a time of this day; an empty field says that it stays."""
    sent = request.form.get("at", "")
    leaves = today_at(sent, now()) if sent else None
    if sent and leaves is None:
        return shown(token, phrases.bad_departure())
    return act(token, lambda floor, book: floor.say(book, now(), leaves=leaves))


def card(floor: Floor) -> UUID:
    """An open card of this very floor: nothing else is noted."""
    found = identity(request.form.get("card"))
    if found is None:
        raise Unreadable
    return floor.card(found).id


def today_at(sent: str, at: datetime) -> datetime | None:
    """The next moment at which the library's clock shows this time; None if it is long past.

    Shortly after midnight belongs to the same evening, so half a day ahead is the farthest.
    """
    library = here()
    assert library is not None
    try:
        wanted = time.fromisoformat(sent)
    except ValueError:
        return None
    if wanted.tzinfo is not None:
        return None
    local = at.astimezone(library.zone)
    moment = datetime.combine(local.date(), wanted, library.zone)
    if moment <= local:
        moment += timedelta(days=1)
    return moment.astimezone(at.tzinfo) if moment - local <= timedelta(hours=12) else None
