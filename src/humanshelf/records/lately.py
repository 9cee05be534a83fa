"""When something was held here last."""

from datetime import datetime

from sqlalchemy import func, select

from humanshelf.records.events import Event
from humanshelf.tenancy.db import db


def last_event(at: datetime) -> datetime | None:
    """When the last event opened that is no sample and no rehearsal."""
    return db.session.scalar(
        select(func.max(Event.opens)).where(
            Event.opens <= at, Event.sample.is_(False), Event.rehearsal.is_(None)
        )
    )
