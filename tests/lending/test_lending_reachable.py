"""A card that cannot be read any more is told so, with the books that still could."""

from datetime import timedelta

from humanshelf.lending.facts import CardFacts, View, card_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from lending.hall import last, make_card, make_floor, minutes


def facts_of(floor: Floor, id, at: float) -> CardFacts:  # type: ignore[no-untyped-def]
    return card_facts(floor, floor.forecast(minutes(at)), last(floor, id), minutes(at))


def told(floor: Floor, id, at: float) -> tuple[bool, tuple[str, ...]]:  # type: ignore[no-untyped-def]
    facts = facts_of(floor, id, at)
    return facts.unreachable, facts.instead


def late_floor(**rest: object) -> Floor:
    """Two books; at minute 10 each may begin one reading more."""
    return make_floor(2, gate=True, closes=60, **rest)  # type: ignore[arg-type]


def test_a_card_that_the_plan_reaches_is_told_nothing():
    floor = late_floor()
    assert told(floor, make_card(floor, "sailor", at=10), 10) == (False, ())


def test_who_comes_second_where_one_reading_is_left_is_told_what_still_can_be_read():
    floor = make_floor(2, gate=True, closes=240)
    make_card(floor, "sailor")
    id = make_card(floor, "sailor", at=1)
    floor.closes = minutes(60)
    assert told(floor, id, 10) == (True, ("nurse",))
    facts = facts_of(floor, id, 10)
    assert (facts.view, facts.place, facts.range) == (View.WAITING, None, None)


def test_a_pair_is_not_sent_to_a_book_that_reads_with_one():
    floor = make_floor(2, gate=True, closes=240)
    make_card(floor, "sailor")
    id = make_card(floor, "sailor", at=1, group=3)
    floor.shelf["nurse"] = type(floor.seat("nurse"))("nurse", "2", 2, minutes(0))
    floor.closes = minutes(60)
    assert told(floor, id, 10) == (True, ())


def test_nobody_is_sent_to_a_book_that_declined_this_card():
    floor = make_floor(2, gate=True, closes=240)
    make_card(floor, "sailor")
    id = make_card(floor, "sailor", at=1)
    floor.decline("nurse", id, at=minutes(1))
    floor.closes = minutes(60)
    assert told(floor, id, 10) == (True, ())


def test_a_pause_and_a_closed_event_say_nothing_of_it():
    floor = make_floor(1, gate=True, closes=240)
    make_card(floor, "sailor")
    id = make_card(floor, "sailor", at=1)
    floor.closes = minutes(60)
    floor.pause(id, at=minutes(5))
    assert told(floor, id, 10) == (False, ())
    floor.come_back(id, at=minutes(11))
    assert told(floor, id, 11)[0] is True
    floor.enter(Phase.CLOSED, at=minutes(12))
    assert told(floor, id, 12) == (False, ())


def test_a_card_for_books_that_are_done_is_stranded_and_not_unreachable():
    floor = make_floor(2, gate=True)
    id = make_card(floor, "sailor", at=1)
    floor.retire("sailor", at=minutes(2))
    facts = facts_of(floor, id, 2)
    assert (facts.stranded, facts.unreachable) == (True, False)


def test_more_time_for_the_event_reaches_the_card_again():
    floor = make_floor(1, gate=True, closes=240)
    make_card(floor, "sailor")
    id = make_card(floor, "sailor", at=1)
    floor.reschedule(minutes(60), at=minutes(5))
    assert told(floor, id, 10)[0] is True
    floor.reschedule(minutes(60) + timedelta(hours=1), at=minutes(10))
    assert told(floor, id, 10) == (False, ())
