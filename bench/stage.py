"""A server with one library of any size, on a folder of its own, for as long as a bench runs."""

import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "src"))
HOST = "hall.localhost"
EVENT = "hall"


@dataclass
class Served:
    port: int
    pid: int
    sign_in: str

    def pids(self) -> list[int]:
        """The master and its workers."""
        listed = subprocess.run(
            ["ps", "-o", "pid=", "--ppid", str(self.pid)], capture_output=True, text=True
        )
        return [self.pid, *map(int, listed.stdout.split())]

    def cpu(self) -> float:
        """CPU seconds that all of them have used, by each process's own clock: /proc counts in
        hundredths, and half of what is measured here is less than one."""
        total = 0.0
        for pid in self.pids():
            with suppress(OSError):
                total += time.clock_gettime(~pid << 3 | 2)  # CPUCLOCK_SCHED of another process
        return total

    def memory(self) -> float:
        """Proportional set size of all of them, in MB."""
        total = 0
        for pid in self.pids():
            try:
                text = Path(f"/proc/{pid}/smaps_rollup").read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            total += int(re.search(r"Pss:\s+(\d+)", text)[1])  # type: ignore[index]
        return total / 1024


def prepare(data: Path, books: int) -> None:
    """A library "hall" with one running event and so many books."""
    os.environ["HUMANSHELF_DATA"] = str(data)
    from humanshelf.lending.ground import Phase
    from humanshelf.lending.policy import Policy
    from humanshelf.libraries.bundle import Bundle
    from humanshelf.libraries.onboarding import onboard
    from humanshelf.pages.clock import now
    from humanshelf.records.library import add_book, add_event
    from humanshelf.tenancy import library
    from humanshelf.tenancy.db import writing
    from humanshelf.terminal import application, close

    text = {"name": "Hall", "strapline": "Hall", "welcome": "Hall", "exhibition": "", "place": ""}
    bundle = Bundle(
        slug="hall", languages=["en"], time_zone="UTC", vocabulary="Living Library", licence="",
        hue=15, logo="M3 24h22v2H3z", words=[f"Word{chr(97 + n)}" for n in range(26)],
        texts={"en": text},
    )  # fmt: skip
    app = application()
    uid, _ = onboard(app, bundle, now(), sample=False)
    with app.app_context(), library(uid), writing() as session:
        for n in range(books):
            told = {"title": f"Book {n}", "blurb": "A blurb. " * 8, "note": ""}
            add_book(
                session,
                {"code": f"b{n:02}", "pen_name": f"Name{n}", "languages": ["en"],
                 "group_limit": 3, "texts": {"en": told}},
                sample=False,
            )  # fmt: skip
        add_event(
            session,
            {
                "code": EVENT,
                "texts": {"en": {"title": "Hall", "place": "", "room": "", "side_room": ""}},
                "seats": [
                    {"book": f"b{n:02}", "table": str(n + 1), "group_limit": 3}
                    for n in range(books)
                ],
            },
            opens=now() - timedelta(minutes=10),
            closes=now() + timedelta(hours=8),
            phase=Phase.OPEN,
            # Without a gate and limits: the load is more cards than eight books could read.
            policy=Policy(open_cards=6000, gate=False, rest_after=0, book_readings=0),
            seed="bench",
            sample=False,
        )
    close(app)


@contextmanager
def served(books: int = 8, command: list[str] | None = None) -> Iterator[Served]:
    """A fresh deployment with two workers; ends with the block."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        prepare(data, books)
        port = free_port()
        environ = os.environ | {
            "PYTHONPATH": str(ROOT / "src"),
            "HUMANSHELF_WORKERS": "2",
            "HUMANSHELF_SHOW": "1",
            "PYTHONUNBUFFERED": "1",
        }
        process = subprocess.Popen(
            [
                *(command or [sys.executable, "-m", "humanshelf"]),
                "serve", "--data", str(data), "--port", str(port), "--tenants", folder,
            ],
            env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        try:
            said = wait_for(process)
            link = re.search(r"http://hall\S+(/sign-in/\S+)", said)
            assert link, said
            until_answers(port)
            yield Served(port, process.pid, link[1])
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(20)


def wait_for(process: "subprocess.Popen[str]") -> str:
    said = ""
    assert process.stdout
    for line in process.stdout:
        said += line
        if "Ctrl-C" in line:
            return said
    raise SystemExit(said)


def until_answers(port: int) -> None:
    for _ in range(200):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1) as probe:
                probe.sendall(f"GET /healthz HTTP/1.0\r\nHost: {HOST}\r\n\r\n".encode())
                if b"200" in probe.recv(64):
                    return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the server does not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
