"""A disk is lost in the middle of an event: the queue comes back, until the event is forgotten."""

import shutil
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cast import COMING, EVENT, NOW, label_of
from humanshelf.cli import cli
from humanshelf.lending.card import Stage
from humanshelf.libraries.backup import back_up, restore
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.libraries.snapshots import (
    NoSnapshot,
    Seen,
    folder,
    listed,
    path_of,
    read,
    snap_everywhere,
)
from humanshelf.libraries.snapshots import restore as put_back
from humanshelf.records.books import Book
from humanshelf.records.erasures import erase_book
from humanshelf.records.snapshots import CannotPutBack
from humanshelf.tenancy import event_keys
from humanshelf.tenancy.db import db, writing
from moving import bytes_below

DUE = NOW.replace(hour=19, minute=30, second=0, microsecond=0) + timedelta(hours=12)


@pytest.fixture
def backed_up(stage, baku, tmp_path):
    """From the morning: no card was there yet."""
    back_up(stage.app, baku.uid, tmp_path / "morning.backup", NOW)
    return tmp_path / "morning.backup"


@pytest.fixture
def evening(stage, backed_up, baku, nu, leyla, murad, aigul, rana):
    """Two cards, one of them read; a book's own link; the neighbour has a card as well."""
    cards = [visitor.card("deniz") for visitor in (leyla, murad)]
    aigul.card("deniz")
    for step in ("calls", "readings"):
        rana.tap(step, book="deniz")
    return [*cards, f"/backroom/{baku.backroom('lala')}"]


def snap(stage, seen=None):
    return snap_everywhere(stage.app, NOW, Seen() if seen is None else seen)


def snapshot_of(stage, house):
    (path,) = (folder(stage.app) / house.uid).iterdir()
    return path


def lose(stage, house):
    """The store is gone, with all that lies beside it."""
    stores = stage.app.extensions["humanshelf.tenancy"].stores
    stores.dispose(house.uid)
    shutil.rmtree(stores.path(house.uid).parent)
    stage.app.extensions["humanshelf.tenancy"].memory.clear()


def back(stage, house, backup):
    restore(stage.app, backup, NOW, "console", "test")
    return put_back(stage.app, house.uid, EVENT, NOW, "console")


def keys_of(stage):
    return stage.app.extensions["humanshelf.tenancy"].keys


def event_id(house):
    with house.inside():
        from humanshelf.records.floors import scene

        return scene(EVENT, NOW).event.id


def test_the_queue_comes_back_and_every_link_opens(stage, baku, leyla, murad, evening, backed_up):
    labels = [label_of(visitor.get(evening[0])) for visitor in (leyla, murad)]
    before = baku.rows("SELECT * FROM card ORDER BY id"), baku.rows("SELECT * FROM step")
    assert snap(stage) == 2
    lose(stage, baku)
    restore(stage.app, backed_up, NOW, "console", "test")
    assert leyla.get(evening[0]).status_code == 404, "the control: a backup alone has no card"

    assert put_back(stage.app, baku.uid, EVENT, NOW, "console") == NOW

    assert [label_of(visitor.get(evening[0])) for visitor in (leyla, murad)] == labels
    assert [leyla.get(address).status_code for address in evening] == [200, 200, 200]
    after = baku.rows("SELECT * FROM card ORDER BY id"), baku.rows("SELECT * FROM step")
    assert after == before
    assert [card.stage for card in baku.floor().cards.values()].count(Stage.READING) == 1
    assert baku.rows("PRAGMA foreign_key_check") == []
    assert stage.control("SELECT act FROM network_act ORDER BY id DESC LIMIT 2") == [
        ("restore",),
        ("restore",),
    ]


def test_the_desk_goes_on_where_it_was(stage, baku, evening, backed_up):
    snap(stage)
    lose(stage, baku)
    back(stage, baku, backed_up)
    rana = baku.staff("librarian")
    assert rana.tap("returns", book="deniz").status_code == 303
    assert rana.tap("calls", book="deniz").status_code == 303


def test_an_event_made_after_the_backup_comes_back_whole(stage, baku, evening, backed_up):
    """With the book that came to its shelf since."""
    snap(stage)
    lose(stage, baku)
    restore(stage.app, backed_up, NOW, "console", "test")
    baku.change("DELETE FROM event WHERE code = ?", EVENT)
    baku.change("DELETE FROM seat WHERE book = 'lala'")
    baku.change("DELETE FROM book WHERE code = 'lala'")
    put_back(stage.app, baku.uid, EVENT, NOW, "console")
    assert baku.rows("SELECT count(*) FROM card")[0][0] == 2
    assert baku.rows("SELECT count(*) FROM seat WHERE book = 'lala'") == [(1,)]
    assert baku.rows("PRAGMA foreign_key_check") == []


