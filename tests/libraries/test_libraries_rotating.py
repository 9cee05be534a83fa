"""New keys, while everything goes on; broken off anywhere, nothing is lost and the rest is done."""

import os
from datetime import timedelta
from io import BytesIO
from shutil import copytree

import pytest
import sqlalchemy as sa

from cast import EVENT, NOW, PASSWORD, code, label_of
from footage import photo
from humanshelf.libraries import rotating
from humanshelf.libraries.backup import CannotRestore, back_up, restore
from humanshelf.libraries.exporting import export
from humanshelf.libraries.importing import bring
from humanshelf.libraries.slugs import fault_of, keep
from humanshelf.media import files
from humanshelf.tenancy import StoreBusy, deployment, library, writing, writing_control
from humanshelf.tenancy.keys import KeyRefused, Keys, UnknownPurpose
from humanshelf.tenancy.scope import EXTENSION
from humanshelf.tenancy.sqlcipher import NotReadable, connect
from humanshelf.tenancy.stores import SqliteStores
from moving import WORDS, bytes_below, names_below


def at_once():
    """Nobody else works here."""


def found(stage):
    return stage.app.extensions[EXTENSION]


def rotate(stage, *houses, **more):
    rotating.rotate(stage.app, [house.uid for house in houses], drain=at_once, **more)


def rotate_deployment(stage, **more):
    rotating.rotate_deployment(stage.app, drain=at_once, **more)


def whole(house, name):
    with house.inside():
        opened = files.opened(name)
        return b"".join(opened.read(0, opened.size)) if opened else None


def kept(house):
    with house.inside():
        return {name: whole(house, name) for name, _ in files.keep_picture(BytesIO(photo()))}


def test_all_that_a_library_holds_is_there_under_a_new_key_and_opens_under_the_old_no_more(
    stage, baku, nu
):
    keys, stores = found(stage).keys, found(stage).stores
    pictures, before, other = kept(baku), baku.checksum(), keys.secret(nu.uid)
    old, secret = stores.path(baku.uid), keys.secret(baku.uid)
    rotate(stage, baku)
    assert baku.checksum() == before
    assert {name: whole(baku, name) for name in pictures} == pictures
    assert keys.secret(baku.uid) != secret
    assert keys.secret(nu.uid) == other
    assert not old.exists()
    with pytest.raises(NotReadable):
        connect(stores.path(baku.uid), rotating.expand(secret, "store"))


def test_the_old_secret_is_nowhere_and_does_not_follow_from_what_is_carried_on(stage, baku):
    keys = found(stage).keys
    secret = keys.secret(baku.uid)
    rotate(stage, baku)
    ring = keys.ring(baku.uid)
    assert ring.previous is None
    assert secret not in (ring.secret, *ring.carried.values())
    told = {rotating.expand(secret, purpose) for purpose in ("store", "media")}
    assert told.isdisjoint(ring.carried.values())
    assert secret not in bytes_below(stage.folder)


def test_a_key_that_is_replaced_is_overwritten_where_it_lay(stage, baku):
    root = found(stage).keys.folder / "deployment.key"
    with root.open("rb") as held:  # As whoever reads the disk below the file system.
        before = held.read()
        rotate_deployment(stage)
        held.seek(0)
        assert held.read() == bytes(len(before))
    assert before not in bytes_below(stage.folder)


def test_cards_sessions_and_factors_go_on(stage, baku, leyla):
    card, desk = leyla.card("deniz"), baku.staff("librarian")
    label = label_of(leyla.get(card))
    rotate(stage, baku)
    rotate_deployment(stage)
    assert label_of(leyla.get(card)) == label
    assert baku.reader().get(card).status_code == 200
    assert desk.get(f"/desk/{EVENT}").status_code == 200
    assert leyla.take("deniz").location == card  # The browser is known again.


def test_it_may_be_done_again_and_again(stage, baku, leyla):
    card, before = leyla.card("deniz"), None
    for _ in range(3):
        rotate(stage, baku)
        rotate_deployment(stage)
        assert before in (None, names := len(names_below(stage.folder)))
        before = names
    assert leyla.get(card).status_code == 200
    assert found(stage).keys.ring(baku.uid).generation == 3


