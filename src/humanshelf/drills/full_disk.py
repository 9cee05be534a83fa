"""Full disk: there is no room left, then somebody else holds the store. What reads goes on, what
writes says calmly that it cannot, and all is well again without anybody's help."""

import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from humanshelf.drills import scene
from humanshelf.drills.finding import Finding
from humanshelf.drills.judging import by
from humanshelf.drills.scene import EVENT, LIBRARY
from humanshelf.drills.stage import BrokenOff, Server, Stage, until
from humanshelf.drills.strain import Strain
from humanshelf.drills.visitor import Answer

ROOM = "32m"
CALM = "We cannot save just now."
BACK, PATIENCE = 10.0, 120.0
TOLD_ON = ("Traceback", "sqlite", "SQLITE", "OperationalError", "store.db", "/data")
"""What an error page must not tell."""


def drill(stage: Stage) -> Iterator[Finding]:
    with small_disk(stage) as small:
        scene.set_up(stage)
        with stage.serving() as server:
            yield from without_room(stage, server, small)
            yield from held(stage, server)
        yield Finding("B30", "the store holds together", *whole(stage))


@contextmanager
def small_disk(stage: Stage) -> Iterator[bool]:
    """A disk of its own for the data, where the machine lets us have one."""
    mount = ["mount", "-t", "tmpfs", "-o", f"size={ROOM},mode=0700", "tmpfs", str(stage.data)]
    mounted = os.geteuid() == 0 and not subprocess.run(mount, capture_output=True).returncode
    if not mounted:
        stage.tell("no small disk can be had here: files may not grow instead")
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "--lazy", str(stage.data)], check=True)


@contextmanager
def full(stage: Stage, server: Server, small: bool) -> Iterator[None]:
    """No room, for as long as the block lasts."""
    ballast = stage.data / "ballast"
    if small:
        with ballast.open("wb", buffering=0) as file:
            for size in (1 << 16, 1 << 12, 1):
                try:
                    while file.write(bytes(size)) == size:
                        pass
                except OSError:
                    continue
        try:
            yield
        finally:
            ballast.unlink()
    else:
        pids = (server.process.pid, *server.workers())
        _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
        for pid in pids:
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (4096, most))
        try:
            yield
        finally:
            for pid in pids:
                resource.prlimit(pid, resource.RLIMIT_FSIZE, (most, most))


def without_room(stage: Stage, server: Server, small: bool) -> Iterator[Finding]:
    first = scene.reader(server.port)
    card = scene.take_card(first, scene.code(1))
    desk = scene.staff(stage, server.port)
    with full(stage, server, small):
        refused = [written(server) for _ in range(20)]
        yield from calm("full", [one for one in refused if one.status != 303])
        said = desk.staff_post(f"/desk/{EVENT}", f"/desk/{EVENT}/calls", {"book": scene.code(1)})
        yield from calm("full, at the desk", [said])
        yield Finding("B30", "what reads goes on", *reads(server, card))
        if small:
            yield Finding("B30", "a backup says that it cannot, and leaves nothing", *saves(stage))
    yield recovered("with room again", server)


def written(server: Server) -> Answer:
    """Somebody asks for a card."""
    form = {"wish": [scene.code(2)], "agree": "1"}
    return scene.reader(server.port).post(f"/events/{EVENT}/cards", form)


def calm(when: str, refused: list[Answer]) -> Iterator[Finding]:
    """Refused with 503, in a sentence, with the time to come again, and with no word too many."""
    statuses = sorted({one.status for one in refused})
    good = bool(refused) and all(
        one.status == 503
        and CALM in one.text
        and (one.headers["Retry-After"] or "").isdigit()
        and not any(word in one.text for word in TOLD_ON)
        for one in refused
    )
    figure = f"{len(refused)} refused, answered {statuses}"
    yield Finding("B30", f"{when}: what cannot be saved is told calmly", good, figure)


def reads(server: Server, card: str) -> tuple[bool, str]:
    paths = ("/", f"/events/{EVENT}", card, f"/board/{EVENT}", "/healthz")
    got = {path: scene.reader(server.port).get(path).status for path in paths}
    bad = [path for path, status in got.items() if status != 200]
    return not bad, f"{len(paths) - len(bad)} of {len(paths)} pages"


def saves(stage: Stage) -> tuple[bool, str]:
    """A backup onto the full disk."""
    target = stage.data / "saved.backup"
    done = stage.command("backup", "--library", LIBRARY, "--to", str(target))
    said = (done.stdout + done.stderr).strip()
    left = [path.name for path in target.parent.glob("saved*")]
    return done.returncode != 0 and "Traceback" not in said and not left, said[-80:]


def held(stage: Stage, server: Server) -> Iterator[Finding]:
    """Another process writes, and does not end."""
    card = scene.take_card(scene.reader(server.port), scene.code(3))
    locked, over = Event(), Event()

    holder = Thread(target=lambda: stage.inside(LIBRARY, lambda: holding(locked, over)))
    holder.start()
    if not locked.wait(30):
        raise BrokenOff("the store could not be held")
    refused = written(server)
    yield from calm("held by another", [refused])
    yield Finding("B30", "what reads goes on", *reads(server, card))
    over.set()
    holder.join()
    yield recovered("let go,", server)


def holding(locked: Event, over: Event) -> None:
    """Inside a library: nobody else may write until it is over."""
    from humanshelf.tenancy import current, deployment

    line = deployment().stores.watch_connection(current())
    try:
        line.execute("BEGIN EXCLUSIVE")
        locked.set()
        over.wait(60)
        line.execute("ROLLBACK")
    finally:
        line.close()


def recovered(when: str, server: Server) -> Finding:
    """Cards can be taken again, and nobody did anything for it."""
    promise, strain = f"{when} all is well by itself", Strain()
    try:
        took = until(lambda: written(server).status == 303, "a card", PATIENCE)
    except BrokenOff as waited:
        return Finding("B30", promise, False, str(waited))
    slow = strain.so_far()
    return Finding("B30", promise, took < BACK * slow, f"{took:.1f} s{by(slow)}")


def whole(stage: Stage) -> tuple[bool, str]:
    from humanshelf.drills.crash import stored

    sound = stage.inside(LIBRARY, stored)[-1]
    return sound == "ok", sound
