"""No two publications, put side by side, uncover a person: each figure is looked at over all of
them before it is shown in a new one.

The rule is one: **whatever can be worked out about a group of answers, the group is k people at
least, or nobody was asked there.** It holds for every group that the shown figures tell by adding
and taking away (differencing.py), in one publication and over all that were ever released;
those that were withdrawn too, as somebody may have kept them. Sums are taken for exact here,
though all that is published is rounded besides.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from humanshelf.impact.differencing import Tangled, derivable
from humanshelf.impact.hiding import LEAST, hidden, next_to_hide

Counts = Mapping[str, Mapping[str, int]]
"""By event, how many gave each answer. The answers of an event are those of one whole."""


Groups = Mapping[str, frozenset[str]]
"""Answers that are told together, by the name under which they are."""


@dataclass(frozen=True, slots=True)
class Release:
    """A figure in one publication: over which events, and which groups of answers it showed.
    The number of all who answered stood there too."""

    events: frozenset[str]
    shown: frozenset[frozenset[str]] = frozenset()


def pooled(counts: Counts, events: Iterable[str]) -> dict[str, int]:
    """One whole of several events, answers in the order in which they are first met."""
    total: dict[str, int] = {}
    for event in events:
        for answer, n in counts[event].items():
            total[answer] = total.get(answer, 0) + n
    return total


def to_hide(
    events: Sequence[str],
    counts: Counts,
    groups: Groups,
    past: Sequence[Release],
    k: int,
    least: int = LEAST,
) -> frozenset[str] | None:
    """Which groups a new publication of these events keeps back of this figure.

    ``past`` are the publications in which the figure was shown. None: all of it, the number of
    those who answered too.
    """
    total = grouped(pooled(counts, events), groups)
    near = touching(frozenset(events), past)
    away = hidden(total, k, least)
    while uncovers([*near, release(events, groups, away)], counts, k):
        if away == set(total):
            return None
        away |= {next_to_hide(total, away)}
        while len(away) < min(least, len(total)):
            away |= {next_to_hide(total, away)}
    return away


def release(events: Iterable[str], groups: Groups, away: frozenset[str]) -> Release:
    shown = (cells for name, cells in groups.items() if name not in away)
    return Release(frozenset(events), frozenset(shown))


def grouped(total: Mapping[str, int], groups: Groups) -> dict[str, int]:
    return {name: sum(total.get(cell, 0) for cell in cells) for name, cells in groups.items()}


def number_uncovers(
    events: Sequence[str], counts: Counts, past: Sequence[frozenset[str]], k: int
) -> bool:
    """Whether a number over these events, with those of the past, tells of fewer than k."""
    groups = _groups(events, counts, past)
    return groups is None or any(sum(group.values()) < k for group in groups)


def mean_uncovers(
    events: Sequence[str], counts: Counts, past: Sequence[frozenset[str]], k: int
) -> bool:
    """Whether a mean does, or tells of people who all answered alike."""
    groups = _groups(events, counts, past)
    return groups is None or any(
        sum(group.values()) < k or sum(group.values()) in group.values() for group in groups
    )


def _groups(
    events: Sequence[str], counts: Counts, past: Sequence[frozenset[str]]
) -> list[dict[str, int]] | None:
    """All wholes that can be worked out where such wholes are known. None: nobody can say."""
    new = frozenset(events)
    near = [one.events for one in touching(new, [Release(one) for one in past])]
    try:
        told = derivable(frozenset(_asked(one, counts)) for one in [*near, new])
    except Tangled:
        return None
    return [pooled(counts, group) for group in told]


def uncovers(releases: Sequence[Release], counts: Counts, k: int) -> bool:
    """Whether some group that these publications tell is too small."""
    try:
        told = derivable(known for one in releases for known in _known(one, counts))
    except Tangled:
        return True
    return any(_small(group, counts, k) for group in told)


def touching(events: frozenset[str], past: Sequence[Release]) -> list[Release]:
    """Those that share an event with these, directly or through others."""
    reached, near, left = set(events), [], list(past)
    while found := [one for one in left if not reached.isdisjoint(one.events)]:
        near += found
        left = [one for one in left if reached.isdisjoint(one.events)]
        reached.update(*(one.events for one in found))
    return near


def _known(release: Release, counts: Counts) -> list[frozenset[tuple[str, str]]]:
    """Each group that is shown, and what is left of the whole when all shown are taken away."""
    left = pooled(counts, release.events).keys() - frozenset().union(*release.shown)
    return [
        frozenset((answer, event) for answer in group for event in _asked(release.events, counts))
        for group in [*release.shown, left]
        if group
    ]


def _asked(events: Iterable[str], counts: Counts) -> list[str]:
    """Where nobody was asked everything is known already, and it links what it must not link."""
    return [event for event in events if any(counts[event].values())]


def _small(group: frozenset[tuple[str, str]], counts: Counts, k: int) -> bool:
    return sum(counts[event].get(answer, 0) for answer, event in group) < k
