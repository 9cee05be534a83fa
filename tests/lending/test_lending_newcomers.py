"""Who takes a card in a full hall is told a time without a new run of the forecast."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from humanshelf.lending import ground, queue
from humanshelf.lending.mistakes import TooLate
from lending.hall import BOOKS, make_card, make_floor, minutes, reading


@pytest.fixture
def runs(monkeypatch):
    """The moments at which the forecast is run; a rush begins with the first card."""
    monkeypatch.setattr(queue, "RUSH", 0)
    run, moments = ground.forecast, []
    monkeypatch.setattr(ground, "forecast", lambda f, at: moments.append(at) or run(f, at))
    return moments


def take(floor, id, wishes, at):
    try:
        return floor.take(UUID(int=id), wishes, at=at)
    except TooLate:
        return None


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.permutations(BOOKS[:4]).map(lambda books: tuple(books[:3])), min_size=1, max_size=40
    )
)
def test_a_rush_lets_in_exactly_those_for_whom_a_new_run_finds_a_chair(rush):
    floor = make_floor(4, gate=True, closes=180)
    reading(floor, "nurse")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(queue, "RUSH", 0)
        for n, wishes in enumerate(rush):
            at, alone = minutes(1) + timedelta(milliseconds=20 * n), floor.copy()
            alone.forget_newcomers()
            grown, run = take(floor, n + 1, wishes, at), take(alone, n + 1, wishes, at)
            assert (grown is None) == (run is None)
            assert grown is None or grown.promise_from is not None


def test_newcomers_in_the_same_seconds_stand_behind_each_other_as_a_run_would_have_it(runs):
    floor = make_floor(2)
    for n in range(8):
        make_card(floor, BOOKS[n % 2], at=n / 600)
    assert len(runs) == 1
    grown = [(card.promise_from, card.promise_to) for card in floor.cards.values()]
    run = floor.forecast(minutes(0))
    told = [run.card(card) for card in floor.cards.values()]
    assert grown == [(range.earliest, range.latest) for range in told]


def test_a_small_hall_is_told_by_a_run_for_each():
    floor = make_floor(2)
    make_card(floor, "sailor")
    assert floor._newcomers is None


def test_a_tap_at_the_desk_makes_the_next_newcomer_ask_for_a_new_run(runs):
    floor = make_floor(1)
    make_card(floor, "sailor")
    floor.add_minutes(20, at=minutes(0))
    card = floor.card(make_card(floor, "sailor", at=1 / 60))
    assert len(runs) == 2
    assert card.promise_from and card.promise_from >= minutes(30)


def test_after_some_seconds_the_next_newcomer_asks_for_a_new_run(runs):
    floor = make_floor(1)
    make_card(floor, "sailor")
    make_card(floor, "sailor", at=4 / 60)
    make_card(floor, "sailor", at=6 / 60)
    assert len(runs) == 2


def test_who_comes_before_others_or_needs_an_interpreter_is_told_by_a_run_of_their_own(runs):
    floor = make_floor(1, first_timers=0)
    make_card(floor, "sailor", earlier=1)
    assert len(runs) == 1
    # A first-timer comes before the second reading: one run, and not a second one to be told.
    make_card(floor, "sailor", at=1 / 60)
    assert len(runs) == 2
    assert floor._newcomers is None


def test_another_workers_newcomer_may_be_called_already():
    here, there = make_floor(1), make_floor(1)
    make_card(here, "sailor")
    there.forget_newcomers()
    there.let_in(here.call("sailor", at=minutes(0)))
    assert there.seated == here.seated


def test_another_workers_newcomer_is_stood_behind(runs):
    here, there = make_floor(1), make_floor(1)
    first = here.take(UUID(int=1), ("sailor",), at=minutes(0))
    there.let_in(first)
    there.let_in(here.take(UUID(int=2), ("sailor",), at=minutes(1 / 60)))
    here.let_in(second := there.take(UUID(int=3), ("sailor",), at=minutes(2 / 60)))
    third = here.take(UUID(int=4), ("sailor",), at=minutes(3 / 60))
    assert second.promise_from and third.promise_from
    assert first.promise_from < second.promise_from < third.promise_from
    assert len(runs) == 2, "one on each floor"
