"""The exhibition: what hangs, lies and is shown beside a library's events, and when films start."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.types import JSON

from humanshelf.tenancy.db import Base, db
from humanshelf.tenancy.types import Moment

PHOTO = "photo"
KINDS = (PHOTO, "film", "documentary", "text", "object")
ROOMS = ("hall", "side")
PICTURE, FILM = "picture", "film"
LONGEST = 240
"""Minutes that one exhibit may take."""


class Exhibit(Base):
    """One exhibit, of an event or of the library for good (no event).

    ``texts`` holds title, caption, credit and alt by language. ``people``: there are people in
    it, and then it is published only with a release, of which the reference, the day and the role
    of who recorded it are kept, and nothing of the person.
    """

    __tablename__ = "exhibit"
    __table_args__ = (
        CheckConstraint("NOT (published AND people AND release_day IS NULL)", name="people_agreed"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(unique=True)
    event_id: Mapped[UUID | None] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[str]
    room: Mapped[str]
    minutes: Mapped[int]
    themes: Mapped[list[str]] = mapped_column(JSON)
    texts: Mapped[dict[str, Any]] = mapped_column(JSON)
    link: Mapped[str] = mapped_column(default="")
    people: Mapped[bool] = mapped_column(default=False)
    release_reference: Mapped[str] = mapped_column(default="")
    release_day: Mapped[str | None]
    release_by: Mapped[str] = mapped_column(default="")
    published: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]
    sample: Mapped[bool] = mapped_column(default=False)
    files: Mapped[list["ExhibitFile"]] = relationship(
        cascade="all, delete-orphan", lazy="selectin", order_by="ExhibitFile.width"
    )

    def of_kind(self, kind: str) -> list["ExhibitFile"]:
        return [file for file in self.files if file.kind == kind]


class ExhibitFile(Base):
    """A file of an exhibit: one size of its picture, or its film. The name is random."""

    __tablename__ = "exhibit_file"

    name: Mapped[str] = mapped_column(primary_key=True)
    exhibit_id: Mapped[UUID] = mapped_column(ForeignKey("exhibit.id", ondelete="CASCADE"))
    kind: Mapped[str]
    type: Mapped[str]
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]


class Screening(Base):
    """A film that starts in a room of an event at a certain time."""

    __tablename__ = "screening"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    event_id: Mapped[UUID] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    exhibit_id: Mapped[UUID] = mapped_column(ForeignKey("exhibit.id", ondelete="CASCADE"))
    room: Mapped[str]
    starts: Mapped[datetime] = mapped_column(Moment)
    minutes: Mapped[int]


class ExhibitCount(Base):
    """How often an exhibit was suggested on cards of an event, and how often opened from there.

    Two sums and nothing else: not by whom, not when, and without a hidden row number not in which
    order either.
    """

    __tablename__ = "exhibit_count"
    __table_args__ = ({"sqlite_with_rowid": False},)

    event_id: Mapped[UUID] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    exhibit_id: Mapped[UUID] = mapped_column(
        ForeignKey("exhibit.id", ondelete="CASCADE"), primary_key=True
    )
    suggested: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)


def all_exhibits() -> list[Exhibit]:
    """In the order in which they are seen."""
    return list(db.session.scalars(select(Exhibit).order_by(Exhibit.position, Exhibit.code)))


def exhibit_by_code(code: str) -> Exhibit | None:
    return db.session.scalars(select(Exhibit).where(Exhibit.code == code)).first()


def shown_in(event_id: UUID) -> list[Exhibit]:
    """What is published at this event: its own, and what hangs there for good."""
    here = or_(Exhibit.event_id == event_id, Exhibit.event_id.is_(None))
    return list(
        db.session.scalars(
            select(Exhibit)
            .where(here, Exhibit.published)
            .order_by(Exhibit.position, Exhibit.code)
            .execution_options(populate_existing=True)
        )
    )


def photos_of(event_ids: Collection[UUID]) -> list[Exhibit]:
    """The photographs of these events that are published; those that hang for good are of none."""
    own = Exhibit.event_id.in_(event_ids)
    found = select(Exhibit).where(own, Exhibit.kind == PHOTO, Exhibit.published)
    rows = db.session.scalars(found.order_by(Exhibit.position, Exhibit.code))
    return [row for row in rows if row.of_kind(PICTURE)]


def screenings_of(event_id: UUID) -> list[Screening]:
    return list(
        db.session.scalars(
            select(Screening)
            .where(Screening.event_id == event_id)
            .order_by(Screening.starts, Screening.room)
        )
    )


def file_by_name(name: str, *, published: bool) -> ExhibitFile | None:
    """A file of the library in force; for readers only one that is published."""
    wanted = select(ExhibitFile).join(Exhibit).where(ExhibitFile.name == name)
    return db.session.scalars(wanted.where(Exhibit.published) if published else wanted).first()


def file_names() -> set[str]:
    """All that some exhibit still names."""
    return set(db.session.scalars(select(ExhibitFile.name)))


def sample_files(session: Session) -> list[str]:
    """The files of the sample exhibits."""
    found = select(ExhibitFile.name).join(Exhibit).where(Exhibit.sample)
    return list(session.scalars(found))


def counts_of() -> dict[UUID, tuple[int, int]]:
    """Suggested and opened, by exhibit, over all events."""
    found: dict[UUID, tuple[int, int]] = {}
    for row in db.session.scalars(select(ExhibitCount)):
        before = found.get(row.exhibit_id, (0, 0))
        found[row.exhibit_id] = (before[0] + row.suggested, before[1] + row.opened)
    return found
