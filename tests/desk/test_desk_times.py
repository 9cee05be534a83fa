"""Minutes added for all and taken back, and an end that moves; a time that cannot be is refused."""

import pytest

import fussy
from cast import EVENT, later

DESK = f"/desk/{EVENT}"


def test_minutes_for_all_are_added_said_and_taken_back(rana, baku):
    for more in ("5", "10"):
        assert rana.tap("delays", more=more).status_code == 303
    assert baku.floor().delay == 15
    said = "All expected times are 15 minutes later."
    assert said in fussy.text(rana.main(DESK))
    assert rana.tap("delays", over="1").status_code == 303
    assert baku.floor().delay == 0
    assert said not in fussy.text(rana.main(DESK))


def test_a_card_says_that_everything_takes_longer(rana, leyla, murad):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    card = murad.card("deniz")
    rana.tap("delays", more="10")
    said = "Your time has moved: everything takes a little longer today."
    assert said in fussy.text(murad.main(card))


def test_the_end_moves_by_the_librarys_clock(rana, leyla, baku):
    # NOW is 18:03 in Baku, four hours ahead.
    assert rana.tap("ends", time="21:15").status_code == 303
    assert baku.floor().closes.isoformat() == "2026-10-17T17:15:00+00:00"
    assert "21:15" in fussy.text(leyla.main(f"/events/{EVENT}"))


def test_an_event_may_end_after_midnight(rana, baku):
    assert rana.tap("ends", time="00:30").status_code == 303
    assert baku.floor().closes.isoformat() == "2026-10-17T20:30:00+00:00"


@pytest.mark.parametrize("time", ["18:03", "17:45", "17:00"])
def test_an_end_that_cannot_be_is_refused_in_words(rana, baku, time):
    before = baku.checksum()
    answer = rana.tap("ends", time=time)
    assert answer.status_code == 409
    assert fussy.alerts(answer) == ["The event cannot end at that time. Please choose another one."]
    assert baku.checksum() == before


ODD = [
    ("delays", {}),
    ("delays", {"more": "-5"}),
    ("delays", {"more": "7"}),
    ("delays", {"more": "9" * 5000}),
    ("ends", {}),
    ("ends", {"time": ""}),
    ("ends", {"time": "24:00"}),
    ("ends", {"time": "²1:00"}),
    ("ends", {"time": "21:15+04:00"}),
    ("ends", {"time": "\x00"}),
    ("visits", {}),
    ("visits", {"book": "aigerim"}),
]


@pytest.mark.parametrize(("noun", "sent"), ODD)
def test_odd_input_moves_no_time(rana, baku, noun, sent):
    before = baku.checksum()
    answer = rana.tap(noun, **sent)
    assert answer.status_code == 409
    assert len(fussy.alerts(answer)) == 1
    assert baku.checksum() == before


def test_time_that_is_added_ends_with_an_hour(rana, baku):
    for _ in range(8):
        rana.tap("delays", more="10")
    assert baku.floor().delay == 60
    assert later(0) < baku.floor().closes
