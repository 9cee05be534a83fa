"""The handover note: on every desk of the event, cleared, brought back, replaced, forgotten."""

from datetime import timedelta

import pytest

import fussy
from cast import EVENT, NOW
from humanshelf.libraries.forgetting import forget_everywhere

DESK, PAGE = f"/desk/{EVENT}", f"/desk/{EVENT}/notes"
TEXT = "Nar 27 waits at table 4.\nTable 2 needs water."


def write(desk, text=TEXT):
    return desk.post(PAGE, data={"csrf_token": desk.token(), "text": text})


def note(desk):
    found = fussy.every(desk.main(DESK), "section", id="note")
    return fussy.text(found[0]) if found else None


def seen(desk):
    fields = fussy.every(fussy.one(desk.main(DESK), "section", id="note"), "input", name="seen")
    return fields[0].get("value")


def test_it_stands_on_every_desk_of_its_library_only(rana, samir, dana):
    assert note(rana) is None
    answer = write(rana)
    assert (answer.status_code, answer.location) == (303, DESK)
    for desk in (rana, samir):
        assert "Nar 27 waits at table 4." in note(desk)
        assert "Table 2 needs water." in note(desk)
        assert "written at 18:03" in note(desk)
    assert note(dana) is None


def test_a_tap_clears_it_and_another_brings_it_back(rana, samir, clock):
    write(rana)
    when = seen(samir)
    samir.tap("clearances", seen=when)
    assert "The note was cleared." in note(rana)
    assert "Nar 27" not in note(rana)
    rana.tap("clearances", seen=when, over="1")
    assert "Nar 27" in note(samir)
    samir.tap("clearances", seen=when)
    clock.shift(180)
    assert note(rana) is None
    assert "Show the cleared note again" in fussy.text(rana.main(DESK))
    rana.tap("clearances", seen=when, over="1")
    assert "Nar 27" in note(samir)


def test_the_next_note_takes_its_place_and_a_slow_tap_does_not_clear_it(rana, samir, clock):
    write(rana)
    old = seen(samir)
    clock.shift(60)
    write(rana, "Table 5 is free from 19:00.")
    assert "Nar 27" not in note(samir)
    answer = samir.tap("clearances", seen=old)
    assert (answer.status_code, len(fussy.alerts(answer))) == (409, 1)
    assert "Table 5 is free" in note(rana)


@pytest.mark.parametrize("text", ["", " \n ", "\x00\x07", "x" * 501])
def test_an_empty_or_a_long_one_is_refused_with_what_was_written(rana, text, baku):
    answer = write(rana, text)
    assert answer.status_code == 422
    assert fussy.alerts(answer) == ["Please write between 1 and 500 letters."]
    assert baku.count("note") == 0


def test_it_goes_with_the_cards_and_none_comes_after_them(rana, stage, baku, nu, dana, clock):
    write(rana)
    write(dana)
    sessions = forget_everywhere(stage.app, NOW + timedelta(hours=12))
    assert (sessions, baku.count("note"), nu.count("note")) == (2, 1, 1)
    at = baku.floor().closes + timedelta(hours=12)
    assert forget_everywhere(stage.app, at) == 2
    assert (baku.count("note"), nu.count("note")) == (0, 0)
    clock.move_to(at)
    late = baku.staff("librarian")
    assert note(late) is None
    assert write(late).status_code == 422


def test_its_words_stand_in_no_step(rana, baku):
    write(rana)
    rana.tap("clearances", seen=seen(rana))
    assert baku.count("step") == 0
