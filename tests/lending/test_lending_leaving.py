"""Leaving, and thinking better of it."""

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.ground import Phase
from lending.hall import (
    AT_STAGE,
    as_it_stands,
    aside,
    called,
    last,
    left,
    make_card,
    make_floor,
    minutes,
    reading,
)


def test_who_leaves_and_rejoins_within_the_regret_time_has_the_old_place(floor):
    first = make_card(floor, "sailor", at=0)
    second = make_card(floor, "sailor", at=1)
    floor.leave(first, at=minutes(5))
    assert floor.turns(minutes(5))["sailor"].card.id == second

    floor.rejoin(last(floor, first), at=minutes(14))

    card = floor.card(first)
    assert (card.stage, card.joined, card.since) == (Stage.WAITING, minutes(0), minutes(14))
    assert floor.turns(minutes(14))["sailor"].card.id == first
    assert floor.leavers == 0


def test_after_the_regret_time_a_departure_stands(floor):
    id = left(floor, at=5)
    with pytest.raises(mistakes.TooLateToUndo):
        floor.rejoin(last(floor, id), at=minutes(15))
    assert floor.cards == {}


def test_who_could_not_come_may_rejoin_and_is_at_no_table(floor):
    id = called(floor, at=0)
    floor.say_here(id, at=minutes(1))
    floor.leave(id, at=minutes(2))
    floor.rejoin(last(floor, id), at=minutes(3))
    card = floor.card(id)
    assert (card.stage, card.book, card.here) == (Stage.WAITING, None, None)
    assert floor.seated == {}


def test_who_was_missed_once_may_leave_and_rejoin_but_not_who_was_missed_twice(floor):
    id = aside(floor, at=0)
    floor.leave(id, at=minutes(1))
    floor.rejoin(last(floor, id), at=minutes(2))
    floor.call("sailor", at=minutes(3))
    floor.no_show("sailor", at=minutes(9))
    with pytest.raises(mistakes.CannotMove):
        floor.rejoin(last(floor, id), at=minutes(10))


def test_a_departure_is_taken_back_after_the_last_call_but_not_after_the_close(floor):
    id, other = left(floor), left(floor)
    floor.enter(Phase.LAST_CALL, at=minutes(1))
    floor.rejoin(last(floor, id), at=minutes(2))
    floor.enter(Phase.CLOSED, at=minutes(3))
    with pytest.raises(mistakes.EventOver):
        floor.rejoin(last(floor, other), at=minutes(4))


@pytest.mark.parametrize("stage", [stage for stage in Stage if stage is not Stage.LEFT])
def test_only_who_has_left_may_rejoin(stage):
    floor = make_floor()
    card = last(floor, AT_STAGE[stage](floor))
    with pytest.raises(mistakes.CannotMove):
        floor.rejoin(card, at=minutes(1))


def test_the_own_reading_once_ended_is_not_rejoined(floor):
    id = reading(floor)
    floor.leave(id, at=minutes(5))
    with pytest.raises(mistakes.CannotMove):
        floor.rejoin(last(floor, id), at=minutes(6))


def test_the_same_departure_is_not_taken_back_twice(floor):
    gone = last(floor, left(floor, at=0))
    floor.rejoin(gone, at=minutes(1))
    floor.call("sailor", at=minutes(2))
    before = as_it_stands(floor)

    with pytest.raises(mistakes.CannotMove):
        floor.rejoin(gone, at=minutes(3))

    assert as_it_stands(floor) == before
    assert floor.card(gone.id).stage is Stage.CALLED


def test_when_all_labels_are_used_up_the_hall_is_full(floor):
    floor.taken = 9990
    with pytest.raises(mistakes.HallFull):
        make_card(floor, "sailor")
    assert floor.taken == 9990
