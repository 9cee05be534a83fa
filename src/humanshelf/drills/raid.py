"""Raid: somebody is at the door. The library is hidden while phones listen; then its event burns.

What is hidden comes back; what is burnt does not, for nobody, with all keys.
"""

import selectors
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from humanshelf.drills import attack, played, scene
from humanshelf.drills.finding import Finding
from humanshelf.drills.judging import by
from humanshelf.drills.markers import GOING, SEALED, WORDS, search
from humanshelf.drills.played import Played, desk_of
from humanshelf.drills.scene import EVENT, LIBRARY, NEIGHBOUR
from humanshelf.drills.seize import opened, said
from humanshelf.drills.stage import BrokenOff, Server, Stage, until
from humanshelf.drills.strain import Strain
from humanshelf.drills.visitor import Answer, Visitor
from humanshelf.libraries import lockdown
from humanshelf.libraries.life import CONSOLE
from humanshelf.libraries.onboarding import find
from humanshelf.pages.clock import now

PHONES = 200
PROMISED = 2.0
"""Seconds from the tap until nobody hears or sees anything of the library."""
PATIENCE = 20.0
BEYOND = ("date", "content-length")
"""Headers that may differ: when it was said, and a length that the body tells."""


def drill(stage: Stage, phones: int = PHONES) -> Iterator[Finding]:
    event = played.set_up(stage)
    with stage.serving() as server:
        played.play(stage, server, event)
        invited = scene.link(stage, "librarian", "Samir")
        paths = ["/", f"/events/{EVENT}", "/sign-in", f"/desk/{EVENT}", event.cards[0]]
        with listening(server, event, phones) as (ours, theirs):
            stage.tell(f"{len(ours)} phones listen, {len(theirs)} at the neighbour's")
            hide(stage)
            yield from hidden(server, event, paths, ours, theirs)
        show(stage)
        yield signed_out(server, event, invited)
        stage.tell("its event is burnt")
        burn(stage)
    yield from burnt(stage, event)


def hide(stage: Stage) -> None:
    """As the product does it on a tap; without the time that a command needs to start."""
    locked_down(stage, lockdown.hide)


def show(stage: Stage) -> None:
    locked_down(stage, lockdown.show)


def burn(stage: Stage) -> None:
    locked_down(stage, lockdown.burn)


def locked_down(stage: Stage, verb: Callable[[str, datetime, str], object]) -> None:
    with stage.application() as app, app.app_context():
        uid = find(LIBRARY)
        if uid is None:
            raise BrokenOff("the library is not there")
        verb(uid, now(), CONSOLE)


def hidden(
    server: Server,
    event: Played,
    paths: list[str],
    ours: list[socket.socket],
    theirs: list[socket.socket],
) -> Iterator[Finding]:
    """Measured from the moment on at which it was said."""
    begun, strain = time.monotonic(), Strain()
    left = hang_up(ours, PATIENCE)
    took, slow = time.monotonic() - begun, strain.so_far()
    yield Finding(
        "B5",
        "within two seconds no phone hears anything any more",
        not left and took <= PROMISED * slow,
        f"{len(ours) - len(left)} of {len(ours)} ended after {took:.2f} s{by(slow)}",
    )
    differ = [path for path in paths if not alike(server, event, path)]
    yield Finding(
        "B5",
        "each address answers as one that never was, to the byte, to readers and staff",
        not differ,
        ", ".join(differ) or f"{len(paths)} addresses",
    )
    neighbour = scene.reader(server.port, NEIGHBOUR)
    answers = neighbour.get(f"/events/{EVENT}").status, neighbour.get(f"/board/{EVENT}").status
    alive = hang_up(theirs, 0.5)
    yield Finding(
        "B5",
        "the neighbour notices nothing",
        answers == (200, 200) and len(alive) == len(theirs),
        f"answers {answers}, {len(alive)} of {len(theirs)} streams go on",
    )


def alike(server: Server, event: Played, path: str) -> bool:
    """Whether the library answers here as a host that nobody ever had."""
    stranger = scene.reader(server.port, "never-was").get(path)
    askers = [scene.reader(server.port), desk_of(event), event.readers[0]]
    return all(face(one.get(path)) == face(stranger) for one in askers)


def face(answer: Answer) -> tuple[int, bytes, list[tuple[str, str]]]:
    kept = [(k.lower(), v) for k, v in answer.headers.items() if k.lower() not in BEYOND]
    return answer.status, answer.body, sorted(kept)


def signed_out(server: Server, event: Played, invited: str) -> Finding:
    """Once it is shown again: whoever was signed in is not, and a link that was given out before
    signs nobody in. A library that is not there again proves nothing."""
    until(lambda: scene.reader(server.port).get("/").status == 200, "the library", PATIENCE)
    answer = desk_of(event).get(f"/desk/{EVENT}")
    invitee = Visitor(server.port, scene.host(LIBRARY))
    invitee.get(invited)
    invitee.post(invited)
    opened = invitee.get(f"/desk/{EVENT}").status
    return Finding(
        "B5",
        "all staff have to sign in again",
        answer.status == 303 and "/sign-in" in answer.location and opened != 200,
        f"the desk answers {answer.status}, and {opened} to a link of before",
    )


def burnt(stage: Stage, event: Played) -> Iterator[Finding]:
    """With all keys that are left."""
    needles = event.markers.needles(GOING, WORDS, SEALED)
    hits = search(opened(stage) | attack.taken(stage.folder), needles)
    yield Finding(
        "B5",
        "nothing of the burnt event's people is found, with all keys",
        bool(needles) and not hits,
        said(hits) or f"0 of {event.markers.count(GOING, WORDS, SEALED)}",
    )


@contextmanager
def listening(
    server: Server, event: Played, phones: int
) -> Iterator[tuple[list[socket.socket], list[socket.socket]]]:
    """Readers at their cards and many before the board; some at the neighbour's."""
    board = f"/board/{EVENT}/live"
    begun = [
        (reader, f"{card}/live") for reader, card in zip(event.readers, event.cards, strict=True)
    ]
    begun += [(Visitor(server.port, scene.host(LIBRARY)), board)] * (phones - len(begun))
    ours = [visitor.listen(path) for visitor, path in begun]
    other = Visitor(server.port, scene.host(NEIGHBOUR))
    theirs = [other.listen(board) for _ in range(max(1, phones // 20))]
    try:
        yield ours, theirs
    finally:
        for line in (*ours, *theirs):
            line.close()


def hang_up(lines: list[socket.socket], seconds: float) -> list[socket.socket]:
    """Listen until each has ended, or so long. Those that are still open."""
    left, deadline = list(lines), time.monotonic() + seconds
    with selectors.DefaultSelector() as waiting:
        for each in lines:
            waiting.register(each, selectors.EVENT_READ, each)
        while left and (rest := deadline - time.monotonic()) > 0:
            for key, _events in waiting.select(rest):
                line: socket.socket = key.data
                if ended(line):
                    waiting.unregister(line)
                    left.remove(line)
    return left


def ended(line: socket.socket) -> bool:
    """The server has said good-bye, or hung up: a line may stay open for another question."""
    try:
        heard = line.recv(65536)
        return not heard or b"event: bye" in heard
    except ConnectionError:
        return True
