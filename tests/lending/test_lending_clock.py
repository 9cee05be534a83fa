"""The machine's clock is set an hour back or forth in the middle of an event."""

import pytest

from humanshelf.lending.card import Stage
from humanshelf.lending.facts import card_facts, next_change, seat_facts
from humanshelf.lending.pace import pace_of
from lending.hall import BOOKS, make_card, make_floor, minutes

CLOCKS = [-60, 60]


def seen(floor, at):
    """All that is drawn of a floor at this moment."""
    forecast = floor.forecast(minutes(at))
    for card in floor.cards.values():
        card_facts(floor, forecast, card, minutes(at))
    for seat in seat_facts(floor, forecast, minutes(at)):
        assert seat.range is None or seat.range.earliest <= seat.range.latest
    due = next_change(floor, minutes(at))
    assert due is None or due > minutes(at)
    return forecast


@pytest.mark.parametrize("jump", CLOCKS)
@pytest.mark.parametrize("gate", [True, False])
def test_everything_can_still_be_seen(jump, gate):
    floor = make_floor(3, gate=gate, closes=600)
    for n in range(20):
        make_card(floor, BOOKS[n % 3], BOOKS[(n + 1) % 3], at=90 + n / 10)
    floor.call("sailor", at=minutes(95))
    floor.start("sailor", at=minutes(96))
    floor.call("nurse", at=minutes(97))
    seen(floor, 97 + jump)


@pytest.mark.parametrize("jump", CLOCKS)
def test_an_evening_goes_on_and_nobody_is_lost(jump):
    floor = make_floor(2, closes=300)
    for n in range(6):
        make_card(floor, BOOKS[n % 2], at=90 + n)
    floor.call("sailor", at=minutes(97))
    floor.start("sailor", at=minutes(98))
    at = 100 + jump
    floor.finish("sailor", at=minutes(at))
    while floor.cards and at < 400:
        for book in floor.turns(minutes(at)):
            floor.call(book, at=minutes(at))
            floor.start(book, at=minutes(at))
        at += 30
        for card in list(floor.seated.values()):
            floor.finish(card.book, at=minutes(at))
        seen(floor, at)
    assert not [card for card in floor.cards.values() if card.stage is Stage.WAITING]
    assert floor.waited >= 0


def test_a_reading_that_ended_before_it_began_does_not_teach_a_book_to_read_in_no_time():
    floor = make_floor(1)
    for at in (90, 91):
        make_card(floor, "sailor", at=at)
    floor.call("sailor", at=minutes(95))
    floor.start("sailor", at=minutes(96))
    floor.finish("sailor", at=minutes(40))
    assert pace_of(floor.seat("sailor"), floor.policy).cycle > 20
