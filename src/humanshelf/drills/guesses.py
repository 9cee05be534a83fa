"""Fifty guess a password at the same moment, in each of both libraries, while readers look at a
card."""

import asyncio
from collections import Counter
from collections.abc import Awaitable

from humanshelf.drills import scene
from humanshelf.drills.judging import Flood
from humanshelf.drills.phones import ask
from humanshelf.drills.scene import LIBRARY, NEIGHBOUR

GUESSES, READERS = 50, 4
QUIET = 3.0
"""Seconds for which readers look before the guesses come."""


async def flooded(port: int, card: str) -> Flood:
    await looked_at(port, card, asyncio.sleep(1))
    quiet = await looked_at(port, card, asyncio.sleep(QUIET))
    several = [guess(port, one, n) for one in (LIBRARY, NEIGHBOUR) for n in range(GUESSES)]
    answers = asyncio.gather(*several)
    flood = await looked_at(port, card, answers)
    return Flood(quiet, flood, Counter(answers.result()))


async def guess(port: int, library: str, number: int) -> int:
    form = {"name": f"Nobody {number}", "password": "a guess of a password"}
    return (await ask(port, scene.host(library), "/sign-in", form)).status


async def looked_at(port: int, card: str, work: Awaitable[object]) -> list[float]:
    """How long each look at the card took until the work was done."""
    took: list[float] = []
    over = asyncio.Event()

    async def looking() -> None:
        while not over.is_set():
            took.append((await ask(port, scene.host(LIBRARY), card)).seconds)

    looks = [asyncio.create_task(looking()) for _ in range(READERS)]
    await work
    over.set()  # What is under way is waited for: a look that was held up counts most.
    await asyncio.gather(*looks)
    return took
