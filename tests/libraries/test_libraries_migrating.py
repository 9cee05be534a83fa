"""Libraries are brought to the newest schema, and what cannot be brought there rests alone."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.script import ScriptDirectory

from cast import settings_for
from humanshelf.libraries import migrating
from humanshelf.libraries.migrating import NoSuchSlug, UnderWay, migrate_all
from humanshelf.records import tables
from humanshelf.tenancy import Deployment, Keys, prepare
from humanshelf.tenancy.migrate import VERSION_TABLE, _config, current_revision
from humanshelf.tenancy.models import Library, State
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import rebuilding

SCRIPTS = ScriptDirectory.from_config(_config(tables.MIGRATIONS))
REVISIONS = [script.revision for script in SCRIPTS.walk_revisions()][::-1]


def up_to(revision):
    """Migrates as a deployment of that time did."""

    def migrate(connection):
        config = _config(tables.MIGRATIONS)
        config.attributes.update(connection=connection, version_table=VERSION_TABLE)
        with rebuilding(connection):
            command.upgrade(config, revision)

    return migrate


def populate(connection):
    """Two rows in every table, or one where there may be but one. Returns how many there are."""
    metadata = sa.MetaData()
    metadata.reflect(connection)
    connection.rollback()
    counts = {}
    for table in metadata.sorted_tables:
        if table.name == VERSION_TABLE:
            continue
        for n in (1, 2):
            try:
                with connection.begin():
                    connection.execute(sa.insert(table).values(row_of(table, n)))
            except sa.exc.IntegrityError:
                assert n == 2, table.name
        counts[table.name] = count(connection, table.name)
    return counts


def count(connection, name):
    found = connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar()
    connection.rollback()
    return found


def row_of(table, n):
    checks = " ".join(
        str(one.sqltext) for one in table.constraints if isinstance(one, sa.CheckConstraint)
    )
    owners = {
        column.name: key.column.name for column in table.columns for key in column.foreign_keys
    }
    return {column.name: value_of(column, n, checks, owners) for column in table.columns}


def value_of(column, n, checks, owners):
    if column.name in owners:
        return None if column.nullable and column.name != "event_id" else key_of(owners, column, n)
    if column.nullable:
        return None
    if found := re.search(rf"\b{column.name} IN \('([^']*)'", checks):
        return found[1]
    if found := re.search(rf"\b{column.name} BETWEEN (\d+)", checks):
        return int(found[1])
    if isinstance(column.type, sa.Integer | sa.Float):
        return 0 if column.name == "people" else n  # Who is shown has agreed: one word more.
    return (
        bytes([n])
        if isinstance(column.type, sa.LargeBinary)
        else "{}"
        if not unique(column)
        else f"{n}"
    )


def key_of(owners, column, n):
    return f"{n}"


def unique(column):
    table = column.table
    sets = [one.columns for one in table.constraints if isinstance(one, sa.UniqueConstraint)]
    sets += [index.columns for index in table.indexes if index.unique]
    return column.primary_key or any(column.name in some for some in sets)


def parts(connection):
    rows = connection.exec_driver_sql("SELECT type, name, sql FROM sqlite_master").all()
    connection.rollback()
    return sorted(
        (kind, name, sorted((sql or "").replace(",", " ").split())) for kind, name, sql in rows
    )


@pytest.fixture
def bare(tmp_path):
    settings = settings_for(tmp_path)
    prepare(settings)
    found = Deployment(settings.data, Keys.open(settings.keys))
    yield found
    found.stores.dispose()
    found.control.dispose()


@pytest.mark.parametrize("revision", REVISIONS[:-1])
def test_a_store_of_every_earlier_revision_comes_to_the_newest_with_all_its_rows(bare, revision):
    uid = "c" * 16
    bare.keys.create(uid)
    bare.stores.create(uid, up_to(revision))
    with bare.stores.engine_for(uid).connect() as connection:
        before = populate(connection)
    done = migrating.move(bare, migrating.Move(uid, None, revision))
    assert (done.fault, done.now) == ("", tables.newest())
    with bare.stores.engine_for(uid).connect() as connection:
        assert current_revision(connection) == tables.newest()
        connection.rollback()
        assert {name: count(connection, name) for name in before} == before
    assert [path.name for path in bare.stores.path(uid).parent.glob("before*")] == []


def test_the_template_is_what_the_migrations_make(bare):
    for uid in ("c" * 16, "d" * 16):
        bare.keys.create(uid)
    bare.stores.create("c" * 16, tables.upgrade)
    bare.stores.create("d" * 16, tables.upgrade, tables.version())
    with (
        bare.stores.engine_for("c" * 16).connect() as one,
        bare.stores.engine_for("d" * 16).connect() as other,
    ):
        assert parts(one) == parts(other)
        assert current_revision(one) == current_revision(other) == tables.newest()


# many libraries


@pytest.fixture
def old(stage):
    """Three more libraries, of an earlier revision, active or not; the stage's own are newest."""
    found = stage.app.extensions[EXTENSION]
    rows = [
        ("1" * 16, "first", State.ACTIVE),
        ("2" * 16, "second", State.ARCHIVED),
        ("3" * 16, "third", State.ACTIVE),
    ]
    for uid, slug, state in rows:
        found.keys.create(uid)
        found.stores.create(uid, up_to("0011"))
        with found.control.begin() as connection:
            row = {"uid": uid, "slug": slug, "state": state, "schema_revision": "0011"}
            connection.execute(sa.insert(Library).values(row))
    stage.app.wsgi_app.register._until = 0
    return {slug: uid for uid, slug, _state in rows}


