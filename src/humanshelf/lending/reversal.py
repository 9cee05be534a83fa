"""Taking a step back: what stood before it stands again, unless a later step touched the same."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from humanshelf.lending import mistakes
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.step import Actor, Step

if TYPE_CHECKING:
    from humanshelf.lending.floor import Floor

FIRM = frozenset({"split", "off"})
"""Steps that are two at once, or that somebody's going brought about: done again, not undone."""


def undoable(floor: "Floor", actor: Actor) -> Step | None:
    """The last step of this actor that can still be undone."""
    for step in reversed(floor.steps):
        if step.actor is actor and _may_undo(floor, step):
            return step
    return None


def undoable_by_seat(floor: "Floor") -> dict[str, int]:
    """For each book the last desk step there that can still be undone, by its number."""
    found: dict[str, int] = {}
    for step in reversed(floor.steps):
        book = step.seat if step.actor is Actor.DESK else None
        if book and book not in found and _may_undo(floor, step):
            found[book] = step.number
    return found


def undo(floor: "Floor", number: int, at: datetime) -> Step:
    """Put back what stood before a step. The step itself stays in the ledger."""
    step = next((s for s in floor.steps if s.number == number), None)
    if step is None or not step.stands:
        raise mistakes.NothingToUndo
    if step.verb in FIRM or _overtaken(floor, step):
        raise mistakes.TooLateToUndo
    if _unseated(floor, step):
        raise mistakes.TableTaken
    card = None if step.card is None else _restore(floor, step, UUID(step.card), at)
    seat = step.seat_before and replace(step.seat_before, own=floor.seat(step.seat_before.book).own)
    if seat is not None:
        floor._put_seat(seat)
    if step.interpreter_before is not None:
        floor._put_interpreter(step.interpreter_before)
    if step.phase_before is not None:
        floor.phase = type(floor.phase)(step.phase_before)
    floor.steps[floor.steps.index(step)] = replace(step, undone=True)
    floor._step(
        "undo",
        Actor.DESK,
        at,
        subject=step.subject,
        card=step.card,
        card_after=card,
        seat=step.seat,
        seat_after=seat,
        interpreter=step.interpreter,
        interpreter_after=step.interpreter_before,
        reverses=step.number,
    )
    return step


def _restore(floor: "Floor", step: Step, id: UUID, at: datetime) -> Card:
    now, before = floor.cards.get(id), step.card_before
    if before is None:
        before = replace(floor.card(id), stage=Stage.LEFT, since=at)
    elif now and now.stage is before.stage:
        before = replace(
            before, here=now.here, more_reader=now.more_reader, more_book=now.more_book
        )
    floor._put(before)
    match step.verb:
        case "no-show":
            floor.no_shows -= 1
        case "call":
            floor.calls -= 1
        case "leave":
            floor.leavers -= 1
        case "rejoin" | "take":
            floor.leavers += 1
    if step.card_before and step.card_after and step.card_after.stage is not before.stage:
        spent = (step.at - step.card_before.since).total_seconds() / 60
        floor.waited -= spent if step.card_before.queued else 0.0
    return before


def _may_undo(floor: "Floor", step: Step) -> bool:
    if not step.stands or step.verb in FIRM:
        return False
    return not _overtaken(floor, step) and not _unseated(floor, step)


def _overtaken(floor: "Floor", step: Step) -> bool:
    """A later step, that still stands, touched the same."""
    return any(
        later.number > step.number and later.stands and later.touches(step) for later in floor.steps
    )


def _unseated(floor: "Floor", step: Step) -> bool:
    """Another book sits at the table to which undoing would move this one back."""
    before = step.seat_before
    return before is not None and floor.is_taken(before.table, before.book)
