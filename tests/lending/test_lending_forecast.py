"""When each card's turn will come: the middle of the run, and the range that is shown."""

from dataclasses import replace
from uuid import UUID

import pytest

from humanshelf.lending.forecast import Range, forecast
from lending.hall import (
    BOOKS,
    aside,
    called,
    last,
    make_card,
    make_floor,
    minutes,
    paused,
    reading,
)

MISSED = 1.5**-6
"""One call in ten is missed until more is known: to the nearest power of 1.5."""


def start_of(floor, id, at=0) -> float:
    return forecast(floor, minutes(at)).starts[id].minutes


def range_of(floor, id, at=0) -> tuple[str, str]:
    return clock(forecast(floor, minutes(at)).card(last(floor, id)))


def clock(range: Range) -> tuple[str, str]:
    return f"{range.earliest:%H:%M}", f"{range.latest:%H:%M}"


def test_the_first_card_of_a_free_book_starts_now(floor):
    id = make_card(floor, "sailor")
    start = forecast(floor, minutes(0)).starts[id]
    assert (start.book, start.minutes, start.variance, start.ahead) == ("sailor", 0.0, 1.0, 0)
    assert range_of(floor, id) == ("12:00", "12:05")


def test_the_second_card_starts_after_one_cycle_less_those_who_do_not_come(floor):
    make_card(floor, "sailor", at=0)
    second = make_card(floor, "sailor", at=1)
    start = forecast(floor, minutes(1)).starts[second]
    # Who comes takes 35 minutes, who does not is waited for 5 minutes.
    comes, misses = 1 - MISSED, MISSED
    assert (start.minutes, start.ahead) == (pytest.approx(comes * 35 + misses * 5), 1)
    assert start.variance == pytest.approx(1 + comes * 10.5**2 + comes * misses * 35**2)


@pytest.mark.parametrize(
    ("no_shows", "calls", "step"),
    [(0, 0, -6), (0, 1, -6), (1, 10, -6), (0, 4, -7), (2, 10, -5), (10, 10, -1), (99, 99, 0)],
)
def test_rates_of_the_whole_floor_are_learned_in_steps(floor, no_shows, calls, step):
    make_card(floor, "sailor")
    floor.no_shows, floor.calls = no_shows, calls
    missed = 1.5**step
    expected = (1 - missed) * 35 + missed * 5
    assert forecast(floor, minutes(0)).paths["sailor"].minutes == pytest.approx(expected)


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        (0, ("12:00", "12:05")),
        (1, ("12:00", "12:05")),
        (3.7, ("12:00", "12:05")),
        (4, ("12:00", "12:10")),
        (4.99, ("12:00", "12:10")),
        (5, ("12:05", "12:10")),
    ],
)
def test_a_range_is_rounded_outward_to_five_minutes_and_lies_not_before_this_five(floor, at, shown):
    id = make_card(floor, "sailor")
    assert range_of(floor, id, at) == shown


def test_a_range_that_ends_on_the_five_minutes_is_not_widened(floor):
    found = forecast(floor, minutes(0))
    assert clock(found.range_of(5.0, 0.0)) == ("12:05", "12:10")
    assert clock(found.range_of(10.0, 0.0)) == ("12:10", "12:15")
    assert clock(found.range_of(8.0, 0.0)) == ("12:05", "12:10")
    # 0.84 deviations below the middle, 1.28 above: 10 - 4.2 to 10 + 6.4.
    assert clock(found.range_of(10.0, 25.0)) == ("12:05", "12:20")


def test_a_range_never_begins_before_now_however_wide_it_is(floor):
    found = forecast(floor, minutes(20))
    assert clock(found.range_of(2.0, 10000.0)) == ("12:20", "14:30")


@pytest.mark.parametrize(
    ("at", "rest"),
    [(0, 35.0), (10, 25.0), (24.5, 10.5), (25, 10.0), (30, 6.0), (35, 2.0), (90, 2.0)],
)
def test_a_reading_takes_the_rest_of_its_cycle_and_when_late_a_little_more(floor, at, rest):
    reading(floor, at=0)
    id = make_card(floor, "sailor")
    # Within one deviation of its end: four fifths of the rest, and two minutes.
    expected = rest * 0.8 + 2 if at == 25 else rest
    assert start_of(floor, id, at) == pytest.approx(expected)


