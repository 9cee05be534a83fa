"""Storm: a full hall loses its server and comes back at once, more phones come than there is room
for, and somebody guesses passwords meanwhile. The desk must go on, and every card stay true."""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from secrets import token_urlsafe
from typing import Any

from humanshelf.drills import scene
from humanshelf.drills.crash import BOOKS, STEPS, without_limits
from humanshelf.drills.finding import Finding
from humanshelf.drills.phones import Heard, Phone, ask, strain
from humanshelf.drills.scene import EVENT, LIBRARY, NEIGHBOUR
from humanshelf.drills.stage import BrokenOff, Server, Stage
from humanshelf.drills.visitor import CSRF, Visitor

PHONES, CARDS = 500, 100
"""Five phones look at each card: a group, a second screen. Each is a stream of its own."""
CURRENT, TAP = 10.0, 1.0
"""Seconds: all phones are told again, and the slowest of the desk's taps meanwhile."""
ROOM = 100
"""Streams that a worker takes where there is too little room."""
GUESSES, RATIO = 50, 3.0
KINDS = ("late", "")


@dataclass
class Desk:
    """A signed-in librarian's browser that taps without end, and how long each tap took."""

    port: int
    cookies: dict[str, str]
    token: str

    @classmethod
    def of(cls, stage: Stage, port: int) -> "Desk":
        visitor: Visitor = scene.staff(stage, port)
        found = CSRF.search(visitor.get(f"/desk/{EVENT}").text)
        return cls(port, visitor.cookies, found[1] if found else "")

    async def tap(self, noun: str, **form: str) -> Heard:
        host, sent = scene.host(LIBRARY), {"csrf_token": self.token} | form
        return await ask(self.port, host, f"/desk/{EVENT}/{noun}", sent, self.cookies)

    async def tapping(self, took: list[float], errors: Counter[int]) -> None:
        """Calls, starts and returns, book after book, as quickly as a librarian can."""
        while True:
            for book in range(1, BOOKS + 1):
                for noun in STEPS:
                    answer = await self.tap(noun, book=scene.code(book))
                    took.append(answer.seconds)
                    if answer.status not in (303, 409):
                        errors[answer.status] += 1
                    await asyncio.sleep(0.4)


def drill(stage: Stage, phones: int = PHONES) -> Iterator[Finding]:
    scene.set_up(stage, BOOKS)
    stage.inside(LIBRARY, without_limits)
    server = stage.serve()
    cards = asyncio.run(take(server, min(CARDS, phones)))
    desk = Desk.of(stage, server.port)
    hall = [Phone(server.port, scene.host(LIBRARY), cards[n % len(cards)]) for n in range(phones)]
    yield from asyncio.run(restarted(stage, server, hall, desk))
    yield from asyncio.run(crowded(stage, hall, desk))
    yield from asyncio.run(flooded(stage, cards[0], desk.port))


async def take(server: Server, count: int) -> list[str]:
    """So many cards, eight at a time."""
    turn = asyncio.Semaphore(8)

    async def one(number: int) -> str:
        wishes = [scene.code(1 + (number + shift) % BOOKS) for shift in (0, 3)]
        form = {"wish": wishes, "agree": "1", "reader": token_urlsafe(16)}
        async with turn:
            host = scene.host(LIBRARY)
            answer = await ask(server.port, host, f"/events/{EVENT}/cards", form)
        place = [line for line in answer.head.split(b"\r\n") if line.lower()[:9] == b"location:"]
        if answer.status != 303:
            raise BrokenOff(f"no card was given: {answer.status}")
        return place[0].split()[1].decode()

    return await asyncio.gather(*map(one, range(count)))


@asynccontextmanager
async def open_pages(hall: list[Phone]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(phone.run()) for phone in hall]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def told_since(hall: list[Phone], moment: float, patience: float = 60.0) -> float:
    """How long after this moment all phones had been told. Raises :class:`BrokenOff`."""
    ends = time.monotonic() + patience
    while any(phone.heard <= moment for phone in hall):
        if time.monotonic() > ends:
            late = sum(phone.heard <= moment for phone in hall)
            raise BrokenOff(f"{late} of {len(hall)} phones were not told")
        await asyncio.sleep(0.02)
    return max(phone.heard for phone in hall) - moment


