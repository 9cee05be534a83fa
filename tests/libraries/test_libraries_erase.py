"""A library goes for good, and nothing of it is found anywhere."""

import json
import zipfile
from contextlib import suppress

import gevent
import pytest
import sqlalchemy as sa
import sqlcipher3

from cast import BUNDLES, EVENT, NOW
from humanshelf.libraries import erasing, snapshots
from humanshelf.libraries.backup import Erased, back_up, restore
from humanshelf.libraries.bundle import read
from humanshelf.libraries.erasing import erase
from humanshelf.libraries.exporting import export
from humanshelf.libraries.onboarding import SlugTaken, onboard
from humanshelf.tenancy.models import Invitation, KeptSlug, Library, NetworkAct, State
from moving import WORDS, bytes_below, names_below

CANARY = "qaranquş-7f3a"


def gone(stage, house, **options):
    return erase(stage.app, house.uid, "aygun", "they asked", NOW, lambda: None, **options)


def control(stage, query):
    with stage.app.extensions["humanshelf.tenancy"].control.connect() as connection:
        return [tuple(row) for row in connection.execute(query)]


def test_nothing_of_it_remains_and_the_other_stays(stage, baku, nu):
    secret = stage.app.extensions["humanshelf.tenancy"].keys.secret(baku.uid)
    before = nu.checksum()
    gone(stage, baku)
    left = {name for name in names_below(stage.folder) if baku.uid in name}
    assert left == set()
    assert secret not in bytes_below(stage.folder)
    assert nu.checksum() == before
    row = sa.select(Library.slug, Library.state, Library.schema_revision)
    assert control(stage, row.where(Library.uid == baku.uid)) == [(None, "tombstone", None)]


def test_the_certificate_tells_what_went_and_no_name(stage, baku):
    kept = [one for one in names_below(stage.folder) if f"{baku.uid}/media/" in one]
    done = gone(stage, baku)
    told = json.loads(done.as_json())
    assert told["uid"] == baku.uid
    assert told["erased_on"] == "2026-10-17"
    assert told["deleted"]["stores"] == 1
    assert told["deleted"]["files"] == len(kept) > 0
    assert len(told["acts"]) == 64
    for text in (done.as_text(), done.as_json()):
        assert baku.uid in text
        assert done.acts in text
        assert "baku" not in text.replace(baku.uid, "")
    assert gone(stage, baku) == done


def test_each_act_has_its_actor_and_reason_and_counts_in_the_hash(stage, baku):
    done = gone(stage, baku)
    acts = sa.select(NetworkAct.act, NetworkAct.actor, NetworkAct.reason)
    found = control(stage, acts.where(NetworkAct.library == baku.uid).order_by(NetworkAct.id))
    assert [act for act, _actor, _reason in found] == [
        "suspended", "erasing", "erase-counted", "tombstone",
    ]  # fmt: skip
    assert {actor for _act, actor, _reason in found} == {"aygun"}
    with stage.app.extensions["humanshelf.tenancy"].control.begin() as connection:
        connection.execute(sa.update(NetworkAct).values(reason="another"))
    with stage.app.app_context(), suppress(ValueError):
        assert erasing.certificate(baku.uid).acts != done.acts


@pytest.mark.parametrize("step", ["_let_go", "_delete", "_bury"])
def test_what_is_broken_off_is_finished_by_the_next_call(stage, baku, monkeypatch, step):
    whole = gone_files(stage, baku)
    with monkeypatch.context() as broken:
        broken.setattr(f"humanshelf.libraries.erasing.{step}", interrupted)
        with pytest.raises(KeyboardInterrupt):
            gone(stage, baku)
    assert baku.reader().get("/").status_code == 404 or fresh(stage, baku) == 404
    done = gone(stage, baku)
    assert done.deleted == whole
    assert not [name for name in names_below(stage.folder) if baku.uid in name]


def interrupted(*args, **options):
    raise KeyboardInterrupt


def gone_files(stage, house):
    with stage.app.app_context():
        return erasing._counts(house.uid)


def fresh(stage, house):
    stage.app.wsgi_app.register._until = 0
    return house.reader().get("/").status_code


def test_broken_off_after_the_store_and_before_the_secret(stage, baku, monkeypatch):
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    with monkeypatch.context() as broken:
        broken.setattr(keys, "destroy", interrupted)
        with pytest.raises(KeyboardInterrupt):
            gone(stage, baku)
    assert keys.has(baku.uid)
    gone(stage, baku)
    assert not keys.has(baku.uid)


