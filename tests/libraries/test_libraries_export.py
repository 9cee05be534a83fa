"""A library leaves with everything, and comes in elsewhere as it was."""

import csv
import io
import json
import os
import zipfile
from hashlib import sha256

import pytest
import sqlalchemy as sa

from cast import NOW, PASSWORD, PAST
from humanshelf.libraries import importing
from humanshelf.libraries.box import BrokenBox
from humanshelf.libraries.exporting import export
from humanshelf.libraries.importing import AlreadyHere, CannotImport, bring, sweep
from humanshelf.libraries.slugs import Fault, SlugTaken
from humanshelf.records import leaving, tables
from humanshelf.tenancy import library, writing
from humanshelf.tenancy.db import db
from humanshelf.tenancy.models import Library, NetworkAct
from humanshelf.tenancy.passphrase import TooShort, WrongPassphrase
from humanshelf.tenancy.sqlcipher import connect
from moving import WORDS, bytes_below, names_below


@pytest.fixture
def taken(leyla, rana, baku):
    """A card and a book's link, as they were handed out before."""
    return leyla.card("deniz"), f"/backroom/{baku.backroom('lala')}"


@pytest.fixture
def bundle(stage, baku, taken, tmp_path):
    baku.passkey("coordinator")
    steps = []
    export(stage.app, baku.uid, WORDS, tmp_path / "baku.zip", NOW, steps.append)
    assert steps == ["store", "files", "rows", "done"]
    return tmp_path / "baku.zip"


def control(app, query):
    with app.app_context():
        return [tuple(row) for row in db.session.execute(query)]


def test_what_was_handed_out_before_opens_elsewhere(bundle, elsewhere, taken, baku, leyla):
    assert bring(elsewhere.app, bundle, WORDS, at=NOW, actor="aygun", reason="moved") == baku.uid
    there = elsewhere.visitor("baku")
    for path in taken:
        assert leyla.get(path).status_code == 200
        assert there.get(path).status_code == 200
    assert there.get("/").status_code == 200


def test_staff_get_in_with_their_passwords_but_no_session_went_along(bundle, elsewhere, baku):
    bring(elsewhere.app, bundle, WORDS, at=NOW)
    with elsewhere.app.app_context(), library(baku.uid):
        for name in sorted(leaving.WAYS_IN):
            assert (
                db.session.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar()
                == 0
            )
    there = elsewhere.visitor("baku")
    answer = there.post("/sign-in", data={"name": "Rəna", "password": PASSWORD})
    assert answer.status_code == 303


def test_rows_and_files_are_all_there(bundle, elsewhere, baku, stage):
    bring(elsewhere.app, bundle, WORDS, at=NOW)
    found = elsewhere.deployment.stores
    with found.engine_for(baku.uid).connect() as connection:
        for name in sorted((leaving.KEPT | leaving.FLOOR) - {"alembic_version"}):
            count = connection.execute(sa.text(f"SELECT count(*) FROM {name}")).scalar()
            assert count == baku.count(name), name
    here = stage.folder / "data" / "libraries" / baku.uid[:2] / baku.uid / "media"
    there = found.path(baku.uid).parent / "media"
    assert names_below(here) == names_below(there) != set()
    assert bytes_below(here) == bytes_below(there)


def test_it_is_active_by_whom_and_why(bundle, elsewhere, baku):
    bring(
        elsewhere.app,
        bundle,
        WORDS,
        slug="baki-2",
        at=NOW,
        actor="aygun",
        reason="moved",
    )
    row = sa.select(Library.uid, Library.slug, Library.state, Library.schema_revision)
    assert control(elsewhere.app, row) == [(baku.uid, "baki-2", "active", tables.newest())]
    act = sa.select(NetworkAct.actor, NetworkAct.act, NetworkAct.reason)
    assert control(elsewhere.app, act) == [("aygun", "active", "moved")]


