"""The drill of bringing all back; and a restore that loses a part is found out."""

import shutil
from dataclasses import replace

import pytest

from drilling import told
from humanshelf.drills import restore, scene
from humanshelf.drills.seize import back_up
from humanshelf.libraries import snapshots

ROWS = "each table has as many rows as when the backup was made"
WORDS = "its words are there"
QUEUE = "the running event's snapshot brings its queue back, links and all"
GONE = "once the event is forgotten its snapshot brings nobody back"


@pytest.fixture(scope="module")
def marked(drilled):
    """The markers, the backup, and what it holds; nobody came meanwhile."""
    markers = restore.set_up(drilled)
    counts = restore.tables(drilled)
    backup = back_up(drilled, "nightly")
    restore.keys_away(drilled)
    return markers, backup, counts


@pytest.fixture(scope="module")
def cards(drilled, marked):
    """Of two readers who came after the backup."""
    with drilled.serving(HUMANSHELF_WORKERS="1") as server:
        return [scene.take_card(scene.reader(server.port)) for _ in range(2)]


@pytest.fixture
def copy(drilled, cards, tmp_path):
    """The disk in the middle of the event, to lose a store from."""
    shutil.copytree(drilled.folder, tmp_path / "disk")
    found = replace(drilled, folder=tmp_path / "disk", servers=[])
    yield found
    found.close()


def brought_back(drilled, folder, marked):
    """Up to the server, which the drill starts on it."""
    markers, backup, counts = marked
    elsewhere = replace(drilled, folder=folder, servers=[])
    return restore.data_back(drilled, elsewhere, backup, counts, counts, markers)


def test_all_comes_back(drilled, marked, tmp_path):
    found = told(brought_back(drilled, tmp_path, marked))
    assert set(found.values()) == {True}
    assert {ROWS, WORDS} < found.keys()


def test_what_is_lost_is_found_out(drilled, marked, tmp_path, off):
    off("losing")
    found = told(brought_back(drilled, tmp_path, marked))
    assert (found[ROWS], found[WORDS]) == (False, False)


def test_a_backup_in_the_plain_is_found_out(drilled, marked, tmp_path):
    markers, backup, _counts = marked
    (backup / "note.txt").write_text(markers.texts["shown"][0])
    try:
        assert restore.search_copies(drilled, backup, markers)
    finally:
        (backup / "note.txt").unlink()


def test_the_queue_comes_back_and_later_no_more(copy, marked, cards):
    assert told(restore.floor_back(copy, marked[1], cards)) == {QUEUE: True}
    assert told(restore.floor_gone(copy)) == {GONE: True}


def test_a_key_that_stays_is_found_out(copy, off):
    snap(copy)
    off("keys_going")
    assert told(restore.floor_gone(copy)) == {GONE: False}


def test_without_any_snapshot_both_are_found_out(copy, marked, cards, monkeypatch):
    monkeypatch.setattr(snapshots, "snap", lambda *args: None)
    assert told(restore.floor_back(copy, marked[1], cards)) == {QUEUE: False}
    assert told(restore.floor_gone(copy)) == {GONE: False}


def snap(stage):
    with stage.application() as app:
        assert snapshots.snap_everywhere(app, restore.now(), snapshots.Seen()) > 0
