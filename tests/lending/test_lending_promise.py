"""A promised time is kept where it can be, and where it cannot, the card says why."""

from dataclasses import replace

import pytest

from humanshelf.lending.facts import CardFacts, card_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import Range
from humanshelf.lending.promise import Moved, told
from lending.hall import make_card, make_floor, minutes, reading

EARLIER, PROMISED, LATER = minutes(20), minutes(40), minutes(60)


def promised(floor: Floor, *wishes: str) -> "object":
    """A card that was told from minute 20 to minute 40."""
    id = make_card(floor, *wishes)
    card = replace(floor.card(id), promise_from=EARLIER, promise_to=PROMISED)
    floor.cards[id] = card
    return card


def shown(floor: Floor, card, expected: Range, at: float):  # type: ignore[no-untyped-def]
    found = told(floor, floor.forecast(minutes(at)), card, expected, minutes(at))
    return found.range, found.moved


def test_what_comes_as_promised_or_sooner_is_shown_as_it_is_expected(floor):
    card = promised(floor, "sailor")
    floor.delay = 10
    for latest in (PROMISED, minutes(35)):
        expected = Range(EARLIER, latest)
        assert shown(floor, card, expected, 10) == (expected, None)


def test_a_card_that_was_told_nothing_has_no_promise(floor):
    card = replace(promised(floor, "sailor"), promise_from=None, promise_to=None)
    expected = Range(EARLIER, LATER)
    assert shown(floor, card, expected, 10) == (expected, None)


def test_without_a_reason_the_promised_time_stands_while_it_is_still_to_come(floor):
    card = promised(floor, "sailor")
    assert shown(floor, card, Range(EARLIER, LATER), 39) == (Range(EARLIER, PROMISED), None)
    late = Range(minutes(50), LATER)
    assert shown(floor, card, late, 39) == (Range(minutes(35), PROMISED), None)
    assert shown(floor, card, late, 40) == (late, Moved.AHEAD)


def delay(floor: Floor) -> None:
    floor.add_minutes(5, at=minutes(1))


def rests(floor: Floor) -> None:
    floor.rest("nurse", at=minutes(25))


def will_rest(floor: Floor) -> None:
    reading(floor, "nurse", at=1)
    floor.rest("nurse", at=minutes(2))


def extended(floor: Floor) -> None:
    reading(floor, "nurse", at=1)
    floor.cards[floor.seated["nurse"].id] = replace(
        floor.seated["nurse"], extended=True, due=minutes(41)
    )


def over(floor: Floor) -> None:
    reading(floor, "nurse", at=0)


@pytest.mark.parametrize(
    ("happened", "reason"),
    [
        (delay, Moved.DELAY),
        (rests, Moved.BREAK),
        (will_rest, Moved.BREAK),
        (extended, Moved.EXTENDED),
        (over, Moved.LONGER),
    ],
)
def test_what_can_be_seen_is_the_reason_and_moves_the_time(floor, happened, reason):
    card = promised(floor, "sailor", "nurse")
    happened(floor)
    expected = Range(EARLIER, LATER)
    assert shown(floor, card, expected, 30) == (expected, reason)


@pytest.mark.parametrize("happened", [rests, will_rest, extended, over])
def test_what_happens_at_a_book_that_the_card_does_not_wait_for_is_no_reason(floor, happened):
    card = promised(floor, "sailor")
    happened(floor)
    assert shown(floor, card, Range(EARLIER, LATER), 30) == (Range(EARLIER, PROMISED), None)
    held = replace(promised(floor, "sailor", "nurse"), hold_first=True)
    assert shown(floor, held, Range(EARLIER, LATER), 30) == (Range(EARLIER, PROMISED), None)


def test_a_break_that_is_over_is_no_reason_any_more(floor):
    card = promised(floor, "nurse")
    rests(floor)
    assert shown(floor, card, Range(EARLIER, LATER), 39.9)[1] is Moved.BREAK
    assert shown(floor, card, Range(minutes(45), LATER), 40)[1] is Moved.AHEAD


def facts_of(floor: Floor, id, at: float) -> CardFacts:  # type: ignore[no-untyped-def]
    return card_facts(floor, floor.forecast(minutes(at)), floor.card(id), minutes(at))


def test_the_card_and_the_wish_that_it_is_planned_for_say_the_same_time():
    floor = make_floor(1)
    reading(floor, "sailor", at=0)
    id = make_card(floor, "sailor", at=1)
    first = facts_of(floor, id, 1)
    assert first.range is not None
    assert (first.range.latest, first.moved) == (floor.card(id).promise_to, None)
    floor.add_minutes(30, at=minutes(2))
    after = facts_of(floor, id, 2)
    assert after.moved == "delay"
    assert after.range is not None
    assert after.range.latest > first.range.latest
    assert after.wishes == (("sailor", after.range),)
    floor.add_minutes(-30, at=minutes(3))
    assert facts_of(floor, id, 3).moved is None
