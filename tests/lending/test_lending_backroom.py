"""What a book sees of the floor, and what it is asked."""

from humanshelf.lending.backroom import BookFacts, book_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.step import Actor
from lending.hall import called, make_card, make_floor, minutes, reading


def facts_of(floor: Floor, at: float, book: str = "sailor") -> BookFacts:
    return book_facts(floor, floor.forecast(minutes(at)), book, minutes(at))


def test_it_sees_who_is_with_it_and_who_comes_in_turn(floor):
    there = reading(floor)
    following = [make_card(floor, "sailor", at=n) for n in (6, 7)]
    seen = facts_of(floor, 8)
    assert seen.guest is not None
    assert seen.guest.id == there.hex
    assert [one.id for one in seen.coming] == [id.hex for id in following]
    assert facts_of(floor, 8, "nurse").coming == ()


def test_a_declined_card_comes_no_more_and_can_be_taken_back(floor):
    id = make_card(floor, "sailor")
    floor.decline("sailor", id, at=minutes(1))
    seen = facts_of(floor, 2)
    assert ([one.id for one in seen.declined], seen.coming) == ([id.hex], ())
    floor.decline("sailor", id, False, at=minutes(3))
    seen = facts_of(floor, 4)
    assert ([one.id for one in seen.coming], seen.declined) == ([id.hex], ())


def test_asking_for_help_is_not_among_what_is_seen(floor):
    before = facts_of(floor, 1)
    floor.ask_help("sailor", at=minutes(1))
    assert facts_of(floor, 1) == before


def test_the_running_reading_does_not_count_among_those_left():
    floor = make_floor()
    reading(floor)
    floor.read_more("sailor", 1, at=minutes(8))
    assert facts_of(floor, 8).left == 1
    floor.read_more("sailor", 0, at=minutes(8))
    assert facts_of(floor, 8).left == 0


def test_each_reading_is_asked_about_once_and_a_skipped_one_not_again(floor):
    assert not facts_of(floor, 0).asks
    for start in (0, 40):
        reading(floor, at=start)
        assert not facts_of(floor, start + 10).asks
        floor.finish("sailor", at=minutes(start + 30), actor=Actor.BOOK)
        assert facts_of(floor, start + 30).asks
    for _tap in range(2):
        floor.feel("sailor", 0, at=minutes(71))
    assert floor.seat("sailor").own.faces == (1, 0, 0)
    assert not facts_of(floor, 72).asks


def test_a_called_card_is_the_guest(floor):
    id = called(floor)
    seen = facts_of(floor, 1)
    assert seen.guest is not None
    assert (seen.guest.id, seen.state) == (id.hex, "called")
