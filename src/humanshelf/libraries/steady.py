"""The time by which is forgotten: never early by a wrong clock, and not for ever late by one.

A wall clock can jump: a battery is dead, somebody set it, a time server was wrong. What cannot jump
is how long the machine has been up. So the wall clock is believed

- while it goes on as the machine's own count does,
- at once, jump or not, where the system says that a time server holds it,
- after a restart, where it is at most an hour on; that is, a restart in the middle of an event.

Otherwise it is in **doubt**, and until the doubt is over the earlier of two times counts: the
wall's, and the last believed one with the count of the machine added. The doubt ends when both
agree again; when somebody who runs the machine says that the clock is right; or when it has stood
for long, counted while the machine is up and nobody taps on a running event: twelve hours after a
jump that was seen, one hour after a restart (weeks of rest look like a jump). After that a clock
that is ahead is believed. One that is behind is not: the last believed time with the count counts,
so that nothing is kept for ever.
"""

import ctypes
import json
import os
import secrets
import time
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

TOLERANCE = timedelta(minutes=5)
SHORT_REST = timedelta(hours=1)
AFTER_JUMP, AFTER_REST = timedelta(hours=12), timedelta(hours=1)
FILE = "clock.json"
UNSYNCHRONISED = 5
"""What adjtimex answers where no time server holds the clock (TIME_ERROR)."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look at the clocks. ``boot`` names the machine's start, ``up`` is how long ago it was,
    its sleep included. ``held``: by a time server. ``taps`` moves with every tap on an event."""

    boot: str
    up: timedelta
    wall: datetime
    held: bool = False
    taps: int = 0


@dataclass(frozen=True, slots=True)
class Steady:
    """What is remembered from one look to the next. ``time`` counts up by itself, ``doubt`` is how
    long a doubt still lasts: None where there is none."""

    last: Look
    time: datetime
    doubt: timedelta | None = None
    whole: timedelta = AFTER_REST

    @classmethod
    def believed(cls, look: Look) -> "Steady":
        return cls(look, look.wall)

    @property
    def now(self) -> datetime:
        """The time by which may be forgotten."""
        if self.doubt is None or self.doubt <= timedelta():
            return self.time
        return min(self.time, self.last.wall)

    @property
    def rested(self) -> bool:
        """Whether the doubt is only that the machine was off for a while."""
        return self.whole == AFTER_REST and self.last.wall > self.time

    def at(self, look: Look) -> "Steady":
        """One look later."""
        same = look.boot == self.last.boot
        passed = max(look.up - self.last.up, timedelta()) if same else timedelta()
        time = self.time + passed
        ahead = look.wall - time
        rested = not same and self.doubt is None and timedelta() <= ahead <= SHORT_REST
        if look.held or rested or abs(ahead) <= TOLERANCE:
            return self.believed(look)
        jumped = same and abs(look.wall - self.last.wall - passed) > TOLERANCE
        if jumped or self.doubt is None:
            whole = AFTER_JUMP if same else AFTER_REST
            return Steady(look, time, whole, whole)
        if look.taps != self.last.taps:
            return replace(self, last=look, time=time, doubt=self.whole)
        doubt = self.doubt - passed
        if doubt <= timedelta() < ahead:
            return self.believed(look)
        return replace(self, last=look, time=time, doubt=max(doubt, timedelta()))


def look(wall: datetime, taps: int = 0) -> Look:
    """At the clocks of this machine."""
    clock = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)
    return Look(_boot(), timedelta(seconds=time.clock_gettime(clock)), wall, _held(), taps)


def steady(data: Path, found: Look) -> Steady:
    """As it was remembered in this deployment's data, one look later. At the first look ever, and
    where the note is lost, there is nothing to hold against the wall clock."""
    told = remembered(data)
    return told.at(found) if told else Steady.believed(found)


def remembered(data: Path) -> Steady | None:
    try:
        told = json.loads((data / FILE).read_text())
        last = told["last"]
        return Steady(
            Look(
                str(last["boot"]),
                timedelta(seconds=last["up"]),
                datetime.fromisoformat(last["wall"]),
                bool(last["held"]),
                int(last["taps"]),
            ),
            datetime.fromisoformat(told["time"]),
            None if told["doubt"] is None else timedelta(seconds=told["doubt"]),
            timedelta(seconds=told["whole"]),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def remember(data: Path, steady: Steady) -> None:
    """It appears whole."""
    making = data / f"{FILE}.making"
    making.touch(mode=0o600)
    making.write_text(json.dumps(asdict(steady), default=_plain))
    making.replace(data / FILE)


def _plain(value: object) -> object:
    return value.total_seconds() if isinstance(value, timedelta) else str(value)


_PROCESS = secrets.token_hex(8)


def _boot() -> str:
    """Where the system does not name its starts, each process is taken for one: more doubt."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text().strip()
    except OSError:
        return _PROCESS


def _held() -> bool:
    """Whether a time server holds the clock, as far as the system says; setting it by hand ends
    that."""
    try:
        # Room for a struct timex, all zero: nothing is set.
        state = ctypes.CDLL(None, use_errno=True).adjtimex(ctypes.create_string_buffer(512))
    except (OSError, AttributeError):
        return False
    return 0 <= state < UNSYNCHRONISED and os.name == "posix"
