"""The network between a phone and the server, for tests: it can go dead, or swallow streams."""

import contextlib
import socket
import threading
from dataclasses import dataclass, field

from browsing import LOST, Person, Server


@dataclass
class Link:
    """One connection through the wire."""

    phone: socket.socket
    server: socket.socket
    stream: bool = False
    head: bytes | None = None
    lost: bool = False

    def close(self) -> None:
        for end in (self.phone, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@dataclass
class Wire:
    """Carries bytes from a port of its own to the server.

    ``dead``: nothing passes and nothing is refused, as in a lift. ``silent``: of streams only the
    head passes, as behind a proxy that keeps the rest to itself.
    """

    server: Server
    dead: bool = False
    silent: bool = False
    links: list[Link] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.door = socket.create_server(("127.0.0.1", 0))
        self.port = self.door.getsockname()[1]
        self.threads = [threading.Thread(target=self._accept)]
        self.threads[0].start()

    def carries(self, somebody: Person) -> Person:
        """From now on this person reaches the server only through here."""
        somebody.forgiven = LOST
        somebody.origin = somebody.origin.rpartition(":")[0] + f":{self.port}"
        return somebody

    def die(self) -> None:
        self.dead = True

    def mend(self) -> None:
        """The network is back; what was under way is lost."""
        self.dead = self.silent = False
        for link in self.links:
            if link.lost:
                link.close()

    def close(self) -> None:
        self.door.shutdown(socket.SHUT_RDWR)
        for link in list(self.links):
            link.close()
        for thread in self.threads:
            thread.join(5)
        self.door.close()
        for link in self.links:
            link.phone.close()
            link.server.close()

    def _accept(self) -> None:
        while True:
            try:
                phone = self.door.accept()[0]
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.server.port))
            except OSError:
                phone.close()
                continue
            link = Link(phone, server, lost=self.dead)
            self.links.append(link)
            for carry in (self._up, self._down):
                thread = threading.Thread(target=carry, args=(link,))
                self.threads.append(thread)
                thread.start()

    def _up(self, link: Link) -> None:
        for sent in chunks(link.phone):
            link.lost = link.lost or self.dead
            if link.lost:
                continue
            link.stream = b"/live" in sent.partition(b"\r\n")[0]
            link.head = b"" if link.stream else None
            with contextlib.suppress(OSError):
                link.server.sendall(sent)
        link.close()

    def _down(self, link: Link) -> None:
        for got in chunks(link.server):
            link.lost = link.lost or self.dead
            if link.lost:
                continue
            if self.silent and link.stream:
                got = self._head_of(link, got)
            with contextlib.suppress(OSError):
                link.phone.sendall(got)
        if not link.lost:
            link.close()

    @staticmethod
    def _head_of(link: Link, got: bytes) -> bytes:
        """What of these bytes belongs to the answer's head; the rest is kept back for good."""
        if link.head is None or b"\r\n\r\n" in link.head:
            link.lost = True
            return b""
        before = len(link.head)
        link.head += got
        return link.head[before : link.head.find(b"\r\n\r\n") + 4 or None]


def chunks(end: socket.socket):
    while True:
        try:
            got = end.recv(65536)
        except OSError:
            return
        if not got:
            return
        yield got
