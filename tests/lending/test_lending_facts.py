"""What is to be seen: equal when nothing that shows has changed."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from humanshelf.lending.facts import (
    CardFacts,
    SeatFacts,
    SeatState,
    View,
    card_facts,
    next_change,
    said,
    seat_facts,
)
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Range, forecast
from humanshelf.lending.ground import Phase
from lending.hall import (
    AT_STAGE,
    BOOKS,
    aside,
    called,
    last,
    left,
    make_card,
    make_floor,
    minutes,
    paused,
    reading,
    returned,
)


def facts_of(floor: Floor, id: UUID, at: float) -> CardFacts:
    return card_facts(floor, forecast(floor, minutes(at)), last(floor, id), minutes(at))


def seat_of(floor: Floor, book: str, at: float) -> SeatFacts:
    seats = seat_facts(floor, forecast(floor, minutes(at)), minutes(at))
    return next(seat for seat in seats if seat.book == book)


def between(earliest: float, latest: float) -> Range:
    return Range(minutes(earliest), minutes(latest))


# the card


def test_a_waiting_card_shows_place_time_and_the_time_of_each_wish(floor):
    reading(floor, "sailor", at=0)
    reading(floor, "nurse", at=5)
    make_card(floor, "sailor", at=5)
    id = make_card(floor, "nurse", "sailor", at=6, group=2)
    assert facts_of(floor, id, 10) == CardFacts(
        label=floor.card(id).label,
        view=View.WAITING,
        group=2,
        since=minutes(6),
        place=1,
        range=between(30, 55),
        wishes=(("nurse", between(30, 55)), ("sailor", between(45, 90))),
        may_pause=True,
    )


def test_a_card_whose_turn_is_near_is_told_to_get_ready(floor):
    called(floor, at=0)
    id = make_card(floor, "sailor", at=0)
    # A call takes 37 minutes in all; ready is said ten minutes before.
    assert [facts_of(floor, id, at).view for at in (26.9, 27)] == [View.WAITING, View.READY]
    assert facts_of(floor, id, 27).place == 1


def test_a_card_that_a_free_book_is_named_for_gets_ready_at_once(floor):
    assert facts_of(floor, make_card(floor, "sailor"), 0).view is View.READY


def test_a_called_card_shows_the_table_and_the_grace_and_when_it_is_over(floor):
    id = called(floor, at=3)
    expected = CardFacts(
        label=floor.card(id).label,
        view=View.COME,
        group=1,
        since=minutes(3),
        book="sailor",
        table="1",
        until=minutes(8),
    )
    assert facts_of(floor, id, 7.99) == expected
    assert facts_of(floor, id, 8) == replace(expected, late=True)
    floor.say_here(id, at=minutes(9))
    assert facts_of(floor, id, 9) == replace(expected, late=True, here=True)
    floor.ring("sailor", at=minutes(10))
    assert facts_of(floor, id, 10) == replace(expected, since=minutes(10), until=minutes(15))


def test_a_reading_card_shows_the_end_and_when_it_is_over(floor):
    id = reading(floor, at=2)
    expected = CardFacts(
        label=floor.card(id).label,
        view=View.READING,
        group=1,
        since=minutes(2),
        book="sailor",
        table="1",
        until=minutes(32),
        may_ask=True,
    )
    assert facts_of(floor, id, 31) == expected
    assert facts_of(floor, id, 32) == replace(expected, late=True)
    floor.extend("sailor", at=minutes(33))
    assert facts_of(floor, id, 33) == replace(expected, until=minutes(43), may_ask=False)


def test_a_returned_card_is_thanked(floor):
    facts = facts_of(floor, returned(floor), 1)
    assert (facts.view, facts.until, facts.late, facts.wishes) == (View.THANKS, None, False, ())


def test_a_paused_card_keeps_its_place_and_its_times(floor):
    id = paused(floor, at=0)
    facts = facts_of(floor, id, 1)
    assert (facts.view, facts.place, facts.range) == (View.PAUSED, 1, between(0, 5))
    assert facts.wishes == (("sailor", between(0, 5)),)


def test_a_missed_card_has_no_place_until_it_comes_back(floor):
    id = aside(floor, at=0)
    facts = facts_of(floor, id, 1)
    assert (facts.view, facts.misses, facts.place, facts.table) == (View.MISSED, 1, None, None)
    floor.come_back(id, at=minutes(2))
    assert (facts_of(floor, id, 2).view, facts_of(floor, id, 2).place) == (View.READY, 1)


def test_a_card_that_was_missed_twice_is_shut_and_one_that_left_is_not(floor):
    gone, missed = left(floor), aside(floor)
    floor.come_back(missed, at=minutes(1))
    floor.call("sailor", at=minutes(1))
    floor.no_show("sailor", at=minutes(7))
    shut = facts_of(floor, missed, 8)
    assert (shut.view, shut.misses, shut.regret) == (View.SHUT, 2, False)
    assert (facts_of(floor, gone, 8).view, facts_of(floor, gone, 8).regret) == (View.LEFT, True)
    floor.enter(Phase.CLOSED, at=minutes(9))
    assert facts_of(floor, gone, 9).regret is False


@pytest.mark.parametrize("stage", AT_STAGE)
def test_when_the_event_is_closed_it_is_over_for_all_who_still_wait(stage):
    floor = make_floor()
    id = AT_STAGE[stage](floor)
    before = facts_of(floor, id, 1).view
    floor.enter(Phase.CLOSED, at=minutes(1))
    waited = before in (View.WAITING, View.READY, View.PAUSED, View.MISSED)
    assert facts_of(floor, id, 1).view is (View.OVER if waited else before)


def test_here_is_shown_until_the_next_stage(floor):
    id = make_card(floor, "sailor")
    floor.say_here(id, at=minutes(1))
    assert facts_of(floor, id, 1).here is True
    floor.call("sailor", at=minutes(2))
    assert facts_of(floor, id, 2).here is False


def test_who_waits_is_told_what_was_announced_for_twenty_minutes(floor):
    reads, waits = reading(floor), make_card(floor, "nurse")
    floor.announce("late", at=minutes(1))
    assert [facts_of(floor, id, 2).said for id in (waits, reads)] == ["late", None]
    assert [said(floor, minutes(at)) for at in (20.9, 21)] == ["late", None]
    floor.announce(None, at=minutes(3))
    assert said(floor, minutes(3)) is None


@pytest.mark.parametrize("stage", AT_STAGE)
def test_half_a_minute_later_nothing_that_shows_has_changed(stage):
    floor = make_floor()
    reading(floor, "nurse", at=0)
    id = AT_STAGE[stage](floor)
    assert facts_of(floor, id, 1) == facts_of(floor, id, 1.5)
    assert facts_of(floor, id, 1) is not facts_of(floor, id, 1.5)
    assert len({facts_of(floor, id, 1), facts_of(floor, id, 1.5)}) == 1


# the seat


def test_a_free_book_shows_since_when_and_that_nobody_waits(floor):
    assert seat_of(floor, "sailor", 2) == SeatFacts(
        book="sailor",
        table="1",
        state=SeatState.FREE,
        since=minutes(0),
        range=between(0, 5),
        free_at=minutes(5),
        group_limit=3,
    )


def test_a_free_book_shows_whom_the_floor_names_and_why(floor):
    id = make_card(floor, "sailor", at=1, group=2)
    seat = seat_of(floor, "sailor", 2)
    assert (seat.next, seat.next_group, seat.why, seat.waiting) == (
        floor.card(id).label,
        2,
        "longest wait",
        1,
    )


def test_a_called_book_shows_who_how_many_and_until_when(floor):
    id = make_card(floor, "sailor", at=0, group=2)
    waits = make_card(floor, "nurse", "sailor", at=1)
    reading(floor, "nurse", at=1)
    floor.call("sailor", at=minutes(2), id=id)
    assert seat_of(floor, "sailor", 3) == SeatFacts(
        book="sailor",
        table="1",
        state=SeatState.CALLED,
        since=minutes(2),
        until=minutes(7),
        label=floor.card(id).label,
        group=2,
        range=seat_of(floor, "sailor", 3).range,
        free_at=minutes(40),
        waiting=1,
        group_limit=3,
    )
    # Whoever waits for both is expected at the nurse, who started earlier.
    assert seat_of(floor, "nurse", 3).next == floor.card(waits).label
    assert [seat_of(floor, "sailor", at).late for at in (6.9, 7)] == [False, True]
    floor.say_here(id, at=minutes(8))
    assert seat_of(floor, "sailor", 8).here is True


def test_a_reading_book_shows_its_end_and_whether_it_may_be_extended(floor):
    id = reading(floor, at=0)
    seat = seat_of(floor, "sailor", 10)
    assert (seat.state, seat.since, seat.until, seat.late, seat.free_at) == (
        SeatState.READING,
        minutes(0),
        minutes(30),
        False,
        minutes(35),
    )
    assert (seat.label, seat.may_extend, seat.extended) == (floor.card(id).label, True, False)
    assert seat_of(floor, "sailor", 30).late is True
    waits = make_card(floor, "sailor", at=11)
    assert seat_of(floor, "sailor", 11).may_extend is False
    floor.pause(waits, at=minutes(12))
    assert seat_of(floor, "sailor", 12).may_extend is True
    floor.extend("sailor", at=minutes(13))
    seat = seat_of(floor, "sailor", 13)
    assert (seat.may_extend, seat.extended, seat.until) == (False, True, minutes(40))


def test_a_book_on_a_break_shows_its_end_and_is_free_when_it_is_over(floor):
    floor.rest("sailor", at=minutes(1))
    seat = seat_of(floor, "sailor", 2)
    assert (seat.state, seat.since, seat.until, seat.free_at) == (
        SeatState.RESTING,
        minutes(1),
        minutes(16),
        minutes(20),
    )
    seat = seat_of(floor, "sailor", 16)
    assert (seat.state, seat.since, seat.until) == (SeatState.FREE, minutes(16), None)


def test_a_book_that_wants_a_break_says_so(floor):
    reading(floor, at=0)
    floor.rest("sailor", at=minutes(1))
    seat = seat_of(floor, "sailor", 10)
    assert (seat.state, seat.rest_wanted, seat.free_at) == (SeatState.READING, True, minutes(50))


def test_a_book_that_is_done_shows_neither_next_nor_time(floor):
    make_card(floor, "sailor")
    floor.retire("sailor", at=minutes(1))
    assert seat_of(floor, "sailor", 2) == SeatFacts(
        book="sailor",
        table="1",
        state=SeatState.DONE,
        since=minutes(0),
        waiting=1,
        group_limit=3,
    )


def test_a_book_done_in_the_middle_of_a_reading_is_reading_until_it_ends(floor):
    reading(floor)
    floor.retire("sailor", at=minutes(1))
    assert seat_of(floor, "sailor", 2).state is SeatState.READING
    floor.finish("sailor", at=minutes(3))
    assert seat_of(floor, "sailor", 3).state is SeatState.DONE


def test_a_card_that_was_missed_before_is_marked_at_its_table(floor):
    id = aside(floor)
    floor.come_back(id, at=minutes(1))
    floor.call("sailor", at=minutes(2))
    assert seat_of(floor, "sailor", 3).misses == 1


def test_the_smaller_group_limit_is_shown():
    assert seat_of(make_floor(group_limit=5), "sailor", 0).group_limit == 3
    assert seat_of(make_floor(group_limit=2), "sailor", 0).group_limit == 2


def test_who_holds_for_another_book_does_not_wait_for_this_one(floor):
    make_card(floor, "sailor", "nurse", hold_first=True)
    assert [seat_of(floor, book, 0).waiting for book in BOOKS[:2]] == [1, 0]


def test_seats_stand_in_the_order_of_the_shelf():
    floor = make_floor(8)
    floor.move("sailor", "99", at=minutes(1))
    at = minutes(2)
    assert [seat.book for seat in seat_facts(floor, forecast(floor, at), at)] == list(BOOKS)


# when to look again


def next_of(floor: Floor, at: float) -> datetime | None:
    return next_change(floor, minutes(at))


def test_an_empty_floor_changes_when_the_event_ends_and_then_only_by_a_tap():
    floor = make_floor(closes=60)
    assert next_of(floor, 0) == minutes(60)
    assert next_of(floor, 60) is None
    floor.enter(Phase.CLOSED, at=minutes(1))
    assert next_of(floor, 1) is None
    assert next_of(make_floor(phase=Phase.PLANNED), 0) is None


def test_while_somebody_is_on_the_floor_it_may_change_with_every_minute(floor):
    make_card(floor, "sailor")
    assert next_of(floor, 3.25) == minutes(4)
    assert next_of(floor, 4) == minutes(5)


def test_the_end_of_a_grace_a_reading_a_break_or_an_announcement_comes_to_the_second():
    floor = make_floor(4)
    floor.announce("late", at=minutes(0.1))
    called(floor, "sailor", at=0.2)
    reading(floor, "nurse", at=0.3)
    floor.rest("farmer", at=minutes(0.4))
    assert next_of(floor, 5) == minutes(5.2)
    assert next_of(floor, 15) == minutes(15.4)
    assert next_of(floor, 20) == minutes(20.1)
    assert next_of(floor, 30) == minutes(30.3)


def test_in_a_closed_event_only_what_still_runs_changes(floor):
    reading(floor, at=0.5)
    make_card(floor, "nurse")
    floor.enter(Phase.CLOSED, at=minutes(1))
    # A glance is due five minutes after the start and five before the end, for three minutes.
    assert [next_of(floor, at) for at in (2, 5.5, 8.5, 25.5, 28.5)] == [
        minutes(then) for then in (5.5, 8.5, 25.5, 28.5, 30.5)
    ]
    assert next_of(floor, 30.5) is None


def test_who_has_paused_is_not_shown_as_the_next_one(floor):
    paused(floor)
    assert (seat_of(floor, "sailor", 1).next, seat_of(floor, "sailor", 1).why) == (None, None)

    waits = make_card(floor, "sailor", at=2)
    floor.call("sailor", at=minutes(2), id=make_card(floor, "sailor", at=2))

    assert seat_of(floor, "sailor", 3).next == floor.card(waits).label
    assert seat_of(floor, "sailor", 3).waiting == 2


def test_a_card_of_a_closed_event_has_neither_place_nor_time(floor):
    id = make_card(floor, "sailor", at=0)
    floor.enter(Phase.CLOSED, at=minutes(1))

    facts = facts_of(floor, id, 2)

    assert (facts.view, facts.place, facts.range, facts.wishes) == (View.OVER, None, None, ())


def test_the_end_of_the_regret_time_is_a_moment_to_look_again(floor):
    id = left(floor, at=3)
    due = next_change(floor, minutes(4))

    assert due == minutes(13)
    assert facts_of(floor, id, 4).regret is True
    assert card_facts(
        floor, forecast(floor, due), last(floor, id), due - timedelta(seconds=1)
    ).regret
    assert facts_of(floor, id, 13).regret is False
    assert next_change(floor, due) == floor.closes


def test_a_card_whose_taking_was_undone_may_come_back_as_long_and_is_looked_at_again(floor):
    id = make_card(floor, "sailor", at=0)
    floor.undo(1, at=minutes(2))
    assert next_of(floor, 3) == minutes(12)
    assert [facts_of(floor, id, at).regret for at in (11.9, 12)] == [True, False]