def mirrored(stage):
    with stage.app.extensions[EXTENSION].control.connect() as connection:
        query = sa.select(Library.slug, Library.schema_revision)
        return {row.slug: row.schema_revision for row in connection.execute(query)}


def names(moves):
    return [move.name for move in moves]


@pytest.fixture
def breaks(monkeypatch):
    """Lets the migration of one store fail in the middle."""

    def let(uid, error=ZeroDivisionError):
        whole = tables.upgrade

        def upgrade(connection):
            path = connection.exec_driver_sql("PRAGMA database_list").first()[2]
            connection.rollback()
            if uid in path:
                raise error("words of a reader")
            whole(connection)

        monkeypatch.setattr(tables, "upgrade", upgrade)

    return let


def test_all_are_brought_on_and_what_nobody_is_served_from_goes_first(stage, old):
    said = []
    report = migrate_all(stage.app, say=said.append)
    assert names(report.moved) == ["second", "first", "third"]
    assert (report.failed, report.left) == ([], [])
    assert set(mirrored(stage).values()) == {tables.newest()}
    assert said[0] == f"1 of 3: library second: schema brought to {tables.newest()}"
    assert migrate_all(stage.app).moved == []


def test_processes_share_the_work(stage, old):
    report = migrate_all(stage.app, jobs=2)
    assert sorted(names(report.moved)) == ["first", "second", "third"]
    assert set(mirrored(stage).values()) == {tables.newest()}


def test_the_others_are_left_when_the_first_one_fails(stage, old, breaks):
    breaks(old["third"])
    report = migrate_all(stage.app, canary="third")
    assert (names(report.failed), names(report.left)) == (["third"], ["first", "second"])
    assert mirrored(stage)["first"] == mirrored(stage)["third"] == "0011"


