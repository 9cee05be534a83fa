"""What a book says for itself: breaks, an end, no to a card, help. And breaks that are due."""

from uuid import UUID

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.facts import SeatState, seat_facts
from humanshelf.lending.step import Actor
from lending.hall import called, make_card, make_floor, minutes, reading, returned


def state(floor, at=0):
    run = floor.forecast(minutes(at))
    return {seat.book: seat.state for seat in seat_facts(floor, run, minutes(at))}


def test_a_break_is_due_after_so_many_readings():
    floor = make_floor(rest_after=2)
    returned(floor, at=0)
    assert not floor.seat("sailor").resting
    returned(floor, at=10)
    assert floor.seat("sailor").resting
    assert floor.seat("sailor").rest_until == minutes(25)


def test_a_break_in_between_counts_from_nothing_again():
    floor = make_floor(rest_after=2)
    returned(floor, at=0)
    floor.rest("sailor", at=minutes(1))
    floor.resume("sailor", at=minutes(5))
    returned(floor, at=10)
    assert not floor.seat("sailor").resting


def test_a_break_is_due_after_a_heavy_reading():
    floor = make_floor()
    returned(floor, at=0)
    floor.feel("sailor", 1, at=minutes(1))
    assert not floor.seat("sailor").resting
    returned(floor, at=2)
    floor.feel("sailor", 2, at=minutes(3))
    assert floor.seat("sailor").resting
    assert floor.seat("sailor").own.faces == (0, 1, 1)


def test_a_book_reads_as_often_as_the_policy_allows():
    floor = make_floor(book_readings=1)
    returned(floor, at=0)
    make_card(floor, "sailor", at=5)
    assert state(floor, 6)["sailor"] is SeatState.DONE
    assert floor.turns(minutes(6)) == {}


def test_no_more_today_lets_the_present_reading_end_and_calls_nobody():
    floor = make_floor()
    reading(floor, at=0)
    waiting = make_card(floor, "sailor", at=1)
    floor.read_more("sailor", 0, at=minutes(2))
    floor.finish("sailor", at=minutes(30))
    assert floor.turns(minutes(31)) == {}
    with pytest.raises(mistakes.BookIsDone):
        floor.call("sailor", at=minutes(31), id=waiting)


def test_one_more_today_is_one_more():
    floor = make_floor()
    reading(floor, at=0)
    waiting = make_card(floor, "sailor", at=1)
    last = make_card(floor, "sailor", at=2)
    floor.read_more("sailor", 1, at=minutes(3))
    floor.finish("sailor", at=minutes(30))
    assert floor.call("sailor", at=minutes(31)).id == waiting
    floor.start("sailor", at=minutes(31))
    floor.finish("sailor", at=minutes(60))
    assert floor.turns(minutes(61)) == {}
    assert floor.card(last).stage is Stage.WAITING


def test_a_book_that_leaves_early_begins_no_reading_that_would_not_end_by_then():
    floor = make_floor(1)
    make_card(floor, "sailor")
    floor.say("sailor", minutes(0), leaves=minutes(40))
    assert floor.turns(minutes(5)).keys() == {"sailor"}
    assert floor.turns(minutes(6)) == {}


def test_a_book_that_arrives_late_is_not_called_before():
    floor = make_floor(1)
    make_card(floor, "sailor")
    floor.say("sailor", minutes(0), arrives=minutes(20))
    assert floor.turns(minutes(19)) == {}
    assert floor.turns(minutes(20)).keys() == {"sailor"}


def test_a_card_that_a_book_declines_is_named_for_another_wish_and_never_called_to_it():
    floor = make_floor()
    id = make_card(floor, "sailor", "nurse")
    floor.decline("sailor", id, at=minutes(1))
    assert {book: turn.card.id for book, turn in floor.turns(minutes(1)).items()} == {"nurse": id}
    with pytest.raises(mistakes.BookDeclines):
        floor.call("sailor", at=minutes(1), id=id)
    floor.decline("sailor", id, False, at=minutes(2))
    assert floor.turns(minutes(2)).keys() == {"sailor"}


