"""Restore: the disk is lost. A backup that was made while people read comes back in a new place,
with one command for the keys and one for the rest."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from flask import current_app

from humanshelf.drills import scene
from humanshelf.drills.finding import Finding
from humanshelf.drills.markers import SHOWN, Markers, count_found, search
from humanshelf.drills.played import expect
from humanshelf.drills.scene import EVENT, LIBRARY, NEIGHBOUR
from humanshelf.drills.seize import LATER, back_up, opened
from humanshelf.drills.stage import BrokenOff, Server, Stage
from humanshelf.drills.visitor import Visitor
from humanshelf.libraries import snapshots
from humanshelf.pages.clock import now
from humanshelf.tenancy import current, deployment

PASSPHRASE, PASSWORD = "words for the keys of a drill", "a librarian's own words"
PROMISED = 300.0
"""Seconds that bringing everything back may take."""


def drill(stage: Stage) -> Iterator[Finding]:
    markers = set_up(stage)
    with stage.serving() as server:
        desk = scene.staff(stage, server.port, role="librarian", name="Samir")
        change = {"old": "", "new": PASSWORD, "again": PASSWORD}
        expect(desk.staff_post("/account", "/account/password", change).status, 303, "a password")
        before = tables(stage)
        stage.tell("backups while readers take cards")
        with crowd(server) as cards:
            backup = back_up(stage, "nightly")
        keys_away(stage)
        yield Finding("B32", "readers took cards meanwhile", len(cards) > 1, f"{len(cards)} cards")
        after = tables(stage)
    stage.tell("the disk is lost: a new folder")
    elsewhere = replace(stage, folder=stage.folder / "elsewhere", servers=[])
    try:
        yield from data_back(stage, elsewhere, backup, before, after, markers)
        with elsewhere.serving() as server:
            yield from works(server)
    finally:
        elsewhere.close()
    stage.tell("the store is lost in the middle of the event")
    yield from floor_back(stage, backup, cards)
    yield from floor_gone(stage)


def set_up(stage: Stage) -> Markers:
    markers = Markers()
    books = [scene.book(n, markers.make(SHOWN), blurb=markers.make(SHOWN)) for n in range(1, 5)]
    scene.set_up(stage, 4, scene.bundle(LIBRARY, books))
    return markers


def data_back(
    stage: Stage,
    elsewhere: Stage,
    backup: Path,
    before: dict[str, int],
    after: dict[str, int],
    markers: Markers,
) -> Iterator[Finding]:
    blind = search_copies(stage, backup, markers)
    yield Finding("B32", "the backup is encrypted", not blind, "no marker without the keys")
    begun = time.monotonic()
    keys = str(stage.backups / "keys")
    words = "--passphrase-file", "/dev/stdin"
    ran(elsewhere, "restore", "--keys", keys, *words, typed=PASSPHRASE)
    ran(elsewhere, "restore", str(backup))
    took = time.monotonic() - begun
    yield Finding("B32", "two commands bring it back", took < PROMISED, f"{took:.1f} s")
    found = tables(elsewhere)
    wrong = {
        name: found.get(name)
        for name in before
        if not before[name] <= found.get(name, -1) <= after[name]
    }
    yield Finding(
        "B32",
        "each table has as many rows as when the backup was made",
        not wrong,
        f"{wrong}" if wrong else f"{len(found)} tables, {sum(found.values())} rows",
    )
    shown = markers.texts[SHOWN]
    said = count_found(opened(elsewhere), shown)
    yield Finding("B32", "its words are there", said == len(shown), f"{said} of {len(shown)}")


def works(server: Server) -> Iterator[Finding]:
    """Pages, a card, the neighbour, and staff with the password of before."""
    reader = scene.reader(server.port)
    pages = ["/", f"/events/{EVENT}", f"/events/{EVENT}/books/{scene.code(1)}", f"/board/{EVENT}"]
    answers = [reader.get(path).status for path in pages]
    answers.append(scene.reader(server.port, NEIGHBOUR).get(f"/events/{EVENT}").status)
    answers.append(reader.get(scene.take_card(reader)).status)
    yield Finding("B32", "pages work, and a card can be taken", set(answers) == {200}, f"{answers}")
    samir = Visitor(server.port, scene.host(LIBRARY))
    signed_in = samir.post("/sign-in", {"name": "Samir", "password": PASSWORD})
    desk = samir.get(f"/desk/{EVENT}").status
    good = signed_in.status == 303 and desk == 200
    yield Finding("B32", "staff sign in as before", good, f"{signed_in.status}, then {desk}")


def floor_back(stage: Stage, backup: Path, cards: list[str]) -> Iterator[Finding]:
    """The queue comes back from the event's own snapshot, until the event is forgotten."""
    with stage.application() as app:  # As the server makes one every few minutes.
        written = snapshots.snap_everywhere(app, now(), snapshots.Seen())
    held = stage.inside(LIBRARY, cards_held)
    for path in stage.inside(LIBRARY, store).parent.glob("store.db*"):
        path.unlink()
    ran(stage, "restore", str(backup))
    without = stage.inside(LIBRARY, cards_held)
    done = stage.command("snapshot", "restore", LIBRARY, EVENT)
    again = stage.inside(LIBRARY, cards_held)
    status = link(stage, cards[0]) if again else 404
    yield Finding(
        "B32",
        "the running event's snapshot brings its queue back, links and all",
        written > 0 and done.returncode == 0 and held == again > without == 0 and status == 200,
        f"{again} of {held} cards, a link answers {status} {done.stderr.strip()}".strip(),
    )


