"""Halls played on the real floor, beside themselves with one thing changed."""

import pytest

from humanshelf.rehearsing.comparison import FEWEST_DAYS, MOST_DAYS, Comparison, days_for
from humanshelf.rehearsing.figures import Figures
from humanshelf.rehearsing.hall import BOUNDS, Hall, variants

SMALL = Hall(books=3, length=120, readers=12)


def played(hall, days=5):
    figures = Figures(hall)
    for seed in range(days):
        figures.add(hall.evening(seed).play())
    return figures


def test_the_same_hall_is_played_the_same_everywhere():
    one, other = played(SMALL), played(SMALL)
    assert one == other


def test_a_reader_is_read_to_or_goes_home_unread():
    figures = played(SMALL)
    assert sum(figures.unread) + len(figures.waits) == 12 * 5
    assert all(wait >= 0 for wait in figures.waits)


def test_no_book_is_read_beyond_its_hours():
    figures = played(Hall(books=2, length=240, readers=60, book_readings=0, rest_after=0))
    # Six readings of 30 minutes and five changes fit into four hours, for each book.
    assert len(figures.waits) <= 5 * 2 * 6
    assert figures.idle == pytest.approx(0.25, abs=0.05)


def test_breaks_cost_readings():
    crowd = Hall(books=3, readers=60, book_readings=0, rest_after=0)
    tired = Hall(books=3, readers=60, book_readings=0, rest_after=1, rest=60)
    assert len(played(tired).waits) < len(played(crowd).waits)
    assert played(tired).idle > played(crowd).idle


def test_a_book_reads_no_more_than_its_limit():
    assert len(played(Hall(books=2, readers=60, book_readings=2)).waits) == 5 * 2 * 2


def test_without_an_interpreter_who_needs_one_goes_home():
    alone = played(Hall(readers=20, foreign=100))
    assert (alone.usual, alone.waits, alone.wished, alone.wait, alone.idle) == (20, [], 0, 0, 1)
    helped = played(Hall(readers=20, foreign=100, interpreters=2))
    assert helped.usual < 15


def test_one_thing_is_changed_in_each_variant():
    hall = Hall(foreign=10, interpreters=1)
    found = variants(hall)
    assert [(name, one.books, one.loan, one.interpreters, one.length)
            for name, one in found.items()] == [
        ("planned", 10, 30, 1, 240),
        ("book", 11, 30, 1, 240),
        ("shorter", 10, 25, 1, 240),
        ("interpreter", 10, 30, 2, 240),
        ("hour", 10, 30, 1, 300),
    ]  # fmt: skip


def test_what_cannot_be_changed_is_left_out():
    most = Hall(books=60, loan=10, interpreters=10, foreign=5, length=960)
    assert list(variants(most)) == ["planned"]
    assert list(variants(Hall())) == ["planned", "book", "shorter", "hour"]


def test_the_variants_meet_the_same_people():
    days = [hall.day(7) for hall in variants(SMALL).values()]
    assert len({len(day.arrivals) for day in days}) == 1
    assert days[0].arrivals == days[2].arrivals, "a shorter reading changes nobody's wishes"


def test_a_comparison_is_played_in_steps_and_grows():
    comparison = Comparison(SMALL)
    steps = comparison.steps()
    assert (comparison.shown, comparison.complete) == ({}, False)
    while not comparison.shown:
        next(steps)
    assert {one.days for one in comparison.figures.values()} == {1}
    for _ in steps:
        pass
    assert comparison.complete
    assert {one.days for one in comparison.figures.values()} == {comparison.days}
    assert comparison.figures["planned"] == played(SMALL, comparison.days)


def test_more_of_everything_sends_fewer_home():
    comparison = Comparison(Hall(books=4, readers=40, foreign=30, interpreters=1))
    for _ in comparison.steps():
        pass
    unread = {name: figures.usual for name, figures in comparison.figures.items()}
    assert all(unread[name] < unread["planned"] for name in unread if name != "planned")
    low, high = comparison.figures["planned"].spread
    assert low <= unread["planned"] <= high


@pytest.mark.parametrize(
    ("hall", "days"),
    [
        (Hall(), MOST_DAYS),
        (Hall(books=15, readers=120), 20),
        (Hall(books=60, readers=600), FEWEST_DAYS),
    ],
)
def test_great_halls_are_played_on_fewer_days(hall, days):
    assert days_for(hall) == days


@pytest.mark.parametrize("name", BOUNDS)
def test_a_hall_has_its_bounds(name):
    least, most = BOUNDS[name]
    for value in (least - 1, most + 1):
        with pytest.raises(ValueError, match=name):
            Hall(**{name: value})


def test_a_reading_fits_into_its_event():
    assert Hall(length=60, loan=60).policy.loan == 60