def test_an_extended_reading_takes_as_much_longer(floor):
    reading(floor, at=0)
    floor.extend("sailor", at=minutes(1))
    assert start_of(floor, make_card(floor, "sailor"), 10) == pytest.approx(35.0)


@pytest.mark.parametrize(("at", "rest"), [(0, 37.0), (6, 31.0), (36, 1.0), (60, 1.0)])
def test_a_call_takes_its_whole_reading_and_two_minutes_to_come(floor, at, rest):
    called(floor, at=0)
    assert start_of(floor, make_card(floor, "sailor"), at) == pytest.approx(rest)


def test_a_break_ahead_is_waited_for(floor):
    reading(floor, at=0)
    id = make_card(floor, "sailor")
    floor.rest("sailor", at=minutes(1))
    assert start_of(floor, id, 10) == pytest.approx(25.0 + 15.0)
    floor.finish("sailor", at=minutes(20))
    assert start_of(floor, id, 20) == 15.0
    assert start_of(floor, id, 29) == 6.0
    assert start_of(floor, id, 35) == 0.0


def test_a_slow_book_s_pace_moves_later_forecasts():
    floor = make_floor(3)
    for book, took in (("sailor", 55), ("nurse", 5)):
        reading(floor, book, at=0)
        floor.finish(book, at=minutes(took))
    found = forecast(floor, minutes(60))
    paces = {book: path.cycle for book, path in found.paths.items()}
    # What was expected is worth three readings: (3 * 35 + 60) / 4, (3 * 35 + 10) / 4.
    assert paces == {"sailor": 41.25, "nurse": 28.75, "farmer": 35.0}

    firsts = [make_card(floor, book, at=59) for book in BOOKS[:3]]
    slow, fast, usual = (make_card(floor, book, at=60) for book in BOOKS[:3])
    assert [start_of(floor, id, 60) for id in firsts] == [0.0, 0.0, 0.0]
    assert start_of(floor, fast, 60) < start_of(floor, usual, 60) < start_of(floor, slow, 60)


def test_an_uneven_book_has_wider_ranges():
    floor = make_floor(2)
    for book, pair in (("sailor", (5, 55)), ("nurse", (30, 30))):
        for nth, took in enumerate(pair):
            reading(floor, book, at=60 * nth)
            floor.finish(book, at=minutes(60 * nth + took))
    found = forecast(floor, minutes(200))
    assert found.paths["sailor"].cycle == found.paths["nurse"].cycle == 35.0
    assert found.paths["nurse"].cycle_variance == pytest.approx(3 * 10.5**2 / 5)
    assert found.paths["sailor"].cycle_variance == pytest.approx((3 * 10.5**2 + 2 * 25**2) / 5)


def test_missed_calls_and_leavers_bring_who_waits_forward():
    usual, missing, leaving = make_floor(), make_floor(), make_floor()
    missing.calls, missing.no_shows = 20, 10
    leaving.leavers, leaving.waited = 20, 400.0
    times = []
    for floor in (usual, missing, leaving):
        queue = [make_card(floor, "sailor") for _ in range(4)]
        times.append(start_of(floor, queue[3]))
    assert times[1] < times[0]
    assert times[2] < times[0]


def test_whoever_has_many_wishes_is_expected_at_the_first_to_come_free():
    floor = make_floor(3)
    reading(floor, "sailor", at=0)
    reading(floor, "nurse", at=-20)
    id = make_card(floor, "sailor", "nurse", at=5)
    assert forecast(floor, minutes(5)).starts[id].book == "nurse"
    floor.change_wishes(id, ("sailor", "nurse", "farmer"), at=minutes(6), group=1, hold_first=False)
    assert forecast(floor, minutes(6)).starts[id].book == "farmer"


