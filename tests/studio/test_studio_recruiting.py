"""The way to the shelf: stages with counts, moved by forms, and nothing of an interview kept."""

import fussy
from shelved import added, column, tap

PAGE = "/studio/recruiting"


def counts(answer):
    found = fussy.main(answer.text)
    terms = [fussy.text(one) for one in found.iter("dt")]
    return dict(zip(terms, [fussy.text(one) for one in found.iter("dd")], strict=True))


def test_each_stage_is_counted_and_a_form_moves_a_book(samir, baku):
    before = counts(samir.get(PAGE))
    code = added(samir)
    assert int(counts(samir.get(PAGE))["Applied"]) == int(before["Applied"]) + 1
    for stage in ("interview", "training"):
        moved = {"stage": stage, "from": "recruiting"}
        answer = tap(samir, f"/studio/books/{code}/stages", **moved)
        assert answer.location == f"{PAGE}?moved={code}"
        assert column(baku, code, "stage") == stage
    assert counts(samir.get(PAGE))["Training"] == "1"


def test_who_has_not_agreed_is_not_moved_on_to_the_shelf(samir, baku):
    code = added(samir)
    moved = {"stage": "approved", "from": "recruiting"}
    answer = tap(samir, f"/studio/books/{code}/stages", **moved)
    assert answer.status_code == 409
    assert fussy.text(fussy.one(fussy.main(answer.text), "h1")) == "The way to the shelf"
    assert "Without recorded consent" in fussy.alerts(answer)[0]
    assert column(baku, code, "stage") == "applied"


def test_a_stage_that_there_is_not_is_refused(samir, baku):
    code = added(samir)
    for stage in ("erased", "famous", ""):
        answer = tap(samir, f"/studio/books/{code}/stages", stage=stage)
        assert answer.status_code == 422
    assert column(baku, code, "stage") == "applied"


def test_nothing_is_asked_that_an_interview_told(samir):
    page = samir.get(PAGE).text
    assert "Notes of an interview stay on paper" in page
    assert "<textarea" not in page
    assert 'href="/studio/surveys"' in page
