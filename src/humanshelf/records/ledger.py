"""An event's whole ledger, read from the store, and whether the floor agrees with it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from humanshelf.lending.card import ENDED, Card
from humanshelf.lending.ledger import check
from humanshelf.lending.step import Step
from humanshelf.records import rows
from humanshelf.records.events import CardRow
from humanshelf.records.floors import STEPS, scene
from humanshelf.tenancy.db import db

ENDED_CARDS = select(*rows.CARD).where(
    CardRow.event_id == bindparam("id"), CardRow.stage.in_(ENDED)
)


def all_steps(event_id: UUID) -> list[Step]:
    """Every step of an event, from the first. None are left once the cards have gone."""
    return rows.steps(db.session.execute(STEPS, {"id": event_id, "after": 0}))


def ended_cards(event_id: UUID) -> list[Card]:
    return [rows.card(row) for row in db.session.execute(ENDED_CARDS, {"id": event_id})]


def checked(code: str, at: datetime) -> tuple[int, list[str]] | None:
    """How many steps the event's ledger has, and where the floor differs. None: no such event.

    An event whose cards were forgotten keeps its counts and no ledger: nothing to compare.
    """
    found = scene(code, at)
    if found is None:
        return None
    steps, ended = all_steps(found.event.id), ended_cards(found.event.id)
    if not steps and not ended and not found.floor.cards:
        return 0, []
    return len(steps), check(found.floor, steps, ended)
