"""The hall at full size: what issue 2 puts figures on. Prints a table.

.venv/bin/python bench/hall.py [--only calls,arrivals,quiet,cards,desks,big]
"""

import argparse
import asyncio
import os
import re
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from phones import Client, Stream
from stage import EVENT, HOST, Served, free_port, served

PARTS = ("calls", "few", "arrivals", "quiet", "cards", "desks", "big")
ROWS: list[tuple[str, str, str]] = []


def row(what: str, reached: str, target: str) -> None:
    ROWS.append((what, reached, target))
    print(f"{what:58} {reached:>34}   to reach: {target}", flush=True)


def raise_file_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def take_cards(server: Served, count: int, wishes, parallel: int = 16, first: int = 0):
    """Cards for so many readers. Returns their addresses and the seconds that each took."""
    cards: list[str] = [""] * count
    took: list[float] = []

    async def reader(numbers: range) -> None:
        for n in numbers:
            client = Client(HOST, server.port)
            form = [("wish", wish) for wish in wishes(n)]
            form += [("agree", "1"), ("reader", f"reader-{first + n:09d}")]
            answer = await client.post(f"/events/{EVENT}/cards", form)
            assert answer.status == 303, (answer.status, answer.body[:200])
            cards[n] = answer.location
            took.append(answer.seconds)
            client.close()

    await asyncio.gather(*(reader(range(k, count, parallel)) for k in range(parallel)))
    return cards, took


def three_of(books: int):
    return lambda n: [f"b{(n + shift) % books:02}" for shift in (0, 3, 5)]


async def desk(server: Served) -> tuple[Client, str]:
    """A signed-in desk and its form token. The one-time link is used once, the cookie shared."""
    client = Client(HOST, server.port)
    await client.post(server.sign_in, [])
    return client, await token_of(client)


async def token_of(client: Client) -> str:
    page = await client.get(f"/desk/{EVENT}")
    found = re.search(rb'csrf_token" value="([^"]+)"', page.body)
    assert found, page.status
    return found[1].decode()


async def open_streams(server: Served, cards: list[str], within: float = 0.0) -> list[Stream]:
    streams = [Stream(Client(HOST, server.port), card + "/live") for card in cards]
    pause = within / max(1, len(streams))
    for n, stream in enumerate(streams):
        stream.task = asyncio.create_task(stream.run())
        if pause or n % 50 == 49:
            await asyncio.sleep(pause or 0.02)
    await asyncio.gather(*(stream.opened.wait() for stream in streams))
    assert not any(stream.refused for stream in streams)
    return streams


async def tap(server: Served, client: Client, token: str, streams, noun: str, form, settle: float):
    """One step at the desk: when each changed phone had it, and the server's CPU for it."""
    before = [stream.messages for stream in streams]
    cpu, began = server.cpu(), time.perf_counter()
    answer = await client.post(f"/desk/{EVENT}/{noun}", [("csrf_token", token), *form])
    assert answer.status == 303, (noun, form, answer.status)
    await asyncio.sleep(settle)
    late = [s.last - began for s, b in zip(streams, before, strict=True) if s.messages > b]
    return late, server.cpu() - cpu


async def calls(server: Served) -> None:
    """A step that changes (nearly) all of 500 phones, seven times: the announcement changes all."""
    cards, _ = await take_cards(server, 500, three_of(8))
    client, token = await desk(server)
    streams = await open_streams(server, cards)
    await asyncio.sleep(2)
    last, cpu = [], []
    for kind in ("late", "", "quiet", "", "pause", "", "late"):
        got, used = await tap(server, client, token, streams, "announcements", [("kind", kind)], 2)
        assert len(got) == 500, len(got)
        last.append(max(got))
        cpu.append(used)
    called = []
    for n in range(5):
        got, used = await tap(server, client, token, streams, "calls", [("book", f"b{n:02}")], 2)
        called.append((max(got), used, len(got)))
    row("step changes 500 of 500 phones: last phone", median(last, "s"), "0.4 s")
    row("  server CPU for it", median(cpu, "s"), "0.3 s")
    row(
        f"call changes {min(c[2] for c in called)}-{max(c[2] for c in called)} of 500: last phone",
        median([c[0] for c in called], "s"),
        "0.4 s",
    )
    row("  server CPU for it", median([c[1] for c in called], "s"), "0.3 s")
    size = streams[0].bytes // streams[0].messages
    row("  bytes of one message (the full card)", f"{size} B", "-")
    for stream in streams:
        stream.task.cancel()


