"""What draws the desk's eye, and that live updates know when it does."""

import pytest

from humanshelf.lending.facts import GLANCE, QUIET, SeatFacts, next_change, seat_facts
from humanshelf.lending.floor import Floor
from lending.hall import make_card, make_floor, minutes, paused, reading


def seat(floor: Floor, book: str, at: float) -> SeatFacts:
    seats = seat_facts(floor, floor.forecast(minutes(at)), minutes(at))
    return next(one for one in seats if one.book == book)


@pytest.mark.parametrize(
    ("at", "due"),
    [(0, False), (4.99, False), (5, True), (7.99, True), (8, False)]
    + [(24.99, False), (25, True), (27.99, True), (28, False), (40, False)],
)
def test_a_look_in_is_due_soon_after_the_start_and_shortly_before_the_end(floor, at, due):
    reading(floor, "sailor", at=0)
    assert seat(floor, "sailor", at).look_in is due
    assert seat(floor, "nurse", at).look_in is False


def test_an_extended_reading_is_looked_in_on_before_its_new_end(floor):
    reading(floor, "sailor", at=0)
    floor.extend("sailor", at=minutes(20))
    assert [seat(floor, "sailor", at).look_in for at in (25, 35)] == [False, True]


def test_a_policy_may_ask_for_no_look_in():
    floor = make_floor(look_in=0)
    reading(floor, "sailor", at=0)
    assert not any(seat(floor, "sailor", at).look_in for at in (0, 5, 25, 30))


def test_the_moments_of_a_look_in_are_changes_to_come(floor):
    reading(floor, "sailor", at=0.5)
    for moment in (5.5, 5.5 + GLANCE.total_seconds() / 60, 25.5, 28.5):
        assert next_change(floor, minutes(moment - 0.01)) == minutes(moment)


def test_a_quiet_book_is_suggested_once_somebody_waits_long_for_another(floor):
    reading(floor, "sailor", at=0)
    make_card(floor, "sailor", at=0.5)
    long = 0.5 + QUIET.total_seconds() / 60
    assert [seat(floor, "nurse", at).quiet for at in (0.5, long - 0.01, long)] == [
        False,
        False,
        True,
    ]
    assert seat(floor, "sailor", long).quiet is False
    assert next_change(floor, minutes(long - 0.01)) == minutes(long)


def test_a_book_on_a_break_or_waited_for_is_not_suggested(floor):
    reading(floor, "sailor", at=0)
    make_card(floor, "sailor", at=0)
    floor.rest("nurse", at=minutes(9))
    assert seat(floor, "nurse", 12).quiet is False
    floor.resume("nurse", at=minutes(13))
    assert seat(floor, "nurse", 13).quiet is True
    paused(floor, "nurse", at=14)
    assert seat(floor, "nurse", 15).quiet is False


def test_who_only_pauses_makes_nobody_suggest_a_book(floor):
    paused(floor, "sailor", at=0)
    assert seat(floor, "nurse", 20).quiet is False


def test_a_book_says_since_when_it_asks_somebody_over(floor):
    floor.ask_help("sailor", at=minutes(3))
    floor.ask_help("sailor", at=minutes(5))
    assert seat(floor, "sailor", 6).help == minutes(3)
    floor.visit("sailor", at=minutes(7))
    assert seat(floor, "sailor", 7).help is None
