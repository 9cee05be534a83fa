"""One encrypted file per library: made whole, opened never by chance, erased without a rest."""

import resource
import stat

import pytest
import sqlalchemy as sa
import sqlcipher3

from humanshelf.tenancy.sqlcipher import NotReadable, connect
from humanshelf.tenancy.stores import LibraryExists, NoSuchLibrary, SqliteStores, room

from .conftest import ASTANA, BAKU, furnish

MARKER = "the reader in the red coat"


def notes(stores, uid):
    with stores.engine_for(uid).connect() as connection:
        return connection.execute(sa.text("select text from note order by id")).scalars().all()


def write(stores, uid, text=MARKER):
    with stores.engine_for(uid).begin() as connection:
        connection.execute(sa.text("insert into note (text) values (:text)"), {"text": text})


def everything(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_each_library_has_its_own_file(stores):
    write(stores, BAKU)
    assert notes(stores, BAKU) == ["first", MARKER]
    assert notes(stores, ASTANA) == ["first"]
    assert sorted(stores.uids()) == [ASTANA, BAKU]


def test_neither_file_nor_log_shows_what_is_in_it(stores):
    write(stores, BAKU)
    folder = stores.path(BAKU).parent
    assert (folder / "store.db-wal").stat().st_size > 0
    assert MARKER.encode() not in everything(folder)
    assert b"SQLite format" not in everything(folder)


def test_a_file_without_encryption_would_show_it(folder):
    # The negative control of the test above.
    plain = sqlcipher3.connect(str(folder / "plain.db"))
    plain.execute("create table note (text text)")
    plain.execute("insert into note values (?)", [MARKER])
    plain.commit()
    plain.close()
    assert MARKER.encode() in everything(folder)


def test_one_librarys_key_does_not_open_anothers_store(stores, keys):
    with pytest.raises(NotReadable):
        connect(stores.path(BAKU), keys.derive(ASTANA, "store"))


def test_an_unknown_library_is_not_made_by_asking_for_it(stores):
    for use in (stores.engine_for, stores.watch_connection, stores.revision):
        with pytest.raises(NoSuchLibrary):
            use("c" * 16)
    assert not stores.exists("c" * 16)
    assert not (stores.folder / "cc").exists()


def test_a_library_is_not_made_over_another(stores):
    with pytest.raises(LibraryExists):
        stores.create(BAKU, furnish)
    assert notes(stores, BAKU) == ["first"]


def test_what_was_half_made_is_taken_away(stores, keys):
    keys.create("c" * 16)

    def fail(connection):
        furnish(connection)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        stores.create("c" * 16, fail)
    assert not (stores.folder / "cc").exists()
    stores.create("c" * 16, furnish)
    assert notes(stores, "c" * 16) == ["first"]


def test_a_failed_making_leaves_what_lay_there_before(stores, keys):
    keys.create("c" * 16)
    upload = stores.path("c" * 16).with_name("picture.png")
    upload.parent.mkdir(parents=True)
    upload.touch()
    with pytest.raises(ZeroDivisionError):
        stores.create("c" * 16, lambda connection: 1 / 0)
    assert list(upload.parent.iterdir()) == [upload]


def test_a_library_without_a_key_is_not_half_made(stores):
    with pytest.raises(RuntimeError, match="there is no c+.key"):
        stores.create("c" * 16, furnish)
    assert not (stores.folder / "cc").exists()


def test_erasing_leaves_nothing_and_touches_no_other(stores):
    write(stores, BAKU)
    engine = stores.engine_for(BAKU)
    stores.path(BAKU).with_name("picture.png").touch()
    stores.erase(BAKU)
    stores.erase(BAKU)
    assert list(stores.folder.glob("ba*")) == []
    assert not stores.exists(BAKU)
    with pytest.raises(NoSuchLibrary):
        engine.connect()
    assert notes(stores, ASTANA) == ["first"]


def test_files_and_folders_are_for_the_owner_only(stores):
    write(stores, BAKU)
    folder = stores.path(BAKU).parent
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


def test_every_connection_is_asked_for_the_same(stores):
    asked = "journal_mode synchronous foreign_keys secure_delete trusted_schema temp_store"
    watcher = stores.watch_connection(BAKU)
    values = {
        name: watcher.execute(f"pragma {name}").fetchone()[0]
        for name in [*asked.split(), "cache_size", "busy_timeout"]
    }
    watcher.close()
    assert values == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "temp_store": 2,
        "cache_size": -2048,
        "busy_timeout": 20,
    }


