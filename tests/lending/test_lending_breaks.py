"""Breaks, done for today and back again, another table."""

import pytest

from lending.hall import as_it_stands, called, minutes, reading


@pytest.mark.parametrize("ending", ["nobody came", "cannot come"])
def test_a_break_wanted_during_a_call_starts_when_the_call_comes_to_nothing(floor, ending):
    id = called(floor, at=0)
    floor.rest("sailor", at=minutes(2))

    if ending == "nobody came":
        floor.no_show("sailor", at=minutes(6))
    else:
        floor.leave(id, at=minutes(6))

    seat = floor.seat("sailor")
    assert (seat.rest_since, seat.rest_until) == (minutes(6), minutes(21))
    assert seat.rest_wanted is False
    assert floor.free_books(minutes(7)) == ["nurse"]


def test_a_book_that_reads_again_is_free_from_then_on_whatever_break_it_had(floor):
    floor.rest("sailor", at=minutes(0))
    floor.retire("sailor", at=minutes(5))

    floor.arrive("sailor", at=minutes(60))

    seat = floor.seat("sailor")
    assert (seat.done, seat.resting, seat.rest_until, seat.free_since) == (
        False,
        False,
        None,
        minutes(60),
    )


def test_a_book_that_reads_again_keeps_the_break_that_it_wants_after_its_reading(floor):
    reading(floor)
    floor.rest("sailor", at=minutes(1))
    floor.retire("sailor", at=minutes(2))

    floor.arrive("sailor", at=minutes(3))
    floor.finish("sailor", at=minutes(30))

    assert floor.seat("sailor").rest_until == minutes(45)


def test_a_second_tap_on_reads_again_changes_nothing_and_leaves_no_step(floor):
    floor.retire("sailor", at=minutes(5))
    floor.arrive("sailor", at=minutes(10))
    before = as_it_stands(floor)

    floor.arrive("sailor", at=minutes(20))

    assert as_it_stands(floor) == before
    assert floor.last_step == 2


def test_a_late_tap_on_the_break_is_over_does_not_move_the_time_since_when_it_is_free(floor):
    floor.rest("sailor", at=minutes(0))

    floor.resume("sailor", at=minutes(25))

    assert floor.seat("sailor").free_since == minutes(15)