def test_the_list_is_true_and_lines_follow_their_schema(bundle, baku):
    with zipfile.ZipFile(bundle) as archive:
        told = json.loads(archive.read("manifest.json"))
        for name, one in told["members"].items():
            assert sha256(archive.read(name)).hexdigest() == one["sha256"]
        kept = leaving.KEPT - {"alembic_version"}
        assert {n[5:-6] for n in told["members"] if n.endswith(".jsonl")} == kept
        for name in kept:
            schema = json.loads(archive.read(f"rows/{name}.schema.json"))
            lines = archive.read(f"rows/{name}.jsonl").splitlines()
            assert len(lines) == baku.count(name)
            for line in lines:
                assert list(json.loads(line)) == schema["required"]
        sheet = archive.read("tables/events.csv").decode("utf-8-sig")
        assert PAST in {row["code"] for row in csv.DictReader(io.StringIO(sheet))}


def test_nothing_that_opens_something_can_be_read_in_it(bundle, baku, stage):
    secret = stage.app.extensions["humanshelf.tenancy"].keys.secret(baku.uid)
    hashes = [row[0] for row in baku.rows("SELECT password_hash FROM staff")]
    ((kept,),) = baku.rows("SELECT credential FROM staff_passkey")
    with zipfile.ZipFile(bundle) as archive:
        whole = b"".join(archive.read(name) for name in archive.namelist())
    assert secret not in whole
    assert secret.hex().encode() not in whole
    assert kept not in whole and kept.hex().encode() not in whole
    assert not any(one.encode() in whole for one in hashes)
    assert b"SQLite format" not in whole


def test_one_library_stands_not_in_anothers_export(stage, nu, baku, tmp_path):
    baku.change("UPDATE event_text SET title = 'canary of baku'")
    export(stage.app, nu.uid, WORDS, tmp_path / "nu.zip", NOW)
    export(stage.app, baku.uid, WORDS, tmp_path / "baku.zip", NOW)

    def holds(name):
        with zipfile.ZipFile(tmp_path / name) as archive:
            return any(b"canary of baku" in archive.read(one) for one in archive.namelist())

    assert (holds("baku.zip"), holds("nu.zip")) == (True, False)


def test_an_export_leaves_nothing_lying_about(stage, baku, tmp_path, monkeypatch):
    before = names_below(stage.folder)
    with pytest.raises(TooShort):
        export(stage.app, baku.uid, "elevensigns", tmp_path / "out.zip", NOW)
    monkeypatch.setattr("humanshelf.libraries.exporting._add_rows", lambda *a: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(stage.app, baku.uid, WORDS, tmp_path / "out.zip", NOW)
    assert not list(tmp_path.glob("out*"))
    extra = names_below(stage.folder) - before
    assert all(name.endswith(("-wal", "-shm")) for name in extra)


# what is brought in


def traces(elsewhere):
    return {name for name in names_below(elsewhere.folder) if not name.endswith(("-wal", "-shm"))}


def rewritten(bundle, change):
    """The same export with members changed, and a list that says so."""
    with zipfile.ZipFile(bundle) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    told = json.loads(members.pop("manifest.json"))
    change(members, told)
    for name, content in members.items():
        told["members"][name] = {"size": len(content), "sha256": sha256(content).hexdigest()}
    target = bundle.with_name("changed.zip")
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        archive.writestr("manifest.json", json.dumps(told))
    return target


def say(**changes):
    return lambda members, told: told.update(changes)


def put(name, content=b"x"):
    return lambda members, told: members.update({name: content})


def drop(name):
    def change(members, told):
        del members[name], told["members"][name]

    return change


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (put("../climbing.txt"), BrokenBox),
        (put("/etc/passwd"), BrokenBox),
        (put("files/../../climbing"), BrokenBox),
        (put("unknown.txt"), BrokenBox),
        (put("store.db", b"\0" * 4096), BrokenBox),
        (put("secret.json", b"{}"), WrongPassphrase),
        (put("secret.json", b"[]"), WrongPassphrase),
        (drop("secret.json"), BrokenBox),
        (drop("store.db"), BrokenBox),
        (say(format="humanshelf-backup"), BrokenBox),
        (say(version=2), BrokenBox),
        (say(uid="../../../../etc"), BrokenBox),
        (say(uid="0" * 16, schema_revision=None), BrokenBox),
        (say(schema_revision="9999"), CannotImport),
        (say(schema_revision="0001"), BrokenBox),
        (say(slug=None), CannotImport),
        (say(slug="../up"), SlugTaken),
        (say(members=[]), BrokenBox),
    ],
)
def test_what_is_not_an_export_makes_nothing(bundle, elsewhere, change, error):
    before = traces(elsewhere)
    try:
        changed = rewritten(bundle, change)
    except TypeError:  # The list of members is none: written as it is.
        changed = bundle.with_name("changed.zip")
        with zipfile.ZipFile(changed, "w") as archive:
            archive.writestr("manifest.json", json.dumps({"members": []}))
    with pytest.raises(error):
        bring(elsewhere.app, changed, WORDS, at=NOW)
    assert traces(elsewhere) - before <= {"data/libraries", *template(elsewhere)}
    assert control(elsewhere.app, sa.select(Library.uid)) == []


