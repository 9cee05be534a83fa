"""Reports that were released: figures frozen as they stood, taken back and put back at will.

A row stays when its report is withdrawn. Somebody may have kept a copy, so what stood in it still
counts when the next report is made; and a tap on "undo" finds it as it was.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from secrets import choice, token_bytes
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, func, null, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from humanshelf.impact.past import Past
from humanshelf.impact.past import Publication as Before
from humanshelf.impact.report import Report
from humanshelf.tenancy.db import Base, db, writing

LETTERS = "bcdfghjkmnpqrstvwxz"
"""Without vowels: no code is a word in anybody's language."""
LENGTH = 10


class PublicationRow(Base):
    """One report as it was released. ``figures`` is all that is public of it.

    ``events`` are the ids of its events; there is no foreign key, as an event may be removed and
    its report stays. ``shown`` and ``frozen`` are for the reports that come after this one, large,
    and read for those only.
    """

    __tablename__ = "publication"
    __table_args__ = (
        CheckConstraint("scope IN ('event', 'series', 'year')", name="scope"),
        {"sqlite_with_rowid": False},
    )

    id: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    scope: Mapped[str]
    events: Mapped[list[str]] = mapped_column(JSON)
    edition: Mapped[int]
    role: Mapped[str]
    day: Mapped[date]
    withdrawn: Mapped[date | None]
    sample: Mapped[bool]
    figures: Mapped[dict[str, Any]] = mapped_column(JSON)
    shown: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)
    frozen: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)


@dataclass(frozen=True, slots=True)
class Making:
    """What a report is made of, before it is released."""

    scope: str
    events: tuple[UUID, ...]
    sample: bool
    figures: dict[str, Any]
    report: Report
    known: int
    """How many publications there were when it was drafted."""


class Overtaken(Exception):
    """Another report was released while this one was being looked at."""


def past() -> Past:
    kept = select(PublicationRow.events, PublicationRow.shown, PublicationRow.frozen)
    rows = db.session.execute(kept.order_by(PublicationRow.code))
    return Past([Before(frozenset(events), shown, frozen) for events, shown, frozen in rows])


def code_of(seen: str) -> str:
    """Under which a report is released whose draft was drawn with this fingerprint: sent twice, it
    is found. It means nothing."""
    digest = sha256(seen.encode()).digest()
    return "".join(LETTERS[byte % len(LETTERS)] for byte in digest[:LENGTH])


def release(made: Making, role: str, day: date, code: str | None = None) -> str:
    """The report stands from now on. Its code means nothing."""
    events = sorted(event.hex for event in made.events)
    with writing() as session:
        if code is not None and publication(code) is not None:
            return code
        earlier = session.scalars(select(PublicationRow.events)).all()
        if len(earlier) != made.known:
            raise Overtaken
        row = PublicationRow(
            id=token_bytes(16),
            code=code or "".join(choice(LETTERS) for _ in range(LENGTH)),
            scope=made.scope,
            events=events,
            edition=1 + sum(one == events for one in earlier),
            role=role,
            day=day,
            withdrawn=None,
            sample=made.sample,
            figures=made.figures,
            shown=dict(made.report.shown),
            frozen=dict(made.report.frozen),
        )
        session.add(row)
        return row.code


def publication(code: str) -> PublicationRow | None:
    return db.session.scalars(select(PublicationRow).where(PublicationRow.code == code)).first()


def published(code: str) -> PublicationRow | None:
    """One that may be seen."""
    row = publication(code)
    return row if row and row.withdrawn is None else None


def all_publications(
    codes: Collection[str] | None = None, *, withdrawn: bool = False
) -> list[PublicationRow]:
    """Those under these codes, or all; the newest first."""
    order = PublicationRow.day.desc(), PublicationRow.edition.desc(), PublicationRow.code
    chosen = select(PublicationRow).order_by(*order)
    if codes is not None:
        chosen = chosen.where(PublicationRow.code.in_(codes))
    if not withdrawn:
        chosen = chosen.where(PublicationRow.withdrawn.is_(null()))
    return list(db.session.scalars(chosen))


def any_published() -> bool:
    """Whether the home page leads to reports."""
    chosen = select(PublicationRow.id).where(PublicationRow.withdrawn.is_(null()))
    return db.session.execute(chosen.limit(1)).first() is not None


def set_withdrawn(code: str, day: date | None) -> bool:
    """Take a report back, or with no day put it back as it was. False: there is none."""
    with writing() as session:
        row = session.scalars(select(PublicationRow).where(PublicationRow.code == code)).first()
        if row is None:
            return False
        row.withdrawn = day if row.withdrawn is None or day is None else row.withdrawn
        return True


def count_publications() -> int:
    return int(db.session.execute(select(func.count()).select_from(PublicationRow)).scalar_one())
