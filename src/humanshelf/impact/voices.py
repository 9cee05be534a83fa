"""Where feedback comes from, who speaks in it, and in what tone, as a person has chosen."""

from enum import StrEnum


class Source(StrEnum):
    """How the words came to the library."""

    READER = "reader"
    BOOK = "book"
    INTERVIEW = "interview"
    INDIRECT = "indirect"
    ONLINE = "online"


class Who(StrEnum):
    """Whose words they are. NEAR is somebody who did not take part and whom it reached."""

    READER = "reader"
    BOOK = "book"
    NEAR = "near"
    ONLINE = "online"


class Tone(StrEnum):
    GLAD = "glad"
    MIXED = "mixed"
    CRITICAL = "critical"
    NEUTRAL = "neutral"


class State(StrEnum):
    """NEW until a person has chosen theme and tone; ASIDE is out of lists and tallies."""

    NEW = "new"
    KEPT = "kept"
    ASIDE = "aside"
