"""What each seizure surrenders, row by row: a disk, a disk with its keys, a backup, a snapshot."""

import json
from collections import Counter
from dataclasses import asdict
from shutil import copytree

import pytest

from cast import NOW
from humanshelf.libraries import box, jobs, rotating, waiting
from humanshelf.libraries.backup import back_up, back_up_all
from humanshelf.libraries.seizing import opened
from humanshelf.libraries.working import work
from humanshelf.tenancy.passphrase import Opener
from humanshelf.tenancy.scope import EXTENSION
from moving import WORDS, bytes_below

MARK = "Yusif 203.0.113.77 ağ kağız"
SECRETS = (MARK, "baku", "Rəna", "deniz", "CREATE TABLE")
"""Words of feedback, an address, a name of the team, a book, and the schema."""


@pytest.fixture
def disk(stage, baku, nu):
    """A running deployment after part of an evening; nothing was closed, as in a snapshot."""
    baku.words(MARK)
    baku.reader().card("deniz")
    nu.reader().card("deniz")
    return stage.folder


def found(stage):
    return stage.app.extensions[EXTENSION]


def kinds(*folders, **more):
    return Counter(find.kind for find in opened(folders, **more))


def words_in(*folders, **more):
    whole = b"".join(find.content for find in opened(folders, **more))
    return {word for word in SECRETS if word.encode() in whole}


def exported(stage, house):
    """The job of an export that waits to be fetched."""
    job = jobs.Job(jobs.new_id(), "export", house.uid, "coordinator", "why", NOW.isoformat())
    place = jobs.folder(found(stage).data, job.id)
    place.mkdir(parents=True)
    (place / jobs.TOLD).write_text(json.dumps(asdict(job)))
    assert work(stage.app, job, "correct horse battery", NOW)
    return job


def test_a_disk_without_keys_yields_ciphertext_and_random_names(disk):
    """Less than the table allows: neither addresses of libraries nor the schema."""
    whole = bytes_below(disk / "data")
    assert [word for word in SECRETS if word.encode() in whole] == []
    assert set(kinds(disk / "data")) <= {"plain"}
    assert words_in(disk / "data") == set()


def test_a_disk_with_its_keys_yields_all_but_what_lies_in_a_vault(disk):
    """The control of the others: whoever looks as they do finds it, where nothing keeps it."""
    assert words_in(disk) == set(SECRETS) - {"CREATE TABLE"}
    assert words_in(disk / "data", keys=disk / "keys") == set(SECRETS) - {"CREATE TABLE"}
    assert kinds(disk)["store"] == 3  # The template, too.
    assert kinds(disk)["control"] == kinds(disk)["key"] == 1
    assert kinds(disk)["media"] > 0


def test_the_keys_of_libraries_without_the_deployments_yield_nothing(disk, tmp_path):
    copytree(disk / "keys", tmp_path / "keys")
    (tmp_path / "keys" / "deployment.key").unlink()
    assert set(kinds(disk / "data", keys=tmp_path / "keys")) <= {"plain"}


def test_a_snapshot_of_the_running_server_yields_no_more_than_its_disk(disk, tmp_path):
    snapshot = copytree(disk / "data", tmp_path / "snapshot")
    assert list(snapshot.rglob("*.db-wal"))
    assert set(kinds(snapshot)) <= {"plain"}
    assert words_in(snapshot) == set()


def test_a_backup_alone_yields_when_it_was_made_and_of_which_random_name(stage, disk, tmp_path):
    assert back_up_all(stage.app, tmp_path / "all", NOW, lambda line: None) == []
    assert words_in(tmp_path / "all") == set()
    assert {find.where.rpartition("!")[2] for find in opened([tmp_path / "all"])} == {
        "manifest.json"
    }
    assert words_in(tmp_path / "all", keys=disk / "keys") >= {MARK, "deniz"}


def test_a_whole_disk_yields_nothing_where_the_key_is_typed(stage, disk):
    found(stage).keys.seal(Opener.new(WORDS))
    assert set(kinds(disk)) <= {"plain"}
    assert words_in(disk) == set()
    assert words_in(disk, words=WORDS + "x") == set()
    assert words_in(disk, words=WORDS) == set(SECRETS) - {"CREATE TABLE"}


def test_keys_that_were_copied_yield_nothing_of_what_lies_there_after_a_rotation(
    stage, baku, nu, disk, tmp_path
):
    old = copytree(disk / "keys", tmp_path / "keys")
    assert words_in(disk / "data", keys=old) == set(SECRETS) - {"CREATE TABLE"}
    rotating.rotate(stage.app, [baku.uid, nu.uid], drain=lambda: None)
    rotating.rotate_deployment(stage.app, drain=lambda: None)
    found(stage).stores.dispose()
    assert set(kinds(disk / "data", keys=old)) <= {"key", "plain"}
    assert words_in(disk / "data", keys=old) == set()


@pytest.mark.parametrize("sealed", [True, False], ids=["sealed", "control"])
def test_an_export_that_waits_at_a_door_yields_nothing_without_the_keys(
    stage, baku, disk, tmp_path, monkeypatch, sealed
):
    """Rows of it are for people to read, so they are encrypted nowhere in the file itself."""
    if not sealed:
        making = box.making
        monkeypatch.setattr(box, "making", lambda target, key=None: making(target))
    job = exported(stage, baku)
    exports = disk / "data" / jobs.EXPORTS
    assert [path.name for path in exports.iterdir()] == [f"{job.uid}-{job.id}.sealed"]
    shown = {"baku", "Rəna", "deniz", MARK}
    assert words_in(exports) == (set() if sealed else shown)
    assert set(kinds(disk / "data")) <= {"plain"} and words_in(exports, keys=disk / "keys") == shown


def test_an_export_that_waits_goes_when_the_key_of_its_library_is_changed(stage, baku, nu, disk):
    both = [exported(stage, house) for house in (baku, nu)]
    with stage.app.app_context():
        assert all(waiting.opened(job) for job in both)
        rotating.rotate(stage.app, [baku.uid], drain=lambda: None)
        assert [waiting.opened(job) is not None for job in both] == [False, True]
    assert [jobs.bundle(disk / "data", job).exists() for job in both] == [False, True]


def test_a_backup_opens_with_the_keys_of_its_time_only(stage, baku, disk, tmp_path):
    old = copytree(disk / "keys", tmp_path / "keys")
    back_up(stage.app, baku.uid, tmp_path / "baku.backup", NOW)
    rotating.rotate(stage.app, [baku.uid], drain=lambda: None)
    assert "store" not in kinds(tmp_path / "baku.backup", keys=disk / "keys")
    assert kinds(tmp_path / "baku.backup", keys=old)["store"] == 1
