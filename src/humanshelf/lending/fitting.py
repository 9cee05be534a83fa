"""What fits before a call: films that end in time, and what hangs there, by theme and minutes.

Only what the reader can really see is named: one after the other, with a minute to walk after
each, and all over before the lower end of the range that the card shows.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

WALK = timedelta(minutes=1)
"""From anything that is seen to the next, and back to the hall."""
MOST = 3


@dataclass(frozen=True, slots=True)
class Play:
    """A film that starts at a set time."""

    code: str
    room: str
    starts: datetime
    ends: datetime
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Piece:
    """What can be seen at any time, and takes so many minutes."""

    code: str
    room: str
    minutes: int
    themes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fit:
    """A suggestion; ``starts`` and ``ends`` for a film at a set time."""

    code: str
    room: str
    minutes: int
    starts: datetime | None = None
    ends: datetime | None = None


Gap = tuple[datetime, datetime]


def fitting(
    plays: Iterable[Play],
    pieces: Iterable[Piece],
    themes: frozenset[str],
    at: datetime,
    until: datetime | None,
) -> tuple[Fit, ...]:
    """At most three, films first. ``until`` is the lower end of the card's range.

    A film has to start after now and end a minute before then. What touches the themes of the
    wishes goes first; of films then the earliest, of the rest the order in which it hangs.
    """
    if until is None:
        return ()
    gaps: list[Gap] = [(at, until - WALK)]
    found: list[Fit] = []
    for play in sorted(plays, key=lambda one: (not themes & set(one.themes), one.starts)):
        if len(found) < MOST and play.starts > at and play.code not in [f.code for f in found]:
            gap = _around(gaps, play.starts, play.ends)
            if gap:
                gaps.remove(gap)
                gaps += [(gap[0], play.starts - WALK), (play.ends + WALK, gap[1])]
                found.append(Fit(play.code, play.room, _minutes(play), play.starts, play.ends))
    for piece in sorted(pieces, key=lambda one: not themes & set(one.themes)):
        length = timedelta(minutes=piece.minutes)
        gap = next((g for g in sorted(gaps) if g[0] + length <= g[1]), None)
        if len(found) < MOST and gap:
            gaps.remove(gap)
            gaps.append((gap[0] + length + WALK, gap[1]))
            found.append(Fit(piece.code, piece.room, piece.minutes))
    return tuple(found)


def _around(gaps: list[Gap], starts: datetime, ends: datetime) -> Gap | None:
    return next((gap for gap in gaps if gap[0] <= starts and ends <= gap[1]), None)


def _minutes(play: Play) -> int:
    return round((play.ends - play.starts).total_seconds() / 60)