def test_undoing_a_desk_step_keeps_what_the_book_has_said_since(floor):
    called(floor)
    number = floor.last_step
    floor.ask_help("sailor", at=minutes(2))
    floor.undo(number, at=minutes(3))
    assert floor.seated == {}
    assert floor.seat("sailor").own.help == minutes(2)


def test_help_is_asked_once_and_answered_by_a_visit(floor):
    floor.ask_help("sailor", at=minutes(1))
    floor.ask_help("sailor", at=minutes(4))
    assert floor.seat("sailor").own.help == minutes(1)
    floor.visit("sailor", at=minutes(5))
    assert floor.seat("sailor").own.help is None


def test_a_reading_is_extended_when_book_and_reader_both_ask_and_nobody_waits(floor):
    id = reading(floor)
    floor.ask_more("sailor", Actor.READER, at=minutes(20))
    assert floor.card(id).due == minutes(30)
    floor.ask_more("sailor", Actor.BOOK, at=minutes(21))
    assert (floor.card(id).due, floor.card(id).extended) == (minutes(40), True)


def test_a_reading_is_not_extended_while_somebody_waits_whoever_asks(floor):
    id = reading(floor)
    make_card(floor, "sailor")
    for actor in (Actor.READER, Actor.BOOK):
        floor.ask_more("sailor", actor, at=minutes(20))
    assert floor.card(id).due == minutes(30)


def test_the_desk_does_not_extend_a_reading_against_the_book(floor):
    reading(floor)
    floor.ask_more("sailor", Actor.BOOK, False, at=minutes(20))
    with pytest.raises(mistakes.BookDeclines):
        floor.extend("sailor", at=minutes(21))


def test_the_forecast_knows_of_breaks_that_will_be_due():
    with_breaks, without = make_floor(1, rest_after=1), make_floor(1)
    for floor in (with_breaks, without):
        make_card(floor, "sailor", at=-1)
        make_card(floor, "sailor", at=0)
    starts = [
        max(start.minutes for start in floor.forecast(minutes(0)).starts.values())
        for floor in (with_breaks, without)
    ]
    assert starts[0] - starts[1] == 15


def test_a_group_that_splits_keeps_its_place(floor):
    id = make_card(floor, "sailor", group=3)
    part = floor.split(id, UUID(int=77), 2, at=minutes(9), actor=Actor.READER)
    assert (floor.card(id).group, part.group) == (1, 2)
    assert part.joined == floor.card(id).joined == minutes(0)
    assert part.label != floor.card(id).label
    with pytest.raises(mistakes.CannotSplit):
        floor.split(id, part.id, 1, at=minutes(10), actor=Actor.READER)


def test_a_pause_keeps_the_place_for_so_long_and_then_loses_minute_by_minute(floor):
    id = make_card(floor, "sailor", at=0)
    floor.pause(id, at=minutes(5))
    floor.come_back(id, at=minutes(25))
    assert floor.card(id).joined == minutes(0)
    floor.pause(id, at=minutes(30))
    assert id not in floor.forecast(minutes(51)).starts
    floor.come_back(id, at=minutes(57))
    assert floor.card(id).joined == minutes(7)
    with pytest.raises(mistakes.PausedEnough):
        floor.pause(id, at=minutes(58))


def test_minutes_added_for_all_move_every_time_but_the_present_one(floor):
    reading(floor)
    now, later = make_card(floor, "nurse"), make_card(floor, "sailor")
    before = {id: floor.forecast(minutes(0)).card(floor.card(id)) for id in (now, later)}
    floor.add_minutes(10, at=minutes(0))
    after = {id: floor.forecast(minutes(0)).card(floor.card(id)) for id in (now, later)}
    assert after[now] == before[now]
    assert (after[later].latest - before[later].latest).total_seconds() == 600
    floor.add_minutes(-30, at=minutes(1))
    assert floor.delay == 0
