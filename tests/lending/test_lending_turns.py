"""Why this card: one reason of a fixed set for each card that the floor names."""

from humanshelf.lending.turns import Why
from lending.hall import called, make_card, make_floor, minutes


def why(floor, book, at=0):
    return floor.turns(minutes(at))[book].why


def test_the_longest_wait(floor):
    make_card(floor, "sailor")
    make_card(floor, "sailor", at=1)
    assert why(floor, "sailor", 2) is Why.LONGEST_WAIT


def test_who_came_back(floor):
    id = called(floor)
    make_card(floor, "sailor")
    floor.no_show("sailor", at=minutes(5))
    floor.come_back(id, at=minutes(6))
    assert why(floor, "sailor", 7) is Why.CAME_BACK


def test_the_last_chance_for_this_reader():
    floor = make_floor(1, closes=50, gate=True)
    make_card(floor, "sailor")
    assert why(floor, "sailor", 1) is Why.LAST_CHANCE


def test_the_other_wishes_of_who_waits_longer_are_free_sooner(floor):
    first = make_card(floor, "nurse", "sailor")
    make_card(floor, "sailor", at=1)
    assert floor.turns(minutes(2))["nurse"].card.id == first
    assert why(floor, "sailor", 2) is Why.ELSEWHERE


def test_a_first_reading_comes_before_a_second_once_waits_are_long():
    floor = make_floor(1, first_timers=20)
    make_card(floor, "sailor", earlier=1)
    first_timer = make_card(floor, "sailor", at=1)
    assert why(floor, "sailor", 20) is Why.LONGEST_WAIT
    assert floor.turns(minutes(21))["sailor"].card.id == first_timer
    assert why(floor, "sailor", 21) is Why.FIRST_READING