def link(stage: Stage, card: str) -> int:
    with stage.serving() as server:
        return scene.reader(server.port).get(card).status


def floor_gone(stage: Stage) -> Iterator[Finding]:
    """Half a day later the file may lie somewhere still: nothing opens it."""
    kept = stage.inside(LIBRARY, snapshots_kept)
    stage.later = LATER
    ran(stage, "forget")
    for path, content in kept.items():  # From a copy of the disk, as somebody may hold one.
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    done = stage.command("snapshot", "restore", LIBRARY, EVENT)
    left = stage.inside(LIBRARY, cards_held)
    yield Finding(
        "B2",
        "once the event is forgotten its snapshot brings nobody back",
        bool(kept) and done.returncode == 1 and left == 0,
        f"{left} cards; {done.stderr.strip()}",
    )


def snapshots_kept() -> dict[Path, bytes]:
    """Those of the library in force."""
    place = snapshots.folder(current_app)
    return {path: path.read_bytes() for path in snapshots.files_of(place, current())}


def cards_held() -> int:
    from sqlalchemy import func, select

    from humanshelf.records.events import CardRow
    from humanshelf.tenancy.db import db

    return db.session.scalar(select(func.count()).select_from(CardRow)) or 0


def store() -> Path:
    return deployment().stores.path(current())


def search_copies(stage: Stage, backup: Path, markers: Markers) -> dict[str, set[str]]:
    files = {path.name: path.read_bytes() for path in backup.iterdir()}
    files["keys"] = (stage.backups / "keys").read_bytes()
    return search(files, markers.needles(SHOWN))


def tables(stage: Stage) -> dict[str, int]:
    """How many rows of each table a backup keeps, in both libraries."""
    from sqlalchemy import func, select, table

    from humanshelf.records.leaving import KEPT
    from humanshelf.tenancy.db import db

    def rows() -> dict[str, int]:
        names = sorted(KEPT)
        return {
            name: db.session.scalar(select(func.count()).select_from(table(name))) or 0
            for name in names
        }

    return {
        f"{library}.{name}": number
        for library in (LIBRARY, NEIGHBOUR)
        for name, number in stage.inside(library, rows).items()
    }


@contextmanager
def crowd(server: Server, people: int = 3) -> Iterator[list[str]]:
    """Readers who take cards one after the other, for as long as this lasts. Their cards."""
    cards: list[str] = []
    over = threading.Event()

    def come() -> None:
        while not over.is_set():
            try:
                cards.append(scene.take_card(scene.reader(server.port)))
            except (BrokenOff, OSError):
                time.sleep(0.1)  # The hall is full, or the line was cut: somebody else comes.

    crowd = [threading.Thread(target=come) for _ in range(people)]
    for one in crowd:
        one.start()
    try:
        yield cards
    finally:
        over.set()
        for one in crowd:
            one.join()


def keys_away(stage: Stage) -> None:
    target = str(stage.backups / "keys")
    words = "--passphrase-file", "/dev/stdin"
    ran(stage, "backup", "--keys", "--to", target, *words, typed=PASSPHRASE)


def ran(stage: Stage, *args: str, typed: str = "") -> None:
    done = stage.command(*args, typed=typed)
    if done.returncode:
        raise BrokenOff(f"{' '.join(args[:2])}: {done.stderr.strip()}")
