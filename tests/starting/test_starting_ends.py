"""How a server ends: told to, a worker killed, all killed at once."""

import os
import signal
import socket
import time

import pytest
from commands import ask, ask_store, listen, serving, take_card, uids

from browsing import PATIENCE, until

SHELF = ("kamran", "lala", "aytan", "tural", "nargiz", "deniz")
"""Books of the sample: a card for each, as the gate gives few for one and the same."""


def crowd():
    """How many times longer than alone a process must wait for its turn on this machine."""
    return max(1.0, os.getloadavg()[0] / len(os.sched_getaffinity(0)))


def gone(pid):
    """Ended, though nobody may have asked for its exit code yet."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return ") Z" in stat.read()
    except OSError:
        return True


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "SIGINT"])
def test_told_to_end_it_ends_within_five_seconds_streams_and_idle_lines_included(data, told):
    with serving(data, HUMANSHELF_WORKERS="2") as running:
        workers = running.workers()
        card = take_card(running.port)
        lines = [listen(running.port, path) for path in ("/board/autumn/live", f"{card}/live") * 5]
        idle = keep_alive(running.port)
        began = time.monotonic()
        running.process.send_signal(told)
        assert running.process.wait(PATIENCE) == 0
        assert time.monotonic() - began < 5 * crowd()
        until(lambda: all(map(gone, workers)), "the workers to end")
        for line in lines:
            heard = rest(line)
            assert told == signal.SIGINT or b"event: bye" in heard
        idle.close()
    assert running.said.endswith("Ctrl-C ends it.\n")


def test_ctrl_c_at_a_terminal_reaches_every_process_and_nothing_is_said(data):
    with serving(data, HUMANSHELF_WORKERS="2") as running:
        card = take_card(running.port)
        line = listen(running.port, f"{card}/live")
        for pid in (running.process.pid, *running.workers()):
            os.kill(pid, signal.SIGINT)
        assert running.process.wait(PATIENCE) == 0
        rest(line)
    assert running.said.endswith("Ctrl-C ends it.\n")


def keep_alive(port):
    line = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)
    line.sendall(b"GET /healthz HTTP/1.1\r\nHost: baku.localhost\r\n\r\n")
    assert b"200 OK" in line.recv(65536)
    return line


def rest(line):
    heard = b""
    while part := line.recv(65536):
        heard += part
    line.close()
    return heard


def test_a_killed_worker_is_replaced_and_nothing_acknowledged_is_lost(data):
    with serving(data, HUMANSHELF_WORKERS="2") as running:
        cards = [take_card(running.port, book) for book in SHELF]
        first, second = running.workers()
        os.kill(first, signal.SIGKILL)
        cards += [take_card(running.port, book) for book in SHELF]
        until(lambda: len(set(running.workers()) - {first}) == 2, "another worker")
        assert second in running.workers()
        cards += [take_card(running.port, book) for book in SHELF]
        assert len(set(cards)) == 18
        for card in cards:
            assert ask(running.port, card).status == 200
    assert ask_store(data, "baku", "SELECT count(*) FROM card") == [(18,)]


def test_killed_all_at_once_the_next_start_is_fine_and_has_what_was_acknowledged(data):
    with serving(data, HUMANSHELF_WORKERS="2") as running:
        cards = [take_card(running.port, book) for book in SHELF]
        pids = [running.process.pid, *running.workers()]
        for pid in pids:
            os.kill(pid, signal.SIGKILL)
        running.process.wait(PATIENCE)
        until(lambda: all(map(gone, pids)), "all to be gone")
    with serving(data) as running:
        for card in cards:
            assert ask(running.port, card).status == 200
        assert take_card(running.port) not in cards
    for slug in uids(data):
        assert ask_store(data, slug, "PRAGMA integrity_check") == [("ok",)]
        assert ask_store(data, slug, "PRAGMA foreign_key_check") == []
        assert ask_store(data, slug, "PRAGMA cipher_integrity_check") == []


def test_without_their_master_the_workers_end_by_themselves(data):
    with serving(data, HUMANSHELF_WORKERS="2") as running:
        workers = running.workers()
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait(PATIENCE)
        until(lambda: all(map(gone, workers)), "the workers to notice")
    with serving(data) as running:
        assert ask(running.port, "/").status == 200
