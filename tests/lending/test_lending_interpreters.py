"""An interpreter is a second person that a reading may need; a card is named when both are free."""

from dataclasses import replace

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.seat import Own
from lending.hall import make_card, make_floor, minutes


@pytest.fixture
def floor():
    """Two books that speak Azerbaijani, and Ayla, who signs."""
    floor = make_floor()
    for seat in list(floor.shelf.values()):
        floor.shelf[seat.book] = replace(seat, own=Own(languages=("az",)))
    floor.interpreters["ayla"] = Interpreter("ayla", ("az", "sign"))
    return floor


def read(floor, book, start, end):
    floor.call(book, at=minutes(start))
    floor.start(book, at=minutes(start))
    floor.finish(book, at=minutes(end))


def test_who_shares_a_language_with_the_book_needs_no_interpreter(floor):
    make_card(floor, "sailor", talk="az")
    assert floor.turns(minutes(0))["sailor"].interpreter is None


def test_who_shares_none_is_named_with_the_interpreter_who_links_them(floor):
    id = make_card(floor, "sailor", talk="sign")
    assert floor.turns(minutes(0))["sailor"].interpreter == "ayla"
    assert floor.call("sailor", at=minutes(0)).interpreter == "ayla"
    floor.start("sailor", at=minutes(0))
    assert floor.card(id).due == minutes(45)


def test_one_interpreter_sits_at_one_table(floor):
    make_card(floor, "sailor", talk="sign")
    second = make_card(floor, "nurse", talk="sign")
    assert len(floor.turns(minutes(0))) == 1
    floor.call("sailor", at=minutes(0))
    assert floor.turns(minutes(0)) == {}
    with pytest.raises(mistakes.NoInterpreter):
        floor.call("nurse", at=minutes(0), id=second)


def test_while_the_interpreter_sits_elsewhere_the_book_reads_with_the_next(floor):
    make_card(floor, "sailor", talk="sign")
    floor.call("sailor", at=minutes(0))
    make_card(floor, "nurse", talk="sign", at=1)
    other = make_card(floor, "nurse", at=2)
    assert floor.turns(minutes(3))["nurse"].card.id == other


def test_the_forecast_waits_for_the_interpreter(floor):
    make_card(floor, "sailor", talk="sign")
    floor.call("sailor", at=minutes(0))
    floor.start("sailor", at=minutes(0))
    second = make_card(floor, "nurse", talk="sign", at=1)
    start = floor.forecast(minutes(1)).starts[second]
    assert 45 <= start.minutes <= 60


def test_an_interpreter_rests_after_two_readings(floor):
    for start in (0, 50):
        make_card(floor, "sailor", talk="sign", at=start)
        read(floor, "sailor", start, start + 40)
    make_card(floor, "sailor", talk="sign", at=91)
    assert floor.turns(minutes(104)) == {}
    assert floor.turns(minutes(105)).keys() == {"sailor"}


def test_when_the_interpreter_leaves_a_call_goes_back_to_the_front(floor):
    id = make_card(floor, "sailor", talk="sign")
    make_card(floor, "sailor", at=1)
    floor.call("sailor", at=minutes(2), id=id)
    floor.interpreter_leaves("ayla", at=minutes(3))
    card = floor.card(id)
    assert (card.stage, card.back, card.interpreter) == (Stage.WAITING, True, None)
    assert floor.turns(minutes(3))["sailor"].card.id != id
    floor.interpreter_leaves("ayla", False, at=minutes(4))
    assert floor.turns(minutes(4))["sailor"].card.id == id


def test_a_reading_goes_on_when_the_interpreter_leaves(floor):
    id = make_card(floor, "sailor", talk="sign")
    floor.call("sailor", at=minutes(0))
    floor.start("sailor", at=minutes(0))
    floor.interpreter_leaves("ayla", at=minutes(3))
    assert floor.card(id).stage is Stage.READING


def test_an_unknown_interpreter_is_refused_by_name(floor):
    with pytest.raises(mistakes.UnknownInterpreter):
        floor.interpreter_leaves("nobody", at=minutes(0))


def test_with_a_gate_no_card_is_given_that_no_interpreter_can_serve(floor):
    floor.policy = replace(floor.policy, gate=True)
    with pytest.raises(mistakes.NoInterpreter):
        make_card(floor, "sailor", talk="tr")
