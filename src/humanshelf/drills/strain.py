"""How much of the machine others take: what is promised in seconds is promised of a machine that
the product has for itself, and a drill must not fail because somebody compiles beside it."""

import os
import time
from pathlib import Path

STAT, TICKS = Path("/proc/stat"), "SC_CLK_TCK"
WORKED = (0, 1, 2, 5, 6, 7)
"""The columns of /proc/stat in which a core was not idle: the last is what a hoster took."""
MOST = 20.0


class Strain:
    """From its making on."""

    def __init__(self) -> None:
        self.begun, self.others = time.monotonic(), others()
        self.first = None if self.others is not None else spun()

    def so_far(self) -> float:
        """How many times slower this machine was for us than alone, at most: 1 is alone."""
        now = others()
        if now is None or self.others is None:
            return self.first or 1.0
        whole = (time.monotonic() - self.begun) * len(cores())
        left = whole - (now - self.others)
        return min(MOST, max(1.0, whole / left)) if left > 0 else MOST


def others() -> float | None:
    """Seconds of all cores together that neither this process nor what it started has had. None
    where the system does not tell."""
    if not STAT.exists():
        return None
    rows = [line.split() for line in STAT.read_text().splitlines()]
    ours = {f"cpu{number}" for number in cores()}
    worked = sum(int(row[1 + n]) for row in rows if row[0] in ours for n in WORKED)
    return (worked - _family()) / os.sysconf(TICKS)


def cores() -> set[int]:
    return os.sched_getaffinity(0)


def _family() -> int:
    """Ticks of this process and of all that come from it, those that have ended included."""
    parents, ticks = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(path.parent.name)
        parents[pid], ticks[pid] = int(told[1]), sum(map(int, told[11:15]))
    family = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= more
    return sum(ticks.get(pid, 0) for pid in family)


def spun(seconds: float = 0.2) -> float:
    """The same by trying, at a moment at which our server has nothing to do."""
    begun, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < seconds:
        pass
    return max(1.0, (time.perf_counter() - begun) / seconds)
