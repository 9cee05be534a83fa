"""Forgets on time, with no cron: at the start, and every few minutes while the server runs.

Every worker tries, for any of them may be the last; one at a time does it. Snapshots of running
events are kept in the same way.
"""

import fcntl
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import gevent
from flask import Flask

from humanshelf.libraries import jobs, lockdown, snapshots, steady
from humanshelf.media.files import sweep
from humanshelf.records.exhibits import file_names
from humanshelf.records.floors import let_go, taps
from humanshelf.records.keeping import kept_for
from humanshelf.records.retention import forget
from humanshelf.tenancy.everywhere import HOLDING, each_library
from humanshelf.tenancy.scope import EXTENSION

PAUSE = 600
SOON = 20
"""Seconds within which a worker that was just started looks for the first time."""
Say = Callable[[str], None]


def forget_everywhere(app: Flask, at: datetime, say: Say = lambda line: None) -> int:
    """Cards, steps and links of events that ended long enough ago, in every library; and the
    pictures and films that went with an event. A store that cannot be read is told of, and keeps
    no other library from forgetting."""
    gone = 0
    try:
        jobs.sweep(_data(app), at)
    except Exception as error:
        app.logger.error("what jobs left could not be swept: %s", type(error).__name__)
    for _uid, slug in each_library(app, HOLDING):
        try:
            count = forget(at)
            sweep(file_names(), at)
        except Exception as error:
            app.logger.error("a library could not forget: %s", type(error).__name__)
            continue
        if count:
            say(f"{slug}: {count}")
        gone += count
    return gone


def forget_by_the_clock(
    app: Flask, wall: datetime, say: Say = lambda line: None, sure: bool = False
) -> int:
    """As :func:`forget_everywhere`, at the time that can be believed (steady.py). ``sure``:
    somebody who runs the machine says that its clock is right."""
    looked = steady.look(wall, _taps(app))
    found = steady.Steady.believed(looked) if sure else steady.steady(_data(app), looked)
    try:
        steady.remember(_data(app), found)
    except OSError as error:  # A full disk must not keep what is due: the note of before is right.
        app.logger.error("the clock could not be noted: %s", type(error).__name__)
    if found.doubt is not None:
        say("The clock does not go on as this machine was up: what it alone makes due waits.")
    return forget_everywhere(app, found.now, say)


def doubt(app: Flask) -> steady.Steady | None:
    """What is remembered of the clock, where it is in doubt."""
    found = steady.remembered(_data(app))
    return found if found and found.doubt is not None else None


def keep_forgetting(app: Flask, clock: Callable[[], datetime]) -> None:
    """In this worker, beside its requests."""

    def look() -> None:
        with alone(_data(app) / "forgetting.lock") as mine:
            if mine:
                forget_by_the_clock(app, clock())
                lockdown.keep_room_again(_data(app))
        _let_go(app)

    gevent.spawn(_again_and_again, app, look, PAUSE)


def keep_snapshots(app: Flask, clock: Callable[[], datetime]) -> None:
    """In this worker, as long as no other one does."""
    minutes, seen = app.config["HUMANSHELF"].snapshot_minutes, snapshots.Seen()

    def look() -> None:
        with alone(_data(app) / "snapshots.lock") as mine:
            while mine:
                snapshots.snap_everywhere(app, clock(), seen)
                gevent.sleep(60 * minutes)

    if minutes:
        gevent.spawn(_again_and_again, app, look, 60 * minutes)


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Whether nobody else is at it. Who is killed lets go."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _again_and_again(app: Flask, look: Callable[[], None], pause: float) -> None:
    gevent.sleep(random.uniform(0, SOON))
    while True:
        try:
            look()
        except Exception as error:
            app.logger.error("forgetting failed: %s", type(error).__name__)
        gevent.sleep(random.uniform(0.5, 1.5) * pause)


def _let_go(app: Flask) -> None:
    """What this worker's memory still holds, whoever forgot the rows."""
    known = steady.remembered(_data(app))
    for _uid, _slug in each_library(app, HOLDING):
        with suppress(Exception):  # It was told of where it could not forget.
            if known:
                let_go(known.now - kept_for())


def _taps(app: Flask) -> int:
    total = 0
    for _uid, _slug in each_library(app, HOLDING):
        with suppress(Exception):
            total += taps()
    return total


def _data(app: Flask) -> Path:
    data: Path = app.extensions[EXTENSION].data
    return data
