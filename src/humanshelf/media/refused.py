"""Why a file is not taken. Each reason has one sentence, which the studio says."""

from enum import StrEnum


class Why(StrEnum):
    NO_PICTURE = "no picture"
    TOO_MANY_PIXELS = "too many pixels"
    MOVES = "moves"
    TWO_THINGS = "two things"
    NO_FILM = "no film"
    OTHER_FILM = "other film"
    TOO_LARGE = "too large"
    NO_SCAN = "no scan"


class Refused(Exception):
    """What was uploaded is not kept."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why
