"""A hall full of phones in one process: light, so that what is measured is the product."""

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

RETRY = re.compile(rb"retry: (\d+)")
JITTER = 0.3
"""What hx-sse adds to or takes from the time that the server says."""
POLL = (8.0, 15.0)
"""Seconds between two polls of a phone without a stream (live.js)."""


@dataclass(frozen=True)
class Heard:
    status: int
    head: bytes
    body: bytes
    seconds: float


async def ask(
    port: int,
    host: str,
    path: str,
    form: Mapping[str, Any] | None = None,
    cookies: Mapping[str, str] | None = None,
) -> Heard:
    """One request on a line of its own, with the seconds it took. Raises OSError."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        body = urlencode(form, doseq=True).encode() if form is not None else b""
        writer.write(_head(port, host, path, body if form is not None else None, cookies) + body)
        head = await reader.readuntil(b"\r\n\r\n")
        rest = await reader.read()
    except asyncio.IncompleteReadError:
        raise ConnectionError("no answer") from None
    finally:
        writer.close()
    return Heard(int(head[9:12]), head, rest, time.perf_counter() - begun)


def _head(
    port: int, host: str, path: str, body: bytes | None, cookies: Mapping[str, str] | None
) -> bytes:
    lines = [f"{'GET' if body is None else 'POST'} {path} HTTP/1.1", f"Host: {host}:{port}"]
    lines += ["Sec-Fetch-Site: same-origin", "Connection: close"]
    if cookies:
        lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in cookies.items()))
    if body is not None:
        lines.append("Content-Type: application/x-www-form-urlencoded")
        lines.append(f"Content-Length: {len(body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


@dataclass
class Phone:
    """One card's open page: keeps its stream, comes again as hx-sse and live.js do, and polls
    while it is refused. ``heard`` is when it last was told how things stand, ``asked`` after how
    many seconds it was asked to come again."""

    port: int
    host: str
    card: str
    heard: float = 0.0
    streams: bool = False
    asked: float = 0.0
    refused: int = 0

    async def run(self) -> None:
        wait = 0.5
        while True:
            try:
                told, wait = await self._listen(wait)
            except (OSError, asyncio.IncompleteReadError, ValueError):
                told = True
            self.streams = False
            if told:
                await asyncio.sleep(wait * random.uniform(1 - JITTER, 1 + JITTER))
                wait = min(2 * wait, 8.0)
            else:
                self.refused += 1
                await asyncio.sleep(random.uniform(*POLL))
                await self._poll()

    async def _listen(self, wait: float) -> tuple[bool, float]:
        """Until the stream ends: whether there was one, and after how long to come again."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        try:
            writer.write(_head(self.port, self.host, f"{self.card}/live", None, None))
            head = await reader.readuntil(b"\r\n\r\n")
            if b" 200 " not in head[:16]:
                return b" 503 " not in head[:16], wait
            self.streams = True
            while size := int(await reader.readline(), 16):
                chunk = await reader.readexactly(size + 2)
                if b"data: <" in chunk:
                    self.heard = time.monotonic()
                found = RETRY.search(chunk)
                if found:
                    wait = self.asked = int(found[1]) / 1000
            return True, wait
        finally:
            writer.close()

    async def _poll(self) -> None:
        with suppress(OSError):
            answer = await ask(self.port, self.host, self.card)
            if answer.status == 200:
                self.heard = time.monotonic()


@asynccontextmanager
async def open_pages(hall: list[Phone]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(phone.run()) for phone in hall]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def told_since(hall: list[Phone], moment: float, patience: float) -> float:
    """Wait until all phones were told after this moment, or so long. The seconds from it until the
    last of them was."""
    ends = time.monotonic() + patience
    while late(hall, moment) and time.monotonic() < ends:
        await asyncio.sleep(0.02)
    return max((phone.heard for phone in hall), default=moment) - moment


def late(hall: list[Phone], moment: float) -> int:
    """How many were not told since."""
    return sum(phone.heard <= moment for phone in hall)
