"""A tap means the card that its button named, and a reader whose books are done is told."""

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.facts import card_facts
from humanshelf.lending.forecast import forecast
from lending.hall import called, make_card, make_floor, minutes


def stranded(floor, id, at=1.0) -> bool:
    moment = minutes(at)
    return card_facts(floor, forecast(floor, moment), floor.card(id), moment).stranded


def test_the_card_that_is_named_or_sits_there_is_expected():
    floor = make_floor(2)
    first = floor.card(make_card(floor, "sailor"))
    floor.expect("sailor", first.label, at=minutes(1))
    floor.call("sailor", at=minutes(1))
    floor.expect("sailor", first.label, at=minutes(2))


def test_a_tap_meant_for_another_card_is_overtaken():
    floor = make_floor(2)
    first = floor.card(make_card(floor, "sailor"))
    make_card(floor, "sailor", at=1)
    floor.leave(first.id, at=minutes(2))
    with pytest.raises(mistakes.Overtaken):
        floor.expect("sailor", first.label, at=minutes(3))


def test_a_tap_at_an_empty_table_is_overtaken():
    floor = make_floor(2)
    card = floor.card(called(floor, "sailor"))
    floor.leave(card.id, at=minutes(1))
    with pytest.raises(mistakes.Overtaken):
        floor.expect("sailor", card.label, at=minutes(2))


def test_a_card_whose_books_are_all_done_is_stranded():
    floor = make_floor(3)
    id = make_card(floor, "sailor", "nurse")
    floor.retire("sailor", at=minutes(1))
    assert stranded(floor, id) is False
    floor.retire("nurse", at=minutes(1))
    assert stranded(floor, id) is True
    floor.change_wishes(id, ("farmer",), at=minutes(1), group=1, hold_first=False)
    assert stranded(floor, id) is False


def test_a_card_that_holds_for_its_first_wish_is_stranded_with_it():
    floor = make_floor(2)
    id = make_card(floor, "sailor", "nurse", hold_first=True)
    floor.retire("sailor", at=minutes(1))
    assert stranded(floor, id) is True
