"""A survey by link: each opened form is one sheet, however often it is sent."""

from datetime import timedelta

import pytest
from sheets import Form

from cast import NOW
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records import answers as records
from humanshelf.records.surveys import survey


@pytest.fixture
def path(baku):
    return f"/surveys/{baku.survey_alone(days=30)}"


def test_one_opened_form_is_one_sheet(baku, leyla, path):
    for _ in range(2):
        form = Form(leyla.get(path).text)
        said = {"recruiting.wish": "perhaps", "recruiting.needs": ["evening", "company"]}
        for _again in range(10):
            answer = leyla.post(path, data=form.data(said, go="send"))
            assert answer.status_code == 200
            assert "Thank you for your answers." in answer.text
    assert baku.count("sheet") == 2
    with baku.inside():
        found = survey(path.rpartition("/")[2])
        sheets = records.sheets_alone(found.id)
        told = [{key: v for (key, _), v in sheet.answers.items()} for sheet in sheets]
        assert len({sheet.pair for sheet in sheets}) == 2
    assert told == [{"recruiting.wish": "perhaps", "recruiting.needs": ("company", "evening")}] * 2


def test_it_keeps_no_cookie(leyla, path):
    answer = leyla.get(path)
    assert "Set-Cookie" not in answer.headers


def test_none_of_these_with_others_is_refused_beside_its_question(baku, leyla, path):
    form = Form(leyla.get(path).text)
    answer = leyla.post(path, data=form.data({"recruiting.needs": ["none", "evening"]}, go="send"))
    assert answer.status_code == 422
    assert "These answers do not go together." in answer.text
    assert baku.count("sheet") == 0


def test_what_the_list_misses_is_written_beside_other(baku, leyla, path):
    form = Form(leyla.get(path).text)
    leyla.post(path, data=form.data({"heard.where-words": "On the bus"}, go="send"))
    ((answers, texts),) = baku.rows("SELECT answers, texts FROM sheet")
    assert '["other"]' in answers
    assert "On the bus" in texts


def test_it_ends_on_its_day_and_is_not_known_at_the_other_library(nu, leyla, path, clock):
    assert nu.reader().get(path).status_code == 404
    clock.move_to(NOW + timedelta(days=30, seconds=1))
    assert leyla.get(path).status_code == leyla.post(path).status_code == 404


def test_an_events_survey_is_none_by_link(leyla):
    for code in ("baseline", "endline", "check-in"):
        assert leyla.get(f"/surveys/{code}").status_code == 404


def test_its_words_and_sheets_are_forgotten_too(stage, baku, leyla, path):
    leyla.post(path, data=Form(leyla.get(path).text).data({"heard.where-words": "Bus"}, go="send"))
    end = NOW + timedelta(days=30)
    forget_everywhere(stage.app, end + timedelta(days=90, seconds=1))
    assert baku.rows("SELECT texts FROM sheet") == [(None,)]
    forget_everywhere(stage.app, end + timedelta(days=396, seconds=1))
    assert baku.count("sheet") == 0