async def restarted(stage: Stage, server: Server, hall: list[Phone], desk: Desk) -> list[Finding]:
    found, quiet, busy = [], list[float](), list[float]()
    errors: Counter[int] = Counter()
    slow = strain()
    stage.tell(f"others take so much that all is {slow:.1f} times slower here")
    async with open_pages(hall):
        await told_since(hall, 0.0)
        reached = []
        for number in range(6):
            moment = time.monotonic()
            answer = await desk.tap("announcements", kind=KINDS[number % 2])
            quiet.append(answer.seconds)
            reached.append(await told_since(hall, moment))
        middle = sorted(reached)[len(reached) // 2]
        told = f"{middle:.2f} s in the middle of {len(reached)}, {max(reached):.2f} s at most"
        stage.tell(f"{len(hall)} streams; a tap changes all of them: {told}")
        await asyncio.to_thread(server.stop)
        for phone in hall:
            phone.knocks.clear()
        server = await asyncio.to_thread(lambda: stage.serve(port=server.port))
        moment = time.monotonic()
        taps = asyncio.create_task(desk.tapping(busy, errors))
        took = await told_since(hall, moment)
        await asyncio.sleep(1.0)
        taps.cancel()
    found.append(
        Finding(
            "B21", f"all {len(hall)} phones are true again", took < CURRENT * slow, f"{took:.1f} s"
        )
    )
    taken = f"{max(busy):.2f} s at most of {len(busy)} taps, {max(quiet):.2f} s before"
    held = max(busy) < TAP * slow and not errors
    found.append(Finding("B21", "the desk goes on meanwhile", held, taken))
    back = [knock for phone in hall for knock in phone.knocks if knock > moment]
    peak = max(Counter(int((knock - moment) * 5) for knock in back).values(), default=0)
    spread = f"at most {peak} of {len(back)} knocks within 0.2 s"
    found.append(Finding("B21", "they do not come all at once", peak < 0.6 * len(hall), spread))
    server.stop()
    return found


async def crowded(stage: Stage, hall: list[Phone], desk: Desk) -> list[Finding]:
    """Streams for two fifths: the others are refused and ask by themselves."""
    room = max(1, ROOM * len(hall) // PHONES)
    server = await asyncio.to_thread(
        lambda: stage.serve(port=desk.port, HUMANSHELF_STREAMS=str(room))
    )
    busy, errors, slow = list[float](), Counter[int](), strain()
    for phone in hall:
        phone.refused, phone.heard = 0, 0.0
    async with open_pages(hall):
        taps = asyncio.create_task(desk.tapping(busy, errors))
        took = await told_since(hall, time.monotonic())
        taps.cancel()
        streams = sum(phone.streams for phone in hall)
        refused = sum(phone.refused > 0 for phone in hall)
    server.stop()
    taken = f"{max(busy):.2f} s at most of {len(busy)} taps; {streams} streams, {refused} polled"
    held = max(busy) < TAP * slow and not errors and 0 < streams <= 2 * room and refused > 0
    return [
        Finding("B20", "more phones than there is room for do not hold up the desk", held, taken),
        Finding("B20", "those without a stream are told too", took < 20 * slow, f"{took:.1f} s"),
    ]


async def flooded(stage: Stage, card: str, port: int) -> list[Finding]:
    """Fifty guess a password at the same moment, in each of both libraries."""
    server = await asyncio.to_thread(lambda: stage.serve(port=port))
    host = scene.host(LIBRARY)

    async def looking(took: list[float]) -> None:
        while True:
            took.append((await ask(port, host, card)).seconds)

    async def guess(library: str, number: int) -> int:
        form = {"name": f"Nobody {number}", "password": "a guess of a password"}
        return (await ask(port, scene.host(library), "/sign-in", form)).status

    async def looked_at(work: Any) -> list[float]:
        took: list[float] = []
        looks = [asyncio.create_task(looking(took)) for _ in range(4)]
        await work
        for look in looks:
            look.cancel()
        await asyncio.gather(*looks, return_exceptions=True)
        return took

    await looked_at(asyncio.sleep(1))
    quiet = await looked_at(asyncio.sleep(3))
    guesses = [guess(one, n) for one in (LIBRARY, NEIGHBOUR) for n in range(GUESSES)]
    answers = asyncio.gather(*guesses)
    flood = await looked_at(answers)
    server.stop()
    statuses = Counter(answers.result())
    ratio = p95(flood) / p95(quiet)
    told = f"p95 {p95(flood) * 1000:.0f} ms, quiet {p95(quiet) * 1000:.0f} ms: {ratio:.1f} times"
    return [
        Finding("B22", f"{GUESSES} guesses at once slow no card", ratio < RATIO, told),
        Finding(
            "B15", "none of them comes in", set(statuses) <= {422, 429, 503}, str(dict(statuses))
        ),
    ]


def p95(took: list[float]) -> float:
    return sorted(took)[int(len(took) * 0.95)]
