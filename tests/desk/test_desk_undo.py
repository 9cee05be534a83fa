"""Undo: each step has its own, refused in words once a later step touched the same."""

import pytest

import fussy
from cast import EVENT, HTMX


def step_of(page):
    return fussy.one(page, "button", name="step").get("value")


@pytest.mark.parametrize(
    "steps",
    [
        ["calls"],
        ["calls", "readings"],
        ["calls", "readings", "returns"],
        ["calls", "no-shows"],
        ["breaks"],
        ["closures"],
        ["calls", "breaks"],
        ["calls", "readings", "extensions"],
    ],
)
def test_undo_puts_back_what_stood_before(rana, leyla, baku, steps, clock):
    leyla.card("deniz")
    *before, last = steps
    for step in before:
        clock.shift(60)
        rana.tap(step, book="deniz")
    stood = cards_and_seats(baku)
    clock.shift(60)
    rana.tap(last, book="deniz")
    assert cards_and_seats(baku) != stood

    answer = rana.tap("reversals", step=step_of(rana.main(f"/desk/{EVENT}")), headers=HTMX)

    assert answer.status_code == 200
    assert cards_and_seats(baku) == stood


def cards_and_seats(house):
    return house.rows("SELECT * FROM card"), house.rows("SELECT * FROM seat")


def test_the_phase_can_be_undone(rana, baku):
    rana.tap("closures")
    rana.tap("reversals", step=step_of(rana.main(f"/desk/{EVENT}")))
    assert baku.rows("SELECT phase FROM event WHERE code='autumn'") == [("open",)]


def test_each_row_undoes_its_own_last_step(rana, leyla, murad, baku):
    leyla.card("deniz")
    murad.card("lala")
    rana.tap("calls", book="deniz")
    rana.tap("calls", book="lala")
    row = fussy.one(rana.main(f"/desk/{EVENT}"), "li", id="row-deniz")
    step = fussy.one(row, "input", name="step").get("value")

    rana.tap("reversals", step=step)

    assert baku.rows("SELECT book FROM card WHERE stage='called'") == [("lala",)]


def test_too_late_once_a_later_step_touched_it(rana, leyla, baku):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    call = step_of(rana.main(f"/desk/{EVENT}"))
    rana.tap("readings", book="deniz")
    before = baku.checksum()
    answer = rana.tap("reversals", step=call, headers=HTMX)
    assert answer.status_code == 409
    assert fussy.alerts(answer) == ["It is too late to undo this."]
    assert baku.checksum() == before


def test_what_was_undone_is_not_undone_again(rana, leyla, baku):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    call = step_of(rana.main(f"/desk/{EVENT}"))
    assert rana.tap("reversals", step=call).status_code == 303
    before = baku.checksum()
    answer = rana.tap("reversals", step=call, headers=HTMX)
    assert (answer.status_code, fussy.alerts(answer)) == (409, ["There is nothing to undo."])
    assert baku.checksum() == before


def test_a_fresh_floor_has_nothing_to_undo(rana):
    assert fussy.every(rana.main(f"/desk/{EVENT}"), "button", name="step") == []
