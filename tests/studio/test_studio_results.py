"""What was answered by link, as figures; and by an event's books, as sheets that name nobody."""

import csv
import io
import re
from uuid import UUID

import pytest

import answered
from cast import EVENT, PAST
from humanshelf.backroom.check_in import words
from humanshelf.impact.hiding import USUAL
from humanshelf.records.survey_results import check_ins, figures_alone
from humanshelf.records.surveys import survey

CHECK_IN = "/studio/surveys/check-in/results"
EN = {"Accept-Language": "en"}


@pytest.fixture
def code(baku):
    return baku.survey_alone()


def page(visitor, path):
    found = visitor.get(path, headers=EN)
    assert found.status_code == 200
    return re.sub(r"\s+", " ", found.text)


def test_nobody_has_answered_yet(samir, code):
    assert "Nobody has answered yet." in page(samir, f"/studio/surveys/{code}/results")


def test_it_is_told_as_a_report_tells_it(baku, samir, code):
    """Thirty: ten would perhaps come, twenty surely; nobody said no, and that is not told."""
    answered.alone(baku, code, 30)
    text = page(samir, f"/studio/surveys/{code}/results")
    assert "Rounded to five, 30 people answered." in text
    with baku.inside():
        figures = figures_alone(survey(code).id, USUAL)
    (wish,) = [one for one in figures["answers"] if "recruiting.wish" in one["name"]]
    told = {part["name"]: part["count"] for part in wish["after"]["parts"]}
    assert (wish["n"], wish["moment"]) == (30, "alone")
    assert told["no"] is None and set(told.values()) <= {None, 10, 20}


def test_of_nine_no_figure_is_told_but_their_words(baku, samir, code):
    answered.alone(baku, code, 9)
    text = page(samir, f"/studio/surveys/{code}/results")
    assert "Not shown: too few answered, or nearly all gave the same answer." in text
    assert "Rounded to five" not in text
    assert sorted(re.findall(r"<li>(7-\d)", text)) == ["7-0", "7-1"]


def test_words_stand_in_no_order(baku, code, monkeypatch, samir):
    """Turned round by whoever draws the order, the list is turned round."""
    answered.alone(baku, code, 2)
    orders = set()
    for turn in (False, True):
        monkeypatch.setattr(
            "humanshelf.records.survey_results.SystemRandom.shuffle",
            lambda _self, rows, turn=turn: rows.sort(key=repr, reverse=turn),
        )
        text = page(samir, f"/studio/surveys/{code}/results")
        orders.add(tuple(re.findall(r"<li>(7-\d)", text)))
    assert orders == {("7-0", "7-1"), ("7-1", "7-0")}


def test_the_table_holds_figures_and_no_words(baku, samir, code):
    answered.alone(baku, code, 30)
    got = samir.get(f"/studio/surveys/{code}/results/table", headers=EN)
    assert got.headers["Content-Disposition"] == 'attachment; filename="survey.csv"'
    rows = list(csv.reader(io.StringIO(got.text.removeprefix("\ufeff"))))
    assert rows[0][0] == "part" and {row[0] for row in rows[1:]} == {"spread"}
    assert "7-0" not in got.text


def test_what_readers_answered_stands_in_the_report(samir):
    for moment in ("baseline", "endline", "follow-up"):
        answer = samir.get(f"/studio/surveys/{moment}/results")
        assert (answer.status_code, answer.location) == (303, "/studio/report")
    answer = samir.get(f"{CHECK_IN}/table")
    assert (answer.status_code, answer.location) == (303, CHECK_IN)


def test_a_check_in_is_read_whole_once_its_event_is_over(baku, samir):
    answered.books(baku)
    answered.books(baku, EVENT, safe="no", tired=5)
    text = page(samir, CHECK_IN)
    sheets = re.findall(r"<article.*?</article>", text)
    assert len(sheets) == 1, "the other event still runs"
    assert re.findall(r"<dd>(?:<span[^>]*>)?([^<]+)", sheets[0]) == [
        "No",
        "Partly",
        "4 on a scale from 1 (not at all) to 5 (very)",
    ]
    assert samir.get(f"{CHECK_IN}?event={EVENT}").status_code == 404
    assert samir.get(f"{CHECK_IN}?event={PAST}").status_code == 200


def test_a_sheet_holds_no_pair_and_nothing_that_was_not_sent(baku):
    answered.books(baku, safe="rather-not")
    event_id = baku.rows("SELECT event_id FROM sheet")[0][0]
    baku.change(
        "INSERT INTO sheet SELECT randomblob(16), event_id, NULL, moment, randomblob(16), "
        "0, 1, 0, answers, texts, sealed FROM sheet"
    )
    with baku.inside():
        (sheet,) = check_ins(UUID(event_id))
    ((line,),) = (sheet,)
    assert (line.item.key, line.answer, line.written) == ("check-in.safe", "rather-not", "")


def test_no_book_has_answered_and_no_event_is_over(baku, samir):
    assert "No book has answered." in page(samir, CHECK_IN)
    baku.change("UPDATE event SET opens = opens * 2, closes = closes * 2, phase = 'planned'")
    assert "No event is over yet." in page(samir, CHECK_IN)


def test_the_books_are_told_who_reads(baku, leyla, rana):
    with baku.app.test_request_context(base_url=baku.origin, headers=EN):
        told = str(words(None)["intro"])
    assert told.startswith("The coordinators read your answers. Your name does not stand there,")


def test_each_library_reads_its_own(baku, nu, code):
    reads = nu.staff("coordinator")
    answered.alone(baku, code, 30)
    answered.books(baku)
    theirs = nu.survey_alone()
    for path in ("results", "results/table"):
        assert reads.get(f"/studio/surveys/{code}/{path}").status_code == 404
        assert reads.get(f"/studio/surveys/{theirs}/{path}").status_code == 200
    assert "<article" not in page(reads, CHECK_IN)
    answered.books(nu)
    assert page(reads, CHECK_IN).count("<article") == 1


def test_librarians_read_none_of_it(rana, code):
    for path in (f"/studio/surveys/{code}/results", CHECK_IN):
        assert rana.get(path).status_code == 403


def test_the_way_there_stands_on_the_surveys_page(samir, code):
    for survey_code, there in ((code, True), ("check-in", True), ("endline", False)):
        found = samir.get(f"/studio/surveys/{survey_code}").text
        assert (f"/studio/surveys/{survey_code}/results" in found) is there