async def few(server: Served) -> None:
    """500 phones at 40 books, each waiting for one book: a call changes its 12 or 13."""
    cards, _ = await take_cards(server, 500, lambda n: [f"b{n % 40:02}"])
    client, token = await desk(server)
    streams = await open_streams(server, cards)
    await asyncio.sleep(3)
    last, cpu, many, waits = [], [], [], []
    for n in range(40):
        for noun in ("calls", "readings"):
            await client.post(
                f"/desk/{EVENT}/{noun}", [("csrf_token", token), ("book", f"b{n:02}")]
            )
    for n in range(24):
        book = [("book", f"b{n:02}")]
        await within_a_minute(4)
        await tap(server, client, token, streams, "returns", book, 1)
        used = server.cpu()
        await asyncio.sleep(1)
        waits.append(server.cpu() - used)
        got, used = await tap(server, client, token, streams, "calls", book, 1)
        last.append(max(got))
        cpu.append(used)
        many.append(len(got))
    row(
        f"call changes {statistics.median(many):.0f} ({min(many)}-{max(many)}) of 500 phones: last",
        median(last, "s"),
        "0.1 s",
    )
    row("  server CPU for it, a quiet second included", median(cpu, "s"), "-")
    row("  the quiet second before it", median(waits, "s"), "0.02 s")
    own = [used - wait for used, wait in zip(cpu, waits, strict=True)]
    row("  server CPU for it alone", median(own, "s"), "0.03 s")
    for stream in streams:
        stream.task.cancel()


async def within_a_minute(seconds: float) -> None:
    """Wait until so much is left of the minute: as it turns, all phones are looked at."""
    left = 60 - time.time() % 60
    if left < seconds:
        await asyncio.sleep(left + 1)


async def arrivals(server: Served) -> None:
    """500 phones open their page and stream within two seconds."""
    cards, _ = await take_cards(server, 500, three_of(8))

    async def arrive(n: int) -> Stream:
        await asyncio.sleep(2 * n / 500)
        client = Client(HOST, server.port)
        page = await client.get(cards[n])
        assert page.status == 200
        client.close()
        stream = Stream(Client(HOST, server.port), cards[n] + "/live")
        stream.task = asyncio.create_task(stream.run())
        await stream.opened.wait()
        return stream

    began = time.perf_counter()
    streams = await asyncio.gather(*map(arrive, range(500)))
    took = time.perf_counter() - began
    refused = sum(bool(stream.refused) for stream in streams)
    row(
        "500 phones arrive within 2 s: all current after", f"{took:.2f} s, {refused} refused", "5 s"
    )
    for stream in streams:
        stream.task.cancel()


async def quiet(server: Served) -> None:
    empty = server.memory()
    cards, _ = await take_cards(server, 500, three_of(8))
    client, token = await desk(server)
    streams = await open_streams(server, cards)
    await tap(server, client, token, streams, "announcements", [("kind", "late")], 2)
    await asyncio.sleep(5)
    before = [stream.messages for stream in streams]
    used, began, shares = server.cpu(), time.perf_counter(), []
    for _ in range(60):
        start = server.cpu()
        await asyncio.sleep(1)
        shares.append(server.cpu() - start)
    share = (server.cpu() - used) / (time.perf_counter() - began)
    sent = sum(s.messages - b for s, b in zip(streams, before, strict=True))
    row("500 quiet phones, a whole minute: share of a core", f"{share:.2%}", "< 2 %")
    row("  a second in which nothing happens", f"{statistics.median(shares):.2%}", "-")
    row("  the turn of the minute, a new time for some", f"{max(shares):.3f} s, {sent} sent", "-")
    memory = server.memory()
    row("  PSS of all processes", f"{memory:.0f} MB (started at {empty:.0f})", "200 MB + 25 MB")
    for stream in streams:
        stream.task.cancel()


async def cards(server: Served) -> None:
    _, warm = await take_cards(server, 200, three_of(8))
    began = time.perf_counter()
    addresses, took = await take_cards(server, 400, three_of(8), first=1000)
    rate = len(took) / (time.perf_counter() - began)
    row(
        "take a card, 16 parallel, floor of 200-600",
        f"{rate:.0f}/s, p95 {p95(took) * 1000:.0f} ms",
        "60/s, 300 ms",
    )
    rest, _ = await take_cards(server, 400, three_of(8), first=2000)
    labels = []
    client = Client(HOST, server.port)
    for address in addresses + rest:
        page = await client.get(address)
        labels.append(re.search(rb'card-label">([^<]+)', page.body)[1])
    numbers = {label.rpartition(b" ")[2] for label in labels}
    twice = len(labels) - len(numbers) + len(addresses + rest) - len(set(addresses + rest))
    row("  labels or cards given twice, of 1,000", str(twice), "0")


async def pages(server: Served) -> None:
    addresses, _ = await take_cards(server, 200, three_of(8))
    took: list[float] = []

    async def looker(k: int) -> None:
        client = Client(HOST, server.port)
        for n in range(100):
            answer = await client.get(addresses[(k * 37 + n) % 200])
            assert answer.status == 200
            took.append(answer.seconds)

    began = time.perf_counter()
    await asyncio.gather(*map(looker, range(16)))
    rate = len(took) / (time.perf_counter() - began)
    row(
        "card page, 16 parallel, floor of 200",
        f"{rate:.0f}/s, p95 {p95(took) * 1000:.0f} ms",
        "300/s",
    )


