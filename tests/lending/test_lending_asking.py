"""What a card may still ask for: a pause, and more minutes."""

from humanshelf.lending.facts import CardFacts, card_facts, next_change
from humanshelf.lending.floor import Floor
from humanshelf.lending.step import Actor
from lending.hall import last, make_card, make_floor, minutes, reading


def facts_of(floor: Floor, id, at: float) -> CardFacts:  # type: ignore[no-untyped-def]
    return card_facts(floor, floor.forecast(minutes(at)), last(floor, id), minutes(at))


def test_a_pause_says_how_long_the_place_is_kept_and_is_offered_twice(floor):
    id = make_card(floor, "sailor")
    offered = []
    for start in (1, 30):
        offered.append(facts_of(floor, id, start).may_pause)
        floor.pause(id, at=minutes(start))
        assert facts_of(floor, id, start).kept == minutes(start + floor.policy.pause)
        floor.come_back(id, at=minutes(start + 5))
    offered.append(facts_of(floor, id, 40).may_pause)
    assert offered == [True, True, False]
    assert facts_of(floor, id, 40).kept is None


def test_the_end_of_a_pause_is_a_change_to_come(floor):
    id = make_card(floor, "sailor")
    floor.pause(id, at=minutes(1.5))
    assert next_change(floor, minutes(21.2)) == minutes(21.5)


def test_more_time_is_asked_for_once_and_then_the_card_says_so(floor):
    id = reading(floor, "sailor", at=0)
    assert (facts_of(floor, id, 1).may_ask, facts_of(floor, id, 1).more) == (True, False)
    floor.ask_more("sailor", Actor.READER, at=minutes(2))
    assert (facts_of(floor, id, 2).may_ask, facts_of(floor, id, 2).more) == (False, True)
    floor.ask_more("sailor", Actor.BOOK, at=minutes(3))
    after = facts_of(floor, id, 3)
    assert (after.until, after.may_ask, after.more) == (minutes(40), False, False)


def test_a_book_that_would_rather_not_shows_nowhere(floor):
    id = reading(floor, "sailor", at=0)
    before = facts_of(floor, id, 3)
    floor.ask_more("sailor", Actor.BOOK, yes=False, at=minutes(2))
    assert facts_of(floor, id, 3) == before


def test_no_more_time_is_offered_while_somebody_waits_for_the_book():
    floor = make_floor(1)
    id = reading(floor, "sailor", at=0)
    make_card(floor, "sailor", at=1)
    assert facts_of(floor, id, 2).may_ask is False
