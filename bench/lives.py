"""What a library costs to make, to take out, to bring in and to erase."""

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src")]

from flask import Flask  # noqa: E402  (the path comes first)

from humanshelf.app import create_app  # noqa: E402
from humanshelf.config import Settings  # noqa: E402
from humanshelf.libraries.bundle import read  # noqa: E402
from humanshelf.libraries.erasing import erase  # noqa: E402
from humanshelf.libraries.exporting import export  # noqa: E402
from humanshelf.libraries.importing import bring  # noqa: E402
from humanshelf.libraries.onboarding import add_samples, onboard  # noqa: E402
from humanshelf.records import tables  # noqa: E402
from humanshelf.tenancy import deployment, library, prepare  # noqa: E402
from humanshelf.tenancy.keys import new_uid  # noqa: E402

EVENTS, RUNS = 50, 7
WORDS = "twelve signs and more"
NOW = datetime.now(UTC)


def deployed(folder: Path) -> Flask:
    settings = Settings(data=folder / "data", keys=folder / "keys")
    prepare(settings)
    return create_app(settings)


def took(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def store_ready(app: Flask, by_migrations: bool) -> float:
    with app.app_context():
        uid, found = new_uid(), deployment()

        def make() -> None:
            found.keys.create(uid)
            if by_migrations:
                found.stores.create(uid, tables.upgrade)
            else:
                tables.make(uid)

        return took(make)


def furnished(app: Flask) -> str:
    """A library with fifty events, with all that the sample shows."""
    bundle = read(ROOT / "tenants" / "baku")
    uid, _new = onboard(app, bundle, NOW, sample=True)
    [event] = [one for one in bundle.events if one["when"] == "past"]
    bundle.events = [{**event, "code": f"past-{n}"} for n in range(EVENTS - 3)]
    with app.app_context(), library(uid):
        add_samples(bundle, NOW)
    return uid


def once(folder: Path) -> list[float]:
    here, there = deployed(folder / "here"), deployed(folder / "there")
    uid, zipped = furnished(here), folder / "library.zip"
    return [
        took(lambda: export(here, uid, WORDS, zipped, NOW)),
        took(lambda: bring(there, zipped, WORDS, at=NOW)),
        took(lambda: erase(here, uid, "bench", "bench", NOW, lambda: None)),
    ]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        app = deployed(Path(name) / "many")
        store_ready(app, by_migrations=False)
        poured = [store_ready(app, by_migrations=False) for _ in range(30)]
        migrated = [store_ready(app, by_migrations=True) for _ in range(10)]
        runs = [once(Path(name) / str(n)) for n in range(RUNS)]
    median = statistics.median
    print(f"{'store ready, from the template':36}{median(poured) * 1000:8.1f} ms   to reach 60 ms")
    print(f"{'  beside: by its migrations':36}{median(migrated) * 1000:8.1f} ms")
    for n, what in enumerate(("export", "import", "erase, without 2.5 s of draining")):
        print(f"{what:36}{median(run[n] for run in runs):8.2f} s    {EVENTS} events; to reach 5 s")
