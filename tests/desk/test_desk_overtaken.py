"""The floor moved between the drawing of a button and its tap."""

import fussy
from cast import EVENT, label_of

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


def test_time_alone_refuses_no_tap_and_the_card_that_was_seen_is_called(
    rana, leyla, murad, baku, clock
):
    leyla.card("deniz")
    clock.shift(60)
    second = label_of(murad.get(murad.card("deniz")))
    form = fussy.one(fussy.main(rana.get(DESK).text), "li", id="row-deniz")
    drawn = {e.get("value") for e in form.iter("input") if e.get("name") == "revision"}
    assert drawn == {str(baku.floor().revision)}
    stale = rana.tap("calls", book="deniz", seen=second, revision=str(baku.floor().revision - 1))
    assert stale.status_code == 409
    # As if time had brought the first card to its turn after the desk had named the second.
    answer = rana.tap("calls", book="deniz", seen=second, revision=drawn.pop())
    assert answer.status_code == 303
    assert baku.floor().seated["deniz"].label == second


def test_a_revision_that_no_form_of_ours_sends_helps_nobody(rana, leyla, murad, baku, clock):
    leyla.card("deniz")
    clock.shift(60)
    second = label_of(murad.get(murad.card("deniz")))
    before = baku.checksum()
    for odd in ("", "-1", "²", "9" * 5000, "\x00"):
        answer = rana.tap("calls", book="deniz", seen=second, revision=odd)
        assert answer.status_code == 409
    assert baku.checksum() == before
