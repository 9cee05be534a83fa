"""Cards, looked at without their floor."""

from uuid import UUID

from sqlalchemy import select

from humanshelf.lending.card import ENDED
from humanshelf.records.events import CardRow
from humanshelf.tenancy.db import db


def open_card_of(reader: bytes, event_id: UUID) -> UUID | None:
    """The open card that this browser holds in this event."""
    return db.session.execute(
        select(CardRow.id).where(
            CardRow.event_id == event_id,
            CardRow.reader_hash == reader,
            CardRow.stage.not_in(ENDED),
        )
    ).scalar()
