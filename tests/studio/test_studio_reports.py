"""Reports in the studio: drafted with what is kept back, released, withdrawn, put back."""

import json
import re
from datetime import date

import pytest
from sqlalchemy import inspect

import fussy
import reporting
from cast import EVENT, PAST, STAFF
from humanshelf.impact.past import publication
from humanshelf.records.publications import Overtaken, all_publications
from humanshelf.tenancy.db import db

STUDIO = "/studio/report"
DRAFT = f"{STUDIO}/draft?event={PAST}"


@pytest.fixture
def evening(baku):
    """Forty readers have gone home."""
    with baku.inside():
        reporting.season(40)


def fields(answer):
    """Those of the form under a draft."""
    form = answer.text[answer.text.index('action="/studio/report/releases"') :]
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def release(person, path=DRAFT):
    answer = person.post(f"{STUDIO}/releases", data=fields(person.get(path)))
    assert answer.status_code == 303, answer.text
    return answer.location.partition("released=")[2]


def test_only_events_that_are_over_are_offered(samir):
    page = samir.get(STUDIO)
    offered = re.findall(r'name="event" value="(\w+)"', page.text)
    assert offered == [PAST]
    refused = samir.get(f"{STUDIO}/draft?event={EVENT}")
    assert refused.status_code == 422
    assert "Please choose at least one event that is over." in refused.text


def test_what_is_ticked_becomes_an_address(samir, evening):
    form = {"csrf_token": samir.token(), "event": PAST, "least": "15"}
    answer = samir.post(f"{STUDIO}/drafts", data=form)
    assert (answer.status_code, answer.location) == (303, f"{DRAFT}&least=15")
    nothing = samir.post(f"{STUDIO}/drafts", data={"csrf_token": samir.token()})
    assert nothing.status_code == 422


def test_a_draft_says_what_is_kept_back_and_why(samir, evening):
    text = fussy.text(samir.main(DRAFT))
    assert "What is kept back, and why" in text
    assert "A group is too small." in text
    assert "One event cannot show an effect" in text


def test_no_library_shows_smaller_groups_than_the_floor(samir, evening):
    for wanted, k in (("5", "10"), ("8", "8"), ("20", "20"), ("-5", "10"), ("all", "10")):
        assert fields(samir.get(f"{DRAFT}&least={wanted}"))["least"] == k


def test_a_released_report_is_seen_by_everybody_in_the_own_library_only(
    samir, evening, leyla, aigul
):
    code = release(samir)
    assert leyla.get(f"/reports/{code}").status_code == 200
    assert aigul.get(f"/reports/{code}").status_code == 404
    assert f"/reports/{code}" in leyla.get("/reports").text
    assert code not in aigul.get("/reports").text


def test_a_draft_is_seen_by_nobody_else(rana, leyla, evening):
    assert rana.get(DRAFT).status_code == 403
    assert leyla.get(DRAFT).status_code == 303
    assert leyla.get("/reports/no-such").status_code == 404


def test_what_was_not_looked_at_is_not_released(samir, evening, baku):
    seen = fields(samir.get(DRAFT))
    with baku.inside(), reporting.writing() as session:
        reporting.fill(session, reporting.past_event(session), 30, seed=9)
    answer = samir.post(f"{STUDIO}/releases", data=seen)
    assert answer.status_code == 409
    assert "The figures have changed." in answer.text
    assert baku.count("publication") == 0
    assert samir.post(f"{STUDIO}/releases", data=fields(answer)).status_code == 303


def test_of_two_who_look_at_the_same_moment_one_looks_again(evening, baku):
    """The second report was held against all but the first: it has to be made anew."""
    with baku.inside():
        ids = [reporting.past_event(db.session).id]
        first, second = (reporting.make("event", ids, 10) for _ in range(2))
        day = date(2026, 10, 17)
        reporting.release(first, "coordinator", day)
        with pytest.raises(Overtaken):
            reporting.release(second, "coordinator", day)


def test_what_later_reports_need_is_not_read_for_a_page(samir, evening, baku):
    release(samir)
    with baku.inside():
        (row,) = all_publications()
        assert inspect(row).unloaded == {"shown", "frozen"}


