"""What is tapped twice on the floor is one step: what stands already needs no second one."""

from datetime import timedelta

import pytest

from humanshelf.lending.step import Actor
from lending.hall import make_card, make_floor, minutes

TABLE = "7"
TWICE = {
    "announce": lambda floor, id: floor.announce("late", at=minutes(5)),
    "add minutes": lambda floor, id: floor.add_minutes(5, 0, at=minutes(5)),
    "reschedule": lambda floor, id: floor.reschedule(minutes(200), at=minutes(5)),
    "move": lambda floor, id: floor.move("nurse", TABLE, at=minutes(5)),
    "change wishes": lambda floor, id: floor.change_wishes(
        id, ("nurse", "sailor"), at=minutes(5), group=1, hold_first=False
    ),
}


@pytest.mark.parametrize("verb", TWICE.values(), ids=TWICE)
def test_ten_times_is_once(floor, verb):
    id = make_card(floor, "sailor")
    before = len(floor.steps)
    for _ in range(10):
        verb(floor, id)
    assert len(floor.steps) == before + 1


def test_minutes_are_added_once_to_what_was_seen_and_again_to_what_is_seen_then(floor):
    floor.add_minutes(5, 0, at=minutes(1))
    floor.add_minutes(5, 0, at=minutes(1))
    assert floor.delay == 5
    floor.add_minutes(5, 5, at=minutes(2))
    assert floor.delay == 10
    floor.add_minutes(-10, at=minutes(3))
    floor.add_minutes(-10, at=minutes(3))
    assert floor.delay == 0


def test_who_would_like_more_time_says_so_once(floor):
    make_card(floor, "sailor")
    make_card(floor, "sailor")
    floor.call("sailor", at=minutes(1))
    floor.start("sailor", at=minutes(2))
    before = len(floor.steps)
    for _ in range(10):
        floor.ask_more("sailor", Actor.BOOK, at=minutes(9))
    assert len(floor.steps) == before + 1


@pytest.mark.parametrize("jump", [0, -60])
def test_while_it_rings_it_does_not_ring_again(floor, jump):
    """The clock may be set back meanwhile: then it rings."""
    make_card(floor, "sailor")
    floor.call("sailor", at=minutes(1))
    before = len(floor.steps)
    floor.ring("sailor", at=minutes(1) + timedelta(seconds=4))
    assert len(floor.steps) == before
    floor.ring("sailor", at=minutes(2 + jump))
    assert len(floor.steps) == before + 1


def test_a_floor_of_its_own_rings_again_after_a_while():
    floor = make_floor(1)
    make_card(floor, "sailor")
    floor.call("sailor", at=minutes(1))
    for at in (2, 3):
        floor.ring("sailor", at=minutes(at))
    assert floor.steps[-1].verb == floor.steps[-2].verb == "ring"