def test_the_highest_wish_is_named_among_books_that_are_free_now(floor):
    id = make_card(floor, "nurse", "sailor")
    start = forecast(floor, minutes(0)).starts[id]
    assert (start.book, start.minutes) == ("nurse", 0.0)


def test_who_holds_for_the_first_wish_is_forecast_there_and_sees_the_other_times(floor):
    reading(floor, "sailor", at=0)
    id = make_card(floor, "sailor", "nurse", at=10, hold_first=True)
    found = forecast(floor, minutes(10))
    card = floor.card(id)
    assert (found.starts[id].book, found.starts[id].minutes) == ("sailor", 25.0)
    assert found.card(card) == found.wish(card, "sailor")
    assert clock(found.wish(card, "sailor")) == ("12:25", "12:50")
    assert clock(found.wish(card, "nurse")) == ("12:10", "12:15")


def test_a_newcomer_is_called_after_all_who_wait_at_the_first_of_the_books(floor):
    found = forecast(floor, minutes(0))
    assert clock(found.newcomer("sailor")) == ("12:00", "12:05")
    make_card(floor, "sailor")
    found = forecast(floor, minutes(0))
    path = found.paths["sailor"]
    assert path.minutes == pytest.approx(35 - MISSED * 30)
    assert found.newcomer("sailor") == found.range_of(path.minutes, path.variance)
    assert clock(found.newcomer("sailor", "nurse")) == ("12:00", "12:05")
    assert found.newcomer("nurse") == found.next_at("nurse")
    assert found.newcomer() is None
    assert found.newcomer("nobody") is None


def test_a_book_is_free_when_its_reading_ends_whoever_comes_then(floor):
    reading(floor, "sailor", at=0)
    make_card(floor, "sailor")
    found = forecast(floor, minutes(10))
    assert found.free_at("sailor") == minutes(35)
    assert found.free_at("nurse") == minutes(10)
    floor.retire("sailor", at=minutes(11))
    assert forecast(floor, minutes(11)).free_at("sailor") is None


def test_a_floor_where_all_books_are_done_promises_nothing(floor):
    id = make_card(floor, "sailor", "nurse")
    for book in ("sailor", "nurse"):
        floor.retire(book, at=minutes(1))
    found = forecast(floor, minutes(2))
    card = floor.card(id)
    assert (found.starts, found.paths) == ({}, {})
    assert (found.card(card), found.wish(card, "sailor"), found.newcomer("nurse")) == (
        None,
        None,
        None,
    )


def test_a_card_that_was_set_aside_is_in_nobody_s_way(floor):
    aside(floor)
    id = make_card(floor, "sailor")
    assert start_of(floor, id) == 0.0


def test_who_has_paused_sees_the_time_as_if_back_already(floor):
    away = paused(floor, at=0)
    assert start_of(floor, away, 1) == 0.0
    waits = make_card(floor, "sailor", at=1)
    found = forecast(floor, minutes(1))
    assert (found.starts[waits].ahead, found.starts[waits].minutes) == (0, 0.0)
    assert found.starts[away].ahead == 1


def test_the_forecast_reads_the_floor_and_changes_nothing(floor):
    make_card(floor, "sailor")
    before = replace(floor)
    forecast(floor, minutes(5))
    assert floor == before


def test_five_hundred_cards_and_forty_books_are_run_to_the_end():
    floor = make_floor(open_cards=600, rush=600)
    seat = floor.shelf["sailor"]
    floor.shelf = {f"b{n}": replace(seat, book=f"b{n}", table=str(n)) for n in range(40)}
    for n in range(500):
        wishes = tuple(f"b{n * step % 40}" for step in (1, 3, 7))
        wished = tuple(dict.fromkeys(wishes))
        floor.take(UUID(int=10**9 + n), wished, at=minutes(n / 10), hold_first=n % 5 == 0)
    found = forecast(floor, minutes(60))
    assert found.starts.keys() == floor.cards.keys()
    assert sum(len(path.times) for path in found.paths.values()) == 500
