"""Breaks, done for today and back again, another table."""

import pytest

from lending.hall import called, minutes


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
