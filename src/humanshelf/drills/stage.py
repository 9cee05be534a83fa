"""The stage of a drill: a deployment in a folder of its own, two libraries, a real server.

Everything that the product writes lies below the folder, its temporary files and its log too: what
an attacker takes is the folder.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from humanshelf.config import PREFIX
from humanshelf.drills.visitor import Visitor

ENDS = 30.0
"""Seconds. A server that has not ended by then is ended."""
STARTS = 60.0


class BrokenOff(RuntimeError):
    """The drill cannot go on: the product did not do what the drill builds on."""


def until(holds: Callable[[], bool], what: str, seconds: float = 30.0) -> float:
    """Wait for what comes by itself. Returns the seconds; raises :class:`BrokenOff`."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > seconds:
            raise BrokenOff(f"waited {seconds:.0f} s in vain for {what}")
        time.sleep(0.05)
    return time.monotonic() - begun


def product(later: float) -> Sequence[str]:
    """The product as people start it; with its clock put forward, by the module that does so."""
    if later:
        return sys.executable, "-m", "humanshelf.drills.later", str(later)
    return sys.executable, "-m", "humanshelf"


@dataclass
class Server:
    """The product as it is served: ``humanshelf serve`` on loopback."""

    port: int
    process: "subprocess.Popen[bytes]"
    log: Path

    def workers(self) -> list[int]:
        """The pids of its workers."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        if children.exists():
            return [int(pid) for pid in children.read_text().split()]
        listed = subprocess.run(
            ["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True
        )
        rows = [line.split() for line in listed.stdout.splitlines()]
        return [int(pid) for pid, parent in rows if int(parent) == self.process.pid]

    def answers(self) -> bool:
        try:
            return Visitor(self.port, "localhost").get("/healthz").status == 200
        except OSError:
            return False

    def stop(self) -> int:
        """End it as people do. Its exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(ENDS)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.process.wait(ENDS)

    def kill(self) -> None:
        """End it and its workers at once, as a power cut does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)


@dataclass
class Stage:
    """``program`` is how the product is started, by the hours that its clock is put forward:
    another one is for controls, which switch a protection off. ``tell`` says what goes on;
    ``later`` is how many hours have passed."""

    folder: Path
    tell: Callable[[str], None] = lambda line: None
    program: Callable[[float], Sequence[str]] = product
    servers: list[Server] = field(default_factory=list)
    later: float = 0

    def __post_init__(self) -> None:
        for name in ("data", "keys", "tmp", "home", "backups", "log", "tenants"):
            (self.folder / name).mkdir(mode=0o700, parents=True, exist_ok=True)

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def backups(self) -> Path:
        return self.folder / "backups"

    def environ(self, **extra: str) -> dict[str, str]:
        """The environment of all that the drill starts: nothing of the machine's own settings."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith((PREFIX, "PORT"))}
        return (
            kept
            | {
                PREFIX + "DATA": str(self.data),
                PREFIX + "KEYS": str(self.keys),
                PREFIX + "WORKERS": "2",
                "TMPDIR": str(self.folder / "tmp"),
                "HOME": str(self.folder / "home"),
                "PYTHONUNBUFFERED": "1",
            }
            | extra
        )

    @contextmanager
    def serving(self, *args: str, **extra: Any) -> Iterator[Server]:
        """A server from when it answers; ended afterwards."""
        server = self.serve(*args, **extra)
        try:
            yield server
        finally:
            server.stop()

    def serve(self, *args: str, port: int | None = None, **extra: str) -> Server:
        """Start it and wait until it answers. Who starts it stops it; at the latest the stage."""
        port = port or free_port()
        log = self.folder / "log" / f"server-{len(self.servers)}.log"
        words = ["serve", "--port", str(port), "--tenants", str(self.folder / "tenants"), *args]
        with log.open("wb") as out:
            process = subprocess.Popen(
                [*self.program(self.later), *words],
                env=self.environ(**{PREFIX + "ORIGIN_PORT": str(port)}, **extra),
                cwd=self.folder / "home",
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        server = Server(port, process, log)
        self.servers.append(server)
        until(lambda: process.poll() is not None or server.answers(), "the server", STARTS)
        if process.poll() is not None:
            raise BrokenOff(f"the server ended: {log.read_text().strip().splitlines()[-1:]}")
        return server

    def command(
        self, *args: str, typed: str = "", **extra: str
    ) -> "subprocess.CompletedProcess[str]":
        """A command of the product that ends by itself."""
        return subprocess.run(
            [*self.program(self.later), *args],
            env=self.environ(**extra),
            cwd=self.folder / "home",
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    @contextmanager
    def application(self) -> Iterator[Any]:
        """The product in this process, beside the server."""
        from humanshelf.terminal import application, close

        with patch.dict(os.environ, self.environ(), clear=True):
            app = application()
        try:
            yield app
        finally:
            close(app)

    def inside(self, library: str, work: Callable[[], Any]) -> Any:
        """Something done in a library, in this process."""
        from humanshelf.libraries.onboarding import find
        from humanshelf.tenancy import library as scope

        with self.application() as app:
            with app.app_context():
                uid = find(library)
            if uid is None:
                raise BrokenOff(f"there is no library {library}")
            with app.app_context(), scope(uid):
                return work()

    def close(self) -> None:
        for server in self.servers:
            server.kill()
            server.process.wait(ENDS)


@contextmanager
def on_stage(
    name: str, tell: Callable[[str], None] = lambda line: None, keep: Path | None = None
) -> Iterator[Stage]:
    """A stage in a new folder, which goes afterwards unless ``keep`` says where it stays."""
    if keep:
        folder = keep / name
        folder.mkdir(parents=True, mode=0o700)
    else:
        folder = Path(tempfile.mkdtemp(prefix=f"humanshelf-drill-{name}-"))
    stage = Stage(folder, tell)
    try:
        yield stage
    finally:
        stage.close()
        if not keep:
            shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
