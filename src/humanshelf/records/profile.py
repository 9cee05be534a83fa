"""What a library says of itself: one row, and its words in each language."""

from typing import Any

from sqlalchemy import CheckConstraint, select
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import JSON

from humanshelf.tenancy.db import Base, db

HOURS_KEPT = (1, 12)
"""Hours after an event until its cards go: a library may keep them shorter, never longer."""
WORDS_KEPT = (7, 90)
"""Days that people's own words are kept."""
CONTACTS_KEPT, CONTACTS_KEPT_USUALLY = (7, 60), 14
"""Days that sealed contact details are kept after their book's last event."""


class Profile(Base):
    """The library's name, languages and look. ``languages[0]`` is the main language.

    ``without_samples`` says that the samples were cleared: they do not come back by themselves.
    ``edition`` rises with each change, so that of two who change it the second is told. ``setup``
    says of each step of setting up whether it was done or skipped.
    """

    __tablename__ = "profile"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("hours_kept BETWEEN 1 AND 12", name="hours_kept"),
        CheckConstraint("words_kept BETWEEN 7 AND 90", name="words_kept"),
        CheckConstraint("contacts_kept BETWEEN 7 AND 60", name="contacts_kept"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    languages: Mapped[list[str]] = mapped_column(JSON)
    time_zone: Mapped[str]
    vocabulary: Mapped[str]
    licence: Mapped[str]
    hue: Mapped[int]
    logo: Mapped[str]
    words: Mapped[list[str]] = mapped_column(JSON)
    texts: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSON)
    without_samples: Mapped[bool] = mapped_column(default=False)
    edition: Mapped[int] = mapped_column(default=1)
    hours_kept: Mapped[int] = mapped_column(default=HOURS_KEPT[1])
    words_kept: Mapped[int] = mapped_column(default=WORDS_KEPT[1])
    contacts_kept: Mapped[int] = mapped_column(default=CONTACTS_KEPT_USUALLY)
    exit_url: Mapped[str] = mapped_column(default="")
    setup: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)

    def text(self, key: str, language: str) -> tuple[str, str]:
        """The text and the language it is in: asked for, else the main one, else any."""
        for candidate in (language, *self.languages):
            found = self.texts.get(candidate, {}).get(key)
            if found:
                return found, candidate
        return "", language


def profile() -> Profile:
    """The library in force."""
    return db.session.execute(select(Profile)).scalar_one()
