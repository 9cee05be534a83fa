"""Backups: whole under load, without the floor, unreadable elsewhere, true to erasures."""

import json
import threading
import zipfile
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import pytest
import sqlalchemy as sa

from cast import EVENT, NOW, STAFF
from humanshelf.libraries.backup import (
    CannotRestore,
    Erased,
    back_up,
    back_up_all,
    keys_from,
    keys_to,
    restore,
)
from humanshelf.libraries.box import BrokenBox
from humanshelf.records import leaving, passkeys, tables
from humanshelf.records.books import Book
from humanshelf.records.erasures import erase_book
from humanshelf.records.passkeys import StaffPasskey
from humanshelf.records.quotes import erase as erase_quote
from humanshelf.records.team import remove
from humanshelf.tenancy import StoreBusy, writing
from humanshelf.tenancy.db import db
from humanshelf.tenancy.models import Library
from humanshelf.tenancy.passphrase import TooShort, WrongPassphrase
from humanshelf.tenancy.sqlcipher import connect
from moving import WORDS, bytes_below, names_below

KEPT = "SELECT id FROM staff_passkey"


def taken(stage, house, tmp_path, name="one.backup"):
    back_up(stage.app, house.uid, tmp_path / name, NOW)
    return tmp_path / name


def inside(stage, house, backup, tmp_path):
    with zipfile.ZipFile(backup) as archive:
        archive.extract("store.db", tmp_path)
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    return connect(tmp_path / "store.db", keys.derive(house.uid, "store"))


def test_every_table_has_its_place():
    """A new table is placed by a person: whether a backup and an export may have it."""
    placed = leaving.KEPT | leaving.FLOOR | leaving.WAYS_IN
    assert placed - {"alembic_version"} == {table.name for table in tables.metadata.sorted_tables}
    assert len(placed) == len(leaving.KEPT) + len(leaving.FLOOR) + len(leaving.WAYS_IN)


def test_the_floor_stays_behind_and_the_rest_comes_along(stage, baku, leyla, rana, tmp_path):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    baku.backroom("lala")
    connection = inside(stage, baku, taken(stage, baku, tmp_path), tmp_path)
    for name in sorted(leaving.FLOOR | leaving.WAYS_IN):
        assert connection.execute(f"SELECT count(*) FROM {name}").fetchone() == (0,), name
    for name in sorted(leaving.KEPT):
        count = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
        assert count == baku.count(name), name
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    assert connection.execute("PRAGMA freelist_count").fetchone() == (0,)
    connection.close()
    assert baku.count("card") == 1


def test_nothing_in_it_can_be_read_and_no_secret_is_in_it(stage, baku, tmp_path):
    backup = taken(stage, baku, tmp_path)
    secret = stage.app.extensions["humanshelf.tenancy"].keys.secret(baku.uid)
    whole = backup.read_bytes()
    for word in (b"SQLite format", b"Samir", b"autumn", secret, secret.hex().encode()):
        assert word not in whole
    with zipfile.ZipFile(backup) as archive:
        assert set(archive.namelist()) == {"manifest.json", "store.db", *files(archive)}
        told = json.loads(archive.read("manifest.json"))
    assert (told["uid"], told["schema_revision"]) == (baku.uid, tables.newest())
    assert "slug" not in told


def files(archive):
    return {name for name in archive.namelist() if name.startswith("files/")}


