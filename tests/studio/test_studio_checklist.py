"""The studio's home: what is still to do, and the door that opens when enough is there."""

import pytest

import fussy
from cast import EVENT
from founding import SLUG, coordinator, draft
from humanshelf.records.profile import profile
from studio.test_studio_setup import skip, take


@pytest.fixture
def house(stage):
    return draft(stage)


@pytest.fixture
def nigar(house):
    return coordinator(house)


def open_it(person):
    return person.post("/studio/opening", data={"csrf_token": person.token("/studio")})


def state(stage):
    return stage.control(f"SELECT state FROM library WHERE slug = '{SLUG}'")[0][0].lower()


def home(person):
    return fussy.text(fussy.main(person.get("/studio").text))


def test_a_draft_is_seen_by_its_team_alone(house, nigar, samir):
    assert house.reader().get("/").status_code == 404
    assert nigar.get("/").status_code == 200


def test_it_opens_when_languages_and_privacy_were_looked_at(stage, house, nigar):
    assert open_it(nigar).status_code == 409
    take(nigar, "languages")
    skip(nigar, "privacy")
    answer = open_it(nigar)
    assert answer.status_code == 409, "skipped is not done"
    assert fussy.alerts(answer) != []
    assert state(stage) == "draft"
    take(nigar, "privacy")
    answer = open_it(nigar)
    assert (answer.status_code, answer.location) == (303, "/studio?opened=1")
    assert state(stage) == "active"
    stage.app.wsgi_app.register._until = float("-inf")
    assert house.reader().get("/").status_code == 200
    assert ("open-library",) in house.rows("SELECT act FROM act")


def test_the_network_is_told_who_opened_it_and_why(stage, house, nigar):
    take(nigar, "languages")
    take(nigar, "privacy")
    open_it(nigar)
    acts = stage.control("SELECT act, actor, reason FROM network_act ORDER BY id DESC LIMIT 1")
    assert (acts[0][0], acts[0][2]) == ("active", "set up")
    assert acts[0][1].startswith("coordinator ")
    assert "Nigar" not in acts[0][1], "the control plane knows nobody of a library"


def test_open_twice_is_open_once(stage, house, nigar):
    take(nigar, "languages")
    take(nigar, "privacy")
    open_it(nigar)
    stage.app.wsgi_app.register._until = float("-inf")
    before = stage.control("SELECT count(*) FROM network_act")
    assert open_it(nigar).status_code == 303
    assert stage.control("SELECT count(*) FROM network_act") == before


def test_the_list_stays_until_all_is_done(stage, house, nigar):
    assert "1 / 10" in home(nigar)
    for step in ("languages", "vocabulary", "clock", "look", "privacy", "event"):
        take(nigar, step)
    skip(nigar, "second")
    open_it(nigar)
    stage.app.wsgi_app.register._until = float("-inf")
    assert "7 / 10" in home(nigar), "open, and one step was skipped"
    take(nigar, "second")
    assert "/ 10" not in home(nigar), "two are advised: nobody is asked for ever"


def test_a_rehearsal_is_the_last_of_the_list(samir, baku):
    form = {"csrf_token": samir.token(), "event": EVENT, "speed": "5", "readers": "9"}
    assert samir.post("/studio/rehearsals", data=form).status_code == 303
    with baku.inside():
        assert profile().setup["rehearsal"] == "done"


def test_the_home_tells_the_next_event_and_what_is_untranslated(samir):
    page = fussy.main(samir.get("/studio").text)
    links = [a.get("href") for a in page.iter("a")]
    assert f"/desk/{EVENT}" in links


def test_only_coordinators_set_the_library_up(baku):
    for role in ("librarian", "editor", "translator"):
        person = baku.staff(role)
        for path in ("/studio", "/studio/setup", "/studio/library", "/studio/library/names"):
            assert person.get(path).status_code == 403, (role, path)


def test_a_library_from_a_bundle_is_set_up(samir):
    assert "Finish setup" not in home(samir)
    assert samir.get("/studio/setup").location == "/studio"