async def desks(server: Served, what: str = "four desks call, 400 cards") -> tuple[int, int]:
    """Four desks call, start and return at once, for all books, until nobody waits."""
    await take_cards(server, 400, three_of(40))
    first, _ = await desk(server)
    errors = 0

    async def librarian(k: int) -> None:
        nonlocal errors
        client = Client(HOST, server.port, dict(first.jar))
        token = await token_of(client)
        for turn in range(400):
            book = f"b{turn % 40:02}"
            for noun in ("calls", "readings", "returns"):
                answer = await client.post(
                    f"/desk/{EVENT}/{noun}", [("csrf_token", token), ("book", book)]
                )
                if answer.status not in (303, 409):
                    errors += 1
            if turn % 40 == 39:
                page = await client.get(f"/desk/{EVENT}")
                if b'class="waiter"' not in page.body:
                    return

    await asyncio.gather(*map(librarian, range(4)))
    doubles, calls_made = counted_calls()
    row(
        f"{what}: calls made / double / errors",
        f"{calls_made} / {doubles} / {errors}",
        "400 / 0 / 0",
    )
    return doubles, errors


def counted_calls() -> tuple[int, int]:
    """From the ledger of steps: how often a card was called while it was called or read already."""
    from sqlalchemy import select

    from humanshelf.records.events import StepRow
    from humanshelf.tenancy.db import db
    from humanshelf.tenancy.everywhere import each_library
    from humanshelf.terminal import application

    app = application()
    made: dict[str, int] = {}
    for _uid, _slug in each_library(app):
        for step in db.session.scalars(select(StepRow).where(StepRow.verb == "call")):
            made[step.card] = made.get(step.card, 0) + 1
    return sum(n - 1 for n in made.values()), sum(made.values())


async def big(server: Served, phones: int = 5000) -> None:
    cards, _ = await take_cards(server, phones, three_of(40), parallel=24)
    client, token = await desk(server)
    streams = await open_streams(server, cards)
    await asyncio.sleep(5)
    last = []
    for kind in ("late", "", "quiet"):
        client = Client(HOST, server.port, dict(client.jar))  # the line has been idle for too long
        got, _ = await tap(server, client, token, streams, "announcements", [("kind", kind)], 8)
        assert len(got) == phones, f"{len(got)} of {phones} phones"
        last.append(max(got))
    row(f"{phones} phones, all changed: last phone, none lost", median(last, "s"), "3 s")
    size = streams[0].bytes // streams[0].messages
    for stream in streams:
        stream.task.cancel()
    await beside_bare(phones, size)


async def beside_bare(phones: int, size: int) -> None:
    """The same number of messages of the same size, written by gevent with nothing else to do."""
    port = free_port()
    bare = subprocess.Popen(
        [sys.executable, str(Path(__file__).parent / "bare.py"), str(port), str(size)]
    )
    try:
        await asyncio.sleep(2)
        server = Served(port, bare.pid, "")
        streams = await open_streams(server, ["/card"] * phones)
        await asyncio.sleep(1)
        last = []
        for _ in range(3):
            client = Client(HOST, port)
            began = time.perf_counter()
            await client.post("/call", [])
            await asyncio.sleep(4)
            last.append(max(stream.last for stream in streams) - began)
        row(f"  bare gevent, one process, {phones} x {size} B", median(last, "s"), "beside")
        for stream in streams:
            stream.task.cancel()
    finally:
        bare.terminate()
        bare.wait()


def median(values: list[float], unit: str) -> str:
    return f"{statistics.median(values):.3f} {unit} ({min(values):.3f}-{max(values):.3f})"


def p95(values: list[float]) -> float:
    return sorted(values)[int(len(values) * 0.95)]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default=",".join(PARTS))
    parser.add_argument("--phones", type=int, default=5000)
    chosen = parser.parse_args()
    raise_file_limit()
    stages = {
        "calls": (8, calls), "few": (40, few), "arrivals": (8, arrivals), "quiet": (8, quiet),
        "cards": (8, cards), "pages": (8, pages), "desks": (40, desks), "big": (40, big),
    }  # fmt: skip
    for name in (*chosen.only.split(","), *(["pages"] if "cards" in chosen.only else [])):
        books, part = stages[name]
        with served(books) as server:
            asyncio.run(part(server, chosen.phones) if name == "big" else part(server))
        if name == "desks":
            with served(books, [sys.executable, str(Path(__file__).parent / "unguarded.py")]) as s:
                asyncio.run(desks(s, "  the same with the guards taken away"))


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUNBUFFERED", "1")
    main()
