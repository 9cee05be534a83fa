"""The ledger: from an event's steps alone its floor is built again, and checked against them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from humanshelf.lending.bell import Bell
from humanshelf.lending.card import Card
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Announcement, Phase
from humanshelf.lending.policy import spent
from humanshelf.lending.step import Step

SUMS = ("phase", "bell", "announcement", "delay", "closes", "taken", "calls", "no_shows", "leavers")
TOLERANCE = 0.01
"""Minutes by which the time waited may differ: sums of fractions depend on their order."""
IMAGES = ("card", "seat", "interpreter")


def rebuild(settings: Floor, steps: Iterable[Step]) -> Floor:
    """The floor that these steps lead to; ``settings`` is what the event was planned with.

    Of the floor given only its settings count, and the seats and interpreters that no step ever
    touched. Cards that have ended are among the ``touched_cards`` of the floor that comes back.
    """
    all_steps = list(steps)
    floor = replace(
        settings.copy(),
        cards={},
        steps=all_steps,
        phase=_first_phase(settings, all_steps),
        bell=Bell(),
        announcement=None,
        delay=0,
        last_step=all_steps[-1].number if all_steps else 0,
        taken=0,
        calls=0,
        no_shows=0,
        leavers=0,
        waited=0.0,
    )
    numbered = {step.number: step for step in all_steps}
    for step in all_steps:
        _images(floor, step)
        _event(floor, step, numbered)
        _counts(floor, step, numbered)
    return floor


def check(floor: Floor, steps: Sequence[Step], ended: Iterable[Card] | None = None) -> list[str]:
    """What the floor and its ledger do not agree on, in words that name no person.

    ``ended`` are the cards that have ended, where they are to be looked at too.
    """
    return [*_order(floor, steps), *_chain(steps), *_standing(floor, steps, ended)]


def _first_phase(settings: Floor, steps: list[Step]) -> Phase:
    """What stood before the first change of the event, else what stands now."""
    return next((Phase(s.phase_before) for s in steps if s.phase_before), settings.phase)


def _images(floor: Floor, step: Step) -> None:
    seat, person = step.seat_after, step.interpreter_after
    for card in (*step.cards_after, *([step.card_after] if step.card_after else [])):
        floor.touched_cards[card.id] = card
        if card.open:
            floor.cards[card.id] = card
        else:
            floor.cards.pop(card.id, None)
    if seat is not None:
        floor.shelf[seat.book] = floor.touched_seats[seat.book] = seat
    if person is not None:
        floor.interpreters[person.code] = floor.touched_interpreters[person.code] = person


def _event(floor: Floor, step: Step, numbered: dict[int, Step]) -> None:
    match step.verb:
        case "phase":
            floor.phase = Phase(step.subject)
        case "announce":
            floor.announcement = Announcement(step.subject, step.at) if step.subject else None
        case "delay":
            floor.delay = int(step.subject)
        case "closes":
            floor.closes = datetime.fromisoformat(step.subject)
        case "gather" | "begin" | "end":
            floor.bell = step.bell_after or floor.bell
        case "undo":
            undone = numbered.get(step.reverses or 0)
            if undone and undone.phase_before:
                floor.phase = Phase(undone.phase_before)
            if undone and undone.bell_before:
                floor.bell = undone.bell_before


def _counts(floor: Floor, step: Step, numbered: dict[int, Step]) -> None:
    """The counts, forwards; and for an undoing what its step had counted, backwards."""
    if step.cards_after:
        _count_flood(floor, step, numbered)
    elif step.verb != "undo":
        _count(floor, step, 1)
    elif step.reverses in numbered:
        _count(floor, numbered[step.reverses], -1)


def _count_flood(floor: Floor, step: Step, numbered: dict[int, Step]) -> None:
    """Of a flood that was put back some may have stayed away: by the cards that moved."""
    undone = numbered.get(step.reverses or 0)
    way, when, waiting = (-1, undone.at, step.cards_after) if undone else (1, step.at, ())
    for card in waiting or step.cards_before:
        floor.leavers += way
        floor.waited += way * spent(card.since, when)


def _count(floor: Floor, step: Step, way: int) -> None:
    before, after = step.card_before, step.card_after
    match step.verb:
        case "take" if way > 0:
            floor.taken += 1
        case "take":
            # A card given by mistake keeps its label; its reader counts among those who left.
            floor.leavers += 1
        case "call":
            floor.calls += way
        case "no-show":
            floor.no_shows += way
        case "leave":
            floor.leavers += way
        case "rejoin":
            floor.leavers -= way
    if before and after and before.stage is not after.stage and before.queued:
        floor.waited += way * spent(before.since, step.at)


def _order(floor: Floor, steps: Sequence[Step]) -> Iterator[str]:
    """Numbers without a gap; as far as the floor has come goes its ledger."""
    for number, step in enumerate(steps, 1):
        if step.number != number:
            yield f"step {number} is missing"
            return
    if len(steps) != floor.last_step:
        yield f"the floor has come to step {floor.last_step}, the ledger to {len(steps)}"


def _chain(steps: Sequence[Step]) -> Iterator[str]:
    """What stood before a step is what the step before on the same card, seat or person left."""
    left: dict[tuple[str, Any], Any] = {}
    for step in steps:
        for before, after in zip(step.cards_before, step.cards_after, strict=True):
            key = "card", before.id.hex
            if key in left and before != left[key]:
                what = ", ".join(_fields(before, left[key]))
                yield f"step {step.number}: {_name(before)} stood differently before it: {what}"
            left[key] = after
        for kind in IMAGES:
            key = kind, getattr(step, kind)
            before, after = (getattr(step, f"{kind}_{when}") for when in ("before", "after"))
            if before is not None and key in left and before != left[key]:
                what = ", ".join(_fields(before, left[key]))
                yield f"step {step.number}: {_name(before)} stood differently before it: {what}"
            if kind == "card" and key not in left and not before and after and step.verb != "take":
                yield f"step {step.number}: {_name(after)} was never given"
            if after is not None:
                left[key] = after


def _standing(floor: Floor, steps: Sequence[Step], ended: Iterable[Card] | None) -> Iterator[str]:
    built = rebuild(floor, steps)
    for name in SUMS:
        if getattr(floor, name) != getattr(built, name):
            what = name.replace("_", "-")
            yield f"{what}: {_said(floor, name)}, by its steps {_said(built, name)}"
    if abs(floor.waited - built.waited) > TOLERANCE:
        yield f"waited: {floor.waited:.2f} minutes, by its steps {built.waited:.2f}"
    there: dict[UUID, Card] = dict(floor.cards)
    expected = built.cards if ended is None else built.touched_cards
    there |= {card.id: card for card in ended or ()}
    yield from _differ(there, expected)
    yield from _differ(floor.shelf, built.shelf)
    yield from _differ(floor.interpreters, built.interpreters)


def _differ(there: dict[Any, Any], built: dict[Any, Any]) -> Iterator[str]:
    for key in dict.fromkeys([*built, *there]):
        if key not in there:
            yield f"{_name(built[key])} is missing"
        elif key not in built:
            yield f"{_name(there[key])} is in no step"
        elif there[key] != built[key]:
            what = ", ".join(_fields(there[key], built[key]))
            yield f"{_name(there[key])} stands differently: {what}"


def _fields(one: Any, other: Any) -> list[str]:
    return [f.name for f in fields(one) if getattr(one, f.name) != getattr(other, f.name)]


def _name(value: Any) -> str:
    if isinstance(value, Card):
        return f"card {value.label}"
    return f"interpreter {value.code}" if hasattr(value, "code") else f"seat {value.book}"


def _said(floor: Floor, name: str) -> str:
    value = getattr(floor, name)
    if isinstance(value, Announcement):
        return value.kind
    if isinstance(value, Bell):
        return f"{value.round} {value.sitting}"
    return "nothing" if value is None else str(value)
