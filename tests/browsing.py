"""Real browsers before a real server: one browser context per person, one server per module.

The server is the product's own, started as people start it, on a folder and a port of its own.
The fixtures stand in browser/conftest.py.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from secrets import randbelow
from typing import Any
from unittest.mock import patch

ROOT = Path(__file__).parents[1]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 360, "height": 740}
TABLET = {"width": 1024, "height": 768}
SCREEN = {"width": 1280, "height": 720}
EVENT = "autumn"
PATIENCE = 60.0
"""Seconds to wait for what must come. A crowded machine is slow, and patience costs only where
something is wrong: what is promised to be quick is timed where it is tested."""
LOST = ("htmx: htmx:sse:error", "htmx: htmx:error")
"""What htmx says on the console when the network is gone."""


def chromium() -> str | None:
    """As bootstrap.py finds it: first the one that has no window."""
    names = "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome"
    named = os.environ.get("HUMANSHELF_CHROMIUM")
    return named or next(filter(None, map(shutil.which, names)), None)


@dataclass
class Server:
    """A deployment with both libraries and their samples."""

    port: int
    data: Path
    process: "subprocess.Popen[str]"
    said: str = ""
    environ: dict[str, str] = field(default_factory=dict)
    signed_in: dict[str, Any] = field(default_factory=dict)

    def origin(self, library: str) -> str:
        """Of a library, or with no name of the bare domain."""
        return f"http://{library}.localhost:{self.port}" if library else self.bare_origin

    @property
    def bare_origin(self) -> str:
        return f"http://localhost:{self.port}"

    def workers(self) -> list[int]:
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.process.pid)],
            capture_output=True,
            text=True,
            check=False,
        )
        return [int(pid) for pid in listed.stdout.split()]

    def sign_in_link(self, library: str, name: str, role: str = "librarian") -> str:
        """A fresh one-time link, as the command line makes it."""
        from humanshelf.terminal import one_time_link

        return str(self.inside(library, lambda: one_time_link(library, name, role)))

    def admin_link(self, name: str) -> str:
        """The same for a network admin."""
        made = subprocess.run(
            [sys.executable, "-m", "humanshelf", "network", "admin", name],
            env=self.environ,
            capture_output=True,
            text=True,
            check=True,
        )
        return made.stdout.strip()

    def change(self, library: str, name: str) -> None:
        """A change that no door can bring about, of those in furnishing.py."""
        from furnishing import furnish

        self.inside(library, lambda: furnish(name))

    def inside(self, library: str, work: Callable[[], Any]) -> Any:
        """Something done in a library beside the server, in this process: one of its own would
        need a second and a half to start."""
        from humanshelf.libraries.onboarding import find
        from humanshelf.tenancy import library as scope
        from humanshelf.terminal import application, close

        with patch.dict(os.environ, self.environ):
            app = application()
        try:
            with app.app_context():
                uid = find(library)
            with app.app_context(), scope(str(uid)):
                return work()
        finally:
            close(app)

    def stop(self) -> int:
        """Its exit code; what it said last stands in ``said``."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        code = self.process.wait(PATIENCE)
        if self.process.stdout and not self.process.stdout.closed:
            self.said += self.process.stdout.read()
            self.process.stdout.close()
        return code


def start_server(data: Path, port: int | None = None, **extra: str) -> Server:
    """Start it and wait until it answers. ``extra`` goes to its environment."""
    port = port or free_port()
    environ = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT / "tests")]),
        "HUMANSHELF_DATA": str(data),
        "HUMANSHELF_ORIGIN_PORT": str(port),
        "HUMANSHELF_WORKERS": "2",
        "HUMANSHELF_SHOW": "1",
        **extra,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "humanshelf", "serve", "--data", str(data), "--port", str(port)],
        env=environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=ROOT,
    )
    server = Server(port, data, process, environ=environ)
    assert process.stdout
    for line in process.stdout:
        server.said += line
        if "Ctrl-C" in line:
            break
    until(lambda: answers(port), "the server to answer")
    return server


@dataclass
class Person:
    """Somebody with a browser of their own. Complaints of the browser fail the test.

    ``forgiven`` says how complaints begin that belong to what is tested, as a lost network.
    """

    page: Any
    context: Any
    origin: str
    complaints: list[str]
    asked: list[str]
    forgiven: tuple[str, ...] = ()

    def open(self, path: str) -> None:
        self.page.goto(self.origin + path if path.startswith("/") else path)


def take_card(somebody: Person, book: str, event: str = EVENT) -> str:
    """The two taps: a book, then the card. Returns the label."""
    somebody.open(f"/events/{event}")
    somebody.page.locator(f'a[href$="/books/{book}"]').click()
    somebody.page.locator('button[name="agree"]').first.click()
    somebody.page.wait_for_url("**/cards/*")
    return str(somebody.page.locator("h1.card-label").inner_text())


def until(holds: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for something that no event announces; says what was missing."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain for {what}"
        time.sleep(0.05)


def answers(port: int, path: str = "/healthz") -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as probe:
            probe.sendall(f"GET {path} HTTP/1.0\r\nHost: baku.localhost\r\n\r\n".encode())
            return b" 200 " in probe.recv(64)
    except OSError:
        return False


def free_port() -> int:
    """Below those that the system hands to whoever calls out: nobody takes it before the server
    that starts has come so far."""
    while True:
        port = 20_000 + randbelow(12_000)
        with socket.socket() as probe, suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return port
