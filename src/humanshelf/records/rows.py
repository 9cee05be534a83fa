"""Between the rows of one event and the values of the core: plain mapping, both ways."""

from dataclasses import asdict, fields
from datetime import datetime
from typing import Any
from uuid import UUID

from humanshelf.lending.card import Card, Stage
from humanshelf.lending.policy import Policy
from humanshelf.lending.seat import Seat
from humanshelf.lending.step import Actor, Step
from humanshelf.records.events import CardRow, SeatRow, StepRow

CARD = [
    getattr(CardRow, "group_size" if field.name == "group" else field.name)
    for field in fields(Card)
]
SEAT = [
    getattr(SeatRow, "table_name" if field.name == "table" else field.name)
    for field in fields(Seat)
]
STEP = [
    StepRow.number,
    StepRow.verb,
    StepRow.actor,
    StepRow.at,
    StepRow.subject,
    StepRow.card,
    StepRow.seat,
    StepRow.before,
    StepRow.reverses,
    StepRow.undone,
]
CARD_VALUES = [column.key for column in CARD if column.key != "id"]
SEAT_VALUES = [column.key for column in SEAT if column.key != "book"]
POLICY = {field.name for field in fields(Policy)}


def policy(stored: dict[str, Any]) -> Policy:
    """An event's policy; what a newer version has added takes its default."""
    return Policy(**{name: value for name, value in stored.items() if name in POLICY})


def card(row: Any) -> Card:
    values = list(row)
    values[3], values[6] = Stage(values[3]), tuple(values[6])
    return Card(*values)


def card_columns(card: Card) -> dict[str, Any]:
    columns: dict[str, Any] = {field.name: getattr(card, field.name) for field in fields(Card)}
    columns["group_size"] = columns.pop("group")
    columns["stage"] = card.stage.value
    columns["wishes"] = list(card.wishes)
    return columns


def seat(row: Any) -> Seat:
    return Seat(*row)


def seat_columns(seat: Seat) -> dict[str, Any]:
    columns = asdict(seat)
    columns["table_name"] = columns.pop("table")
    return columns


def step(row: Any) -> Step:
    number, verb, actor, at, subject, card_, seat_, before, reverses, undone = row
    return Step(
        number=number,
        verb=verb,
        actor=Actor(actor),
        at=at,
        subject=subject,
        card=card_,
        seat=seat_,
        card_before=_card_before(before.get("card")),
        seat_before=_seat_before(before.get("seat")),
        phase_before=before.get("phase"),
        reverses=reverses,
        undone=undone,
    )


def step_columns(step: Step) -> dict[str, Any]:
    before = {
        "card": _plain(step.card_before),
        "seat": _plain(step.seat_before),
        "phase": step.phase_before,
    }
    return {
        "number": step.number,
        "verb": step.verb,
        "actor": step.actor.value,
        "at": step.at,
        "subject": step.subject,
        "card": step.card,
        "seat": step.seat,
        "before": {key: value for key, value in before.items() if value is not None},
        "reverses": step.reverses,
        "undone": step.undone,
    }


def _plain(value: Card | Seat | None) -> dict[str, Any] | None:
    if value is None:
        return None
    return {f.name: _stored(getattr(value, f.name)) for f in fields(value)}


def _stored(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.hex if isinstance(value, UUID) else value


CARD_MOMENTS = ("since", "joined", "due", "here")
SEAT_MOMENTS = ("free_since", "rest_since", "rest_until")


def _moments(stored: dict[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    read = {n: datetime.fromisoformat(stored[n]) for n in names if stored[n] is not None}
    return stored | read


def _card_before(stored: dict[str, Any] | None) -> Card | None:
    if stored is None:
        return None
    values = _moments(stored, CARD_MOMENTS)
    return Card(
        **values
        | {
            "id": UUID(stored["id"]),
            "stage": Stage(stored["stage"]),
            "wishes": tuple(stored["wishes"]),
        }
    )


def _seat_before(stored: dict[str, Any] | None) -> Seat | None:
    return Seat(**_moments(stored, SEAT_MOMENTS)) if stored is not None else None