def test_kept_addresses_and_network_admins_go_on(stage):
    admin = stage.admin()
    with stage.app.app_context(), writing_control() as session:
        keep(session, "old-name", NOW.date())
    rotate_deployment(stage)
    assert admin.get("/network").status_code == 200
    person = stage.stranger("localhost")
    sent = {"name": "Aygün", "password": PASSWORD, "code": code()}
    assert person.post("/network/sign-in", data=sent).status_code == 303
    with stage.app.app_context():
        assert fault_of("old-name", NOW.date()) is not None
        assert fault_of("new-name", NOW.date()) is None


def test_what_is_exported_under_a_turned_key_opens_elsewhere_and_links_with_it(
    stage, baku, elsewhere, tmp_path
):
    card = baku.reader().card("deniz")
    rotate(stage, baku)
    export(stage.app, baku.uid, WORDS, tmp_path / "baku.zip", NOW)
    bring(elsewhere.app, tmp_path / "baku.zip", WORDS, at=NOW)
    assert elsewhere.visitor("baku").get(card).status_code == 200


def test_the_old_deployment_key_opens_nothing_any_more(stage, baku, tmp_path):
    folder = found(stage).keys.folder
    old = (folder / "deployment.key").read_bytes()
    rotate_deployment(stage)
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "deployment.key").write_bytes(old)
    mine = folder / f"{baku.uid}.key"
    (tmp_path / "keys" / mine.name).write_bytes(mine.read_bytes())
    attacker = Keys.open(tmp_path / "keys")
    with pytest.raises(KeyRefused):
        attacker.secret(baku.uid)
    [control] = list(found(stage).data.glob("control*.db"))
    with pytest.raises(NotReadable):
        connect(control, attacker.derive_deployment("control"))


def test_a_purpose_that_nobody_listed_is_refused(baku, stage):
    with pytest.raises(UnknownPurpose):
        found(stage).keys.derive(baku.uid, "something new")
    with pytest.raises(UnknownPurpose):
        found(stage).keys.derive_deployment("something new")


def test_what_is_erased_in_the_very_moment_stays_erased(stage, baku):
    pictures = kept(baku)
    [first, second, third] = sorted(pictures)

    def erase(step):
        gone = {"files": first, "files again": second, "turned": third}.get(step)
        if gone:
            with baku.inside():
                files.drop([gone])

    rotate(stage, baku, step=erase)
    assert [whole(baku, name) for name in pictures] == [None] * 3
    with baku.inside():
        assert not pictures.keys() & set(os.listdir(files.folder()))


def test_what_comes_in_in_the_very_moment_is_not_lost(stage, baku):
    came, store = {}, found(stage).stores.path(baku.uid)

    def come(step):
        if step in ("files", "store", "turned"):
            came.update(kept(baku))

    rotate(stage, baku, step=come)
    assert len(came) == 9
    assert {name: whole(baku, name) for name in came} == came
    assert not (store.parent / files.FOLDER).exists()


def in_a_child(work):
    """Done in a process that is ended where it calls what it is given, as kill -9 would."""
    pid = os.fork()
    if pid == 0:
        try:
            work(lambda: os._exit(9))
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def closed(stage):
    found(stage).stores.dispose()
    found(stage).control.dispose()


STEPS = [
    "files", "files again", "store", "turned", "drained", "files settled", "old store gone",
    "settled",
]  # fmt: skip


