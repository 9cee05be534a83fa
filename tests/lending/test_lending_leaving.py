"""Leaving, and thinking better of it."""

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from lending.hall import as_it_stands, last, left, make_card, minutes


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