def test_what_never_opened_can_be_erased_and_what_never_was_cannot(stage, baku):
    with stage.app.extensions["humanshelf.tenancy"].control.begin() as connection:
        connection.execute(sa.insert(Library).values(uid="c" * 16, state=State.INVITED))
        token = {"token_hash": b"x", "library": "c" * 16, "expires": NOW}
        connection.execute(sa.insert(Invitation).values(**token))
    done = erase(stage.app, "c" * 16, "aygun", "a mistake", NOW, lambda: None)
    assert done.deleted["stores"] == 0
    assert control(stage, sa.select(Invitation.library)) == []
    with pytest.raises(LookupError):
        erase(stage.app, "d" * 16, "aygun", "a mistake", NOW, lambda: None)


def test_its_address_is_nobodys_for_a_year_and_stands_nowhere(stage, baku):
    gone(stage, baku)
    with pytest.raises(SlugTaken):
        onboard(stage.app, read(BUNDLES / "baku"), NOW, sample=False)
    assert len(control(stage, sa.select(KeptSlug.mac))) == 1


def plant(baku):
    """The same strange word in a book's text, an event's, a name and a file."""
    for table, column in (("book_text", "title"), ("event_text", "title"), ("staff", "name")):
        baku.change(f"UPDATE {table} SET {column} = {column} || '{CANARY}'")
    store = baku.app.extensions["humanshelf.tenancy"].stores.path(baku.uid)
    (store.parent / "media" / ("a" * 32)).write_bytes(CANARY.encode())


@pytest.fixture
def older(stage, baku, tmp_path):
    plant(baku)
    back_up(stage.app, baku.uid, tmp_path / "older.backup", NOW)
    return tmp_path / "older.backup"


def test_no_planted_word_is_found_and_the_older_backup_opens_no_more(stage, baku, older, tmp_path):
    assert CANARY.encode() in bytes_below(stage.folder)  # The file was planted in the clear.
    exports = stage.folder / "data" / erasing.EXPORTS
    exports.mkdir()
    export(stage.app, baku.uid, WORDS, exports / f"{baku.uid}.zip", NOW)
    gone(stage, baku)
    assert CANARY.encode() not in bytes_below(stage.folder)
    assert list(exports.iterdir()) == []
    with pytest.raises(Erased):
        restore(stage.app, older, NOW, "aygun", "try")
    with zipfile.ZipFile(older) as archive:
        archive.extract("store.db", tmp_path)
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    for purpose in ("store", "control", "template", f"wrap/{baku.uid}"):
        connection = sqlcipher3.connect(str(tmp_path / "store.db"))
        connection.execute(f"PRAGMA key = \"x'{keys.root().key(purpose).hex()}'\"")
        with pytest.raises(sqlcipher3.DatabaseError):
            connection.execute("SELECT count(*) FROM sqlite_master")
        connection.close()


def test_with_its_secret_the_older_backup_would_open(stage, baku, older):
    # The negative control of the test above.
    assert restore(stage.app, older, NOW, "aygun", "try") == baku.uid
    assert baku.rows("SELECT count(*) FROM staff WHERE name LIKE ?", f"%{CANARY}")[0][0] > 0


def test_streams_end_and_a_tap_is_answered_calmly(stage, baku, leyla, rana):
    card = leyla.card("deniz")
    stream = leyla.get(f"{card}/live")
    steps = iter(stream.response)
    next(steps)
    gone(stage, baku)
    with gevent.Timeout(5):
        assert [b"event: bye" in step for step in steps] == [True]
    stream.close()
    stage.app.wsgi_app.register._until = 0
    for answer in (leyla.get(card), rana.post(f"/desk/{EVENT}/calls", data={"book": "deniz"})):
        assert answer.status_code == 404
    assert not [name for name in names_below(stage.folder) if baku.uid in name]


def test_other_workers_keep_no_secret_and_the_control_plane_no_old_page(stage, baku):
    worker = stage.app.wsgi_app.register
    worker._until = 0
    worker.find("baku")
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    ring = keys.ring(baku.uid)
    gone(stage, baku)
    log = stage.folder / "data" / "control.db-wal"
    assert not log.exists() or log.stat().st_size == 0
    keys._known[f"{baku.uid}.key"] = (0, 0), ring  # As in a worker that did not erase it.
    worker._until = 0
    worker.find("baku")
    assert f"{baku.uid}.key" not in keys._known


def test_snapshots_go_at_once_though_nothing_opens_them_any_more(stage, baku, nu, leyla, aigul):
    for visitor in (leyla, aigul):
        visitor.card("deniz")
    snapshots.snap_everywhere(stage.app, NOW, snapshots.Seen())
    place = snapshots.folder(stage.app)
    assert {path.name for path in place.iterdir()} == {baku.uid, nu.uid}
    gone(stage, baku)
    assert {path.name for path in place.iterdir()} == {nu.uid}
