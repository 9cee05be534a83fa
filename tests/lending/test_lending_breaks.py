"""Breaks, done for today and back again, another table."""

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from lending.hall import as_it_stands, called, last, make_card, make_floor, minutes, reading


def test_a_free_book_goes_on_its_break_at_once(floor):
    make_card(floor, "sailor")
    floor.rest("sailor", at=minutes(2))

    seat = floor.seat("sailor")
    assert (seat.rest_since, seat.rest_until) == (minutes(2), minutes(17))
    assert (floor.free_books(minutes(3)), floor.turns(minutes(3))) == (["nurse"], {})
    with pytest.raises(mistakes.BookRests):
        floor.call("sailor", at=minutes(16.9))


def test_a_break_that_time_has_ended_makes_the_book_free_and_the_next_call_clears_it(floor):
    id = make_card(floor, "sailor")
    floor.rest("sailor", at=minutes(0))

    assert floor.free_books(minutes(15)) == ["sailor", "nurse"]
    assert floor.turns(minutes(15))["sailor"].card.id == id
    assert floor.seat("sailor").resting is True

    floor.call("sailor", at=minutes(18))
    seat = floor.seat("sailor")
    assert (seat.resting, seat.rest_until, seat.free_since) == (False, None, minutes(15))


def test_a_second_break_may_follow_one_that_time_has_ended(floor):
    floor.rest("sailor", at=minutes(0))
    floor.rest("sailor", at=minutes(20))
    assert floor.seat("sailor").rest_until == minutes(35)


def test_a_tap_ends_a_break_before_its_time(floor):
    floor.rest("sailor", at=minutes(0))
    floor.resume("sailor", at=minutes(4))
    assert floor.seat("sailor").free_since == minutes(4)
    assert floor.free_books(minutes(4)) == ["sailor", "nurse"]
    with pytest.raises(mistakes.NotResting):
        floor.resume("sailor", at=minutes(5))


def test_a_break_wanted_during_a_reading_starts_when_it_ends(floor):
    reading(floor)
    floor.rest("sailor", at=minutes(5))
    assert (floor.seat("sailor").rest_wanted, floor.seat("sailor").resting) == (True, False)

    floor.finish("sailor", at=minutes(30))

    seat = floor.seat("sailor")
    assert (seat.rest_wanted, seat.rest_since, seat.rest_until) == (
        False,
        minutes(30),
        minutes(45),
    )
    assert (seat.readings, seat.cycle_sum) == (1, 35.0)


def test_a_break_wanted_during_a_call_waits_for_the_reading_too(floor):
    called(floor)
    floor.rest("sailor", at=minutes(1))
    floor.start("sailor", at=minutes(2))
    assert floor.seat("sailor").resting is False
    floor.finish("sailor", at=minutes(30))
    assert floor.seat("sailor").resting is True


def test_a_wanted_break_is_given_up_by_a_second_tap(floor):
    reading(floor)
    floor.rest("sailor", at=minutes(5))
    floor.rest("sailor", at=minutes(6))
    floor.finish("sailor", at=minutes(30))
    assert floor.seat("sailor").resting is False


def test_a_book_done_for_today_ends_its_reading_and_is_called_to_no_more(floor):
    reads, waits = reading(floor), make_card(floor, "sailor")
    floor.retire("sailor", at=minutes(5))
    assert floor.seated["sailor"].id == reads
    floor.finish("sailor", at=minutes(30))

    assert last(floor, reads).stage is Stage.RETURNED
    assert floor.turns(minutes(31)) == {}
    with pytest.raises(mistakes.BookIsDone):
        floor.call("sailor", at=minutes(31))

    floor.arrive("sailor", at=minutes(40))
    assert floor.turns(minutes(40))["sailor"].card.id == waits
    assert floor.seat("sailor").free_since == minutes(40)


def test_a_book_moves_to_an_empty_table_only():
    floor = make_floor(3)
    floor.move("sailor", "9", at=minutes(1))
    assert floor.seat("sailor").table == "9"
    with pytest.raises(mistakes.TableTaken):
        floor.move("nurse", "3", at=minutes(2))
    floor.move("nurse", "1", at=minutes(3))
    assert [seat.table for seat in floor.shelf.values()] == ["9", "1", "3"]


def test_a_move_to_the_own_table_is_no_mistake(floor):
    floor.move("sailor", "1", at=minutes(1))
    assert floor.seat("sailor").table == "1"


def test_a_reading_goes_along_to_the_new_table(floor):
    id = reading(floor)
    floor.move("sailor", "9", at=minutes(1))
    assert (floor.seated["sailor"].id, floor.seat("sailor").table) == (id, "9")


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
