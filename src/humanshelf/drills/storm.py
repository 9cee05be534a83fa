"""Storm: a full hall loses its server and comes back at once, more phones come than there is room
for, and somebody guesses passwords meanwhile. The desk must go on, and every card stay true."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Iterator
from secrets import token_urlsafe

from humanshelf.drills import guesses, scene
from humanshelf.drills.crash import BOOKS, without_limits
from humanshelf.drills.finding import Finding
from humanshelf.drills.judging import Crowd, Flood, Storm, Taps
from humanshelf.drills.phones import Phone, ask, late, open_pages, told_since
from humanshelf.drills.scene import EVENT, LIBRARY
from humanshelf.drills.stage import BrokenOff, Server, Stage
from humanshelf.drills.strain import Strain
from humanshelf.drills.tapping import CALLED, Desk

PHONES, CARDS = 500, 100
"""Five phones look at each card: a group, a second screen. Each is a stream of its own."""
WAITING = 40
"""Cards for the desk to call."""
ROOM = 100
"""Streams that a worker takes where there is too little room, and workers."""
WORKERS = 2
PATIENCE = BEGINS = 60.0
"""Seconds after which a phone that was not told is counted as lost; and so long for all to come
before anything is done to them."""
ROUNDS = 3
"""So often a time is taken at most: a moment of another program's must not fail the drill."""
KINDS = ("late", "")


def drill(stage: Stage, phones: int = PHONES) -> Iterator[Finding]:
    scene.set_up(stage, BOOKS)
    stage.inside(LIBRARY, without_limits)
    port = serve(stage).port
    cards = filled(port, min(CARDS, phones))
    desk = Desk.of(stage, port)
    hall = [Phone(port, scene.host(LIBRARY), cards[n % len(cards)]) for n in range(phones)]
    yield from measured(stage, lambda: restarted(stage, hall, desk))
    yield from measured(stage, lambda: crowded(stage, hall, desk))
    serve(stage, port)
    yield from measured(stage, lambda: guesses.flooded(port, cards[0]))


def filled(port: int, cards: int) -> list[str]:
    """Cards for the phones to look at, and others, at books of their own, for the desk to call:
    a card that was read tells no more how things stand."""
    looked_at = [code for n in range(1, BOOKS + 1) if (code := scene.code(n)) not in CALLED]
    asyncio.run(take(port, WAITING, lambda n: [CALLED[n % len(CALLED)]]))
    many = len(looked_at)
    return asyncio.run(take(port, cards, lambda n: [looked_at[(n + k) % many] for k in (0, 3)]))


async def take(port: int, count: int, wishes: Callable[[int], list[str]]) -> list[str]:
    """So many cards, eight at a time."""
    turn = asyncio.Semaphore(8)

    async def one(number: int) -> str:
        form = {"wish": wishes(number), "agree": "1", "reader": token_urlsafe(16)}
        async with turn:
            answer = await ask(port, scene.host(LIBRARY), f"/events/{EVENT}/cards", form)
        place = [line for line in answer.head.split(b"\r\n") if line.lower()[:9] == b"location:"]
        if answer.status != 303:
            raise BrokenOff(f"no card was given: {answer.status}")
        return place[0].split()[1].decode()

    return await asyncio.gather(*map(one, range(count)))


def serve(stage: Stage, port: int | None = None, **extra: str) -> Server:
    """A server in the place of the one that runs."""
    for before in stage.servers:
        before.stop()
    return stage.serve(port=port, HUMANSHELF_WORKERS=str(WORKERS), **extra)


def measured(
    stage: Stage, measure: Callable[[], Coroutine[None, None, Storm | Crowd | Flood]]
) -> Iterator[Finding]:
    """Once; and again where nothing but a time was too long. No count is forgiven."""
    for rest in reversed(range(ROUNDS)):
        found = asyncio.run(measure())
        counted, timed = list(found.counted()), list(found.timed())
        if not rest or not all(one.good for one in counted) or all(one.good for one in timed):
            break
        stage.tell("too slow; once more: " + ", ".join(one.figure for one in timed))
    yield from counted
    yield from timed


async def restarted(stage: Stage, hall: list[Phone], desk: Desk) -> Storm:
    """The server that runs is stopped and started again, with all phones at it."""
    taps, strain = Taps(), Strain()
    async with open_pages(hall):
        await told_since(hall, 0.0, BEGINS)
        if lost := late(hall, 0.0):
            raise BrokenOff(f"{lost} of {len(hall)} phones were not told")
        reached = []
        for number in range(6):
            moment = time.monotonic()
            taps.quiet.append(await desk.announce(KINDS[number % 2]))
            reached.append(await told_since(hall, moment, BEGINS))
        told = f"{sorted(reached)[3]:.2f} s in the middle of 6, {max(reached):.2f} s at most"
        stage.tell(f"{len(hall)} streams; a tap changes all of them: {told}")
        await asyncio.to_thread(stage.servers[-1].stop)
        ended = time.monotonic()
        waits = [phone.asked for phone in hall]
        await asyncio.to_thread(lambda: serve(stage, desk.port))
        starting = time.monotonic() - ended
        tapping = asyncio.create_task(desk.tapping(taps))
        # From the end on: a phone may come before the drill knows that there is a server again.
        took = await told_since(hall, ended, PATIENCE + starting) - starting
        lost = late(hall, ended)
        await asyncio.sleep(1.0)
        tapping.cancel()
        if not lost:
            moment = time.monotonic()
            await desk.announce(KINDS[0])
            await told_since(hall, moment, PATIENCE)
            lost = late(hall, moment)
            await desk.announce(KINDS[1])
    return Storm(len(hall), lost, took, waits, taps, strain.so_far())


async def crowded(stage: Stage, hall: list[Phone], desk: Desk) -> Crowd:
    """Streams for two fifths: the others are refused and ask by themselves."""
    room = max(1, ROOM * len(hall) // PHONES)
    await asyncio.to_thread(lambda: serve(stage, desk.port, HUMANSHELF_STREAMS=str(room)))
    taps, strain = Taps(), Strain()
    for phone in hall:
        phone.refused, phone.heard = 0, 0.0
    async with open_pages(hall):
        tapping = asyncio.create_task(desk.tapping(taps))
        took = await told_since(hall, time.monotonic(), PATIENCE)
        await asyncio.sleep(1.0)
        tapping.cancel()
        streams = sum(phone.streams for phone in hall)
        refused = sum(phone.refused > 0 for phone in hall)
        lost = late(hall, 0.0)
    room *= WORKERS
    return Crowd(len(hall), room, streams, refused, lost, took, taps, strain.so_far())
