"""Evenings played in slices: docs/decisions/0007-planning-in-slices.md.

A request plays for a moment and answers with what there is; the page asks again. What has been
played stays in this worker's memory, a few halls for each library, and nothing is written.
Another worker that is asked plays the same days itself, and finds the same.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from gevent import sleep
from gevent.lock import BoundedSemaphore

from humanshelf.rehearsing.comparison import Comparison
from humanshelf.rehearsing.hall import Hall
from humanshelf.tenancy.db import db
from humanshelf.tenancy.scope import kept

SLICE = 0.4
"""Seconds that one request plays at most."""
KEPT = 6
"""So many halls a library's worker remembers."""
one_at_a_time = BoundedSemaphore(1)
"""However many planners there are, a worker gives them one greenlet's share."""


@dataclass
class Play:
    comparison: Comparison
    steps: Iterator[None]


def go_on(hall: Hall) -> Comparison:
    """What has been played of this hall so far, and a slice more."""
    memory = kept("plays")
    play = memory.pop(hall, None)
    if play is None:
        comparison = Comparison(hall)
        play = Play(comparison, comparison.steps())
    memory[hall] = play
    while len(memory) > KEPT:
        del memory[next(iter(memory))]
    _slice(play)
    found: Comparison = play.comparison
    return found


def _slice(play: Play) -> None:
    if play.comparison.complete or not one_at_a_time.acquire(blocking=False):
        return
    # No transaction stays open while others get their turns.
    db.session.rollback()
    try:
        until = time.monotonic() + SLICE
        for _step in play.steps:
            if time.monotonic() > until:
                return
            sleep(0)
    finally:
        one_at_a_time.release()
