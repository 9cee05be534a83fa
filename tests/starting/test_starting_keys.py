"""How the deployment's key is kept, and that it may be changed while everybody goes on."""

import os
import pty
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from shutil import copytree

import pytest
from commands import (
    Answer,
    ask,
    ask_store,
    environment,
    humanshelf,
    listen,
    opened,
    serving,
    take_card,
    uids,
)

from browsing import PATIENCE, ROOT, until
from humanshelf.tenancy import Keys, unlocking

WORDS = "on iki hərfdən uzun"
UNLOCK = {"HUMANSHELF_UNLOCK": WORDS}
WRONG = "The deployment's key does not open with this passphrase."


@pytest.fixture(scope="module")
def sealed_once(made_once: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, bytes]:
    """A deployment whose key was sealed, and the bare key that it had."""
    data = copytree(made_once, tmp_path_factory.mktemp("sealed") / "data")
    bare = (data / "keys" / "deployment.key").read_bytes()
    ended = humanshelf("keys", "seal", data=data, typed=f"{WORDS}\n")
    assert ended.code == 0, ended
    return data, bare


@pytest.fixture
def sealed(sealed_once: tuple[Path, bytes], tmp_path: Path) -> Path:
    return copytree(sealed_once[0], tmp_path / "sealed")


@contextmanager
def handed(words: str):
    """An open pipe that brings these words."""
    reading, writing = os.pipe()
    os.write(writing, f"{words}\n".encode())
    os.close(writing)
    try:
        yield reading
    finally:
        os.close(reading)


def in_a_terminal(data: Path, *args: str, typed: str) -> str:
    """All that a command says to somebody who types at a terminal."""
    mine, its = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "humanshelf", *args],
        env=environment(data), cwd=ROOT, stdin=its, stdout=its, stderr=its, start_new_session=True,
    )  # fmt: skip
    os.close(its)
    said = b""
    try:
        while b"Passphrase" not in said:
            said += os.read(mine, 4096)
        os.write(mine, f"{typed}\n".encode())
        while part := os.read(mine, 4096):
            said += part
    except OSError:
        pass  # So a terminal ends.
    finally:
        os.close(mine)
        process.wait(PATIENCE)
    return said.decode()


def test_the_bare_key_is_nowhere_on_the_disk_any_more(sealed_once):
    data, bare = sealed_once
    files = [path for path in data.rglob("*") if path.is_file()]
    assert len(bare) == 32
    assert not [path for path in files if bare in path.read_bytes()]
    assert not [path for path in files if bare.hex().encode() in path.read_bytes()]


def test_nothing_opens_without_the_words_and_it_is_said_in_one_sentence(sealed):
    told = f"The deployment's key in {sealed / 'keys'} is sealed: start with --unlock, or give"
    for command in (["libraries", "list"], ["serve", "--port", "1"], ["migrate", "--all"]):
        said = humanshelf(*command, data=sealed).refusal
        assert said.startswith(told) or "rights" in said
    wrong = {"HUMANSHELF_UNLOCK": "on iki hərfdən qısa"}
    assert humanshelf("libraries", "list", data=sealed, **wrong).refusal == WRONG
    assert humanshelf("libraries", "list", data=sealed, **UNLOCK).code == 0


def test_typed_at_a_terminal_the_words_are_not_shown(sealed):
    said = in_a_terminal(sealed, "libraries", "list", typed=WORDS)
    assert "baku" in said
    assert WORDS not in said
    assert WRONG in in_a_terminal(sealed, "libraries", "list", typed="on iki hərfdən qısa")


def test_typed_at_the_start_the_key_is_there_for_a_worker_that_comes_later(sealed):
    wrong = humanshelf("serve", "--unlock", data=sealed, typed="on iki hərfdən qısa\n")
    assert wrong.refusal == WRONG
    with serving(sealed, "--unlock", typed=f"{WORDS}\n", HUMANSHELF_WORKERS="2") as running:
        assert ask(running.port, "/events/autumn").status == 200
        before = running.workers()
        for worker in before:
            os.kill(worker, signal.SIGKILL)
        until(lambda: len(set(running.workers()) - set(before)) == 2, "new workers")
        assert ask(running.port, "/events/autumn").status == 200
        assert ask(running.port, take_card(running.port)).status == 200


def test_a_key_that_lies_bare_is_not_served_as_if_it_were_sealed(data):
    said = humanshelf("serve", "--unlock", "--port", "8397", data=data, typed=f"{WORDS}\n").refusal
    assert "lies bare" in said


def test_the_first_key_of_all_is_sealed_from_its_first_moment(tmp_path):
    empty = tmp_path / "data"
    ended = humanshelf("libraries", "list", data=empty, **UNLOCK)
    assert ended.code == 0, ended
    assert (empty / "keys" / "deployment.key").read_bytes().startswith(b'{"kdf"')
    assert "HUMANSHELF_UNLOCK" in humanshelf("libraries", "list", data=empty).refusal


@pytest.mark.parametrize("way", ["environment", "credential", "descriptor"])
def test_the_procfile_has_the_words_from_outside(sealed, tmp_path, way):
    with handed(WORDS) as descriptor:
        extra, hands = UNLOCK, ()
        if way == "credential":
            (tmp_path / "humanshelf-unlock").write_text(f"{WORDS}\n")
            extra = {"CREDENTIALS_DIRECTORY": str(tmp_path)}
        if way == "descriptor":
            extra, hands = {"HUMANSHELF_UNLOCK_FD": str(descriptor)}, (descriptor,)
        with serving(sealed, procfile=True, hands=hands, **extra) as running:
            assert ask(running.port, "/events/autumn").status == 200
            before = running.workers()
            os.kill(before[0], signal.SIGKILL)
            until(lambda: set(running.workers()) - set(before), "a new worker")
            assert ask(running.port, "/events/autumn").status == 200


