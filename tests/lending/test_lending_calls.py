"""Whose turn it is, and calling: the floor names, a tap calls, nobody is called twice."""

from uuid import UUID

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.plan import in_turn
from humanshelf.lending.turns import Why
from lending.hall import (
    aside,
    called,
    last,
    make_card,
    make_floor,
    minutes,
    paused,
    reading,
)


def named(floor, at=0) -> dict[str, UUID]:
    return {book: turn.card.id for book, turn in floor.turns(minutes(at)).items()}


def test_the_longest_wait_comes_first_however_the_cards_are_stored(floor):
    late = make_card(floor, "sailor", at=5)
    early = make_card(floor, "sailor", at=2)
    assert named(floor, 6) == {"sailor": early}
    assert floor.turns(minutes(6))["sailor"].why is Why.LONGEST_WAIT
    assert floor.call("sailor", at=minutes(6)).id == early
    floor.start("sailor", at=minutes(6))
    floor.finish("sailor", at=minutes(30))
    assert floor.call("sailor", at=minutes(31)).id == late


def test_cards_of_the_same_moment_come_in_the_order_of_their_numbers(floor):
    ids = [make_card(floor, "sailor", at=0) for _ in range(5)]
    by_number = sorted(ids, key=lambda id: floor.card(id).number)
    assert [
        card.id for card in in_turn(floor.cards.values(), floor.policy, minutes(0))
    ] == by_number


def test_two_free_books_never_name_the_same_card(floor):
    first = make_card(floor, "sailor", "nurse", at=0)
    assert named(floor) == {"sailor": first}
    second = make_card(floor, "sailor", "nurse", at=1)
    assert named(floor, 1) == {"sailor": first, "nurse": second}


def test_each_takes_its_first_wish_where_all_can():
    floor = make_floor(3)
    called(floor, "farmer")
    first = make_card(floor, "farmer", "nurse", "sailor", at=0)
    second = make_card(floor, "nurse", "sailor", at=1)
    assert named(floor, 1) == {"sailor": first, "nurse": second}


def test_a_card_that_holds_for_its_first_wish_is_called_to_no_other(floor):
    called(floor, "sailor")
    holds = make_card(floor, "sailor", "nurse", at=0, hold_first=True)
    assert named(floor) == {}
    with pytest.raises(mistakes.NobodyWaits):
        floor.call("nurse", at=minutes(1))
    floor.no_show("sailor", at=minutes(6))
    assert named(floor, 6) == {"sailor": holds}


def test_a_tap_may_call_another_card_than_the_named_one(floor):
    first, second = make_card(floor, "sailor", at=0), make_card(floor, "sailor", at=1)
    assert floor.call("sailor", at=minutes(2), id=second).id == second
    assert floor.card(first).stage is Stage.WAITING


def test_a_group_too_large_for_the_book_is_not_called_to_it_even_by_hand():
    floor = make_floor(group_limit=3)
    id = make_card(floor, "sailor", group=3)
    small = make_floor(group_limit=1)
    small.cards[id] = floor.card(id)
    with pytest.raises(mistakes.GroupTooLarge) as raised:
        small.call("sailor", at=minutes(1), id=id)
    assert raised.value.limit == 1
    fitting = make_floor(group_limit=3)
    fitting.cards[id] = floor.card(id)
    assert fitting.call("sailor", at=minutes(1), id=id).group == 3


def test_a_paused_card_is_passed_over_and_keeps_its_place(floor):
    rests = paused(floor, at=0)
    waits = make_card(floor, "sailor", at=1)
    assert named(floor, 2) == {"sailor": waits}
    floor.come_back(rests, at=minutes(3))
    assert named(floor, 3) == {"sailor": rests}
    assert floor.card(rests).joined == minutes(0)


def test_a_missed_card_that_comes_back_is_next_once(floor):
    ahead = make_card(floor, "nurse", "sailor", at=0)
    missed = make_card(floor, "sailor", at=1)
    floor.call("sailor", at=minutes(2), id=missed)
    floor.no_show("sailor", at=minutes(8))
    assert floor.card(missed).stage is Stage.ASIDE
    called(floor, "nurse", at=8)
    assert named(floor, 8) == {"sailor": ahead}

    floor.say_here(missed, at=minutes(9))
    assert named(floor, 9) == {"sailor": missed}
    assert floor.turns(minutes(9))["sailor"].why is Why.CAME_BACK

    floor.call("sailor", at=minutes(10))
    assert floor.card(missed).back is False


