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
from humanshelf.access.marks import READERS, open_to
from humanshelf.board import board
from humanshelf.lending.card import Stage
from humanshelf.lending.facts import RoundFacts, SeatState, round_facts, said, seat_facts
from humanshelf.live import stream
from humanshelf.pages import answer, fragment
from humanshelf.pages.clock import now
from humanshelf.pages.here import here
from humanshelf.records.floors import Scene, scene
from humanshelf.tenancy.scope import kept

TEMPLATE = "board/board.html"
ROOMS = ("hall", "side")


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


@board.get("/board/<event>")
@open_to(READERS)
def show(event: str) -> Response:
    found, room = scene_and_room(event)
    return answer(TEMPLATE, **drawn(found, room, facts_of(found), join(event)))


@board.get("/board/<event>/live")
@open_to(READERS)
def live(event: str) -> Response:
    found, room = scene_and_room(event)
    address = join(event)

    def draw(scene: Scene, facts: Hashable) -> str:
        assert isinstance(facts, BoardFacts)
        return fragment(TEMPLATE, "main", **drawn(scene, room, facts, address))

    return stream(found, facts_of, draw)


def scene_and_room(event: str) -> tuple[Scene, str]:
    found = scene(event, now()) or abort(404)
    room = request.args.get("room", "hall")
    if room not in ROOMS or (room == "side" and not found.event.side_room):
        abort(404)
    return found, room


def facts_of(found: Scene) -> BoardFacts:
    floor = found.floor
    called = [c for c in floor.cards.values() if c.stage is Stage.CALLED and c.book]
    called.sort(key=lambda card: card.since, reverse=True)
    return BoardFacts(
        phase=floor.phase_at(found.at),
        calls=tuple((c.label, floor.seat(c.book or "").table, c.since) for c in called),
        plank=tuple(
            Place(s.table, s.state, s.free_at) for s in seat_facts(floor, found.forecast, found.at)
        ),
        said=said(floor, found.at),
        bell=round_facts(floor, found.at),
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
        "join": join,
    }


def wording() -> dict[str, str]:
    """The board's few words, in the language of the moment."""
    return {
        "calls": _("Now called"),
        "table": _("Table"),
        "nobody": _("Nobody is called now."),
        "over": _("The event is over. Thank you."),
        "planned": _("The event has not started yet."),
        "free": _("No wait"),
        "join": _("Scan the code to take a card. No name is needed."),
        "last": _("No more cards today"),
        "reading": _("Being read, free at about"),
        "free now": _("Free now"),
        "now": _("now"),
        "round": _("Round"),
        "ahead": pgettext("round", "It begins at about"),
        "gathering": pgettext("round", "Please go to your table. It begins at about"),
        "running": pgettext("round", "Reading until about"),
        "all held": pgettext("round", "All rounds have been held. Thank you."),
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
