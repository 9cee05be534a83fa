"""What people say is sealed to the vault: in no byte of a store that lies here unencrypted, gone
and kept as ever, and opened by the vault's key alone."""

from datetime import timedelta

import pytest

from cast import EVENT, NOW
from humanshelf.impact.voices import Source, Tone, Who
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.libraries.left import of_event
from humanshelf.libraries.snapshots import Seen, snap_everywhere
from humanshelf.records import collection, feedback, plain_words, sealed_words
from humanshelf.records.feedback import Tally, amounts, inbox, theme_tally
from humanshelf.records.sorting import Gone, pass_on, set_aside, sort
from humanshelf.tenancy import writing
from humanshelf.vault.sealing import new_key
from sealing import opened_words, ready_vault

FROM = {
    "Marker of a reader": {"about": "deniz"},
    "Marker of a book": {"source": Source.BOOK, "who": Who.BOOK},
    "Marker told": {"source": Source.INTERVIEW, "who": Who.BOOK},
    "Marker of a neighbour": {"source": Source.INDIRECT, "who": Who.NEAR},
}
ONLINE = {"source": Source.ONLINE, "who": Who.ONLINE}


def say(house):
    return [house.words(text, **more) for text, more in FROM.items()]


def found(house, markers=tuple(FROM)):
    """Those of them that are in any file, of the write-ahead log and free pages too."""
    files = [path for path in house.stage.folder.rglob("*") if path.is_file()]
    whole = b"".join(path.read_bytes() for path in files)
    return [one for one in markers if one.encode() in whole]


@pytest.fixture
def private(baku):
    with baku.inside():
        return ready_vault()


def test_it_is_in_no_file_and_the_vaults_key_opens_it(clear_house):
    with clear_house.inside():
        private = ready_vault()
    say(clear_house)
    snap_everywhere(clear_house.stage.app, NOW, Seen())
    assert found(clear_house) == []
    assert opened_words(clear_house, private) == sorted(FROM)
    assert opened_words(clear_house, new_key()) == ["None"] * 4


def test_with_the_sealing_off_it_is_found(clear_house, monkeypatch):
    """The negative control."""
    monkeypatch.setattr(feedback, "sealed", lambda _key, _id, words: words.encode())
    with clear_house.inside():
        ready_vault()
    say(clear_house)
    assert found(clear_house) == list(FROM)


def test_what_came_before_the_vault_is_sealed_with_its_set_up_and_leaves_no_trace(clear_house):
    say(clear_house)
    assert found(clear_house) == list(FROM), "the control: until then it lies open"
    with clear_house.inside():
        private = ready_vault()
    assert found(clear_house) == []
    assert opened_words(clear_house, private) == sorted(FROM)


def test_what_an_older_version_or_a_backup_left_open_is_sealed_with_the_next_forgetting(
    baku, private, stage
):
    id = say(baku)[0]
    baku.change("UPDATE feedback SET text = 'Old', sealed = NULL WHERE id = ?", bytes.fromhex(id))
    with baku.inside():
        assert plain_words.due()
    forget_everywhere(stage.app, NOW)
    with baku.inside():
        assert not plain_words.due() and not plain_words.lying()
    assert "Old" in opened_words(baku, private)


def test_what_stood_in_public_lies_open(baku, private):
    baku.words("So good.", **ONLINE)
    assert baku.rows("SELECT text, sealed FROM feedback") == [("So good.", None)]
    with baku.inside():
        assert not plain_words.due()


def test_passed_on_it_lies_open_until_it_is_sealed_again(clear_house):
    house, (text, *_others) = clear_house, FROM
    with house.inside():
        private = ready_vault()
        first, second = (bytes.fromhex(house.words(text)) for _ in range(2))
        with pytest.raises(Gone):
            pass_on(first, "deniz")
        for id in (first, second):
            pass_on(id, "deniz", text)
    assert house.rows("SELECT text, sealed, passed FROM feedback") == [(text, None, 1)] * 2
    assert found(house) == [text]
    with house.inside():
        pass_on(first, None)
        set_aside(second)
    assert found(house) == []
    assert opened_words(house, private) == [text] * 2


def test_moved_to_another_entry_or_library_it_does_not_open(baku, nu, private):
    """Two libraries with the very same vault and the very same id, and still."""
    one, other = (bytes.fromhex(id) for id in say(baku)[:2])
    [(blob,)] = baku.rows("SELECT sealed FROM feedback WHERE id = ?", one)
    with baku.inside():
        assert sealed_words.opened(private, one, blob) == next(iter(FROM))
        assert sealed_words.opened(private, other, blob) is None
        assert sealed_words.opened(private, one, blob[:-1] + bytes([blob[-1] ^ 1])) is None
    with nu.inside():
        assert sealed_words.opened(private, one, blob) is None


def test_sorted_and_counted_it_is_as_ever(baku, private):
    ids = [bytes.fromhex(id) for id in say(baku)]
    with baku.inside():
        assert amounts("new") == {"reader": 1, "book": 1, "interview": 1, "indirect": 1}
        assert len(inbox("new", None, 0)) == 4
        sort(ids[0], None, Tone.GLAD)
        assert theme_tally() == [Tally(None, Tone.GLAD, 1)]
        assert {one.word: one.count for one in of_event(EVENT).kinds}["words"] == 4


def test_it_goes_with_its_book_and_after_ninety_days(baku, private, stage):
    about_deniz = say(baku)[0]
    with baku.inside(), writing() as session:
        collection.erase(session, "deniz", NOW.date())
    left = baku.rows("SELECT text, sealed FROM feedback WHERE id = ?", bytes.fromhex(about_deniz))
    assert left == [("", None)]
    forget_everywhere(stage.app, NOW + timedelta(days=89))
    assert len(opened_words(baku, private)) == 3
    forget_everywhere(stage.app, NOW + timedelta(days=90))
    assert baku.rows("SELECT text, sealed, about FROM feedback") == [("", None, None)] * 4
