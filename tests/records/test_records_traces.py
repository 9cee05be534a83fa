"""Bytes: what was forgotten or erased is in no file any more, in pages that are free neither.

The stores lie here without encryption, so that every byte can be searched: it is what somebody
finds who has the disk and all keys.
"""

from datetime import timedelta

import pytest
from sqlalchemy import select

from cast import EVENT, NOW
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.libraries.snapshots import Seen, snap_everywhere
from humanshelf.records import collection
from humanshelf.records.erasures import wipe_now
from humanshelf.records.events import Event
from humanshelf.records.feedback import FeedbackRow
from humanshelf.records.interpreters import add_interpreter
from humanshelf.records.notes import leave_note
from humanshelf.tenancy import sqlcipher
from humanshelf.tenancy.db import db, writing

DUE = NOW.replace(hour=19, minute=30, second=0, microsecond=0) + timedelta(hours=12)
OF_CARDS = "SELECT id, token_hash, reader_hash FROM card"
OF_LINKS = "SELECT seed, token_hash FROM backroom"


@pytest.fixture
def evening(clear_house):
    """Everything that people leave in an evening, and by what it is known in the bytes."""
    house, reader, desk = clear_house, clear_house.reader(), clear_house.staff("librarian")
    token = reader.card("deniz").rpartition("/")[2]
    house.reader().card("lala")
    desk.tap("calls", book="deniz")
    with house.inside():
        with writing() as session:
            event = session.scalars(select(Event).where(Event.code == EVENT)).one()
            add_interpreter(session, event.id, "Interpreter Marker", ["az", "tr"])
            id = event.id
        leave_note(id, "Note Marker", NOW)
    link = house.backroom("lala")
    snap_everywhere(house.stage.app, NOW, Seen())
    labels = [f"{word} {number}" for word, number in house.rows("SELECT word, number FROM card")]
    values = [*labels, token, link, "Interpreter Marker", "Note Marker"]
    for query in (OF_CARDS, OF_LINKS):
        values += [value for row in house.rows(query) for value in row if value is not None]
    return [value.encode() if isinstance(value, str) else value for value in values]


def found(house, markers):
    """Those of them that are anywhere below the data and the keys, the control plane included."""
    files = [path for path in house.stage.folder.rglob("*") if path.is_file()]
    whole = b"".join(path.read_bytes() for path in files)
    return [marker for marker in markers if marker in whole]


def test_nothing_of_an_evening_is_in_any_file_when_it_is_forgotten(clear_house, evening):
    assert len(evening) > 10
    tokens = 2  # They are nowhere in plain at any time: only their hashes are.
    assert len(found(clear_house, evening)) == len(evening) - tokens, "the control: before"
    forget_everywhere(clear_house.stage.app, DUE)
    assert found(clear_house, evening) == []


def test_without_overwriting_it_stays_in_pages_that_are_free(clear_house, monkeypatch):
    """The control for what the store is told at each opening."""
    told = [each.replace("secure_delete=ON", "secure_delete=OFF") for each in sqlcipher.PRAGMAS]
    monkeypatch.setattr(sqlcipher, "PRAGMAS", tuple(told))
    clear_house.stage.app.extensions["humanshelf.tenancy"].stores.dispose()
    assert found(clear_house, left_by(clear_house)) != []


def test_without_emptying_the_log_it_stays_there(clear_house, monkeypatch):
    """The control for the checkpoint."""
    stores = clear_house.stage.app.extensions["humanshelf.tenancy"].stores
    monkeypatch.setattr(stores, "wipe", lambda uid: None)
    assert found(clear_house, left_by(clear_house)) != []


def left_by(house):
    """An evening that is forgotten, with a protection off."""
    for _guest in range(6):
        house.reader().card("deniz")
    markers = [value for row in house.rows(OF_CARDS) for value in row if isinstance(value, bytes)]
    forget_everywhere(house.stage.app, DUE)
    assert house.count("card") == 0
    return markers


def test_a_book_that_is_erased_is_in_no_file_within_the_same_tap(clear_house):
    """Its name, its texts, what was written to it, the quotes of that, and the address of its own
    page; not what stands in files that were taken away before."""
    house, markers = (
        clear_house,
        [b"Zubeyda Marker", b"Blurb Marker", b"To Her Marker", b"Quoted Ma"],
    )
    house.change("UPDATE book SET pen_name = 'Zubeyda Marker' WHERE code = 'rafiga'")
    house.change(
        "UPDATE book_text SET blurb = 'Blurb Marker'"
        " WHERE book_id = (SELECT id FROM book WHERE code = 'rafiga')"
    )
    words = house.words("To Her Marker, Quoted Marker.", consent=True, about="rafiga")
    house.quote(words, 0, 1, 2, released=True)
    samir = house.staff("coordinator")
    data = {"csrf_token": samir.token()}
    samir.post("/studio/books/rafiga/withdrawals", data=data)
    assert found(house, markers) == markers, "the control: before"

    assert samir.post("/studio/books/rafiga/erasures", data=data).status_code == 303

    assert found(house, markers) == []
    with house.inside():
        assert collection.find_book("rafiga") is None
        assert db.session.scalars(select(FeedbackRow.text)).all().count("") == 1


def test_who_reads_meanwhile_is_waited_for(clear_house, monkeypatch):
    house, pauses = clear_house, []
    house.reader().card("deniz")
    reading = house.app.extensions["humanshelf.tenancy"].stores.watch_connection(house.uid)
    reading.execute("BEGIN")
    reading.execute("SELECT count(*) FROM card").fetchall()

    def pause(seconds):
        pauses.append(seconds)
        if len(pauses) == 3:
            reading.close()

    monkeypatch.setattr("humanshelf.records.erasures.sleep", pause)
    with house.inside():
        assert wipe_now() is True
    assert len(pauses) == 3