def test_a_backup_leaves_no_copy_behind_and_writes_over_nothing(stage, baku, tmp_path, monkeypatch):
    before = quiet(stage)
    backup = taken(stage, baku, tmp_path)
    with pytest.raises(FileExistsError):
        taken(stage, baku, tmp_path)
    backup.unlink()
    monkeypatch.setattr(leaving, "drop_floor", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        taken(stage, baku, tmp_path)
    assert quiet(stage) == before
    assert not list(tmp_path.glob("one*"))


def quiet(stage):
    return {name for name in names_below(stage.folder) if not name.endswith(("-wal", "-shm"))}


def test_it_is_whole_while_others_write(stage, baku, tmp_path):
    stop, failed, begun = threading.Event(), [], [threading.Event() for _ in range(2)]

    def write(number):
        # Two rows that say the same in every moment, in two tables.
        with baku.inside(), writing() as session:
            connection = session.connection()
            said = connection.exec_driver_sql("SELECT max(pen_name) FROM book").scalar()
            value = str(said)[:3] + str(number)
            connection.exec_driver_sql("UPDATE book SET pen_name = ?", (value,))
            connection.exec_driver_sql("UPDATE event_text SET title = ?", (value,))

    def write_on(number):
        try:
            # Where the machine is loaded a writer may be told to come again: nothing of it is in.
            while not stop.is_set():
                with suppress(StoreBusy):
                    write(number)
                    begun[number].set()
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=write_on, args=(number,)) for number in range(2)]
    for one in writers:
        one.start()
    try:
        assert all(one.wait(60) for one in begun)
        backups = [taken(stage, baku, tmp_path, f"{n}.backup") for n in range(3)]
    finally:
        stop.set()
        for one in writers:
            one.join()
    assert failed == []
    for backup in backups:
        connection = inside(stage, baku, backup, tmp_path)
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        said = connection.execute(
            "SELECT pen_name FROM book UNION SELECT title FROM event_text"
        ).fetchall()
        assert len(said) == 1
        connection.close()
    restore(stage.app, backups[-1], NOW, "console", "test")
    assert baku.rows("PRAGMA integrity_check") == [("ok",)]
    assert baku.rows("PRAGMA foreign_key_check") == []


def test_a_library_is_as_it_was(stage, baku, samir, tmp_path):
    backup = taken(stage, baku, tmp_path)
    title = baku.rows("SELECT title FROM event_text ORDER BY title LIMIT 1")
    baku.change("UPDATE event_text SET title = 'spoiled'")
    media = stage.app.extensions["humanshelf.tenancy"].stores.path(baku.uid).parent / "media"
    before = bytes_below(media)
    for path in media.iterdir():
        path.unlink()
    assert restore(stage.app, backup, NOW, "aygun", "a disk broke") == baku.uid
    assert baku.rows("SELECT title FROM event_text ORDER BY title LIMIT 1") == title
    assert bytes_below(media) == before != b""
    assert baku.reader().get(f"/events/{EVENT}").status_code == 200


def test_what_was_erased_since_is_erased_again(stage, baku, tmp_path):
    words = baku.words()
    quote = baku.quote(words)
    baku.passkey("coordinator")
    lost = baku.passkey("coordinator")
    backup = taken(stage, baku, tmp_path)
    with baku.inside():
        with writing() as session:
            book = session.scalars(sa.select(Book).where(Book.code == "kamran")).one()
            erase_book(session, book, NOW.date())
        erase_quote(bytes.fromhex(quote))
        with writing() as session:
            person = session.execute(sa.text("SELECT id FROM staff WHERE role = 'librarian'"))
            remove(session, UUID(person.scalar()))
        with writing() as session:
            passkeys.remove(session, StaffPasskey, STAFF["coordinator"], UUID(lost))
            passkeys.note_removed(session, UUID(lost), NOW.date())
    for _ in range(2):  # From the very same backup again: the list stays.
        restore(stage.app, backup, NOW, "aygun", "again")
        assert baku.count("quote") == 0
        assert (baku.count("staff_passkey"), lost in str(baku.rows(KEPT))) == (1, False)
        assert baku.rows("SELECT role FROM staff") == [("coordinator",)]
        with baku.inside():
            book = db.session.scalars(sa.select(Book).where(Book.code == "kamran")).first()
            assert book is None or book.pen_name == ""