def test_a_book_that_was_erased_since_does_not_come_back(stage, baku, evening, backed_up):
    seen = Seen()
    snap(stage, seen)
    with baku.inside(), writing() as session:
        lala = session.query(Book).filter_by(code="lala").one()
        erase_book(session, lala, NOW.date())
    with baku.inside(), pytest.raises(NoSnapshot):
        read(snapshot_of(stage, baku), baku.uid, event_id(baku))
    assert snap(stage, seen) == 1, "a new one, without the book"
    restore(stage.app, backed_up, NOW, "console", "test")
    put_back(stage.app, baku.uid, EVENT, NOW, "console")
    assert baku.rows("SELECT pen_name, stage FROM book WHERE code = 'lala'") == [("", "erased")]
    assert baku.reader().get(evening[2]).status_code == 404


def test_only_what_moved_is_written_again(stage, baku, evening):
    seen = Seen()
    assert snap(stage, seen) == 2
    first = snapshot_of(stage, baku).read_bytes()
    assert snap(stage, seen) == 0
    baku.reader().card("lala")
    assert snap(stage, seen) == 1
    assert snapshot_of(stage, baku).read_bytes() != first, "the old one is replaced"


def test_after_forgetting_a_copy_opens_with_nothing_that_is_there(stage, baku, evening, tmp_path):
    snap(stage)
    id, aside = event_id(baku), tmp_path / "aside"
    shutil.copytree(folder(stage.app) / baku.uid, aside)
    path = aside / path_of(aside, baku.uid, id).name
    with baku.inside():
        assert read(path, baku.uid, id)["rows"]["card"], "the control: before, it opens"
        db.session.rollback()

    forget_everywhere(stage.app, DUE)

    with baku.inside(), pytest.raises(NoSnapshot, match="forgotten"):
        read(path, baku.uid, id)
    assert list(event_keys.events_with_key(keys_of(stage), baku.uid)) == []
    assert listed(stage.app, baku.uid) == []
    with pytest.raises(NoSnapshot):
        put_back(stage.app, baku.uid, EVENT, NOW, "console")
    snap_everywhere(stage.app, DUE, Seen())
    assert not (folder(stage.app) / baku.uid).exists()


def test_every_key_on_the_disk_is_tried_on_the_copy(stage, baku, evening, tmp_path):
    """Whoever has both folders whole, and tries each file of the keys, and each key made of them:
    before forgetting one opens it, afterwards none."""
    from nacl.exceptions import CryptoError
    from nacl.secret import SecretBox

    from humanshelf.tenancy.keys import expand

    def opens(sealed):
        keys, id = keys_of(stage), event_id(baku)
        secrets = [keys.secret(baku.uid), keys.root().secret]
        secrets += [expand(each, purpose) for each in secrets for purpose in ("event", "store")]
        wrapped = [path.read_bytes() for path in keys.folder.rglob("*") if path.is_file()]
        secrets += [expand(each, id.hex) for each in list(secrets)]
        for key in list(secrets):
            for content in wrapped:
                try:
                    secrets.append(SecretBox(key).decrypt(content))
                except (CryptoError, ValueError):
                    continue
        for key in {each for each in secrets if len(each) == 32}:
            try:
                SecretBox(key).decrypt(sealed)
            except CryptoError:
                continue
            return True
        return False

    snap(stage)
    sealed = snapshot_of(stage, baku).read_bytes()
    assert opens(sealed), "the control: before"
    forget_everywhere(stage.app, DUE)
    assert not opens(sealed)


def test_nothing_can_be_read_in_it_and_no_copy_of_the_keys_takes_its_key(stage, baku, evening):
    snap(stage)
    whole = bytes_below(folder(stage.app))
    for word in (b"deniz", b"Deniz", EVENT.encode(), b"called"):
        assert word not in whole
    uids = [house.uid for house in stage.houses.values()]
    copied = {path.stem for path in keys_of(stage).folder.glob("*.key")}
    assert copied == {"deployment", *uids}


