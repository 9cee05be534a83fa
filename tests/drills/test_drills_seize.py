"""The seizure drill on a small event, and each of its findings with the protection off."""

import shutil

import pytest
from sqlalchemy import update

from drilling import told
from humanshelf.drills import attack, played, seize
from humanshelf.drills.markers import ASKER, SECRET, SHOWN, VAULT, WORDS
from humanshelf.drills.scene import LIBRARY
from humanshelf.drills.stage import Stage
from humanshelf.records.books import BookText
from humanshelf.tenancy import writing

BLIND = "without the keys the disk shows nobody"
NO_ASKER = "no address, agent, referrer, wrong path or camera's note, even with the keys"
NO_SECRET = "no password, link or cookie, even with the keys"
NO_READER = "thirteen hours after the event no card and no reader, with the keys"
NO_CARD = "backups opened with the keys hold no card and no reader"
SEES = "with the keys this attacker does see what the library keeps"
OUTSIDE = "not who a book is outside, even with the keys"
SAID = "not what people said, even with the keys"


@pytest.fixture(scope="module")
def event(drilled):
    found = played.set_up(drilled)
    with drilled.serving() as server:
        played.play(drilled, server, found, readers=3)
        seize.back_up(drilled, "during")
    return found


@pytest.fixture
def copy(drilled, event, tmp_path):
    """The seized disk, to plant something on."""
    shutil.copytree(drilled.folder, tmp_path / "disk")
    return Stage(tmp_path / "disk")


def test_each_promise_holds(drilled, event):
    found = told(seize.seized(drilled, event))
    assert set(found.values()) == {True}
    assert len(found) == 7


def until(promise, findings):
    """By the promise, whether it was kept: as far as this one, the rest need not be searched."""
    found = {}
    for finding in findings:
        found[finding.promise] = finding.good
        if finding.promise == promise:
            return found
    raise LookupError(promise)


def test_an_unencrypted_store_is_found(copy, event):
    keys = attack.found_keys(copy.keys)[0]
    for path in copy.data.rglob("store.db"):
        opened = [attack.decrypted(path.read_bytes(), key) for key in keys]
        path.write_bytes(next(plain for plain in opened if not attack.is_noise(plain)))
    assert until(BLIND, seize.seized(copy, event))[BLIND] is False


def test_a_log_with_addresses_is_found(copy, event):
    with (copy.folder / "log" / "access.log").open("w") as log:
        log.write(f"{event.markers.texts[ASKER][1]} GET /\n")
    found = until(NO_SECRET, seize.seized(copy, event))
    assert (found[BLIND], found[NO_ASKER], found[NO_SECRET]) == (False, False, True)


def test_a_link_in_the_plain_is_found(copy, event):
    (copy.folder / "tmp" / "upload").write_text(event.markers.texts[SECRET][-1])
    found = until(NO_SECRET, seize.seized(copy, event))
    assert (found[NO_ASKER], found[NO_SECRET]) == (True, False)


@pytest.mark.parametrize(("kind", "finding"), [(VAULT, OUTSIDE), (WORDS, SAID)])
def test_what_is_not_sealed_is_found_with_the_keys(copy, event, kind, finding):
    """It stands in a column of the store: encrypted, and open to whoever has the keys."""
    words = event.markers.texts[kind][-1]

    def keep():
        with writing() as session:
            session.execute(update(BookText).values(note=words))

    copy.inside(LIBRARY, keep)
    found = until(SAID, seize.seized(copy, event))
    assert (found[BLIND], {one for one in (OUTSIDE, SAID) if not found[one]}) == (True, {finding})


def test_where_there_is_no_vault_nothing_is_said_to_be_sealed(copy, event, monkeypatch):
    monkeypatch.setitem(event.markers.texts, VAULT, [])
    found = until(SAID, seize.seized(copy, event))
    assert found[OUTSIDE] is found[SAID] is None


def test_an_attacker_who_opens_nothing_proves_nothing(copy, event, monkeypatch):
    monkeypatch.setattr(attack, "decrypted", lambda content, key: b"")
    assert until(SEES, seize.seized(copy, event))[SEES] is False


def test_a_backup_with_the_floor_is_found(copy, event):
    store = max(copy.data.rglob("store.db"), key=lambda path: path.stat().st_size)
    shutil.copy(store, copy.backups / "during" / "store.db")
    assert told(seize.seized(copy, event))[NO_CARD] is False


def test_thirteen_hours_later_no_reader_is_found_and_before_the_forgetting_each_is(
    drilled, event, monkeypatch
):
    monkeypatch.setattr(drilled, "later", seize.LATER)
    assert told(seize.seized_later(drilled, event)) == {NO_READER: False}
    with drilled.serving(HUMANSHELF_WORKERS="1"):
        pass
    assert told(seize.seized_later(drilled, event)) == {NO_READER: True}
    assert event.markers.count(SHOWN) > 0