def test_without_erasures_everything_would_come_back(stage, baku, tmp_path):
    # The negative control of the test above.
    baku.quote(baku.words())
    baku.passkey("coordinator")
    backup = taken(stage, baku, tmp_path)
    baku.change("DELETE FROM quote")
    baku.change("DELETE FROM staff_passkey")
    restore(stage.app, backup, NOW, "aygun", "again")
    assert (baku.count("quote"), baku.count("staff_passkey")) == (1, 1)


def test_what_is_due_is_forgotten_in_what_comes_back(stage, baku, tmp_path, clock):
    baku.words("long ago")
    backup = taken(stage, baku, tmp_path)
    restore(stage.app, backup, NOW + timedelta(days=120), "aygun", "late")
    assert baku.rows("SELECT count(*) FROM feedback WHERE text <> ''") == [(0,)]


def test_a_backup_of_another_deployment_or_of_nothing_is_refused(stage, baku, elsewhere, tmp_path):
    backup = taken(stage, baku, tmp_path)
    with pytest.raises(CannotRestore, match="no such library"):
        restore(elsewhere.app, backup, NOW, "aygun", "try")
    cut = tmp_path / "cut.backup"
    cut.write_bytes(backup.read_bytes()[:-100])
    with pytest.raises(BrokenBox):
        restore(stage.app, cut, NOW, "aygun", "try")
    stage.app.extensions["humanshelf.tenancy"].keys.destroy(baku.uid)
    with pytest.raises(Erased):
        restore(stage.app, backup, NOW, "aygun", "try")


def test_all_of_them_and_the_control_plane(stage, baku, nu, tmp_path):
    said = []
    assert back_up_all(stage.app, tmp_path / "all", NOW, said.append) == []
    names = {"control.db", f"{baku.uid}.backup", f"{nu.uid}.backup"}
    assert {path.name for path in (tmp_path / "all").iterdir()} == names
    assert [line[:6] for line in said] == ["1 of 2", "2 of 2"]
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    connection = connect(tmp_path / "all" / "control.db", keys.derive_deployment("control"))
    assert connection.execute("SELECT count(*) FROM library").fetchone() == (2,)
    connection.close()
    assert b"baku" not in (tmp_path / "all" / "control.db").read_bytes()


def test_keys_go_under_a_passphrase_and_come_back_only_where_there_are_none(stage, tmp_path):
    folder = stage.folder / "keys"
    with pytest.raises(TooShort):
        keys_to(folder, tmp_path / "keys.sealed", "short")
    keys_to(folder, tmp_path / "keys.sealed", WORDS)
    sealed = (tmp_path / "keys.sealed").read_bytes()
    assert not any(path.read_bytes().hex().encode() in sealed for path in folder.iterdir())
    with pytest.raises(WrongPassphrase):
        keys_from(tmp_path / "keys.sealed", tmp_path / "new", WORDS + "x")
    with pytest.raises(CannotRestore):
        keys_from(tmp_path / "keys.sealed", folder, WORDS)
    assert keys_from(tmp_path / "keys.sealed", tmp_path / "new", WORDS) == 3
    assert bytes_below(tmp_path / "new") == bytes_below(folder)


def test_the_restored_library_is_at_the_newest_schema_and_noted(stage, baku, tmp_path):
    backup = taken(stage, baku, tmp_path)
    with stage.app.extensions["humanshelf.tenancy"].control.begin() as connection:
        connection.execute(sa.update(Library).values(schema_revision="0001"))
    restore(stage.app, backup, NOW, "aygun", "again")
    with stage.app.extensions["humanshelf.tenancy"].control.connect() as connection:
        row = sa.select(Library.schema_revision, Library.epoch).where(Library.uid == baku.uid)
        assert connection.execute(row).one() == (tables.newest(), 1)
        told = connection.exec_driver_sql("SELECT act, actor, reason FROM network_act").all()
    assert [tuple(row) for row in told] == [("restore", "aygun", "again")]
