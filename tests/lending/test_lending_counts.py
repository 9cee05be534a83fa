"""What teaches the forecast: cards taken, calls, missed calls, leavers, minutes waited."""

from humanshelf.lending.forecast import forecast
from lending.hall import last, make_card, minutes


def test_minutes_waited_are_those_in_the_queue_and_none_is_counted_twice(floor):
    id = make_card(floor, "sailor", at=0)
    floor.call("sailor", at=minutes(10))
    assert floor.waited == 10.0
    floor.no_show("sailor", at=minutes(16))
    floor.come_back(id, at=minutes(20))
    floor.call("sailor", at=minutes(22))
    assert floor.waited == 12.0


def test_a_reader_who_leaves_and_rejoins_has_waited_only_while_in_the_queue(floor):
    id = make_card(floor, "sailor", at=0)
    floor.leave(id, at=minutes(10))
    floor.rejoin(floor.touched_cards[id], at=minutes(15))
    floor.pause(id, at=minutes(18))
    floor.come_back(id, at=minutes(19))
    floor.call("sailor", at=minutes(20))
    assert (floor.waited, floor.leavers, floor.calls, floor.taken) == (15.0, 0, 1, 1)


def test_leavers_are_never_fewer_than_none_whatever_is_taken_back(floor):
    void = make_card(floor, "sailor", at=0)
    floor.undo(1, at=minutes(1))
    gone = make_card(floor, "sailor", at=2)
    floor.leave(gone, at=minutes(3))
    assert floor.leavers == 2
    floor.rejoin(last(floor, void), at=minutes(4))
    assert floor.leavers == 1

    floor.undo(4, at=minutes(5))

    assert (floor.steps[3].verb, floor.leavers) == ("leave", 0)
    assert forecast(floor, minutes(6)).starts.keys() == {void, gone}
