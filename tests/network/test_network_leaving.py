"""A library leaves by a file, comes from one, and is erased; each is a job that is told of."""

import io
import zipfile
from datetime import timedelta

import pytest

import fussy
from cast import NOW, code
from humanshelf.libraries import jobs
from humanshelf.libraries.working import work

WORDS = "correct horse battery"


@pytest.fixture(autouse=True)
def at_once(monkeypatch, stage):
    """A job is done where it is begun, not in a process of its own; and nobody is waited for."""
    monkeypatch.setattr("humanshelf.libraries.erasing.drain", lambda: None)
    monkeypatch.setattr("humanshelf.libraries.erasing.erase.__defaults__", (lambda: None,))
    monkeypatch.setattr(jobs, "_start", lambda _s, job, words: work(stage.app, job, words, NOW))


def send(admin, path, **fields):
    page = fussy.main(admin.get(path).text)
    drawn = {name: sent[0] for name, sent in fussy.fields(fussy.one(page, "form")).items()}
    fields = {name: value for name, value in fields.items() if value is not None}
    return admin.post(
        path, data=drawn | {"reason": "they move", "csrf_token": admin.token()} | fields
    )


def export(admin, slug="baku", words=WORDS, **more):
    path = f"/network/libraries/{slug}/exports"
    fields = {"passphrase": words, "again": words, "code": code()} | more
    return send(admin, path, **fields)


def bring(admin, file, words=WORDS, **more):
    sent = (io.BytesIO(file), "bundle.zip") if file is not None else None
    answer = send(admin, "/network/imports", file=sent, passphrase=words, **more)
    answer.request.environ["wsgi.input"].close()  # The test client's own temporary file.
    return answer


def erase(admin, slug="baku", **more):
    fields = {"confirm": slug, "code": code()} | more
    return send(admin, f"/network/libraries/{slug}/erasure", **fields)


def hide(stage):
    stage.control("UPDATE library SET state = 'suspended' WHERE slug = 'baku'")


def said(admin, answer):
    assert answer.status_code == 303, fussy.alerts(answer)
    return fussy.text(fussy.main(admin.get(answer.location).text))


def bundle_of(admin, **more):
    answer = export(admin, **more)
    assert "The file is ready." in said(admin, answer)
    file = admin.get(f"{answer.location}/file")
    data = file.data
    file.close()
    return data


def test_an_export_is_a_file_under_a_neutral_name(stage, aygun, baku):
    answer = export(aygun)
    file = aygun.get(f"{answer.location}/file")
    assert file.headers["Content-Disposition"] == "attachment; filename=bundle.zip"
    with zipfile.ZipFile(io.BytesIO(file.data)) as inside:
        assert "store.db" in inside.namelist()
    file.close()
    assert stage.control("SELECT act, actor, reason FROM network_act") == [
        ("export", "Aygün", "they move")
    ]
    assert WORDS not in "".join(p.read_text() for p in folder(stage).rglob("*.json"))


def folder(stage):
    return stage.app.extensions["humanshelf.tenancy"].data / "jobs"


def exports(stage):
    return [*(stage.app.extensions["humanshelf.tenancy"].data / "exports").glob("*")]


WRONG_CODE = "This code does not fit, or was used already. Please take the next one."


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"words": "short"}, "A passphrase has at least 12 signs."),
        ({"again": "correct horse batterx"}, "The two are not the same."),
        ({"reason": " "}, "Please say why, in a few words."),
        ({"code": "000000"}, WRONG_CODE),
        ({"code": None}, WRONG_CODE),
    ],
)
def test_an_export_that_cannot_be_is_told(stage, aygun, fields, wrong):
    answer = export(aygun, **fields)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [wrong])
    assert exports(stage) == []


def test_the_same_form_sent_twice_is_one_job(stage, aygun):
    id = jobs.new_id()
    places = {export(aygun, job=id).location for _ in range(2)}
    assert places == {f"/network/jobs/{id}"}
    assert len(exports(stage)) == 1


@pytest.mark.parametrize("id", ["", "..", "x" * 32, "../../keys", "A" * 32])
def test_what_is_no_job_is_not_there(aygun, id):
    assert export(aygun, job=id).status_code == 404
    assert aygun.get(f"/network/jobs/{id or 'x'}").status_code == 404


def test_a_hidden_library_and_a_resting_one_can_be_exported(stage, aygun):
    for steps, state in enumerate(("suspended", "archived")):
        stage.control("UPDATE library SET state = ? WHERE slug = 'baku'", state)
        assert len(bundle_of(aygun, code=code(steps))) > 1000


