"""Erase: a book asks to go, then a whole library does. Nothing of either is found anywhere, old
copies bring neither back, and the neighbour does not notice."""

import time
from collections.abc import Iterator
from pathlib import Path

from humanshelf.drills import attack, scene
from humanshelf.drills.finding import Finding
from humanshelf.drills.markers import SHOWN, Markers, search
from humanshelf.drills.played import expect
from humanshelf.drills.scene import EVENT, LIBRARY, NEIGHBOUR
from humanshelf.drills.seize import back_up, said
from humanshelf.drills.stage import Server, Stage
from humanshelf.libraries import snapshots
from humanshelf.pages.clock import now

BOOK, ADDRESS, REST, HOUSE = "book", "address", "rest", "house"
"""Markers of the book that goes, of its address, of the others, and of the library as a whole."""
PROMISED = 60.0
"""Seconds within which nothing of an erased book may be left."""


def drill(stage: Stage) -> Iterator[Finding]:
    markers, code = set_up(stage)
    with stage.serving() as server:
        stage.tell("readers come, and a backup is made")
        for _ in range(3):
            scene.take_card(scene.reader(server.port), code, scene.code(1))
        older = back_up(stage, "older")
        with stage.application() as app:  # As the server makes one every few minutes.
            snapshots.snap_everywhere(app, now(), snapshots.Seen())
        stage.tell("the book asks to go")
        yield book_goes(stage, server, markers, code)
    stage.tell("the older backup is brought back")
    yield from restored(stage, markers, older)
    with stage.serving() as server:
        stage.tell("the library asks to go")
        yield from library_goes(stage, server, markers)
    yield from library_gone(stage, markers, older)


def set_up(stage: Stage) -> tuple[Markers, str]:
    """A library whose book has its name even in its address. Returns that address."""
    markers = Markers()
    make = markers.make
    code = make(ADDRESS, "ayten-")
    texts = {name: make(BOOK) for name in ("title", "blurb", "note")}
    going = scene.book(9, make(BOOK, "Aytən "), **texts) | {"code": code}
    rest = [scene.book(n, make(REST), title=make(REST)) for n in range(1, 4)]
    scene.set_up(stage, 3, scene.bundle(LIBRARY, [going, *rest], welcome=make(HOUSE)))
    for kind in (BOOK, ADDRESS, REST, HOUSE):
        for text in markers.texts[kind]:
            markers.note(SHOWN, text)
    return markers, code


def book_goes(stage: Stage, server: Server, markers: Markers, code: str) -> Finding:
    """A coordinator withdraws and erases it, while its event runs."""
    desk = scene.staff(stage, server.port)
    page = f"/studio/books/{code}"
    expect(desk.staff_post(page, f"{page}/withdrawals").status, 303, "withdrawing")
    expect(desk.staff_post(page, f"{page}/erasures").status, 303, "erasing")
    begun, needles = time.monotonic(), markers.needles(BOOK)
    # Its seat in the running event is known by its address until the cards go: that is not
    # looked for yet.
    while True:
        hits = search(live(stage), needles)
        taken = time.monotonic() - begun
        if not hits or taken > PROMISED:
            break
        time.sleep(1)
    return Finding(
        "B3",
        "a book that goes is found nowhere in the data within a minute, with all keys",
        not hits,
        said(hits) or f"after {taken:.1f} s",
    )


def restored(stage: Stage, markers: Markers, older: Path) -> Iterator[Finding]:
    needles = markers.needles(BOOK, ADDRESS)
    copies = attack.taken(older)
    before = search(attack.opened(copies, stage.keys, stage.folder / "tmp"), needles)
    done = stage.command("restore", str(older))
    hits = search(live(stage), needles)
    yield Finding(
        "B3",
        "a backup from before, in which it still was, does not bring it back",
        done.returncode == 0 and bool(before) and not hits,
        said(hits) or done.stderr.strip() or "it was in the backup, and is not in the data",
    )
    rest = search(live(stage), markers.needles(REST))
    yield Finding("B3", "the other books are there again", bool(rest))


def library_goes(stage: Stage, server: Server, markers: Markers) -> Iterator[Finding]:
    """Erased from the command line, while both are served."""
    neighbour = scene.reader(server.port, NEIGHBOUR)
    card = scene.take_card(neighbour)
    done = stage.command("libraries", "erase", LIBRARY, "--yes", "--reason", "they asked")
    kept = neighbour.get(card).status, neighbour.get(f"/events/{EVENT}").status
    yield Finding("B3", "the neighbour is served as before", kept == (200, 200), f"answers {kept}")
    gone = scene.reader(server.port).get("/").body
    unknown = scene.reader(server.port, "nobody-at-all").get("/").body
    yield Finding(
        "B35",
        "its address answers as one that never was, to the byte",
        done.returncode == 0 and gone == unknown,
        done.stderr.strip(),
    )


def library_gone(stage: Stage, markers: Markers, older: Path) -> Iterator[Finding]:
    hits = search(live(stage) | attack.taken(stage.folder), markers.needles(SHOWN))
    hits |= search(
        attack.opened(attack.taken(older), stage.keys, stage.folder / "tmp"),
        markers.needles(SHOWN),
    )
    yield Finding(
        "B3",
        "nothing of the library is found, nor do its old backups open, with all keys",
        not hits,
        said(hits) or f"0 of {markers.count(SHOWN)}",
    )
    stage.command("restore", str(older))
    hits = search(live(stage), markers.needles(SHOWN))
    yield Finding(
        "B3", "a backup from before does not bring the library back", not hits, said(hits)
    )


def live(stage: Stage) -> dict[str, bytes]:
    """What the keys open of the data itself, without the backups."""
    files = attack.taken(stage.folder, [stage.backups])
    return attack.opened(files, stage.keys, stage.folder / "tmp")