def template(elsewhere):
    return {name for name in traces(elsewhere) if "template-" in name}


def test_the_changed_export_would_come_in_without_the_change(bundle, elsewhere, baku):
    # The negative control of the test above.
    same = rewritten(bundle, lambda members, told: None)
    assert bring(elsewhere.app, same, WORDS, at=NOW) == baku.uid


def test_a_wrong_passphrase_opens_nothing(bundle, elsewhere):
    with pytest.raises(WrongPassphrase):
        bring(elsewhere.app, bundle, WORDS + "x", at=NOW)
    assert control(elsewhere.app, sa.select(Library.uid)) == []


@pytest.mark.parametrize("part", [0.1, 0.5, 0.99])
def test_what_was_cut_off_is_refused(bundle, elsewhere, part):
    whole = bundle.read_bytes()
    bundle.write_bytes(whole[: int(len(whole) * part)])
    with pytest.raises(BrokenBox):
        bring(elsewhere.app, bundle, WORDS, at=NOW)


def test_a_flipped_byte_is_found(bundle, elsewhere):
    whole = bytearray(bundle.read_bytes())
    whole[len(whole) // 2] ^= 1
    bundle.write_bytes(whole)
    with pytest.raises(BrokenBox):
        bring(elsewhere.app, bundle, WORDS, at=NOW)


def test_twins_links_and_bombs_are_refused(bundle, elsewhere):
    for number, member in enumerate(("twin", "link", "bomb")):
        made = bundle.with_name(f"{number}.zip")
        made.write_bytes(bundle.read_bytes())
        with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
            if member == "twin":
                with pytest.warns(UserWarning, match="Duplicate"):
                    archive.writestr("README.txt", b"another")
            elif member == "link":
                info = zipfile.ZipInfo("files/" + "a" * 32)
                info.external_attr = 0o120777 << 16
                archive.writestr(info, "/etc/passwd")
            else:
                archive.writestr("files/" + "b" * 32, b"\0" * 10_000_000)
        with pytest.raises(BrokenBox):
            bring(elsewhere.app, made, WORDS, at=NOW)
    assert control(elsewhere.app, sa.select(Library.uid)) == []


def test_no_library_comes_in_twice_or_under_anothers_address(bundle, stage, elsewhere, baku):
    with pytest.raises(SlugTaken) as taken:
        bring(stage.app, bundle, WORDS, at=NOW)
    assert taken.value.fault is Fault.TAKEN
    with pytest.raises(AlreadyHere):
        bring(stage.app, bundle, WORDS, slug="tbilisi", at=NOW)
    bring(elsewhere.app, bundle, WORDS, at=NOW)
    assert baku.count("event") > 0


def test_a_strangers_trigger_does_not_come_in(bundle, elsewhere, stage, baku, tmp_path):
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    store = tmp_path / "taken.db"
    with zipfile.ZipFile(bundle) as archive:
        store.write_bytes(archive.read("store.db"))
    connection = connect(store, keys.derive(baku.uid, "store"))
    connection.execute("CREATE TRIGGER t AFTER INSERT ON card BEGIN DELETE FROM book; END")
    connection.close()
    changed = rewritten(bundle, put("store.db", store.read_bytes()))
    with pytest.raises(BrokenBox, match="other parts"):
        bring(elsewhere.app, changed, WORDS, at=NOW)


@pytest.mark.parametrize("step", ["bring_media", "change"])
def test_an_import_that_fails_in_the_middle_leaves_nothing(bundle, elsewhere, monkeypatch, step):
    with monkeypatch.context() as broken:
        broken.setattr(f"humanshelf.libraries.importing.{step}", lambda *a, **k: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            bring(elsewhere.app, bundle, WORDS, at=NOW)
    assert control(elsewhere.app, sa.select(Library.uid)) == []
    assert {n for n in traces(elsewhere) if "importing-" in n or "store.db" in n} == set()
    bring(elsewhere.app, bundle, WORDS, at=NOW)


def bring_template(elsewhere):
    elsewhere.deployment.stores.ready_template(tables.upgrade, tables.version())


def test_a_strangers_trigger_is_not_even_run_and_no_secret_is_endless(
    bundle, elsewhere, stage, baku, tmp_path, monkeypatch
):
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    store = tmp_path / "taken.db"
    with zipfile.ZipFile(bundle) as archive:
        store.write_bytes(archive.read("store.db"))
    connection = connect(store, keys.derive(baku.uid, "store"))
    connection.execute("CREATE VIEW v AS SELECT 1")
    connection.close()
    changed = rewritten(bundle, put("store.db", store.read_bytes()))
    bring_template(elsewhere)
    monkeypatch.setattr(tables, "upgrade", lambda connection: pytest.fail("it was migrated"))
    with pytest.raises(BrokenBox, match="other parts"):
        bring(elsewhere.app, changed, WORDS, at=NOW)
    with pytest.raises(BrokenBox, match="secret"):
        bring(elsewhere.app, rewritten(bundle, put("secret.json", b" " * 5000)), WORDS, at=NOW)


def test_a_file_of_another_kind_than_we_make_is_not_shown(bundle, elsewhere, baku):
    bring(elsewhere.app, bundle, WORDS, at=NOW)
    there = elsewhere.visitor("baku")
    name = baku.rows("SELECT name FROM exhibit_file WHERE type = 'image/webp'")[0][0]
    assert there.head(f"/files/{name}").mimetype == "image/webp"
    with elsewhere.app.app_context(), library(baku.uid), writing() as session:
        session.execute(sa.text("UPDATE exhibit_file SET type = 'text/html'"))
    assert there.head(f"/files/{name}").status_code == 404


def test_what_a_killed_import_left_is_gone_at_the_next_start_and_it_may_be_done_again(
    bundle, elsewhere, baku, monkeypatch
):
    before = names_below(elsewhere.folder)
    elsewhere.deployment.control.dispose()
    if (pid := os.fork()) == 0:
        monkeypatch.setattr("humanshelf.libraries.importing.bring_media", lambda *a: os._exit(9))
        bring(elsewhere.app, bundle, WORDS, at=NOW)
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 9
    left = names_below(elsewhere.folder) - before
    assert any("importing-" in name for name in left)
    with pytest.raises(AlreadyHere):
        bring(elsewhere.app, bundle, WORDS, at=NOW)
    sweep(elsewhere.app)
    left = names_below(elsewhere.folder) - before
    assert not [name for name in left if baku.uid in name or "importing-" in name]
    assert bring(elsewhere.app, bundle, WORDS, at=NOW) == baku.uid


def test_an_import_that_goes_on_keeps_its_room_and_what_it_has_made(
    bundle, elsewhere, baku, monkeypatch
):
    """The control: swept by whoever starts beside it, it would break."""
    media = importing.bring_media

    def meanwhile(*args):
        sweep(elsewhere.app)
        media(*args)

    monkeypatch.setattr(importing, "bring_media", meanwhile)
    assert bring(elsewhere.app, bundle, WORDS, at=NOW) == baku.uid
    sweep(elsewhere.app)
    assert elsewhere.deployment.stores.exists(baku.uid)
