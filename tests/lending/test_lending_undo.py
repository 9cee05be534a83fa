"""Undo puts back exactly what stood before, or is refused."""

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from lending.hall import as_it_stands, make_card, make_floor, minutes, undo_last


def test_undoing_a_departure_takes_it_out_of_the_counts(floor):
    id = make_card(floor, "sailor", at=0)
    before = as_it_stands(floor)
    floor.leave(id, at=minutes(20))
    assert (floor.leavers, floor.waited) == (1, 20.0)

    undo_last(floor, 21)

    assert as_it_stands(floor) == before


def test_undoing_a_call_takes_its_wait_out_of_the_counts(floor):
    make_card(floor, "sailor", at=0)
    before = as_it_stands(floor)
    floor.call("sailor", at=minutes(20))
    assert (floor.calls, floor.waited) == (1, 20.0)

    undo_last(floor, 21)

    assert as_it_stands(floor) == before


def test_undoing_a_reader_s_way_back_counts_the_departure_again(floor):
    id = make_card(floor, "sailor", at=0)
    floor.leave(id, at=minutes(20))
    floor.rejoin(floor.touched_cards[id], at=minutes(22))
    assert floor.leavers == 0

    undo_last(floor, 23)

    assert floor.leavers == 1
    assert floor.touched_cards[id].stage is Stage.LEFT


def test_undoing_a_move_is_refused_once_another_book_sits_at_the_old_table():
    floor = make_floor(3)
    floor.move("sailor", "9", at=minutes(1))
    first = floor.last_step
    floor.move("nurse", "1", at=minutes(2))
    before = as_it_stands(floor)

    with pytest.raises(mistakes.TableTaken):
        floor.undo(first, at=minutes(3))

    assert as_it_stands(floor) == before
    floor.move("nurse", "2", at=minutes(4))
    floor.undo(first, at=minutes(5))
    assert [seat.table for seat in floor.shelf.values()] == ["1", "2", "3"]


def test_a_move_whose_old_table_is_taken_is_not_offered_for_undo():
    floor = make_floor(3)
    floor.move("sailor", "9", at=minutes(1))
    floor.move("nurse", "1", at=minutes(2))

    assert floor.undoable().subject == "nurse"
    assert floor.undoable_by_seat() == {"nurse": 2}


def test_undoing_changed_wishes_does_not_forget_that_the_reader_is_here(floor):
    id = make_card(floor, "sailor", at=0)
    floor.change_wishes(id, ("nurse",), at=minutes(1), group=1, hold_first=False)
    step = floor.last_step
    floor.say_here(id, at=minutes(2))

    floor.undo(step, at=minutes(3))

    assert floor.card(id).wishes == ("sailor",)
    assert floor.card(id).here == minutes(2)
