"""How many pages are open and live, library by library: a number each, and no more.

Each worker writes its own numbers into a file of its own, under the libraries' uids, every few
seconds; whoever wants to know adds up those that are fresh. Of who listens, and to what, nothing
is written.
"""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path

FOLDER = "streams"
PAUSE = 5.0
"""Seconds between two writings."""
GONE = 3600.0
FRESH = 20.0
"""Seconds after which a worker's numbers are those of a worker that is gone."""


def tell(data: Path, worker: int, counts: Mapping[str, int]) -> None:
    """This worker's numbers. They appear whole."""
    folder = data / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    making = folder / f"{worker}.making"
    making.touch(mode=0o600)
    making.write_text(json.dumps({uid: n for uid, n in counts.items() if n}))
    told = making.replace(folder / f"{worker}.json")
    for other in folder.iterdir():  # Of workers that ended without a word.
        with suppress(FileNotFoundError):
            if told.stat().st_mtime - other.stat().st_mtime > GONE:
                other.unlink()


def forget(data: Path, worker: int) -> None:
    """The worker ends."""
    (data / FOLDER / f"{worker}.json").unlink(missing_ok=True)


def open_streams(data: Path, at: datetime) -> Counter[str]:
    """By the uids of libraries, over all workers."""
    found: Counter[str] = Counter()
    for path in (data / FOLDER).glob("*.json"):
        with suppress(OSError, ValueError):  # It went, or never was whole.
            if at.timestamp() - path.stat().st_mtime < FRESH:
                found.update(json.loads(path.read_text()))
    return found
