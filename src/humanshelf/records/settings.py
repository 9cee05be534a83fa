"""The library's own settings, changed in one write: the second of two who change them is told."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select
from sqlalchemy.orm import Session

from humanshelf.lending.mistakes import Overtaken
from humanshelf.records.books import BookText
from humanshelf.records.events import EventText
from humanshelf.records.exhibits import Exhibit
from humanshelf.records.hanging import raise_editions
from humanshelf.records.profile import Profile
from humanshelf.tenancy.db import db, writing

DONE, SKIPPED = "done", "skipped"
GIVEN = ("names", "languages", "vocabulary", "clock", "look", "privacy")
"""The steps of setting up that a bundle has taken."""


@contextmanager
def changing(edition: int) -> Iterator[tuple[Session, Profile]]:
    """The profile, to be changed over the edition that its author has seen.

    Raises :class:`Overtaken` if another stands there. Every event is read anew by every worker:
    its texts may stand in other languages from now on.
    """
    with writing() as session:
        row = session.get_one(Profile, 1)
        if row.edition != edition:
            raise Overtaken
        yield session, row
        row.edition += 1
        raise_editions(session, None)


def mark(session: Session, step: str, how: str) -> None:
    """A step of setting up was done or skipped; no edition rises, as nobody reads it but here."""
    row = session.get_one(Profile, 1)
    if row.setup.get(step) != how:
        row.setup = row.setup | {step: how}


def texts_in() -> Counter[str]:
    """How many books, events and exhibits have words in each language."""
    count: Counter[str] = Counter(db.session.scalars(select(BookText.language)))
    count.update(db.session.scalars(select(EventText.language)))
    for texts in db.session.scalars(select(Exhibit.texts)):
        count.update(language for language, said in texts.items() if any(said.values()))
    return count
