"""The attacker reads what lies in free pages and in the write-ahead log, not only what is there."""

from datetime import timedelta

import pytest

from cast import NOW
from humanshelf.drills import attack
from humanshelf.drills.markers import Markers, search
from humanshelf.records.retention import forget
from humanshelf.tenancy import sqlcipher
from humanshelf.tenancy.stores import SqliteStores

LATER = NOW + timedelta(hours=24)


@pytest.fixture
def markers(baku, leyla):
    """Of a card that Leyla took, and of the neighbour's words."""
    found = Markers()
    leyla.card("deniz")
    for row in baku.rows("SELECT id, token_hash, reader_hash FROM card"):
        for value in row:
            found.note_value("card", bytes.fromhex(value) if isinstance(value, str) else value)
    return found


def opened(stage, tmp_path):
    return attack.opened(attack.taken(stage.folder), stage.folder / "keys", tmp_path)


def seen(stage, markers, tmp_path):
    return bool(search(opened(stage, tmp_path), markers.needles("card")))


def test_with_the_keys_a_card_is_seen_and_without_them_not(stage, markers, tmp_path):
    assert seen(stage, markers, tmp_path)
    files = attack.taken(stage.folder, [stage.folder / "keys"])
    assert search(files, markers.needles("card")) == {}


def test_once_forgotten_it_is_seen_nowhere(stage, baku, markers, tmp_path):
    with baku.inside():
        assert forget(LATER) > 0
    assert not seen(stage, markers, tmp_path)


def test_without_secure_delete_it_is_seen_in_free_pages(
    stage, baku, markers, tmp_path, monkeypatch
):
    left = [one for one in sqlcipher.PRAGMAS if not one.startswith("secure_delete")]
    monkeypatch.setattr(sqlcipher, "PRAGMAS", (*left, "secure_delete=OFF"))
    stage.app.extensions["humanshelf.tenancy"].stores.dispose()
    with baku.inside():
        assert forget(LATER) > 0
    assert baku.count("card") == 0
    assert seen(stage, markers, tmp_path)


def test_without_wiping_it_is_seen_in_the_log(stage, baku, markers, tmp_path, monkeypatch):
    monkeypatch.setattr(SqliteStores, "wipe", lambda self, uid: None)
    with baku.inside():
        assert forget(LATER) > 0
    assert baku.count("card") == 0
    hits = search(opened(stage, tmp_path), markers.needles("card"))
    assert any("-wal" in name for name in hits["card"])


def test_a_picture_is_opened_with_the_keys(stage, tmp_path):
    plain = opened(stage, tmp_path)
    pictures = [content for name, content in plain.items() if "/media/" in name]
    assert pictures and any(content[:4] == b"RIFF" for content in pictures)
