"""Tallies of themes and tones for a page. What is said of fewer than ten is not shown as a number:
no sums stand beside it from which it could be reckoned."""

from collections.abc import Iterable
from dataclasses import dataclass

from humanshelf.impact.voices import Tone
from humanshelf.records.feedback import Tally

FEW = 10


@dataclass(frozen=True, slots=True)
class Line:
    """One theme: a number for each tone, or None where there are few or none."""

    theme: str | None
    counts: tuple[int | None, ...]


def told(tallies: Iterable[Tally]) -> list[Line]:
    themes: dict[str | None, dict[Tone, int]] = {}
    for one in tallies:
        themes.setdefault(one.theme, {})[one.tone] = one.count
    return [
        Line(theme, tuple(hidden(counts.get(tone, 0)) for tone in Tone))
        for theme, counts in themes.items()
    ]


def hidden(count: int) -> int | None:
    """Few and none look alike."""
    return count if count >= FEW else None
