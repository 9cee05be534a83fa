"""Stepping out of the queue and back: the place is kept."""

from humanshelf.lending.card import Stage
from lending.hall import aside, make_card, minutes


def test_a_pause_does_not_cost_the_place_that_a_missed_card_came_back_to(floor):
    missed = aside(floor, at=5)
    earlier = make_card(floor, "nurse", "sailor", at=0)
    floor.come_back(missed, at=minutes(7))
    assert floor.turns(minutes(7))["sailor"].card.id == missed

    floor.pause(missed, at=minutes(8))
    floor.come_back(missed, at=minutes(9))

    assert floor.card(missed).back is True
    assert floor.turns(minutes(9))["sailor"].card.id == missed
    assert floor.turns(minutes(9))["nurse"].card.id == earlier
    assert floor.card(missed).stage is Stage.WAITING