def test_two_servers_never_share_one_deployment_by_the_procfile_either(data):
    with serving(data, procfile=True):
        assert "serves the data" in humanshelf("keys", "seal", data=data, typed=WORDS).refusal
        assert "serves the data" in humanshelf("restore", str(data), data=data).refusal


def test_sealed_and_unsealed_again_all_is_as_it_was(sealed):
    before = humanshelf("libraries", "list", data=sealed, **UNLOCK).out
    assert "sealed under a passphrase" in humanshelf("keys", "where", data=sealed).out
    assert humanshelf("keys", "unseal", data=sealed, typed="on iki hərfdən qısa").refusal == WRONG
    assert humanshelf("keys", "unseal", data=sealed, typed=f"{WORDS}\n").code == 0
    assert "is bare" in humanshelf("keys", "where", data=sealed).out
    assert humanshelf("libraries", "list", data=sealed).out == before
    assert "12 signs" in humanshelf("keys", "seal", data=sealed, typed="short\n").refusal


def test_keys_of_another_deployment_are_refused_in_one_sentence(data, tmp_path):
    humanshelf("libraries", "list", data=tmp_path / "other")
    foreign = (tmp_path / "other" / "keys" / "deployment.key").read_bytes()
    (data / "keys" / "deployment.key").write_bytes(foreign)
    for command in (["--all"], ["--deployment"], ["baku"]):
        assert "another deployment" in humanshelf("keys", "rotate", *command, data=data).refusal


def test_a_process_that_a_worker_starts_is_handed_what_opens_the_key_and_not_the_words(sealed):
    command = [sys.executable, "-m", "humanshelf", "libraries", "list"]
    Keys.unlock(sealed / "keys", WORDS)
    try:
        with unlocking.handed(sealed / "keys") as (descriptors, told):
            assert WORDS not in told.values()
            done = subprocess.run(
                command, env=environment(sealed, **told), cwd=ROOT, pass_fds=descriptors,
                stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
            )  # fmt: skip
    finally:
        unlocking.let_go(sealed / "keys")
    assert (done.returncode, "baku" in done.stdout) == (0, True), done


class Desk:
    """A librarian, signed in."""

    def __init__(self, port: int, data: Path) -> None:
        self.port = port
        link = humanshelf("staff", "link", "baku", "Samir", data=data, **UNLOCK).out.strip()
        entered = ask(port, f"/sign-in/{link.rpartition('/')[2]}", {})
        self.cookie = {"Cookie": entered.cookie("__Host-staff")}

    def page(self) -> Answer:
        return ask(self.port, "/desk/autumn", headers=self.cookie)

    def call(self, book: str) -> int:
        page = self.page()
        if "Set-Cookie" in page.headers:  # With what the form's token is checked by.
            self.cookie = {"Cookie": page.cookie("__Host-staff")}
        [token, *_] = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)
        form = {"csrf_token": token, "book": book}
        return ask(self.port, "/desk/autumn/calls", form, headers=self.cookie).status


class Load:
    """Two readers who wish for another book all the time beside a desk that looks on, and what
    they were answered."""

    def __init__(self, port: int, desk: Desk) -> None:
        self.port, self.desk, self.stop = port, desk, threading.Event()
        self.cards = [take_card(port, "lala") for _ in range(2)]
        self.changed: list[str] = []
        self.statuses: set[int] = set()
        self.threads = [threading.Thread(target=self.run, args=[card]) for card in self.cards]

    def run(self, card: str) -> None:
        for wish in cycle(("timur", "lala")):
            if self.stop.wait(0.05):
                return
            answer = ask(self.port, f"{card}/wishes", {"wish": wish})
            self.statuses |= {answer.status, self.desk.page().status}
            if answer.status == 303:
                self.changed.append(card)

    def __enter__(self) -> "Load":
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop.set()
        for thread in self.threads:
            thread.join()


def test_under_load_no_write_is_lost_and_a_stream_goes_on(sealed, monkeypatch):
    """Two workers, a desk, an open stream; the keys are both changed meanwhile."""
    monkeypatch.setenv("HUMANSHELF_UNLOCK", WORDS)
    with serving(sealed, HUMANSHELF_WORKERS="2", **UNLOCK) as running:
        desk = Desk(running.port, sealed)
        first = take_card(running.port)
        line = listen(running.port, f"{first}/live")
        with Load(running.port, desk) as load:
            for what in ("baku", "--deployment"):
                known = len(load.changed)
                ended = humanshelf("keys", "rotate", what, data=sealed, **UNLOCK)
                assert ended.code == 0, ended
                until(lambda known=known: len(load.changed) > known + 5, "taps to go on")
        assert load.statuses == {200, 303}
        assert {ask(running.port, card).status for card in (first, *load.cards)} == {200}
        assert desk.call("deniz") == 303
        heard = b""
        while b'data-state="come"' not in heard:
            part = line.recv(65536)
            assert part, "the stream ended"
            heard += part
        line.close()
    query = "SELECT count(*) FROM step WHERE verb = 'wish'"
    assert ask_store(sealed, "baku", query) == [(len(load.changed),)]
    names = uids(sealed)
    with opened(sealed) as found:
        assert found.keys.root().generation == 1
        assert [found.keys.ring(names[slug]).generation for slug in ("baku", "nu")] == [1, 0]
