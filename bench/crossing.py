"""Many libraries on two workers, asked at random: does every answer belong to its library?

Each library has a canary in its words, its event and its book, so in every page; a fifth of the
requests take a card, whose label is made of the library's own words. Afterwards the stores are
read: as many cards as were taken, and no canary of another library.
"""

import asyncio
import os
import random
import re
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from phones import Client
from stage import EVENT, ROOT, Served, free_port, wait_for

CANARY = re.compile(rb"canary[0-9a-f]{16}")
PAGES = ("/", f"/events/{EVENT}", f"/events/{EVENT}/books/b00", f"/board/{EVENT}")
SHELF = f"/events/{EVENT}"
HANDS = 16
TEXT = {"name": "", "strapline": "", "welcome": "", "exhibition": "", "place": ""}


@dataclass
class Outcome:
    requests: int = 0
    written: Counter[str] = field(default_factory=Counter)
    crossings: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    seconds: float = 0.0


def make(data: Path, count: int) -> dict[str, str]:
    """So many libraries with a running event of one book each. Their canaries, by slug."""
    os.environ["HUMANSHELF_DATA"] = str(data)
    from humanshelf.lending.ground import Phase
    from humanshelf.lending.policy import Policy
    from humanshelf.libraries.bundle import Bundle
    from humanshelf.libraries.onboarding import onboard
    from humanshelf.pages.clock import now
    from humanshelf.records.library import add_book, add_event
    from humanshelf.tenancy import deployment, library
    from humanshelf.tenancy.db import writing
    from humanshelf.terminal import application, close

    app = application()
    canaries = {}
    for n in range(count):
        slug, canary = f"lib{n:04}", "canary" + secrets.token_hex(8)
        canaries[slug] = canary
        bundle = Bundle(
            slug=slug, languages=["en"], time_zone="UTC", vocabulary="Living Library", licence="",
            hue=15, logo="M3 24h22v2H3z", words=[canary],
            texts={"en": dict.fromkeys(TEXT, canary)},
        )  # fmt: skip
        uid, _new = onboard(app, bundle, now(), sample=False)
        with app.app_context(), library(uid), writing() as session:
            told = {"title": canary, "blurb": canary, "note": ""}
            book = {"code": "b00", "pen_name": canary, "languages": ["en"], "group_limit": 1}
            add_book(session, book | {"texts": {"en": told}}, sample=False)
            text = {"title": canary, "place": "", "room": "", "side_room": ""}
            add_event(
                session,
                {
                    "code": EVENT,
                    "texts": {"en": text},
                    "seats": [{"book": "b00", "table": "1", "group_limit": 1}],
                },
                opens=now() - timedelta(minutes=10),
                closes=now() + timedelta(hours=8),
                phase=Phase.OPEN,
                policy=Policy(open_cards=6000, gate=False, rest_after=0, book_readings=0),
                seed="bench",
                sample=False,
            )
        with app.app_context():
            deployment().stores.dispose(uid)
    close(app)
    return canaries


@contextmanager
def serving(data: Path) -> Iterator[Served]:
    """Two workers on what was made."""
    port = free_port()
    environ = os.environ | {
        "PYTHONPATH": str(ROOT / "src"),
        "HUMANSHELF_WORKERS": "2",
        "PYTHONUNBUFFERED": "1",
    }
    (data / "no-bundles").mkdir(exist_ok=True)
    process = subprocess.Popen(
        [
            sys.executable, "-m", "humanshelf", "serve", "--data", str(data), "--port", str(port),
            "--tenants", str(data / "no-bundles"),
        ],
        env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        wait_for(process)
        asyncio.run(answering(port))
        yield Served(port, process.pid, "")
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=30)


async def answering(port: int) -> None:
    client = Client("lib0000.localhost", port)
    for _ in range(400):
        try:
            if (await client.get("/healthz")).status == 200:
                client.close()
                return
        except OSError:
            await asyncio.sleep(0.05)
    raise SystemExit("the server does not answer")


async def ask(port: int, canaries: dict[str, str], requests: int, seed: int) -> Outcome:
    """Sixteen hands, each with one connection on which it speaks with whatever library."""
    done, dice = Outcome(), random.Random(seed)
    slugs = list(canaries)
    began = time.monotonic()

    async def hand() -> None:
        client = Client("", port)
        while done.requests < requests:
            slug = dice.choice(slugs)
            client.host, client.jar = f"{slug}.localhost", {}
            if dice.random() < 0.25:
                form = [("wish", "b00"), ("agree", "1")]
                done.requests += 1
                answer = await client.post(f"{SHELF}/cards", form)
                check(done, slug, canaries[slug], "taken", answer, 303)
                if answer.status != 303:
                    continue
                done.written[slug] += 1
                path = answer.location
            else:
                path = dice.choice(PAGES)
            done.requests += 1
            check(done, slug, canaries[slug], path, await client.get(path), 200)
        client.close()

    await asyncio.gather(*(hand() for _ in range(HANDS)))
    done.seconds = time.monotonic() - began
    return done


def check(done: Outcome, slug: str, canary: str, what: str, answer, wanted: int) -> None:
    said = {found.decode() for found in CANARY.findall(answer.head + answer.body)}
    if said - {canary}:
        done.crossings.append(f"{slug} {what}")
    if answer.status != wanted or (wanted == 200 and not said):
        done.errors.append(f"{slug} {what}: {answer.status}")


def check_stores(done: Outcome, data: Path, canaries: dict[str, str]) -> None:
    """In each store its own canary alone, and the cards that were taken there."""
    from sqlalchemy import text

    from humanshelf.libraries.onboarding import find
    from humanshelf.tenancy import db, deployment, library
    from humanshelf.terminal import application, close

    app = application()
    for slug, canary in canaries.items():
        with app.app_context():
            uid = find(slug)
        assert uid
        with app.app_context(), library(uid):
            named = text("SELECT name FROM sqlite_master WHERE type = 'table'")
            rows = []
            for (name,) in db.session.execute(named).all():
                rows += db.session.execute(text(f'SELECT * FROM "{name}"')).all()
            taken = db.session.scalar(text("SELECT count(*) FROM card"))
        with app.app_context():
            deployment().stores.dispose(uid)
        said = {found.decode() for found in CANARY.findall(repr(rows).encode())}
        if said != {canary}:
            done.crossings.append(f"store of {slug}")
        if taken != done.written[slug]:
            done.errors.append(f"{slug} holds {taken} cards, {done.written[slug]} were taken")
    close(app)


def run(data: Path, libraries: int, requests: int, seed: int = 1) -> Outcome:
    canaries = make(data, libraries)
    with serving(data) as server:
        done = asyncio.run(ask(server.port, canaries, requests, seed))
    check_stores(done, data, canaries)
    return done


if __name__ == "__main__":
    libraries, requests = (int(one) for one in (*sys.argv[1:], "200", "20000")[:2])
    with tempfile.TemporaryDirectory() as folder:
        done = run(Path(folder) / "data", libraries, requests)
    print(f"{done.requests} requests over {libraries} libraries in {done.seconds:.0f} s")
    print(f"of these writes: {sum(done.written.values())}")
    print(f"crossings: {len(done.crossings)} (to reach: 0) {done.crossings[:5]}")
    print(f"errors: {len(done.errors)} (to reach: 0) {done.errors[:5]}")
    sys.exit(bool(done.crossings or done.errors))
