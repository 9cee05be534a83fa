"""Starts of a copy, as processes, with a real .venv and a real pip, but nothing to fetch."""

import signal
import socket

import pytest

PIN = "nothing==1 --hash=sha256:" + "0" * 64 + "\n"
UNREACHABLE = (
    "Could not reach the package index: connect to the internet once, "
    "or set PIP_INDEX_URL or PIP_FIND_LINKS.\n"
)


def test_the_first_start_prepares_and_the_second_only_serves(copy):
    first, _, code = copy.run("run", "--port=8001")
    assert code == 0
    assert first.startswith("Preparing Humanshelf. This happens once.\n")
    assert first.splitlines()[-1].endswith("serve --port=8001")

    second, complained, code = copy.run("run", HUMANSHELF_HOST="::1", HUMANSHELF_NO_SAMPLE="1")
    assert (complained, code) == ("", 0)
    assert [line.split(maxsplit=2)[2] for line in second.splitlines()] == [
        "serve --host=::1 --no-sample"
    ]


def test_the_server_is_the_process_that_was_started(copy):
    copy.run("run")
    process = copy.start("run")
    said, _ = process.communicate(timeout=60)
    assert said.split()[1] == str(process.pid)


def test_without_network_one_sentence_and_nothing_half_made(copy):
    copy.pin(PIN)

    _, complained, code = copy.run("run")

    assert (complained, code) == (UNREACHABLE, 1)
    assert not (copy.folder / ".venv").exists()


def test_the_next_start_after_a_failure_repairs(copy):
    copy.pin(PIN)
    copy.run("run")
    copy.pin("")

    said, _, code = copy.run("run")

    assert code == 0
    assert said.splitlines()[-1].endswith("serve")


def test_what_no_index_has_is_named(copy):
    copy.pin(PIN)

    _, complained, code = copy.run("run", PIP_NO_INDEX="1")

    assert complained == (
        "pip could not install run.txt: No matching distribution found for nothing==1\n"
    )
    assert code == 1


class SilentIndex:
    """Takes calls and answers none; hangs up when it is closed."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.server.getsockname()[1]}/simple"

    def wait_for_a_call(self):
        self.call, _ = self.server.accept()

    def close(self):
        self.server.close()
        self.call.close()


@pytest.fixture
def silent_index():
    index = SilentIndex()
    yield index
    index.close()


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_is_stopped_leaves_nothing(copy, silent_index, way):
    process = start_that_is_in_the_middle(copy, silent_index)

    process.send_signal(way)
    _, complained = process.communicate(timeout=60)

    assert complained == "\nInterrupted; the next start begins where it has to.\n"
    assert process.returncode == 1
    assert not (copy.folder / ".venv").exists()


def test_a_start_that_is_killed_is_repaired_by_the_next_which_waits_for_its_pip(copy, silent_index):
    killed = start_that_is_in_the_middle(copy, silent_index)
    killed.kill()
    killed.wait()
    assert (copy.folder / ".venv").exists()
    copy.pin("")

    following = copy.start("run")
    waiting = following.stdout.readline()
    silent_index.close()
    said, complained = following.communicate(timeout=60)

    assert waiting == "Another start is preparing .venv; waiting for it.\n"
    assert said.startswith("Preparing Humanshelf. This happens once.\n")
    assert said.splitlines()[-1].endswith("serve")
    assert (complained, following.returncode) == ("", 0)
    killed.communicate()


def start_that_is_in_the_middle(copy, index):
    """A start whose pip waits for an answer."""
    copy.pin(PIN)
    quiet = {"PIP_INDEX_URL": index.url, "PIP_RETRIES": "0", "PIP_DEFAULT_TIMEOUT": "60"}
    process = copy.start("run", **quiet)
    index.wait_for_a_call()
    return process