def test_a_release_says_edition_role_and_day_and_names_nobody(samir, evening, baku):
    release(samir)
    release(samir)
    rows = baku.rows("SELECT edition, role, day, withdrawn FROM publication ORDER BY edition")
    assert rows == [(1, "coordinator", "2026-10-17", None), (2, "coordinator", "2026-10-17", None)]
    with baku.inside():
        told = json.dumps([row.figures for row in all_publications()])
    assert "Samir" not in told and str(STAFF["coordinator"]) not in told


def test_a_withdrawn_report_is_gone_and_comes_back_as_it_was(samir, evening, leyla):
    code = release(samir)
    before = leyla.get(f"/reports/{code}/data").text
    form = {"csrf_token": samir.token()}
    answer = samir.post(f"/studio/reports/{code}/withdrawals", data=form)
    for path in ("", "/document", "/table", "/data"):
        assert leyla.get(f"/reports/{code}{path}").status_code == 404
    assert "Undo: withdrawing the report" in samir.get(answer.location).text
    samir.post(f"/studio/reports/{code}/returns", data=form)
    assert leyla.get(f"/reports/{code}/data").text == before


def test_the_home_page_leads_to_reports_while_there_is_one(samir, evening, leyla, aigul):
    def leads(reader):
        return "/reports" in {a.get("href") for a in reader.main("/").iter("a")}

    assert not leads(leyla)
    code = release(samir)
    assert (leads(leyla), leads(aigul)) == (True, False)
    samir.post(f"/studio/reports/{code}/withdrawals", data={"csrf_token": samir.token()})
    assert not leads(leyla)


def test_a_report_that_is_not_there_is_neither_withdrawn_nor_put_back(samir, yerlan, evening):
    code = release(samir)
    for person, report in ((samir, "nothing"), (yerlan, code)):
        for noun in ("withdrawals", "returns"):
            form = {"csrf_token": person.token()}
            path = f"/studio/reports/{report}/{noun}"
            assert person.post(path, data=form).status_code == 404


def test_a_withdrawn_report_still_counts_against_the_next_one(samir, evening, baku):
    """Somebody may have kept it: the next report must not tell what lies between."""
    code = release(samir)
    form = {"csrf_token": samir.token()}
    samir.post(f"/studio/reports/{code}/withdrawals", data=form)
    with baku.inside(), reporting.writing() as session:
        reporting.fill(session, reporting.another(session, "tiny", 7), 3, seed=5)
    both = samir.get(f"{DRAFT}&event=tiny")
    assert "Beside an earlier report it would tell of a few people." in both.text


def test_answers_that_come_after_a_release_are_left_out_and_said(samir, evening, baku, leyla):
    code = release(samir)
    first = json.loads(leyla.get(f"/reports/{code}/data").text)
    with baku.inside(), reporting.writing() as session:
        reporting.fill(session, reporting.past_event(session), 1, seed=77)
    page = samir.get(DRAFT)
    assert "after an earlier report of" in page.text
    again = json.loads(leyla.get(f"/reports/{release(samir)}/data").text)
    assert again["answers"] == first["answers"] and again["edition"] == 2


def test_what_is_stored_for_later_reports_is_what_was_shown(samir, evening, baku):
    release(samir)
    with baku.inside():
        (row,) = all_publications()
        stored = publication({"events": row.events, "shown": row.shown, "frozen": row.frozen})
    assert set(stored.frozen) == stored.events
    figures = {name for own in stored.frozen.values() for name in own}
    assert all(any(name.startswith(figure) for name in stored.shown) for figure in figures)


def test_a_year_is_all_of_its_events(samir, baku, leyla):
    with baku.inside():
        reporting.season(40, 60, 50)
    code = release(samir, f"{STUDIO}/draft?year=2026")
    told = json.loads(leyla.get(f"/reports/{code}/data").text)
    assert told["events"] == 3 and told["about"]["scope"] == "year"
    assert fussy.text(fussy.one(leyla.main(f"/reports/{code}"), "h1")) == "2026"


def test_a_long_draft_is_counted_in_slices_and_shows_how_far_it_is(samir, baku, monkeypatch):
    monkeypatch.setattr("humanshelf.studio.drafting.SLICE", -1.0)
    with baku.inside():
        reporting.season(12, 12)
    path = f"{STUDIO}/draft?year=2026"
    first = samir.get(path)
    assert '<progress aria-labelledby="counted" max="42" value="1">' in first.text
    asked = 1
    while "progress" in samir.get(path).text:
        asked += 1
    assert asked > 10
    assert "Release the report" not in first.text
