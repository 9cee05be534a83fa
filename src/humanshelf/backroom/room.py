"""A book's own page: what it shows, live, and after each tap."""

from collections.abc import Callable, Hashable
from typing import Any

from flask import Response, abort, redirect, url_for

from humanshelf import phrases
from humanshelf.backroom import backroom
from humanshelf.impact.sheets import Moment
from humanshelf.lending.backroom import BookFacts, book_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.mistakes import Mistake
from humanshelf.live import stream
from humanshelf.pages import answer, fragment, wants_fragment
from humanshelf.pages.clock import now
from humanshelf.pages.sent import Unreadable
from humanshelf.records.backrooms import place
from humanshelf.records.floors import Scene, changing, scene_by_id
from humanshelf.records.surveys import survey_of

TEMPLATE = "backroom/room.html"


@backroom.get("/backroom/<token>")
def room(token: str) -> Response:
    found, book = room_or_404(token)
    return answer(TEMPLATE, **drawn(found, token, facts_of(found, book)))


@backroom.get("/backroom/<token>/live")
def live(token: str) -> Response:
    found, book = room_or_404(token)

    def watch(scene: Scene) -> Hashable | None:
        """Nothing more once the link is renewed: who holds the old one sees no further."""
        return facts_of(scene, book) if place(token, now()) else None

    def draw(scene: Scene, facts: Hashable) -> str:
        assert isinstance(facts, BookFacts)
        return fragment(TEMPLATE, "main", **drawn(scene, token, facts))

    return stream(found, watch, draw)


def act(token: str, verb: Callable[[Floor, str], object]) -> Response:
    """Do one thing for the book, and show its page as it stands then."""
    found, book = room_or_404(token)
    try:
        with changing(found.event.id) as change:
            verb(change.floor, book)
    except Mistake as mistake:
        return shown(token, phrases.refusal(mistake))
    except Unreadable:
        return shown(token, phrases.unreadable())
    if wants_fragment():
        return shown(token)
    return redirect(url_for("backroom.room", token=token), 303)  # type: ignore[return-value]


def shown(token: str, refused: str | None = None) -> Response:
    fresh, book = room_or_404(token)
    status = 409 if refused else 200
    return answer(TEMPLATE, status, **drawn(fresh, token, facts_of(fresh, book), refused))


def room_or_404(token: str) -> tuple[Scene, str]:
    at = now()
    event_id, book = place(token, at) or abort(404)
    found = scene_by_id(event_id, at)
    if found is None or book not in found.floor.shelf or book not in found.event.books:
        abort(404)
    return found, book


def facts_of(found: Scene, book: str) -> BookFacts:
    return book_facts(found.floor, found.forecast, book, found.at)


def drawn(found: Scene, token: str, facts: BookFacts, refused: str | None = None) -> dict[str, Any]:
    """What the page's template needs."""
    book = found.event.books[facts.book]
    asked = survey_of(found.event.id, found.event.edition, Moment.CHECK_IN)
    ended = facts.over or facts.state == "done" or facts.left == 0
    return {
        "scene": found,
        "token": token,
        "facts": facts,
        "book": book,
        "refused": refused,
        "check_in": asked is not None and ended and not facts.guest and facts.readings > 0,
    }