def test_the_second_miss_ends_the_card(floor):
    id = aside(floor)
    floor.come_back(id, at=minutes(1))
    floor.call("sailor", at=minutes(2))
    floor.no_show("sailor", at=minutes(8))

    card = last(floor, id)
    assert (card.stage, card.misses, card.book) == (Stage.LEFT, 2, None)
    assert (floor.cards, floor.no_shows, floor.leavers) == ({}, 2, 0)


def test_a_strict_event_ends_a_card_at_the_first_miss():
    floor = make_floor(misses=0)
    assert last(floor, aside(floor)).stage is Stage.LEFT


def test_ringing_again_restarts_the_grace_and_asks_again_who_comes(floor):
    id = called(floor, at=0)
    floor.say_here(id, at=minutes(1))
    floor.ring("sailor", at=minutes(4))

    card = floor.card(id)
    assert (card.stage, card.since, card.here) == (Stage.CALLED, minutes(4), minutes(1))
    floor.say_here(id, at=minutes(5))
    assert floor.card(id).here == minutes(5)
    assert floor.calls == 1


def test_saying_here_twice_is_said_once(floor):
    id = make_card(floor, "sailor")
    floor.say_here(id, at=minutes(1))
    floor.say_here(id, at=minutes(2))
    assert floor.card(id).here == minutes(1)
    assert [step.verb for step in floor.steps] == ["take", "here"]


def test_a_reading_is_due_after_the_loan_time(floor):
    id = called(floor, at=3)
    floor.start("sailor", at=minutes(5))
    card = floor.card(id)
    assert (card.stage, card.since, card.due, card.here) == (
        Stage.READING,
        minutes(5),
        minutes(35),
        None,
    )


def test_a_returned_card_has_ended_and_taught_the_book_s_pace(floor):
    id = reading(floor, at=0)
    floor.finish("sailor", at=minutes(20))

    seat = floor.seat("sailor")
    assert (last(floor, id).stage, floor.cards) == (Stage.RETURNED, {})
    assert (seat.readings, seat.cycle_sum, seat.cycle_squares) == (1, 25.0, 625.0)
    assert seat.free_since == minutes(20)
    assert floor.free_books(minutes(20)) == ["sailor", "nurse"]


def test_a_reader_may_end_the_own_reading(floor):
    id = reading(floor, at=0)
    floor.leave(id, at=minutes(12))
    assert last(floor, id).stage is Stage.RETURNED
    assert (floor.leavers, floor.seat("sailor").readings) == (0, 1)


def test_who_cannot_come_frees_the_book(floor):
    id = called(floor, at=0)
    floor.leave(id, at=minutes(2))
    assert last(floor, id).stage is Stage.LEFT
    assert (floor.leavers, floor.no_shows) == (1, 0)
    assert floor.free_books(minutes(2)) == ["sailor", "nurse"]
    assert floor.seat("sailor").free_since == minutes(2)


def test_a_reading_is_extended_once(floor):
    id = reading(floor, at=0)
    floor.extend("sailor", at=minutes(20))
    assert (floor.card(id).due, floor.card(id).extended) == (minutes(40), True)
    with pytest.raises(mistakes.ExtendedAlready):
        floor.extend("sailor", at=minutes(21))


def test_an_overdue_reading_is_extended_from_now(floor):
    id = reading(floor, at=0)
    floor.extend("sailor", at=minutes(34))
    assert floor.card(id).due == minutes(44)


def test_a_reading_is_not_extended_while_another_waits_for_the_book(floor):
    reading(floor)
    waits = make_card(floor, "nurse", "sailor")
    with pytest.raises(mistakes.OthersWait):
        floor.extend("sailor", at=minutes(1))
    floor.change_wishes(waits, ("nurse", "sailor"), at=minutes(2), group=1, hold_first=True)
    floor.extend("sailor", at=minutes(3))


def test_who_has_paused_does_not_keep_a_reading_from_being_extended(floor):
    reading(floor)
    paused(floor)
    floor.extend("sailor", at=minutes(1))


def test_an_announcement_is_said_and_taken_back(floor):
    floor.announce("late", at=minutes(1))
    assert (floor.announcement.kind, floor.announcement.at) == ("late", minutes(1))
    floor.announce(None, at=minutes(2))
    assert floor.announcement is None
    assert [step.subject for step in floor.steps] == ["late", ""]
