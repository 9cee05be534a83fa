"""The floor as the desk sees it: drawn whole, live, and after each step."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response, abort, redirect, request, url_for
from flask.blueprints import BlueprintSetupState
from flask_login import current_user

from humanshelf.access import csrf
from humanshelf.access.doorkeeper import IDLE, standing
from humanshelf.access.marks import stays_open
from humanshelf.access.tables import minded
from humanshelf.desk import desk
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.facts import RoundFacts, SeatFacts, named_for, round_facts, said, seat_facts
from humanshelf.lending.plan import listed
from humanshelf.live import stream
from humanshelf.pages import answer, fragment, page, wants_fragment
from humanshelf.pages.clock import now
from humanshelf.records.events import events_by_time
from humanshelf.records.floors import Scene, scene
from humanshelf.records.notes import Note

TEMPLATE = "desk/desk.html"


@dataclass(frozen=True, slots=True)
class Waiter:
    """One waiting card in the desk's list."""

    id: str
    label: str
    joined: datetime
    tables: tuple[str, ...]
    group: int
    paused: bool
    hold_first: bool
    back: bool
    here: bool
    paper: bool


@dataclass(frozen=True, slots=True)
class UndoFacts:
    number: int
    verb: str
    subject: str


@dataclass(frozen=True, slots=True)
class DeskFacts:
    """All that a desk shows. ``named`` is how many cards the plan seats in the round."""

    phase: str
    seats: tuple[SeatFacts, ...]
    round: RoundFacts | None
    named: int
    waiters: tuple[Waiter, ...]
    missed: tuple[Waiter, ...]
    undo: UndoFacts | None
    row_undo: tuple[tuple[str, int], ...]
    chair_undo: tuple[tuple[str, int], ...]
    said: str | None
    delay: int
    closes: datetime
    note: Note | None
    off: datetime | None = None
    full: bool = False

    def count(self, state: str) -> int:
        """How many books are in this state; in rounds how many cards and empty chairs."""
        if self.round is None:
            return sum(seat.state == state for seat in self.seats)
        if state == "free":
            return sum(seat.empty for seat in self.seats)
        return sum(chair.stage == state for seat in self.seats for chair in seat.chairs)


@desk.get("/desk")
def events() -> Response:
    """Straight to the floor when one event runs, else the list of events."""
    running, coming, past = events_by_time(now(), rehearsals=True, private=True)
    if len(running) == 1 and "all" not in request.args:
        return redirect(url_for(".show", event=running[0].code), 303)  # type: ignore[return-value]
    return page(
        "desk/events.html",
        running=running,
        coming=coming,
        past=past,
        sample=any(event.sample for event in running + coming + past),
        leads=leads(),
        csrf=csrf.token(),
    )


def leads() -> bool:
    """Whether the librarian at this desk is a coordinator too, and may see to the team."""
    return bool(current_user.role == "coordinator")


@desk.get("/desk/<event>")
@stays_open
def show(event: str) -> Response:
    return answer(TEMPLATE, **drawn(event_or_404(event)))


@desk.get("/desk/<event>/live")
@stays_open
def live(event: str) -> Response:
    found = event_or_404(event)
    # Read once: in the stream there is no cookie any more.
    token, coordinator, mine = csrf.token(), leads(), minded(found.event.id)

    def draw(scene: Scene, facts: Hashable) -> str:
        assert isinstance(facts, DeskFacts)
        return fragment(TEMPLATE, "main", **context(scene, facts, token, coordinator, mine))

    return stream(found, facts_of, draw, stands=standing(event))


def event_or_404(event: str) -> Scene:
    return scene(event, now()) or abort(404)


def after(event: str, refused: str | None = None, book: str | None = None) -> Response:
    """The floor after a step: in place for htmx, else by way of its own address."""
    if refused is None and not wants_fragment():
        return redirect(url_for(".show", event=event), 303)  # type: ignore[return-value]
    status = 409 if refused else 200
    return answer(TEMPLATE, status, **drawn(event_or_404(event), refused, book))


def drawn(found: Scene, refused: str | None = None, book: str | None = None) -> dict[str, Any]:
    mine = minded(found.event.id)
    return context(found, facts_of(found), csrf.token(), leads(), mine, refused, book)


def context(
    found: Scene,
    facts: DeskFacts,
    token: str,
    coordinator: bool,
    mine: frozenset[str],
    refused: str | None = None,
    book: str | None = None,
) -> dict[str, Any]:
    names = {code: shown.pen_name for code, shown in found.event.books.items()}
    return {
        "scene": found,
        "facts": facts,
        "csrf": token,
        "leads": coordinator,
        "names": names,
        "groups": grouped(facts.seats, mine),
        "refused": refused,
        "refused_at": book if book in names else None,
    }


def grouped(
    seats: tuple[SeatFacts, ...], mine: frozenset[str]
) -> list[tuple[bool, list[SeatFacts]]]:
    """The tables in the order in which this desk sees and reads them: the own ones first."""
    own = [seat for seat in seats if seat.book in mine]
    rest = [seat for seat in seats if seat.book not in mine]
    return [(True, own), (False, rest)] if own else [(False, rest)]


def facts_of(found: Scene) -> DeskFacts:
    floor = found.floor
    undo, bell = floor.undoable(), round_facts(floor, found.at)
    tables = {book: seat.table for book, seat in floor.shelf.items()}

    def waiter(card: Card) -> Waiter:
        return Waiter(
            id=card.id.hex,
            label=card.label,
            joined=card.joined,
            tables=tuple(tables[wish] for wish in card.wishes if wish in tables),
            group=card.group,
            paused=card.stage is Stage.PAUSED,
            hold_first=card.hold_first,
            back=card.back,
            here=card.here is not None and card.here >= card.since,
            paper=card.paper,
        )

    return DeskFacts(
        phase=floor.phase_at(found.at),
        seats=tuple(seat_facts(floor, found.forecast, found.at)),
        round=bell,
        named=named_for(found.forecast, bell),
        waiters=tuple(map(waiter, listed(floor.cards.values(), floor.policy, found.at))),
        missed=tuple(waiter(c) for c in floor.cards.values() if c.stage is Stage.ASIDE),
        undo=UndoFacts(undo.number, undo.verb, undo.subject) if undo else None,
        row_undo=tuple(floor.undoable_by_seat().items()),
        chair_undo=tuple(floor.undoable_by_card().items()) if floor.policy.rounds else (),
        said=said(floor, found.at),
        delay=floor.delay,
        closes=floor.closes,
        note=found.event.note,
        off=floor.called_off,
        full=floor.full,
    )


@desk.record_once
def tell_doorkeeper(state: BlueprintSetupState) -> None:
    """A desk does not lock itself while its event runs, nor right after its last step: who closed
    the event by mistake can open it again."""

    def is_open(event: str) -> bool:
        found = scene(event, now())
        if found is None:
            return False
        last = found.floor.steps[-1:]
        just_now = any(found.at - step.at < IDLE for step in last)
        return just_now or found.floor.phase_at(found.at) in ("open", "last-call")

    state.app.extensions["humanshelf.desk_is_open"] = is_open
