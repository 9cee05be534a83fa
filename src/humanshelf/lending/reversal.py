"""Taking a step back: what stood before it stands again, unless a later step touched the same."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from humanshelf.lending import mistakes
from humanshelf.lending.card import SEATED, Card, Stage
from humanshelf.lending.policy import spent
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


def undoable_by_card(floor: "Floor") -> dict[str, int]:
    """In rounds, for each card at a chair the last desk step since the bell that can be undone."""
    found: dict[str, int] = {}
    for step in reversed(floor.steps):
        if step.bell_before is not None and step.stands:
            break
        card = step.card if step.actor is Actor.DESK and _moved_a_chair(step) else None
        if card and card not in found and _may_undo(floor, step):
            found[card] = step.number
    return found


def undo(floor: "Floor", number: int, at: datetime, without: Collection[UUID] = ()) -> Step:
    """Put back what stood before a step. The step itself stays in the ledger."""
    step = next((s for s in floor.steps if s.number == number), None)
    if step is None or not step.stands:
        raise mistakes.NothingToUndo
    if step.bell_before is not None:
        return _undo_bell(floor, step, at)
    if step.verb in FIRM or _overtaken(floor, step) or _crowded(floor, step):
        raise mistakes.TooLateToUndo
    if _unseated(floor, step):
        raise mistakes.TableTaken
    if step.cards_after:
        return _unvoid(floor, step, at, without)
    return _put_back(floor, step, at)


def _unvoid(floor: "Floor", step: Step, at: datetime, without: Collection[UUID]) -> Step:
    """A flood that was none: its cards wait again at their old places."""
    pairs = zip(step.cards_before, step.cards_after, strict=True)
    back = [(before, after) for before, after in pairs if before.id not in without]
    if not back:
        raise mistakes.TooLateToUndo
    for before, _after in back:
        floor._put(before)
        floor.waited -= spent(before.since, step.at)
    floor.leavers -= len(back)
    floor.steps[floor.steps.index(step)] = replace(step, undone=True)
    floor._step(
        "undo",
        Actor.DESK,
        at,
        subject=step.subject,
        cards_before=tuple(after for _before, after in back),
        cards_after=tuple(before for before, _after in back),
        reverses=step.number,
    )
    return step


def _undo_bell(floor: "Floor", step: Step, at: datetime) -> Step:
    """A bell goes back with all the steps that it covers, or not at all."""
    covered = _covered(floor, step)
    if not _bell_may_go_back(floor, step, covered):
        raise mistakes.TooLateToUndo
    for one in reversed(covered):
        _put_back(floor, one, at)
    floor.bell = step.bell_before or floor.bell
    return _put_back(floor, step, at)


def _put_back(floor: "Floor", step: Step, at: datetime) -> Step:
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
        queued = spent(step.card_before.since, step.at)
        floor.waited -= queued if step.card_before.queued else 0.0
    return before


def _may_undo(floor: "Floor", step: Step) -> bool:
    if not step.stands or step.verb in FIRM:
        return False
    if step.bell_before is not None:
        return _bell_may_go_back(floor, step, _covered(floor, step))
    return not (_overtaken(floor, step) or _unseated(floor, step) or _crowded(floor, step))


def _overtaken(floor: "Floor", step: Step) -> bool:
    """A later step, that still stands, touched the same; or the bell rang over it."""
    return any(
        later.stands and (later.touches(step) or _rang_over(later, step))
        for later in floor.steps
        if later.number > step.number
    )


def _rang_over(bell: Step, step: Step) -> bool:
    """Whether a bell covers the step, or came after a card had taken or left a chair."""
    if bell.bell_before is None:
        return False
    return step.number >= bell.number - bell.covers or _moved_a_chair(step)


def _moved_a_chair(step: Step) -> bool:
    return any(card and card.stage in SEATED for card in (step.card_before, step.card_after))


def _covered(floor: "Floor", bell: Step) -> list[Step]:
    first = bell.number - bell.covers
    return [step for step in floor.steps if first <= step.number < bell.number]


def _bell_may_go_back(floor: "Floor", bell: Step, covered: list[Step]) -> bool:
    """Nothing that it covers was touched since, no chair was given or left, no bell rang."""
    if len(covered) < bell.covers or any(step.undone for step in covered):
        return False
    return not any(
        later.touches(bell) or _moved_a_chair(later) or any(map(later.touches, covered))
        for later in floor.steps
        if later.number > bell.number and later.stands
    )


def _crowded(floor: "Floor", step: Step) -> bool:
    """In rounds: whether somebody else sits there, or with the interpreter, meanwhile."""
    before = step.card_before
    if not floor.policy.rounds or before is None or before.stage not in SEATED or not before.book:
        return False
    others = [card for card in floor.at_book(before.book) if card.id != before.id]
    helpers = {c.interpreter for c in floor.cards.values() if c.id != before.id}
    return (
        sum(card.group for card in others) + before.group > floor.most_at(floor.seat(before.book))
        or before.place in {card.place for card in others}
        or (before.interpreter is not None and before.interpreter in helpers)
    )


def _unseated(floor: "Floor", step: Step) -> bool:
    """Another book sits at the table to which undoing would move this one back."""
    before = step.seat_before
    return before is not None and floor.is_taken(before.table, before.book)