@pytest.mark.parametrize("last", STEPS)
def test_broken_off_after_any_step_a_library_is_whole_at_the_next_start(stage, baku, last):
    pictures, before, card = kept(baku), baku.checksum(), baku.reader().card("deniz")
    before = baku.checksum()
    secret = found(stage).keys.secret(baku.uid)
    closed(stage)

    def work(end):
        rotate(stage, baku, step=lambda step: step == last and end())

    assert in_a_child(work) == 9
    assert baku.checksum() == before  # Even before anything is put in order.
    assert {name: whole(baku, name) for name in pictures} == pictures
    rotating.finish(stage.app)
    assert not rotating.unfinished(found(stage))
    assert baku.checksum() == before
    assert {name: whole(baku, name) for name in pictures} == pictures
    assert baku.reader().get(card).status_code == 200
    turned = STEPS.index(last) >= STEPS.index("turned")
    assert (found(stage).keys.secret(baku.uid) != secret) == turned
    home = found(stage).stores.room(baku.uid, 0)
    assert len(list(home.rglob("store.db"))) == 1
    rotate(stage, baku)
    assert baku.checksum() == before


DEPLOYMENT_STEPS = ["begun", "turned", "wrapped", "drained", "template",
                    "old control plane gone", "settled"]  # fmt: skip


@pytest.mark.parametrize("last", DEPLOYMENT_STEPS)
def test_broken_off_after_any_step_a_deployment_is_whole_at_the_next_start(
    stage, baku, nu, last, clock
):
    before, card = baku.checksum(), nu.reader().card("deniz")
    root = found(stage).keys.root().secret
    closed(stage)

    def work(end):
        rotate_deployment(stage, step=lambda step: step == last and end())

    assert in_a_child(work) == 9
    assert baku.checksum() == before
    rotating.finish(stage.app)
    assert not rotating.unfinished(found(stage))
    clock.shift(timedelta(seconds=1))
    assert nu.reader().get(card).status_code == 200
    turned = last != "begun"
    assert (found(stage).keys.root().secret != root) == turned
    assert len(list(found(stage).data.glob("control*.db"))) == 1
    with stage.app.app_context(), deployment().control.connect() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM library")).scalar() == 2
    assert baku.checksum() == before


def test_another_workers_connections_follow_and_a_write_that_waited_is_not_lost(stage, baku):
    """The other worker has the old store open, and holds on to it."""
    here = found(stage)
    other = SqliteStores(here.stores.folder, Keys.open(here.keys.folder))
    try:
        query = "SELECT count(*) FROM book"
        with other.engine_for(baku.uid).connect() as connection:
            number = connection.exec_driver_sql(query).scalar()
        rotate(stage, baku)
        with other.engine_for(baku.uid).connect() as connection:
            assert connection.exec_driver_sql(query).scalar() == number
        with stage.app.app_context(), library(baku.uid), writing() as session:
            session.connection().exec_driver_sql("UPDATE book SET pen_name = 'New'")
        with other.engine_for(baku.uid).connect() as connection:
            names = connection.exec_driver_sql("SELECT DISTINCT pen_name FROM book").scalars()
            assert list(names) == ["New"]
    finally:
        other.dispose()


def test_a_write_that_got_its_turn_on_the_old_store_has_to_begin_again(stage, baku):
    """Negative control: were it let through, it would be acknowledged and lost."""
    engine = found(stage).stores.engine_for(baku.uid)
    with engine.connect() as connection:  # Taken out of the pool before the turn.
        rotate(stage, baku)
        with pytest.raises(StoreBusy):
            connection.execution_options(writing=True).begin()


def test_a_backup_from_before_comes_back_with_the_keys_of_its_time(stage, baku, tmp_path):
    pictures, before = kept(baku), baku.rows("SELECT code, pen_name FROM book")
    old = copytree(found(stage).keys.folder, tmp_path / "keys")
    back_up(stage.app, baku.uid, tmp_path / "baku.backup", NOW)
    rotate(stage, baku)
    rotate_deployment(stage)
    baku.change("UPDATE book SET pen_name = 'spoiled'")
    with baku.inside():
        files.drop(pictures)
    with pytest.raises(CannotRestore, match="--old-keys"):
        restore(stage.app, tmp_path / "baku.backup", NOW, "aygun", "try")
    restore(stage.app, tmp_path / "baku.backup", NOW, "aygun", "try", Keys.open(old))
    assert baku.rows("SELECT code, pen_name FROM book") == before
    assert {name: whole(baku, name) for name in pictures} == pictures
