"""What holds of every forecast, on floors that hypothesis draws."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from humanshelf.lending.card import Stage
from humanshelf.lending.forecast import forecast
from lending.drawing import AT, floors, put, queued, wishes_on

PRESENT = (Stage.WAITING,)
"""Nobody has paused. Who has is in the run as if back already, except that no book that is free
now is kept for them: there the laws of order do not hold."""
laws = settings(max_examples=30, deadline=None, derandomize=True, database=None)


def starts(floor) -> dict[object, float]:
    return {id: start.minutes for id, start in forecast(floor, AT).starts.items()}


@laws
@given(floors())
def test_every_queued_card_that_some_book_can_take_has_one_start(floor):
    found = forecast(floor, AT)
    expected = {
        card.id
        for card in found.plan.queue
        if any(not floor.seat(book).done for book in card.accepts)
    }
    assert found.starts.keys() == expected
    for id, start in found.starts.items():
        path = found.paths[start.book]
        assert start.book in floor.cards[id].accepts
        assert path.times[start.ahead] == (start.minutes, start.variance)
        assert path.orders[start.ahead] == found.places[id]


@laws
@given(floors())
def test_a_book_s_turns_come_one_after_the_other_and_the_newcomer_last(floor):
    for path in forecast(floor, AT).paths.values():
        times = [*path.times, (path.minutes, path.variance)]
        assert times == sorted(times)
        assert times[0][0] >= 0


@laws
@given(floors())
def test_a_shown_range_holds_the_middle_and_lies_on_the_five_minutes(floor):
    found = forecast(floor, AT)
    for card in floor.cards.values():
        for range in (found.card(card), *(found.wish(card, book) for book in card.wishes)):
            if range is None:
                continue
            assert AT <= range.earliest < range.latest
            for moment in (range.earliest, range.latest):
                assert (moment.minute % 5, moment.second, moment.microsecond) == (0, 0, 0)
        if start := found.starts.get(card.id):
            shown = found.card(card)
            after = [(m - AT).total_seconds() / 60 for m in (shown.earliest, shown.latest)]
            assert after[0] <= start.minutes <= after[1]


@laws
@given(floors(), st.randoms(use_true_random=False))
def test_the_same_floor_gives_the_same_forecast_however_its_cards_are_stored(floor, random):
    shuffled = floor.copy()
    cards = list(floor.cards.values())
    random.shuffle(cards)
    shuffled.cards = {card.id: card for card in cards}
    assert forecast(shuffled, AT) == forecast(floor, AT)


@laws
@given(floors(gate=True), st.data())
def test_who_joins_behind_takes_nobody_s_chair(floor, data):
    before = starts(floor).keys()
    last = put(floor, Stage.WAITING, data.draw(wishes_on(floor)), AT)
    assert starts(floor).keys() - {last.id} == before


@laws
@given(floors(gate=True), st.data())
def test_more_wishes_never_cost_the_reading(floor, data):
    card = replace(queued(data.draw, floor, PRESENT), hold_first=False)

    def read_with(*wishes: str) -> bool:
        floor._put(replace(card, wishes=wishes))
        return card.id in starts(floor)

    alone = [read_with(book) for book in card.wishes]
    assert read_with(*card.wishes) >= any(alone)


@laws
@given(floors(), st.data())
def test_holding_for_the_first_wish_is_forecast_as_if_it_were_the_only_one(floor, data):
    card = queued(data.draw, floor)
    floor._put(replace(card, hold_first=True))
    held = starts(floor).get(card.id)
    floor._put(replace(card, wishes=card.wishes[:1], hold_first=False))
    assert held == starts(floor).get(card.id)


@laws
@given(floors(PRESENT, gate=True), st.data())
def test_a_newcomer_is_told_a_time_exactly_if_the_card_will_have_one(floor, data):
    wishes = data.draw(wishes_on(floor))
    told = forecast(floor, AT).newcomer(*wishes)
    card = put(floor, Stage.WAITING, wishes, AT)
    assert (told is None) is (forecast(floor, AT).card(card) is None)
