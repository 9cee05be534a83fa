"""Starts of a copy, as processes, with a real .venv and a real pip, but nothing to fetch."""

import signal
import time

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


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT])
def test_a_start_that_is_stopped_leaves_nothing(copy, way):
    process = start_that_waits_for_its_pip(copy)

    process.send_signal(way)
    _, complained = process.communicate(timeout=30)

    assert complained == "\nInterrupted; the next start begins where it has to.\n"
    assert process.returncode == 1
    assert not (copy.folder / ".venv").exists()


def test_a_start_that_is_killed_is_repaired_by_the_next_which_waits_for_its_pip(copy):
    process = start_that_waits_for_its_pip(copy, PIP_RETRIES="3")
    process.kill()
    process.wait()
    process.stdout.close()
    process.stderr.close()
    assert (copy.folder / ".venv").exists()
    copy.pin("")

    said, _, code = copy.run("run")

    assert code == 0
    assert said.splitlines()[:2] == [
        "Another start is preparing .venv; waiting for it.",
        "Preparing Humanshelf. This happens once.",
    ]
    assert said.splitlines()[-1].endswith("serve")


def start_that_waits_for_its_pip(copy, **environ):
    """A start whose pip goes on knocking where nobody opens."""
    copy.pin(PIN)
    process = copy.start("run", **{"PIP_RETRIES": "9", **environ})
    while not list(copy.folder.glob(".venv/lib/*/site-packages/humanshelf.pth")):
        time.sleep(0.02)
    time.sleep(0.3)
    return process
