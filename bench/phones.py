"""A hall full of phones and desks, in one asyncio process: raw sockets, so that the load is light.

Everything goes to 127.0.0.1 with a Host header, as a browser on the machine would do it.
"""

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

COOKIE = re.compile(rb"[Ss]et-[Cc]ookie: ([^=]+)=([^;\r]*)")
LOCATION = re.compile(rb"[Ll]ocation: (\S+)")


@dataclass
class Answer:
    status: int
    head: bytes
    body: bytes
    seconds: float

    @property
    def location(self) -> str:
        found = LOCATION.search(self.head)
        return found[1].decode() if found else ""


@dataclass
class Client:
    """One person's browser: a host, a port, a cookie jar, one kept connection."""

    host: str
    port: int
    jar: dict[str, str] = field(default_factory=dict)
    reader: asyncio.StreamReader | None = None
    writer: asyncio.StreamWriter | None = None

    async def request(
        self, method: str, path: str, form: list[tuple[str, str]] | None = None, **headers: str
    ) -> Answer:
        body = urlencode(form).encode() if form is not None else b""
        for attempt in (1, 2):
            if self.writer is None or self.writer.is_closing():
                self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port)
            began = time.perf_counter()
            try:
                self.writer.write(self._head(method, path, body, form is not None, headers) + body)
                await self.writer.drain()
                return await self._answer(began)
            except (ConnectionError, asyncio.IncompleteReadError):
                self.close()
                if attempt == 2 or method != "GET":
                    raise
        raise AssertionError

    def _head(
        self, method: str, path: str, body: bytes, posts: bool, extra: dict[str, str]
    ) -> bytes:
        lines = [
            f"{method} {path} HTTP/1.1",
            f"Host: {self.host}:{self.port}",
            "Sec-Fetch-Site: same-origin",
            "Accept-Encoding: gzip",
            *(f"{name.replace('_', '-')}: {value}" for name, value in extra.items()),
        ]
        if self.jar:
            lines.append("Cookie: " + "; ".join(f"{k}={v}" for k, v in self.jar.items()))
        if posts:
            lines.append("Content-Type: application/x-www-form-urlencoded")
            lines.append(f"Content-Length: {len(body)}")
        return ("\r\n".join(lines) + "\r\n\r\n").encode()

    async def _answer(self, began: float) -> Answer:
        assert self.reader
        head = await self.reader.readuntil(b"\r\n\r\n")
        for name, value in COOKIE.findall(head):
            self.jar[name.decode()] = value.decode()
        length = re.search(rb"[Cc]ontent-[Ll]ength: (\d+)", head)
        body = await self.reader.readexactly(int(length[1])) if length else b""
        answer = Answer(int(head[9:12]), head, body, time.perf_counter() - began)
        if b"onnection: close" in head:
            self.close()
        return answer

    def close(self) -> None:
        if self.writer:
            self.writer.close()
        self.reader = self.writer = None

    async def get(self, path: str, **headers: str) -> Answer:
        return await self.request("GET", path, **headers)

    async def post(self, path: str, form: list[tuple[str, str]], **headers: str) -> Answer:
        return await self.request("POST", path, form, **headers)


@dataclass
class Stream:
    """One phone's open stream: counts whole messages and keeps when the last one came."""

    client: Client
    path: str
    messages: int = 0
    bytes: int = 0
    last: float = 0.0
    text: bytes = b""
    task: asyncio.Task[None] | None = None
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    refused: int = 0

    async def run(self) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.client.port)
        head = self.client._head("GET", self.path, b"", False, {"Accept": "text/event-stream"})
        writer.write(head)
        first = await reader.readuntil(b"\r\n\r\n")
        if b" 200 " not in first[:16]:
            self.refused = int(first[9:12])
            self.opened.set()
            writer.close()
            return
        try:
            while True:
                # Chunked: a size line, the chunk, a line end.
                size = int(await reader.readline(), 16)
                chunk = await reader.readexactly(size + 2)
                if size == 0:
                    return
                if b"\ndata: <" in chunk or chunk.startswith(b"data: <"):
                    self.last = time.perf_counter()
                    self.messages += 1
                    self.bytes += size
                    self.text = chunk
                    self.opened.set()
        finally:
            writer.close()
