"""Cards, looked at without their floor."""

from collections.abc import Callable
from secrets import token_bytes
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from humanshelf.lending.card import ENDED, Stage
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


def books_read(reader: bytes, event_id: UUID) -> set[str]:
    """The books whose reading with this browser's cards has ended."""
    return set(
        db.session.scalars(
            select(CardRow.book).where(
                CardRow.event_id == event_id,
                CardRow.reader_hash == reader,
                CardRow.stage == Stage.RETURNED,
                CardRow.book.is_not(None),
            )
        )
    )


def cut_off(session: Session, hashed: Callable[[UUID], bytes]) -> None:
    """No link opens the cards of this browser any more, and no browser is theirs; they stay in
    the queue. ``hashed`` is the browser's key as it is stored in an event."""
    for event_id in session.scalars(select(CardRow.event_id).distinct()).all():
        own = CardRow.event_id == event_id, CardRow.reader_hash == hashed(event_id)
        for card in session.scalars(select(CardRow).where(*own)):
            card.token_hash, card.reader_hash = token_bytes(32), None
