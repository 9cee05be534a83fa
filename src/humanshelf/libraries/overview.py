"""The network's list: that a library exists, how it stands, and whether its store is sound.

Of what a library holds one thing is asked, the month of its last event, to see whether anybody is
there still. Nothing else of content or people is read.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select

from humanshelf.libraries.streams import open_streams
from humanshelf.records import tables
from humanshelf.records.lately import last_event
from humanshelf.tenancy import deployment
from humanshelf.tenancy.db import db
from humanshelf.tenancy.everywhere import HOLDING, each_library
from humanshelf.tenancy.models import Library, State

ASKED = (State.DRAFT, *(state for state in HOLDING if state != State.DRAFT))
"""Those that have a store, which can be asked."""
STANDING = tuple(state for state in State if state != State.TOMBSTONE)
PAGE = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One library. ``month`` is the first day of the month of its last event; ``hidden`` whether it
    has hidden itself."""

    uid: str
    slug: str | None
    state: State
    hidden: bool
    epoch: int
    schema: str | None
    behind: bool
    created: date
    size: int
    month: date | None
    streams: int

    @property
    def name(self) -> str:
        """How it goes in addresses and on the command line."""
        return self.slug or self.uid

    def figures(self) -> dict[str, Any]:
        """For another program."""
        told = asdict(self) | {"state": str(self.state), "created": self.created.isoformat()}
        return told | {"month": self.month.strftime("%Y-%m") if self.month else None}


def listed(
    app: Flask,
    at: datetime,
    search: str = "",
    states: Sequence[State] = STANDING,
    page: int | None = None,
) -> list[Entry]:
    """The libraries in these states whose address holds this text, those without one last."""
    query = select(Library).where(Library.state.in_(states))
    query = query.order_by(Library.slug.is_(None), Library.slug, Library.created_on, Library.uid)
    if search:
        query = query.where(Library.slug.contains(search, autoescape=True))
    if page is not None:
        query = query.limit(PAGE + 1).offset(page * PAGE)
    return entries(app, list(db.session.scalars(query)), at)


def entries(app: Flask, rows: Sequence[Library], at: datetime) -> list[Entry]:
    months = _months(app, {row.uid for row in rows if row.state in ASKED}, at)
    streams, newest = open_streams(deployment().data, at), tables.newest()
    return [
        Entry(
            uid=row.uid,
            slug=row.slug,
            state=row.state,
            hidden=row.hidden,
            epoch=row.epoch,
            schema=row.schema_revision,
            behind=row.state in ASKED and row.schema_revision not in (None, newest),
            created=row.created_on,
            size=_size(deployment().stores.path(row.uid).parent),
            month=months.get(row.uid),
            streams=streams[row.uid],
        )
        for row in rows
    ]


def _months(app: Flask, uids: set[str], at: datetime) -> dict[str, date]:
    found = {}
    for uid, _slug in each_library(app, ASKED, uids):
        try:
            moment = last_event(at)
        except Exception as error:
            # One store that cannot be read must not hide the others; it is told of elsewhere.
            app.logger.error("a library could not be asked: %s", type(error).__name__)
            continue
        if moment is not None:
            found[uid] = moment.date().replace(day=1)
    return found


def _size(folder: Path) -> int:
    """Of all that lies there, in bytes."""
    total = 0
    for path in folder.rglob("*"):
        try:
            total += path.stat().st_size if path.is_file() else 0
        except OSError:  # It went in between: a log that was folded in.
            continue
    return total