def test_the_neighbours_snapshot_and_key_are_its_own(stage, baku, nu, evening):
    """Both events have the same id."""
    snap(stage)
    id = event_id(baku)
    assert event_id(nu) == id
    own, other = (path_of(folder(stage.app), house.uid, id) for house in (baku, nu))
    other.write_bytes(own.read_bytes())
    with nu.inside(), pytest.raises(NoSnapshot, match="does not open"):
        read(other, nu.uid, id)
    keys = keys_of(stage).folder / "events"
    shutil.copy(keys / baku.uid / f"{id.hex}.event", keys / nu.uid / f"{id.hex}.event")
    assert event_keys.find(keys_of(stage), nu.uid, id) is None
    assert snap(stage) == 2, "a key that does not open is made anew"
    with nu.inside():
        assert read(other, nu.uid, id)["rows"]["card"]


def test_a_library_whose_store_is_broken_keeps_no_other_from_it(stage, baku, nu, evening):
    found = stage.app.extensions["humanshelf.tenancy"]
    found.stores.dispose()
    found.stores.path(baku.uid).write_bytes(b"\x00" * 8192)
    assert snap(stage) == 1
    assert [path.name for path in folder(stage.app).iterdir()] == [nu.uid]


def test_an_event_is_not_put_over_another_of_its_name(stage, baku, evening):
    snap(stage)
    baku.change("DELETE FROM event WHERE code = ?", EVENT)
    baku.change("UPDATE event SET code = ? WHERE code = 'winter'", EVENT)
    with pytest.raises(CannotPutBack, match="another event is called autumn"):
        put_back(stage.app, baku.uid, EVENT, NOW, "console")


def test_before_and_long_after_an_event_nothing_is_written(stage, baku, evening):
    assert snap_everywhere(stage.app, NOW - timedelta(hours=4), Seen()) == 0
    assert snap_everywhere(stage.app, NOW + timedelta(hours=9), Seen()) == 0
    assert not folder(stage.app).exists()


@pytest.mark.parametrize("kept", [True, False])
def test_where_the_store_is_lost_the_keys_folder_still_knows_what_was_erased(
    stage, baku, nu, backed_up, kept
):
    """With its control: without that list the morning's backup brings the book back."""
    named, neighbour = "SELECT count(*) FROM book WHERE pen_name = 'Rəfiqə'", nu.checksum()
    with baku.inside(), writing() as session:
        erase_book(session, session.query(Book).filter_by(code="rafiga").one(), NOW.date())
    assert baku.rows(named) == [(0,)]
    lose(stage, baku)
    if not kept:
        (keys_of(stage).folder / "erased" / baku.uid).unlink()
    restore(stage.app, backed_up, NOW, "console", "test")
    assert baku.rows(named) == [(int(not kept),)]
    assert nu.checksum() == neighbour


def test_a_write_that_was_undone_has_erased_nothing(stage, baku):
    with baku.inside():
        with pytest.raises(ZeroDivisionError), writing() as session:
            erase_book(session, session.query(Book).filter_by(code="rafiga").one(), NOW.date())
            raise ZeroDivisionError
        with writing():
            pass
    assert (keys_of(stage).folder / "erased" / baku.uid).read_text() == ""


@pytest.fixture
def console(stage, monkeypatch):
    """The command line, on the stage's deployment."""
    monkeypatch.setenv("HUMANSHELF_DATA", str(stage.folder / "data"))
    monkeypatch.setenv("HUMANSHELF_KEYS", str(stage.folder / "keys"))
    return lambda *words: CliRunner().invoke(cli, words)


def test_from_the_command_line(stage, baku, evening, backed_up, console, leyla):
    snap(stage)
    assert console("snapshot", "list", "baku").output == f"{EVENT}\t{NOW.isoformat()}\n"
    lose(stage, baku)
    ended = console("snapshot", "restore", "baku", EVENT)
    assert (ended.exit_code, ended.output) == (
        1,
        "Error: The library's store is lost or damaged: bring it back from a backup first.\n",
    )
    restore(stage.app, backed_up, NOW, "console", "test")
    ended = console("snapshot", "restore", "baku", EVENT)
    assert ended.output == f"{EVENT}: as it was at 2026-10-17T14:03:20Z\n"
    stage.app.extensions["humanshelf.tenancy"].memory.clear()
    assert leyla.get(evening[0]).status_code == 200
    assert "there is no snapshot of winter" in console("snapshot", "restore", "baku", COMING).output
    assert "There is no library 'nobody'" in console("snapshot", "list", "nobody").output
