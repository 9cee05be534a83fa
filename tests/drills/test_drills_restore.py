"""The drill of bringing all back; and a restore that loses a part is found out."""

from dataclasses import replace

import pytest

from drilling import told
from humanshelf.drills import restore
from humanshelf.drills.seize import back_up

ROWS = "each table has as many rows as when the backup was made"
WORDS = "its words are there"


@pytest.fixture(scope="module")
def marked(drilled):
    """The markers, the backup, and what it holds; nobody came meanwhile."""
    markers = restore.set_up(drilled)
    counts = restore.tables(drilled)
    backup = back_up(drilled, "nightly")
    restore.keys_away(drilled)
    return markers, backup, counts


def brought_back(drilled, folder, marked):
    """Up to the server, which the drill starts on it."""
    markers, backup, counts = marked
    elsewhere = replace(drilled, folder=folder, servers=[])
    return restore.data_back(drilled, elsewhere, backup, counts, counts, markers)


def test_all_comes_back(drilled, marked, tmp_path):
    found = told(brought_back(drilled, tmp_path, marked))
    assert set(found.values()) == {True}
    assert {ROWS, WORDS} < found.keys()


def test_what_is_lost_is_found_out(drilled, marked, tmp_path, without):
    found = told(brought_back(without("losing"), tmp_path, marked))
    assert (found[ROWS], found[WORDS]) == (False, False)


def test_a_backup_in_the_plain_is_found_out(drilled, marked, tmp_path):
    markers, backup, _counts = marked
    (backup / "note.txt").write_text(markers.texts["shown"][0])
    try:
        assert restore.search_copies(drilled, backup, markers)
    finally:
        (backup / "note.txt").unlink()