def test_what_came_of_a_job_goes_after_an_hour_or_at_once(stage, aygun):
    first, second = (export(aygun, code=code(steps)).location for steps in range(2))
    gone = aygun.post(f"{first}/removals", data={"csrf_token": aygun.token()})
    assert gone.status_code == 303
    assert aygun.get(first).status_code == 404
    data = stage.app.extensions["humanshelf.tenancy"].data
    jobs.sweep(data, NOW + timedelta(minutes=59))
    assert aygun.get(second).status_code == 200
    jobs.sweep(data, NOW + timedelta(minutes=61))
    assert aygun.get(second).status_code == 404
    assert exports(stage) == []


def test_an_erased_library_comes_from_its_file_no_more_under_its_own_number(stage, aygun, clock):
    file = bundle_of(aygun)
    hide(stage)
    assert "Certificate of erasure" in said(aygun, erase(aygun, code=code(1)))
    assert "This very library is here already, or was erased here." in said(
        aygun, bring(aygun, file, slug="another")
    )


def test_a_library_is_erased_with_its_files_and_a_certificate(stage, aygun, baku, leyla):
    bundle_of(aygun)
    stores = stage.app.extensions["humanshelf.tenancy"].stores
    hide(stage)
    shown = said(aygun, erase(aygun, reason="they asked", code=code(1)))
    assert baku.uid in shown
    assert "2026-10-17" in shown
    assert not stores.path(baku.uid).parent.exists()
    assert exports(stage) == []
    assert stage.control("SELECT state, slug FROM library WHERE uid = ?", baku.uid) == [
        ("tombstone", None)
    ]
    stage.app.wsgi_app.register._until = 0
    assert leyla.get("/").status_code == 404
    assert aygun.get(f"/network/libraries/{baku.uid}").status_code == 200


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"confirm": "nu"}, "This is not what stands there."),
        ({"confirm": ""}, "This is not what stands there."),
        ({"reason": ""}, "Please say why, in a few words."),
        (
            {"code": "000000"},
            "This code does not fit, or was used already. Please take the next one.",
        ),
    ],
)
def test_nothing_is_erased_without_name_reason_and_a_fresh_code(stage, aygun, baku, fields, wrong):
    hide(stage)
    answer = erase(aygun, **fields)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [wrong])
    assert baku.count("book") > 0


def test_an_open_library_is_hidden_before_it_is_erased(aygun):
    """Nobody erases by a slip what people stand before: two steps, each with a reason."""
    assert aygun.get("/network/libraries/baku/erasure").status_code == 404


@pytest.mark.parametrize(
    ("file", "fields", "wrong"),
    [
        (None, {}, ["Please choose a file."]),
        (b"PK", {"slug": "nu"}, ["This address is not free. Choose another."]),
        (b"PK", {"slug": "www"}, ["This address is not free. Choose another."]),
        (b"PK", {"reason": ""}, ["Please say why, in a few words."]),
    ],
)
def test_an_import_that_cannot_be_is_told(stage, aygun, file, fields, wrong):
    answer = bring(aygun, file, **fields)
    assert (answer.status_code, fussy.alerts(answer)) == (422, wrong)
    assert exports(stage) == []


def test_a_file_that_is_none_is_told_and_not_kept(stage, aygun):
    assert "This file cannot be used" in said(aygun, bring(aygun, b"PK\x03\x04 nonsense"))
    assert exports(stage) == []
    assert stage.control("SELECT count(*) FROM library") == [(2,)]


def test_a_job_whose_process_ended_without_a_word_was_broken_off(stage, aygun, monkeypatch):
    monkeypatch.setattr(jobs, "_start", lambda *_: None)
    place = export(aygun).location
    running = aygun.get(place)
    assert "It is being done." in running.text
    assert 'http-equiv="refresh"' in running.text
    assert aygun.get(f"{place}/file").status_code == 404
    data = stage.app.extensions["humanshelf.tenancy"].data
    found = jobs.standing(data, place.rpartition("/")[2], NOW + timedelta(minutes=31))
    assert (found.state, found.result) == ("failed", {"why": "broken off"})


def test_a_stranger_sees_no_job(stage, aygun):
    place = export(aygun).location
    for path in (place, f"{place}/file"):
        answer = stage.stranger("localhost").get(path)
        assert answer.status_code == 303
