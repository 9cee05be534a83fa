"""No card that cannot be served; who holds one that cannot be served any more is told."""

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.ground import Told
from lending.hall import called, make_card, make_floor, minutes, reading


def test_the_last_card_is_one_whose_reading_ends_by_closing():
    floor = make_floor(1, closes=70, gate=True)
    make_card(floor, "sailor")
    make_card(floor, "sailor")
    with pytest.raises(mistakes.TooLate):
        make_card(floor, "sailor")
    assert len(floor.cards) == 2


def test_who_is_refused_hears_which_books_can_still_be_read():
    floor = make_floor(3, closes=35, gate=True)
    make_card(floor, "sailor")
    floor.retire("farmer", at=minutes(0))
    floor.reschedule(minutes(36), at=minutes(0))
    with pytest.raises(mistakes.TooLate) as refused:
        make_card(floor, "sailor", at=1)
    assert refused.value.instead == ("nurse",)


def test_a_card_is_given_if_somebody_who_has_other_wishes_makes_room():
    floor = make_floor(2, closes=35, gate=True)
    first = make_card(floor, "sailor", "nurse")
    second = make_card(floor, "sailor")
    assert floor.plan(minutes(0)).planned == {first: "nurse", second: "sailor"}


def test_wishes_that_cannot_be_served_are_not_changed_to():
    floor = make_floor(2, closes=35, gate=True)
    make_card(floor, "sailor", at=-1)
    id = make_card(floor, "nurse")
    with pytest.raises(mistakes.TooLate):
        floor.change_wishes(id, ("sailor",), at=minutes(0), group=1, hold_first=False)
    assert floor.card(id).wishes == ("nurse",)


def test_when_time_has_run_out_nobody_is_named_but_a_librarian_may_call_by_hand():
    floor = make_floor(1, closes=60, gate=True)
    id = make_card(floor, "sailor")
    assert floor.turns(minutes(25)).keys() == {"sailor"}
    assert floor.turns(minutes(26)) == {}
    assert floor.forecast(minutes(26)).card(floor.card(id)) is None
    assert floor.call("sailor", at=minutes(26), id=id).id == id


def test_an_event_that_ends_later_reaches_more_and_one_that_ends_sooner_fewer():
    floor = make_floor(1, closes=60, gate=True)
    make_card(floor, "sailor")
    assert floor.reachable(1, minutes(0)) == ()
    floor.reschedule(minutes(80), at=minutes(0))
    assert floor.reachable(1, minutes(0)) == ("sailor",)
    floor.reschedule(minutes(34), at=minutes(0))
    assert floor.turns(minutes(0)) == {}


@pytest.mark.parametrize("closes", [-1, 0, 9, 60 * 17])
def test_an_event_cannot_end_before_it_began_nor_before_now_nor_next_day(closes):
    floor = make_floor(1, closes=60)
    with pytest.raises(mistakes.BadTime):
        floor.reschedule(minutes(closes), at=minutes(10))
    assert floor.closes == minutes(60)


def test_a_reader_reads_as_often_as_the_policy_allows():
    floor = make_floor(reader_readings=2)
    make_card(floor, "sailor", earlier=1)
    with pytest.raises(mistakes.ReadEnough):
        make_card(floor, "sailor", earlier=2)


def test_what_a_card_was_told_and_what_came_true_is_kept_without_the_card():
    floor = make_floor(1, gate=True)
    reading(floor, at=0)
    floor.told.clear()
    id = make_card(floor, "sailor", at=0)
    card = floor.card(id)
    floor.finish("sailor", at=minutes(33))
    floor.call("sailor", at=minutes(37))
    low, high = (
        round((moment - minutes(0)).total_seconds() / 60)
        for moment in (card.promise_from, card.promise_to)
    )
    assert floor.told == [Told(low, high, 37)]
    assert low < 35 < high


def test_who_paused_or_missed_a_call_says_nothing_of_the_forecast():
    floor = make_floor(2, gate=True)
    called(floor, at=0)
    id = make_card(floor, "sailor")
    floor.told.clear()
    floor.pause(id, at=minutes(1))
    floor.come_back(id, at=minutes(2))
    floor.no_show("sailor", at=minutes(5))
    floor.call("sailor", at=minutes(6), id=id)
    assert floor.told == []
