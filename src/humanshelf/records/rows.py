"""Between the rows of one event and the values of the core: plain mapping, both ways."""

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from humanshelf.lending.bell import Bell, Sitting
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Own, Seat
from humanshelf.lending.step import Actor, Step
from humanshelf.records.events import CardRow, InterpreterRow, SeatRow, StepRow

CARD = [
    getattr(CardRow, "group_size" if field.name == "group" else field.name)
    for field in fields(Card)
]
SEAT = [
    getattr(SeatRow, "table_name" if field.name == "table" else field.name)
    for field in fields(Seat)
    if field.name != "withheld"
]
INTERPRETER = [getattr(InterpreterRow, field.name) for field in fields(Interpreter)]
STEP = [
    StepRow.number,
    StepRow.verb,
    StepRow.actor,
    StepRow.at,
    StepRow.subject,
    StepRow.card,
    StepRow.seat,
    StepRow.interpreter,
    StepRow.before,
    StepRow.after,
    StepRow.reverses,
]
CARD_VALUES = [column.key for column in CARD if column.key != "id"]
SEAT_VALUES = [column.key for column in SEAT if column.key != "book"]
INTERPRETER_VALUES = [column.key for column in INTERPRETER if column.key != "code"]
THEN = [field.name for field in fields(Card)].index("then")
POLICY = {field.name for field in fields(Policy)}


def policy(stored: dict[str, Any]) -> Policy:
    """An event's policy; what a newer version has added takes its default."""
    return Policy(**{name: value for name, value in stored.items() if name in POLICY})


def card(row: Any) -> Card:
    values = list(row)
    values[3], values[6] = Stage(values[3]), tuple(values[6])
    values[THEN] = tuple(values[THEN])
    return Card(*values)


def card_columns(card: Card) -> dict[str, Any]:
    columns: dict[str, Any] = {field.name: getattr(card, field.name) for field in fields(Card)}
    columns["group_size"] = columns.pop("group")
    columns["stage"] = card.stage.value
    columns["wishes"], columns["then"] = list(card.wishes), list(card.then)
    return columns


def seat(row: Any) -> Seat:
    """A seat's row, and behind it whether its book may be shown."""
    *values, shown = row
    values[-1] = own(values[-1])
    seat = Seat(*values)
    return seat if shown else replace(seat, done=True, withheld=seat.done)


def seat_columns(seat: Seat) -> dict[str, Any]:
    columns: dict[str, Any] = {field.name: getattr(seat, field.name) for field in fields(Seat)}
    columns["table_name"] = columns.pop("table")
    withheld = columns.pop("withheld")
    if withheld is not None:
        columns["done"] = withheld
    said = ((field.name, getattr(seat.own, field.name)) for field in fields(Own))
    columns["own"] = {name: plain(value) for name, value in said if value != UNSAID[name]}
    return columns


def own(stored: dict[str, Any]) -> Own:
    """What a book says for itself; what it never said is as in ``Own``."""
    read: dict[str, Any] = _moments(stored, OWN_MOMENTS)
    lists: dict[str, Any] = {k: tuple(v) for k, v in read.items() if isinstance(v, list)}
    return Own(**read | lists)


def interpreter(row: Any) -> Interpreter:
    code, languages, *rest = row
    return Interpreter(code, tuple(languages), *rest)


def interpreter_columns(person: Interpreter) -> dict[str, Any]:
    columns = {field.name: getattr(person, field.name) for field in fields(Interpreter)}
    return columns | {"languages": list(person.languages)}


def step(row: Any) -> Step:
    number, verb, actor, at, subject, card_, seat_, helper, before, after, reverses = row
    return Step(
        number=number,
        verb=verb,
        actor=Actor(actor),
        at=at,
        subject=subject,
        card=card_,
        seat=seat_,
        interpreter=helper,
        card_before=_card_of(before),
        card_after=_card_of(after),
        seat_before=_seat_of(before),
        seat_after=_seat_of(after),
        interpreter_before=_interpreter_of(before),
        interpreter_after=_interpreter_of(after),
        cards_before=_cards_of(before),
        cards_after=_cards_of(after),
        phase_before=before.get("phase"),
        bell_before=_bell_of(before),
        bell_after=_bell_of(after),
        covers=after.get("covers", 0),
        reverses=reverses,
    )


def steps(found: Iterable[Any]) -> list[Step]:
    """Steps in order. Which were undone, the later ones say: the ledger is never changed."""
    read = [step(row) for row in found]
    undone = {one.reverses for one in read if one.reverses is not None}
    return [replace(one, undone=True) if one.number in undone else one for one in read]


def step_columns(step: Step) -> dict[str, Any]:
    before = {
        "card": plain(step.card_before),
        "cards": plain(step.cards_before) or None,
        "seat": plain(step.seat_before),
        "interpreter": plain(step.interpreter_before),
        "phase": step.phase_before,
        "bell": plain(step.bell_before),
    }
    after = {
        "card": plain(step.card_after),
        "cards": plain(step.cards_after) or None,
        "seat": plain(step.seat_after),
        "interpreter": plain(step.interpreter_after),
        "bell": plain(step.bell_after),
        "covers": step.covers or None,
    }
    return {
        "number": step.number,
        "verb": step.verb,
        "actor": step.actor.value,
        "at": step.at,
        "subject": step.subject,
        "card": step.card,
        "seat": step.seat,
        "interpreter": step.interpreter,
        "before": {key: value for key, value in before.items() if value is not None},
        "after": {key: value for key, value in after.items() if value is not None},
        "reverses": step.reverses,
    }


def plain(value: Any) -> Any:
    """A value of the core as JSON: without what is None or empty."""
    if is_dataclass(value):
        found = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
        return {name: kept for name, kept in found.items() if kept is not None}
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(one) for one in value]
    return value.hex if isinstance(value, UUID) else value


UNSAID = {field.name: field.default for field in fields(Own)}
CARD_MOMENTS = ("since", "joined", "due", "here", "promise_from", "promise_to")
SEAT_MOMENTS = ("free_since", "rest_since", "rest_until")
OWN_MOMENTS = ("arrives", "leaves", "help")


def _moments(stored: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    read = {n: datetime.fromisoformat(stored[n]) for n in names if stored.get(n) is not None}
    return stored | read


def _card_of(image: dict[str, Any]) -> Card | None:
    stored = image.get("card")
    return None if stored is None else _read_card(stored)


def _cards_of(image: dict[str, Any]) -> tuple[Card, ...]:
    return tuple(_read_card(stored) for stored in image.get("cards", ()))


def _read_card(stored: dict[str, Any]) -> Card:
    values = _moments(stored, CARD_MOMENTS)
    return Card(
        **values
        | {
            "id": UUID(stored["id"]),
            "stage": Stage(stored["stage"]),
            "wishes": tuple(stored["wishes"]),
            "then": tuple(stored.get("then", ())),
        }
    )


def _seat_of(image: dict[str, Any]) -> Seat | None:
    stored = image.get("seat")
    if stored is None:
        return None
    return Seat(**_moments(stored, SEAT_MOMENTS) | {"own": own(stored.get("own", {}))})


def _interpreter_of(image: dict[str, Any]) -> Interpreter | None:
    stored = image.get("interpreter")
    if stored is None:
        return None
    values = _moments(stored, ("rest_until",))
    return Interpreter(**values | {"languages": tuple(stored["languages"])})


def _bell_of(image: dict[str, Any]) -> Bell | None:
    stored = image.get("bell")
    if stored is None:
        return None
    values = _moments(stored, ("rang",))
    return Bell(**values | {"sitting": Sitting(stored["sitting"])})
