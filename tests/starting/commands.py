"""The product's commands as processes of their own, and plain sockets to talk to its server."""

import hashlib
import http.client
import os
import re
import socket
import ssl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any
from urllib.parse import urlencode

from browsing import PATIENCE, ROOT, Server, answers, free_port, until
from humanshelf.tenancy import Deployment, Keys

HERE = Path(__file__).parent
CERT, KEY = HERE / "cert.pem", HERE / "key.pem"
"""Made for these tests, for *.localhost, until 2076; nothing anywhere trusts it."""
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one sentence of a command that refused, and did nothing else."""
        assert (self.code, self.out) == (1, ""), self
        lines = [line for line in self.err.splitlines() if " ERROR CORE " not in line]
        assert lines[0].startswith("Error: "), self.err
        return "\n".join(lines).removeprefix("Error: ")


def environment(data: Path | None, **extra: str) -> dict[str, str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("HUMANSHELF_", "PORT"))}
    told = {"HUMANSHELF_DATA": str(data)} if data else {}
    usual = {"HUMANSHELF_WORKERS": "1", "HUMANSHELF_SHOW": "1"}
    return clean | {"PYTHONPATH": str(ROOT / "src")} | usual | told | extra


def humanshelf(*args: str, data: Path | None = None, typed: str = "", **extra: str) -> Ended:
    """A command that ends by itself. ``typed`` comes through a pipe."""
    done = subprocess.run(
        [sys.executable, "-m", "humanshelf", *args],
        env=environment(data, **extra),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2 * PATIENCE,
        check=False,
        input=typed,
    )
    return Ended(done.returncode, done.stdout, done.stderr)


@contextmanager
def serving(
    data: Path,
    *args: str,
    procfile: bool = False,
    typed: str = "",
    hands: tuple[int, ...] = (),
    **extra: str,
) -> Iterator[Server]:
    """A server, from when it answers until the test is done with it. ``typed`` comes through a
    pipe; ``hands`` are open files that it is given."""
    port = free_port()
    command = [sys.executable, "-m", "humanshelf", "serve", "--port", str(port), *args]
    if procfile:
        [(_, line)] = re.findall(r"^(\w+): (.+)$", (ROOT / "Procfile").read_text(), re.M)
        command = [str(Path(sys.executable).with_name("gunicorn")), *line.split()[1:], *args]
        extra = {"PORT": str(port)} | extra
    environ = environment(data, **extra)
    process = subprocess.Popen(
        command,
        env=environ,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        stdin=subprocess.PIPE,
        pass_fds=hands,
    )
    server = Server(port, data, process, environ=environ)
    assert process.stdin
    process.stdin.write(typed)
    process.stdin.close()
    try:
        assert process.stdout
        if not procfile:
            patience = Timer(PATIENCE, process.kill)
            patience.start()
            for line in process.stdout:
                server.said += line
                if "Ctrl-C" in line:
                    break
            patience.cancel()
        wanted = int(environ["HUMANSHELF_WORKERS"])
        secure = "--tls-cert" in args
        until(lambda: process.poll() is not None or is_up(port, secure), "the server to answer")
        until(lambda: len(server.workers()) == wanted, "its workers")
        yield server
    finally:
        server.stop()


def is_up(port: int, secure: bool) -> bool:
    if not secure:
        return answers(port)
    try:
        return ask(port, "/healthz", secure=True).status == 200
    except OSError:
        return False


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str

    @property
    def location(self) -> str:
        return self.headers["Location"]

    def cookie(self, name: str) -> str:
        """The value of a cookie that this answer sets, with its name."""
        found = [c for c in self.headers.get_all("Set-Cookie") or [] if c.startswith(f"{name}=")]
        assert found, self.headers
        return found[0].partition(";")[0]


def ask(
    port: int,
    path: str,
    form: dict[str, Any] | None = None,
    *,
    host: str = "baku.localhost",
    secure: bool = False,
    headers: dict[str, str] | None = None,
) -> Answer:
    """One request. A form is sent as a browser would from the same page."""
    sent = {"Host": f"{host}:{port}", "Connection": "close"}
    body = None
    if form is not None:
        body = urlencode(form, doseq=True)
        sent |= {"Content-Type": FORM, "Sec-Fetch-Site": "same-origin"}
    sent |= headers or {}
    kept = {name: value for name, value in sent.items() if value is not None}
    line: http.client.HTTPConnection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=PATIENCE
    )
    if secure:
        trust = ssl.create_default_context(cafile=str(CERT))
        trust.check_hostname = False  # "*.localhost" is a wildcard just below a top level
        line = http.client.HTTPSConnection("127.0.0.1", port, timeout=PATIENCE, context=trust)
    try:
        line.request("GET" if form is None else "POST", path, body, kept)
        answer = line.getresponse()
        return Answer(answer.status, answer.headers, answer.read().decode())
    finally:
        line.close()


def say(port: int, message: bytes, patience: float = PATIENCE) -> bytes:
    """Raw bytes to the server, and all that comes back until it hangs up."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as line:
        line.sendall(message)
        heard = b""
        try:
            while part := line.recv(65536):
                heard += part
        except (TimeoutError, ConnectionError):
            pass
        return heard


def listen(port: int, path: str, host: str = "baku.localhost", cookie: str = "") -> socket.socket:
    """A stream, open and begun."""
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nCookie: {cookie}\r\n\r\n".encode())
    heard = b""
    while b"data: " not in heard:
        part = line.recv(65536)
        assert part, heard
        heard += part
    return line


def take_card(port: int, book: str = "deniz", event: str = "autumn", **more: Any) -> str:
    """The address of a new card."""
    answer = ask(port, f"/events/{event}/cards", {"wish": book, "agree": "1"}, **more)
    assert answer.status == 303, answer.text
    return answer.location


def links(said: str) -> list[str]:
    """The one-time links that a start says."""
    return re.findall(r"https?://\S+/sign-in/[\w-]{22}", said)


@contextmanager
def opened(data: Path) -> Iterator[Deployment]:
    """The deployment in this folder, looked at from outside of its server."""
    found = Deployment(data, Keys.open(data / "keys"))
    try:
        yield found
    finally:
        found.stores.dispose()
        found.control.dispose()


def uids(data: Path) -> dict[str, str]:
    with opened(data) as found, found.control.connect() as connection:
        return dict(connection.exec_driver_sql("SELECT slug, uid FROM library").all())


def ask_store(data: Path, slug: str, statement: str, *values: Any) -> list[tuple[Any, ...]]:
    uid = uids(data)[slug]
    with opened(data) as found:
        connection = found.stores.watch_connection(uid)
        try:
            return connection.execute(statement, values).fetchall()
        finally:
            connection.close()


def checksums(data: Path) -> dict[tuple[str, str], str]:
    """Of the rows of each table of each library, links aside: each start makes a fresh one."""
    sums = {}
    for slug in uids(data):
        for (name,) in ask_store(data, slug, "SELECT name FROM sqlite_master WHERE type='table'"):
            if name != "sign_in_link":
                rows = sorted(map(repr, ask_store(data, slug, f'SELECT * FROM "{name}"')))
                sums[slug, name] = hashlib.sha256(repr(rows).encode()).hexdigest()
    return sums


def left_of(folder: Path) -> set[str]:
    """What lies in a folder, or nothing."""
    return {path.name for path in folder.iterdir()} if folder.exists() else set()
