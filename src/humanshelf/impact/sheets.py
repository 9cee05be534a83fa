"""What was asked and what was answered, as plain values: surveys write them, figures read them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Moment(StrEnum):
    """When a sheet was filled in. The first three are of the same person where their pair is."""

    BASELINE = "baseline"
    ENDLINE = "endline"
    FOLLOW_UP = "follow-up"
    ALONE = "alone"
    CHECK_IN = "check-in"
    """A human book's own, after its last reading. It feeds care for books, no figure of impact."""


class Kind(StrEnum):
    SCALE = "scale"
    CHOICE = "choice"
    SEVERAL = "several"
    TEXT = "text"


RATHER_NOT = "rather-not"
"""The answer "rather not say": told from a question that was skipped."""
Answer = int | str | tuple[str, ...]
"""A step of a scale, the code of a choice, codes of several, or words."""


@dataclass(frozen=True, slots=True)
class Item:
    """One question in one wording.

    ``key`` says what is asked, the same before and after ("warmth.theme", "own.3f"); ``version``
    follows from kind, scale, options and wording: answers of two versions are never put into one
    figure. A ``reverse`` scale counts from its other end. ``role`` is "read" or "unread" where
    one person answers about a theme they read and one they did not.
    """

    key: str
    version: str
    kind: Kind
    low: int = 0
    high: int = 0
    options: tuple[str, ...] = ()
    reverse: bool = False
    role: str | None = None

    @property
    def id(self) -> tuple[str, str]:
        return self.key, self.version


@dataclass(frozen=True, slots=True)
class Sheet:
    """One person's answers at one moment. ``pair`` is random and leads nowhere but to the same
    person's other sheets. An item that is not in ``answers`` was skipped or not asked."""

    moment: Moment
    answers: Mapping[tuple[str, str], Answer] = field(default_factory=dict)
    pair: bytes | None = None
