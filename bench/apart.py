"""What it costs to keep a thousand libraries in one deployment, beside one of two.

Both are served in the same run and asked in turn by one phone, so that what presses on the machine
presses on all. Told is the server's CPU and the median time, of a shelf.
"""

import asyncio
import random
import statistics
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from crossing import SHELF, make, serving
from phones import Client
from stage import Served

OPEN = 64
"""As many libraries as a hall with few files (1,024) keeps open at least."""
TURNS, ASKED = 8, 256


async def asked(server: Served, slugs: list[str], times: int) -> tuple[float, list[float]]:
    """CPU per request, and how long each took, in milliseconds. Each by a connection of its own,
    so that both workers have their share."""
    took, began = [], server.cpu()
    for slug in slugs[:times]:
        client = Client(f"{slug}.localhost", server.port)
        answer = await client.get(SHELF)
        client.close()
        assert answer.status == 200, (slug, answer.status)
        took.append(answer.seconds * 1000)
    return (server.cpu() - began) / len(took) * 1000, took


def run(libraries: int) -> bool:
    dice = random.Random(1)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        small, large = Path(folder) / "small", Path(folder) / "large"
        two, many = list(make(small, 2)), list(make(large, libraries))
        few = stack.enter_context(serving(small))
        all_ = stack.enter_context(serving(large))
        near = many[:OPEN]

        def some(slugs: list[str], times: int = ASKED) -> list[str]:
            return [dice.choice(slugs) for _ in range(times)]

        for server, slugs in ((few, two), (all_, near[:1])):
            asyncio.run(asked(server, some(slugs, 400), 400))
        before = all_.memory()
        # All 64 in both workers.
        asyncio.run(asked(all_, near * 12, len(near) * 12))
        each = (all_.memory() - before) * 1000 / ((min(OPEN, libraries) - 1) * 2)
        found: dict[str, tuple[list[float], list[float]]] = {}
        for turn in range(TURNS):
            arms = {"of two": (few, two), f"within {OPEN}": (all_, near)}
            if turn >= TURNS // 2:
                arms = {"of two, later": (few, two), "over all": (all_, many)}
            for name, (server, slugs) in arms.items():
                cpu, took = asyncio.run(asked(server, some(slugs), ASKED))
                into = found.setdefault(name, ([], []))
                into[0].append(cpu)
                into[1].extend(took)
        seen = all_.memory()
    figures = {n: (statistics.median(c), statistics.median(t)) for n, (c, t) in found.items()}
    for name, (cpu, took) in figures.items():
        print(f"{name:16} {cpu:6.2f} ms CPU  {took:6.2f} ms")
    names = list(figures)
    good = True
    for one, beside, most in ((names[1], names[0], 1.3), (names[3], names[2], 3.5)):
        cpu, took = (a / b for a, b in zip(figures[one], figures[beside], strict=True))
        good &= cpu <= most
        print(f"{one} of {libraries}: {cpu:.2f} times the CPU, {took:.2f} the time (≤ {most})")
    print(f"memory of an open library: {each:.0f} kB (≤ 250)")
    print(f"both workers after all were asked at random: {seen - before:+.0f} MB")
    return good and each <= 250


if __name__ == "__main__":
    sys.exit(not run(int((*sys.argv[1:], "1000")[0])))
