"""A library set up by its own first coordinator, from the invitation.

Key and store come first, then what stands in the store, and last the address, with which the
library becomes a draft: whoever is broken off before begins again, and finds what is there.
"""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from humanshelf.libraries import labels, logo
from humanshelf.libraries.life import change
from humanshelf.libraries.slugs import SlugTaken, may_take
from humanshelf.records import tables
from humanshelf.records.library import set_profile
from humanshelf.records.profile import Profile
from humanshelf.records.settings import DONE
from humanshelf.records.staff import Staff, add_link, add_staff, anybody_signs_in, staff_by_id
from humanshelf.tenancy import deployment, library
from humanshelf.tenancy.db import db, writing, writing_control
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.stores import LibraryExists

ZONES = {
    "az": "Asia/Baku",
    "kk": "Asia/Almaty",
    "ru": "Asia/Almaty",
    "tr": "Europe/Istanbul",
    "en": "Europe/London",
}
"""A time zone to start from, by the language of whoever sets the library up."""
INVITEE, FIRST = "invitee", "first"
"""The actor of what an invitation brings about, and where its coordinator is noted."""


@dataclass
class Founded:
    """A new library as its profile is first written: all but the name can be left as it is."""

    name: str
    language: str
    coordinator: str
    licence: str = ""
    vocabulary: str = "Living Library"
    hue: int = 270
    logo: str = logo.MARKS["book"]
    languages: list[str] = field(init=False)
    time_zone: str = field(init=False)
    words: list[str] = field(init=False)
    texts: dict[str, dict[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.languages = [self.language]
        self.time_zone = ZONES[self.language]
        self.words = list(labels.USUAL[self.language])
        self.texts = {self.language: {"name": self.name}}


def found(uid: str, told: Founded, slug: str, at: datetime) -> None:
    """The invited library gets key, store, profile, first coordinator and address.

    A draft already, it stays as it is: a second tap changes nothing. Raises :class:`SlugTaken`.
    """
    if state_of(uid) != State.INVITED:
        return
    may_take(slug, at.date(), own=uid)
    keys = deployment().keys
    with suppress(FileExistsError):
        keys.create(uid)
    with suppress(LibraryExists):
        tables.make(uid)
    with library(uid), writing() as session:
        if state_of(uid) != State.INVITED:
            return  # Another tap has finished meanwhile: its coordinator stays.
        _begin(session, told, at)
    try:
        with writing_control() as session:
            row = session.get_one(Library, uid)
            if row.state != State.INVITED:
                return
            may_take(slug, at.date(), own=uid)
            row.slug, row.schema_revision = slug, tables.newest()
            change(session, row, State.DRAFT, at=at, actor=INVITEE, reason="invitation")
    except SlugTaken:
        deployment().stores.erase(uid)
        keys.destroy(uid)
        raise


def _begin(session: Session, told: Founded, at: datetime) -> None:
    """What an attempt that was broken off has left is written anew."""
    session.execute(delete(Profile))
    session.execute(delete(Staff))
    set_profile(session, told)
    session.flush()
    staff = add_staff(session, told.coordinator, "coordinator", at.date())
    session.get_one(Profile, 1).setup = {"names": DONE, FIRST: staff.id.hex}


def way_in(uid: str, token: str, until: datetime) -> bool:
    """Let this token lead the first coordinator in, once; not any more when there is a password."""
    with library(uid), writing() as session:
        first = session.get_one(Profile, 1).setup.get(FIRST)
        staff = staff_by_id(UUID(hex=first)) if first else None
        if staff is None or anybody_signs_in(session):
            return False
        # Not as strong as one of the command line: behind it the second factor is set up at once.
        add_link(session, staff.id, token, until)
        return True


def has_begun(uid: str) -> bool:
    """Whether somebody has a password here, and signs in as everybody does."""
    with library(uid):
        return anybody_signs_in(db.session())


def state_of(uid: str) -> State:
    return db.session.get_one(Library, uid, populate_existing=True).state


def slug_of(uid: str) -> str:
    return db.session.get_one(Library, uid, populate_existing=True).slug or ""
