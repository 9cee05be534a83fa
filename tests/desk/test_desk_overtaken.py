"""The floor moved between the drawing of a button and its tap."""

import fussy
from cast import EVENT

DESK = f"/desk/{EVENT}"


def test_a_tap_that_named_another_card_calls_nobody(rana, leyla, baku):
    leyla.card("deniz")
    before = baku.count("step")
    answer = rana.tap("calls", book="deniz", seen="Nobody 1")
    assert answer.status_code == 409
    said = fussy.one(fussy.main(answer.text), "p", role="alert")
    assert fussy.text(said) == "Someone was faster. The page has been refreshed."
    assert baku.count("step") == before


def test_undoing_a_return_after_the_reader_took_a_new_card_is_refused_in_words(rana, leyla, baku):
    leyla.card("deniz")
    for noun in ("calls", "readings", "returns"):
        assert rana.tap(noun, book="deniz").status_code == 303
    returned = baku.floor().last_step
    leyla.card("lala")
    answer = rana.tap("reversals", step=str(returned))
    assert answer.status_code == 409
    assert baku.rows("SELECT count(*) FROM card WHERE stage = 'reading'") == [(0,)]
