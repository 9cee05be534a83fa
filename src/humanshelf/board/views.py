"""``/board/<event>`` for a projector, ``?room=side`` for the side room."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, request, url_for
from flask_babel import force_locale, pgettext
from flask_babel import gettext as _
from markupsafe import Markup

from humanshelf import phrases
from humanshelf.access import doorkeeper, entrance, secrets
from humanshelf.board import board
from humanshelf.lending.card import Stage
from humanshelf.lending.facts import RoundFacts, SeatState, round_facts, said, seat_facts
from humanshelf.live import stream
from humanshelf.pages import answer, fragment
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.records.floors import Scene, scene
from humanshelf.records.programme import ShownScreening
from humanshelf.tenancy.scope import kept

TEMPLATE = "board/board.html"
ROOMS = ("hall", "side")
FILMS = {"hall": 2, "side": 4}
"""How many of the next films each board has room for."""


@dataclass(frozen=True, slots=True)
class Place:
    """One table on the plank."""

    table: str
    state: SeatState
    free_at: datetime | None


@dataclass(frozen=True, slots=True)
class BoardFacts:
    """All that a board shows: calls newest first as (label, table, since), and the plank."""

    phase: str
    calls: tuple[tuple[str, str, datetime], ...]
    plank: tuple[Place, ...]
    said: str | None
    bell: RoundFacts | None = None
    films: tuple[ShownScreening, ...] = ()
    film_runs: bool = False
    """Whether the first of them has begun."""
    off: datetime | None = None
    code: str | None = None
    """What lets readers in, where a card needs it: another one every ten minutes."""


@board.get("/board/<event>")
def show(event: str) -> Response:
    found, room = scene_and_room(event)
    facts = facts_of(found, room, in_the_hall(found))
    response = answer(TEMPLATE, **drawn(found, room, facts, join(event)))
    # The hall's screen goes on when the librarian who opened it has signed out there.
    if doorkeeper.is_here("desk.show"):
        entrance.make_screen(response, found)
    return response if entrance.guest(found) else entrance.welcome(response, found)


@board.get("/board/<event>/live")
def live(event: str) -> Response:
    found, room = scene_and_room(event)
    address, hall = join(event), in_the_hall(found)

    def draw(scene: Scene, facts: Hashable) -> str:
        assert isinstance(facts, BoardFacts)
        return fragment(TEMPLATE, "main", **drawn(scene, room, facts, address))

    return stream(found, lambda scene: facts_of(scene, room, hall), draw)


def scene_and_room(event: str) -> tuple[Scene, str]:
    found = scene(event, now()) or abort(404)
    if not (entrance.guest(found) and found.revealed) and not doorkeeper.is_here("desk.show"):
        abort(404)
    room = request.args.get("room", "hall")
    if room not in ROOMS or (room == "side" and not found.event.side_room):
        abort(404)
    return found, room


def in_the_hall(found: Scene) -> bool:
    """Whether this is a screen that the team has opened: anybody can ask for the board from afar,
    and the code on it is for those who are there."""
    return entrance.screen(found) or doorkeeper.is_here("desk.show")


def facts_of(found: Scene, room: str, hall: bool) -> BoardFacts:
    """What a room's board shows: of the films, those of its own room, or of the one next door."""
    floor = found.floor
    shows = "side" if found.event.side_room else room
    lends = floor.called_off is None
    called = [c for c in floor.cards.values() if lends and c.stage is Stage.CALLED and c.book]
    called.sort(key=lambda card: card.since, reverse=True)
    films = found.event.programme.next_in(shows, found.at, FILMS[room])
    return BoardFacts(
        phase=floor.phase_at(found.at),
        calls=tuple((c.label, floor.seat(c.book or "").table, c.since) for c in called),
        plank=tuple(
            Place(s.table, s.state, s.free_at) for s in seat_facts(floor, found.forecast, found.at)
        ),
        said=said(floor, found.at),
        bell=round_facts(floor, found.at),
        films=films,
        film_runs=any(film.starts <= found.at for film in films[:1]),
        off=floor.called_off,
        code=entrance.code(found.event, found.at) if hall and found.event.coded else None,
    )


def join(event: str) -> str:
    """What the code on the board says. Made from the request: a later message has none."""
    return request.host_url.rstrip("/") + url_for("readers.event", code=event)


def drawn(found: Scene, room: str, facts: BoardFacts, join: str) -> dict[str, Any]:
    return {
        "scene": found,
        "room": room,
        "facts": facts,
        "in_turn": in_turn,
        "join": f"{join}?{entrance.FIELD}={facts.code}" if facts.code else join,
        "spaced": secrets.spaced,
    }


def wording() -> dict[str, str]:
    """The board's few words, in the language of the moment."""
    return {
        "calls": _("Now called"),
        "table": _("Table"),
        "nobody": _("Nobody is called now."),
        "over": _("The event is over. Thank you."),
        "off": pgettext("chip", "Called off"),
        "planned": _("The event has not started yet."),
        "free": _("No wait"),
        "join": _("Scan the code to take a card. No name is needed."),
        "last": _("No more cards today"),
        "type": _("Or type this code:"),
        "reading": _("Being read, free at about"),
        "free now": _("Free now"),
        "now": _("now"),
        "round": _("Round"),
        "ahead": pgettext("round", "It begins at about"),
        "gathering": pgettext("round", "Please go to your table. It begins at about"),
        "running": pgettext("round", "Reading until about"),
        "all held": pgettext("round", "All rounds have been held. Thank you."),
        "films": _("Films here"),
        "nearby": _("Films next door"),
        "go": _("When your card is called, go to its table in the hall."),
        **{kind: phrases.announcement(kind) for kind in phrases.ANNOUNCEMENTS},
    }


def in_turn(key: str) -> Markup:
    """One text in all the library's languages; one shows at a time, the main one first."""
    library = here()
    assert library is not None
    memory = kept("board")
    if "wording" not in memory:
        memory["wording"] = {}
        for language in library.languages:
            with force_locale(language):
                memory["wording"][language] = wording()
    spans = Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, texts[key])
        for language, texts in memory["wording"].items()
    )
    return Markup('<span class="langset">{}</span>').format(spans)
