"""A library takes everything along by itself; another library's file is unknown to it."""

import zipfile
from datetime import timedelta

import pytest

import fussy
from cast import NOW
from humanshelf.libraries import jobs
from humanshelf.libraries.importing import bring
from humanshelf.libraries.working import work

PAGE, WORDS = "/studio/library/exports", "correct horse battery"


@pytest.fixture(autouse=True)
def at_once(monkeypatch, stage):
    """A job is done where it is begun, not in a process of its own."""
    monkeypatch.setattr(jobs, "_start", lambda _s, job, words: work(stage.app, job, words, NOW))


def export(person, words=WORDS, again=WORDS, job=None):
    page = fussy.main(person.get(PAGE).text)
    [drawn] = fussy.fields(fussy.one(page, "form"))["job"]
    sent = {"csrf_token": person.csrf, "job": job or drawn, "passphrase": words, "again": again}
    return person.post(PAGE, data=sent)


def fetched(person, answer):
    file = person.get(f"{answer.location}/file")
    data = file.data
    file.close()
    return data


def test_a_coordinator_takes_everything_along_and_it_opens_elsewhere(samir, baku, stage, tmp_path):
    samir.token(PAGE)
    answer = export(samir)
    assert "The file is ready." in fussy.text(fussy.main(samir.get(answer.location).text))
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(fetched(samir, answer))
    with zipfile.ZipFile(bundle) as inside:
        assert "store.db" in inside.namelist()
    with pytest.raises(Exception, match="here"):
        bring(stage.app, bundle, WORDS, slug="elsewhere", at=NOW)
    assert baku.rows("SELECT act FROM act") == [("export-library",)]
    told = stage.control("SELECT act, actor, reason FROM network_act")
    assert told == [("export", "coordinator", "asked for by the library itself")]


def test_words_that_are_short_or_differ_make_no_file(samir, stage):
    samir.token(PAGE)
    for words, again in (("too short", "too short"), (WORDS, WORDS + "s"), ("", "")):
        answer = export(samir, words, again)
        assert answer.status_code == 422
        assert len(fussy.alerts(answer)) == 1
    data = stage.app.extensions["humanshelf.tenancy"].data
    assert [*(data / jobs.FOLDER).glob("*")] == []


def test_sent_twice_it_is_made_once_and_noted_once(samir, baku):
    samir.token(PAGE)
    id = jobs.new_id()
    assert export(samir, job=id).location == export(samir, job=id).location
    assert baku.count("act") == 1
    assert export(samir, job="../keys").status_code == 404


def test_another_librarys_file_is_unknown(samir, yerlan):
    samir.token(PAGE)
    yerlan.token(PAGE)
    address = export(samir).location
    for path in (address, f"{address}/file"):
        assert yerlan.get(path).status_code == 404
    assert yerlan.post(f"{address}/removals", data={"csrf_token": yerlan.csrf}).status_code == 404
    assert samir.get(address).status_code == 200
    samir.post(f"{address}/removals", data={"csrf_token": samir.csrf})
    assert samir.get(address).status_code == 404


def test_a_browser_left_open_is_asked_for_the_code_first(samir, clock):
    samir.token(PAGE)
    clock.shift(timedelta(minutes=11))
    for answer in (samir.get(PAGE), samir.post(PAGE, data={"csrf_token": samir.csrf})):
        assert (answer.status_code, answer.location) == (303, f"/confirm?next={PAGE}")