def test_a_watcher_notices_another_connections_commit_and_only_that(stores):
    watcher = stores.watch_connection(BAKU)
    version = watcher.execute("pragma data_version").fetchone()
    write(stores, ASTANA)
    assert watcher.execute("pragma data_version").fetchone() == version
    write(stores, BAKU)
    assert watcher.execute("pragma data_version").fetchone() != version
    watcher.close()


def test_no_more_engines_stay_open_than_allowed(settings, stores, keys):
    few = SqliteStores(stores.folder, keys, max_open=1)
    first = few.engine_for(BAKU)
    assert few.engine_for(BAKU) is first
    few.engine_for(ASTANA)
    assert few.engine_for(BAKU) is not first
    assert list(few._open) == [BAKU]


@pytest.mark.parametrize(
    ("files", "libraries"), [(4, 1), (1024, 64), (2048, 128), (1 << 20, 256), (-1, 256)]
)
def test_as_many_engines_stay_open_as_the_files_of_the_process_allow(monkeypatch, files, libraries):
    monkeypatch.setattr(resource, "getrlimit", lambda _: (files, files))
    assert room() == libraries


def test_engines_share_one_dialect_and_cache(stores):
    baku, astana = stores.engine_for(BAKU), stores.engine_for(ASTANA)
    assert baku.dialect is astana.dialect is baku.pool._dialect
    assert baku._compiled_cache is astana._compiled_cache
    assert baku.dialect.server_version_info >= (3, 45)


def test_a_mistake_does_not_tell_the_value(stores):
    with stores.engine_for(BAKU).connect() as connection:
        statement = sa.text("insert into note (id, text) values (1, :text)")
        with pytest.raises(sa.exc.IntegrityError) as caught:
            connection.execute(statement, {"text": MARKER})
    assert MARKER not in str(caught.value)


def test_an_engine_touches_no_file_before_it_is_used(stores, monkeypatch):
    stores.dispose()
    monkeypatch.setattr("humanshelf.tenancy.stores.connect", lambda *a: pytest.fail("opened"))
    stores.engine_for(BAKU)


def made_of(stores, uid):
    connection = stores.watch_connection(uid)
    try:
        schema = connection.execute("select type, name, sql from sqlite_master").fetchall()
        return sorted(map(str, schema)), connection.execute("select * from note").fetchall()
    finally:
        connection.close()


def indexed(connection):
    furnish(connection)
    connection.exec_driver_sql("create unique index ix_note on note (text)")


def test_a_store_from_the_template_is_what_the_migrations_make(stores, keys):
    for uid in ("c" * 16, "d" * 16, "e" * 16):
        keys.create(uid)
    stores.create("c" * 16, indexed)
    stores.create("d" * 16, indexed, "one")
    stores.create("e" * 16, lambda connection: pytest.fail("migrated again"), "one")
    assert made_of(stores, "c" * 16) == made_of(stores, "d" * 16) == made_of(stores, "e" * 16)
    with pytest.raises(NotReadable):
        connect(stores.path("d" * 16), keys.derive("e" * 16, "store"))


def test_another_process_pours_from_the_template_that_lies_there(stores, keys):
    stores.ready_template(furnish, "one")
    keys.create("c" * 16)
    SqliteStores(stores.folder, keys).create("c" * 16, lambda connection: 1 / 0, "one")
    assert notes(stores, "c" * 16) == ["first"]


def test_the_template_is_made_anew_when_its_version_moves_and_the_old_one_goes(stores, keys):
    for uid in ("c" * 16, "d" * 16):
        keys.create(uid)
    stores.create("c" * 16, furnish, "one")
    stores.create("d" * 16, indexed, "two")
    assert made_of(stores, "c" * 16) != made_of(stores, "d" * 16)
    assert [path.name for path in stores.folder.glob("*.db")] == ["template-two.db"]
    assert sorted(stores.uids()) == [ASTANA, BAKU, "c" * 16, "d" * 16]


def test_a_template_that_cannot_be_read_is_made_anew(stores, keys):
    stores.folder.joinpath("template-one.db").write_bytes(b"cut off" * 1000)
    keys.create("c" * 16)
    stores.create("c" * 16, furnish, "one")
    assert notes(stores, "c" * 16) == ["first"]


def test_the_template_is_encrypted_too(stores):
    stores.ready_template(furnish, "one")
    assert b"SQLite format" not in stores.folder.joinpath("template-one.db").read_bytes()
    assert b"note" not in stores.folder.joinpath("template-one.db").read_bytes()


def test_a_template_that_fails_leaves_nothing(stores, keys):
    keys.create("c" * 16)
    with pytest.raises(ZeroDivisionError):
        stores.create("c" * 16, lambda connection: 1 / 0, "one")
    assert list(stores.folder.glob("*.db*")) == []
    assert not (stores.folder / "cc").exists()
