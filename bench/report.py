"""A report of 100 events with 20,000 answers, from the store to the page and to paper.

Beside it: the same figures from the same sheets by numpy and SciPy (tests/impact/second.py), which
confirms every number at the same time. Prints a table.
"""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

import time_machine  # noqa: E402

import cast  # noqa: E402
import reporting  # noqa: E402
from humanshelf.app import create_app  # noqa: E402
from humanshelf.pages.here import here  # noqa: E402
from humanshelf.pages.reporting import laid_out  # noqa: E402
from humanshelf.pages.reporting.paper import as_pdf  # noqa: E402
from humanshelf.records.counted import events_with, items, sheets  # noqa: E402
from humanshelf.records.drafts import make  # noqa: E402
from humanshelf.records.publications import past  # noqa: E402
from impact.second import check  # noqa: E402

EVENTS, READERS, RUNS = 100, 19, 5
TARGET = 2.0


def timed(name: str, work: Callable[[], Any], note: str = "") -> Any:
    """By processor time: other work on the machine does not count. The clock's time beside it."""
    took, waited, found = [], [], None
    for _ in range(RUNS):
        began, at = time.process_time(), time.perf_counter()
        found = work()
        took.append(time.process_time() - began)
        waited.append(time.perf_counter() - at)
    middle, clock = statistics.median(took), statistics.median(waited)
    print(f"{name:58} {middle:6.2f} s ({min(took):.2f}-{max(took):.2f}) {clock:6.2f} s  {note}")
    return found, middle


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, time_machine.travel(cast.NOW, tick=True):
        cast.set_the_stage(Path(folder))
        stage = cast.Stage(create_app(cast.settings_for(Path(folder))), Path(folder))
        stage.open()
        house = stage.houses["baku"]
        try:
            with house.inside():
                reporting.season(*[READERS] * EVENTS)
            measure(house)
        finally:
            stage.close()


def measure(house: cast.House) -> None:
    with house.app.test_request_context("/?lang=az", base_url=house.origin), house.inside():
        ids = [event.id for event in events_with() if event.phase == "closed"]
        raw = {id.hex: sheets(id) for id in ids}
        asked = items(sheet for own in raw.values() for sheet in own)
        answers = sum(len(sheet.answers) for own in raw.values() for sheet in own)
        print(f"{len(ids)} events, {sum(map(len, raw.values()))} sheets, {answers} answers\n")
        print(f"{'':58} processor            clock")
        made, took = timed("draft, from the store", lambda: make("series", ids, 10), f"<= {TARGET}")
        confirmed, _ = timed(
            "the same figures by numpy and SciPy, from sheets in memory",
            lambda: check(made.report.plain, raw, asked),
        )
        for id in ids[:12]:
            reporting.release(make("event", [id], 10), "coordinator", cast.NOW.date())
        beside, _ = timed(
            f"draft beside {len(past().publications)} earlier reports",
            lambda: make("series", ids, 10),
        )
        library = here()
        page, _ = timed("laid out", lambda: laid_out(made.figures, [], library, "az"))
        paper, _ = timed("as PDF", lambda: as_pdf(page, library, "az"))
    print(f"\nnumbers confirmed: {confirmed}; PDF: {len(paper) // 1024} kB")
    print(
        f"kept back beside earlier reports: {len(beside.report.why)}, alone {len(made.report.why)}"
    )
    if took > TARGET:
        raise SystemExit(f"the draft took {took:.2f} s, more than {TARGET}")


if __name__ == "__main__":
    main()
