"""What is to be seen: equal when nothing that shows has changed."""

from datetime import timedelta

from humanshelf.lending.facts import View, card_facts, next_change, seat_facts
from humanshelf.lending.floor import Phase
from humanshelf.lending.forecast import forecast
from lending.hall import last, left, make_card, minutes, paused


def facts_of(floor, id, at):
    return card_facts(floor, forecast(floor, minutes(at)), last(floor, id), minutes(at))


def seat_of(floor, book, at):
    seats = seat_facts(floor, forecast(floor, minutes(at)), minutes(at))
    return next(seat for seat in seats if seat.book == book)


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