def test_one_that_fails_rests_alone_and_is_told_without_content(stage, old, breaks, baku, leyla):
    breaks(old["third"])
    said = []
    report = migrate_all(stage.app, jobs=2, say=said.append)
    assert (names(report.failed), report.left) == (["third"], [])
    assert sorted(names(report.moved)) == ["first", "second"]
    [told] = [line for line in said if "third" in line]
    assert "stays at 0011: ZeroDivisionError" in told
    assert "words" not in told
    stage.app.wsgi_app.register._until = 0
    answer = stage.stranger("third.localhost").get("/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "120")
    assert leyla.get("/").status_code == 200
    assert stage.app.extensions[EXTENSION].stores.revision(old["third"]) == "0011"


def test_the_resting_page_speaks_five_languages_and_names_nobody(stage, old):
    answer = stage.stranger("third.localhost").get("/cards/abc")
    assert answer.status_code == 503
    assert set(re.findall(r'lang="(\w\w)"', answer.text)) == {"en", "az", "kk", "ru", "tr"}
    assert "third" not in answer.text
    assert "script" not in answer.text
    assert stage.stranger("third.localhost").get("/healthz").status_code == 200


def test_a_library_of_newer_code_rests_too(stage, baku, leyla):
    with stage.app.extensions[EXTENSION].control.begin() as connection:
        connection.execute(
            sa.update(Library).where(Library.slug == "baku").values(schema_revision="9999")
        )
    stage.app.wsgi_app.register._until = 0
    assert leyla.get("/").status_code == 503


def test_it_goes_on_where_it_was_broken_off(stage, old, monkeypatch):
    move, done = migrating.move, []

    def killed(found, one):
        if done:
            raise KeyboardInterrupt
        done.append(one.name)
        return move(found, one)

    with monkeypatch.context() as broken:
        broken.setattr(migrating, "move", killed)
        with pytest.raises(KeyboardInterrupt):
            migrate_all(stage.app)
    assert mirrored(stage)["second"] == tables.newest()
    assert names(migrate_all(stage.app).moved) == ["first", "third"]


def test_what_was_moved_but_not_yet_written_down_is_written_down(stage, old):
    found = stage.app.extensions[EXTENSION]
    assert migrating.move(found, migrating.Move(old["first"], "first", "0011")).fault == ""
    assert mirrored(stage)["first"] == "0011"
    migrate_all(stage.app)
    assert mirrored(stage)["first"] == tables.newest()


def test_a_snapshot_left_by_a_power_cut_is_understood(stage, old):
    stores = stage.app.extensions[EXTENSION].stores
    for slug, spoiled in (("first", False), ("third", True)):
        path = stores.path(old[slug])
        stores.copy_to(old[slug], path.with_name("before.db"))
        path.with_name("before.db.part").touch()
        if spoiled:
            stores.dispose(old[slug])
            path.write_bytes(b"spoiled" * 5000)
    report = migrate_all(stage.app)
    assert (sorted(names(report.moved)), report.failed) == (["first", "second", "third"], [])
    for uid in old.values():
        assert not list(stores.path(uid).parent.glob("before*"))


def test_only_one_may_be_asked_for_and_must_be_there(stage, old):
    assert names(migrate_all(stage.app, only="third").moved) == ["third"]
    assert mirrored(stage)["first"] == "0011"
    for options in ({"only": "nobody"}, {"canary": "nobody"}):
        with pytest.raises(NoSuchSlug):
            migrate_all(stage.app, **options)


def test_two_do_not_migrate_at_once(stage, old):
    with migrating._alone(stage.folder / "data"), pytest.raises(UnderWay):
        migrate_all(stage.app)


FULL = """
import resource, signal, sys
from pathlib import Path
from humanshelf.app import create_app
from humanshelf.records import tables
from humanshelf.libraries import migrating
from humanshelf.tenancy import Deployment, Keys
data, keys, uid, size = sys.argv[1:]
found = Deployment(Path(data), Keys.open(Path(keys)))
tables.newest()
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(size), int(size)))
done = migrating.move(found, migrating.Move(uid, None, "0011"))
print(done.now, done.fault)
"""


@pytest.mark.parametrize("room", [0.3, 1.02])
def test_a_full_disk_loses_nothing(stage, old, room):
    """No file may grow past a limit: at first the snapshot does not fit, then the rebuilding."""
    found = stage.app.extensions[EXTENSION]
    uid = old["first"]
    with found.stores.engine_for(uid).connect() as connection:
        populate(connection)
        columns = "id, code, pen_name, languages, group_limit, sample, theme"
        connection.exec_driver_sql(
            f"INSERT INTO book ({columns}) WITH RECURSIVE n(i) AS"
            " (SELECT 100 UNION ALL SELECT i + 1 FROM n WHERE i < 500)"
            " SELECT 'id' || i, 'code' || i, hex(randomblob(1500)), '[]', 1, 0, NULL FROM n"
        )
        connection.commit()
        before = {
            name: count(connection, name) for name in sa.inspect(connection).get_table_names()
        }
    found.stores.wipe(uid)
    found.stores.dispose()
    path = found.stores.path(uid)
    size = int(path.stat().st_size * room)
    folders = [str(found.data), str(found.keys.folder)]
    done = subprocess.run(
        [sys.executable, "-c", FULL, *folders, uid, str(size)],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        env={"PYTHONPATH": str(Path(tables.__file__).parents[2]), "PATH": "/usr/bin"},
    )
    assert done.stdout.startswith("0011 "), (done.stdout, done.stderr)
    assert any(kind in done.stdout for kind in ("SQLITE_", "OSError", "DiskFails", "DiskFull"))
    with found.stores.engine_for(uid).connect() as connection:
        assert current_revision(connection) == "0011"
        connection.rollback()
        assert {name: count(connection, name) for name in before} == before
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert not list(path.parent.glob("before*"))
    assert names(migrate_all(stage.app, only="first").moved) == ["first"]
