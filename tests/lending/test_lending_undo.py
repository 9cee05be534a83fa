"""Undo puts back exactly what stood before, or is refused."""

from collections.abc import Callable
from uuid import UUID

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.facts import View, card_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.forecast import forecast
from humanshelf.lending.ground import Phase
from humanshelf.lending.step import Actor
from lending.hall import (
    as_it_stands,
    aside,
    called,
    last,
    left,
    make_card,
    make_floor,
    minutes,
    paused,
    reading,
    undo_last,
)

Prepare = Callable[[Floor], object]
Act = Callable[[Floor, UUID], object]


def rest_wanted(floor: Floor) -> UUID:
    id = reading(floor)
    floor.rest("sailor", at=minutes(1))
    return id


def rested(floor: Floor) -> UUID:
    id = make_card(floor, "sailor")
    floor.rest("sailor", at=minutes(0))
    return id


def back(floor: Floor) -> UUID:
    id = aside(floor)
    floor.come_back(id, at=minutes(1))
    return id


def done(floor: Floor) -> UUID:
    id = make_card(floor, "sailor")
    floor.retire("sailor", at=minutes(0))
    return id


def waiting(floor: Floor) -> UUID:
    return make_card(floor, "sailor")


def wishes(floor: Floor, id: UUID) -> None:
    floor.change_wishes(id, ("nurse", "sailor"), at=minutes(9), group=2, hold_first=True)


STEPS: dict[str, tuple[Prepare, Act]] = {
    "wish": (waiting, wishes),
    "pause": (waiting, lambda floor, id: floor.pause(id, at=minutes(9))),
    "back from a pause": (paused, lambda floor, id: floor.come_back(id, at=minutes(9))),
    "back from a miss": (aside, lambda floor, id: floor.say_here(id, at=minutes(9))),
    "pause of one who came back": (back, lambda floor, id: floor.pause(id, at=minutes(9))),
    "leave": (waiting, lambda floor, id: floor.leave(id, at=minutes(9))),
    "leave from a pause": (paused, lambda floor, id: floor.leave(id, at=minutes(9))),
    "leave after a miss": (aside, lambda floor, id: floor.leave(id, at=minutes(9))),
    "cannot come": (called, lambda floor, id: floor.leave(id, at=minutes(9))),
    "end of the own reading": (reading, lambda floor, id: floor.leave(id, at=minutes(9))),
    "rejoin": (left, lambda floor, id: floor.rejoin(last(floor, id), at=minutes(9))),
    "call": (waiting, lambda floor, id: floor.call("sailor", at=minutes(9))),
    "call of one who came back": (back, lambda floor, id: floor.call("sailor", at=minutes(9))),
    "call that clears a break": (rested, lambda floor, id: floor.call("sailor", at=minutes(19))),
    "start": (called, lambda floor, id: floor.start("sailor", at=minutes(9))),
    "return": (reading, lambda floor, id: floor.finish("sailor", at=minutes(9))),
    "return into a break": (rest_wanted, lambda floor, id: floor.finish("sailor", at=minutes(9))),
    "no-show": (called, lambda floor, id: floor.no_show("sailor", at=minutes(9))),
    "extend": (reading, lambda floor, id: floor.extend("sailor", at=minutes(9))),
    "rest": (waiting, lambda floor, id: floor.rest("sailor", at=minutes(9))),
    "rest wanted": (reading, lambda floor, id: floor.rest("sailor", at=minutes(9))),
    "resume": (rested, lambda floor, id: floor.resume("sailor", at=minutes(9))),
    "retire": (waiting, lambda floor, id: floor.retire("sailor", at=minutes(9))),
    "arrive": (done, lambda floor, id: floor.arrive("sailor", at=minutes(9))),
    "move": (reading, lambda floor, id: floor.move("sailor", "9", at=minutes(9))),
    "phase": (waiting, lambda floor, id: floor.enter(Phase.LAST_CALL, at=minutes(9))),
}


@pytest.mark.parametrize("name", STEPS)
def test_undoing_a_step_restores_exactly_what_stood_before(name):
    prepare, act = STEPS[name]
    floor = make_floor()
    id = prepare(floor)
    before = as_it_stands(floor)
    card, number = last(floor, id), floor.last_step
    act(floor, id)
    assert floor.last_step == number + 1
    assert as_it_stands(floor) != before

    undone = floor.undo(number + 1, at=minutes(30))

    assert as_it_stands(floor) == before
    assert last(floor, id) == card
    assert (undone.number, floor.steps[-1].reverses) == (number + 1, number + 1)
    assert floor.steps[-2].undone is True
    assert (floor.steps[-1].verb, floor.steps[-1].reverses) == ("undo", number + 1)


@pytest.mark.parametrize("name", STEPS)
def test_a_step_is_undone_once(name):
    prepare, act = STEPS[name]
    floor = make_floor()
    act(floor, prepare(floor))
    undo_last(floor, 30)
    before = as_it_stands(floor)
    step, undoing = floor.steps[-2], floor.steps[-1]
    for number in (step.number, undoing.number):
        with pytest.raises(mistakes.NothingToUndo):
            floor.undo(number, at=minutes(31))
    assert as_it_stands(floor) == before


@pytest.mark.parametrize("name", STEPS)
def test_once_undone_the_step_can_be_taken_again(name):
    prepare, act = STEPS[name]
    floor = make_floor()
    id = prepare(floor)
    act(floor, id)
    after = as_it_stands(floor)
    undo_last(floor, 10)
    act(floor, id)
    assert as_it_stands(floor) == after


@pytest.mark.parametrize("name", [name for name in STEPS if name != "phase"])
def test_steps_at_another_card_and_book_do_not_hinder_undoing(name):
    prepare, act = STEPS[name]
    floor = make_floor()
    act(floor, prepare(floor))
    number = floor.last_step
    reading(floor, "nurse", at=10)
    floor.rest("nurse", at=minutes(11))
    floor.announce("late", at=minutes(12))
    floor.enter(Phase.LAST_CALL, at=minutes(13))
    assert floor.undo(number, at=minutes(30)).number == number


@pytest.mark.parametrize(
    ("name", "later"),
    [
        ("wish", lambda floor, id: floor.pause(id, at=minutes(10))),
        ("pause", lambda floor, id: floor.come_back(id, at=minutes(10))),
        ("back from a miss", lambda floor, id: floor.call("sailor", at=minutes(10))),
        ("leave", lambda floor, id: floor.rejoin(last(floor, id), at=minutes(10))),
        ("cannot come", lambda floor, id: called(floor, "sailor", at=10)),
        ("call", lambda floor, id: floor.start("sailor", at=minutes(10))),
        ("call", lambda floor, id: floor.leave(id, at=minutes(10))),
        ("call", lambda floor, id: floor.rest("sailor", at=minutes(10))),
        ("start", lambda floor, id: floor.extend("sailor", at=minutes(10))),
        ("start", lambda floor, id: floor.finish("sailor", at=minutes(10))),
        ("return", lambda floor, id: called(floor, "sailor", at=10)),
        ("return", lambda floor, id: floor.retire("sailor", at=minutes(10))),
        ("no-show", lambda floor, id: floor.come_back(id, at=minutes(10))),
        ("no-show", lambda floor, id: called(floor, "sailor", at=10)),
        ("rest", lambda floor, id: floor.resume("sailor", at=minutes(10))),
        ("rest", lambda floor, id: floor.move("sailor", "9", at=minutes(10))),
        ("move", lambda floor, id: floor.move("sailor", "8", at=minutes(10))),
        ("phase", lambda floor, id: floor.enter(Phase.CLOSED, at=minutes(10))),
    ],
)
def test_undo_is_refused_once_a_later_step_touched_the_same_card_or_book(name, later):
    prepare, act = STEPS[name]
    floor = make_floor()
    id = prepare(floor)
    before = as_it_stands(floor)
    act(floor, id)
    number = floor.last_step
    later(floor, id)
    then = as_it_stands(floor)

    with pytest.raises(mistakes.TooLateToUndo):
        floor.undo(number, at=minutes(30))
    assert as_it_stands(floor) == then

    for step in range(floor.last_step, number - 1, -1):
        floor.undo(step, at=minutes(31))
    # The card that a later step may have taken stays counted.
    assert as_it_stands(floor) == before | {"taken": floor.taken, "leavers": floor.leavers}


def test_ringing_and_saying_here_neither_hinder_an_undo_nor_are_undone(floor):
    id = make_card(floor, "sailor", at=0)
    before = as_it_stands(floor)
    floor.call("sailor", at=minutes(1))
    call = floor.last_step
    floor.ring("sailor", at=minutes(5))
    floor.say_here(id, at=minutes(6))

    for harmless in (call + 1, call + 2):
        with pytest.raises(mistakes.NothingToUndo):
            floor.undo(harmless, at=minutes(7))
    floor.undo(call, at=minutes(7))

    assert as_it_stands(floor) == before


def test_undoing_a_reading_s_start_goes_back_to_the_ringing_that_went_before(floor):
    id = called(floor, at=0)
    floor.ring("sailor", at=minutes(4))
    floor.say_here(id, at=minutes(5))
    card = floor.card(id)
    floor.start("sailor", at=minutes(6))
    undo_last(floor, 7)
    assert floor.card(id) == card
    assert (card.since, card.here) == (minutes(4), minutes(5))


def test_undoing_a_walk_in_card_ends_it_and_gives_its_label_to_nobody(floor):
    id = make_card(floor, "sailor", paper=True, actor=Actor.DESK)
    label = floor.card(id).label
    undo_last(floor, 2)

    card = last(floor, id)
    assert (card.stage, card.since, floor.cards) == (Stage.LEFT, minutes(2), {})
    # It has left like any other that may still rejoin, and counts as one that did.
    assert (floor.taken, floor.leavers) == (1, 1)
    assert floor.card(make_card(floor, "sailor")).label != label
    at = minutes(3)
    assert card_facts(floor, forecast(floor, at), card, at).view is View.LEFT


def test_a_walk_in_card_that_was_called_is_undone_only_after_its_call(floor):
    id = make_card(floor, "sailor", paper=True, actor=Actor.DESK)
    floor.call("sailor", at=minutes(1))
    with pytest.raises(mistakes.TooLateToUndo):
        floor.undo(1, at=minutes(2))
    floor.undo(2, at=minutes(3))
    floor.undo(1, at=minutes(4))
    assert last(floor, id).stage is Stage.LEFT


def test_a_step_that_never_was_cannot_be_undone(floor):
    for number in (-1, 0, 1, 99):
        with pytest.raises(mistakes.NothingToUndo):
            floor.undo(number, at=minutes(1))


def test_the_desk_is_offered_its_own_last_step_that_can_still_be_undone(floor):
    assert floor.undoable() is None
    first = make_card(floor, "sailor", at=0)
    assert floor.undoable() is None
    assert floor.undoable(Actor.READER).verb == "take"
    floor.call("sailor", at=minutes(1))
    floor.move("nurse", "9", at=minutes(2))
    floor.ring("sailor", at=minutes(3))
    assert (floor.undoable().verb, floor.undoable().subject) == ("move", "nurse")
    floor.undo(floor.undoable().number, at=minutes(4))
    assert floor.undoable().verb == "call"
    floor.leave(first, at=minutes(5))
    assert floor.undoable() is None


def test_each_book_offers_its_own_last_desk_step(floor):
    called(floor, "sailor")
    floor.start("sailor", at=minutes(1))
    floor.rest("nurse", at=minutes(2))
    start, rest = floor.last_step - 1, floor.last_step
    assert floor.undoable_by_seat() == {"sailor": start, "nurse": rest}
    floor.undo(start, at=minutes(3))
    assert floor.undoable_by_seat() == {"sailor": start - 1, "nurse": rest}


def test_a_step_of_the_book_or_of_a_reader_is_not_offered_to_the_desk(floor):
    floor.rest("sailor", at=minutes(1), actor=Actor.BOOK)
    id = reading(floor, "nurse", at=2)
    floor.leave(id, at=minutes(3))
    assert (floor.undoable(), floor.undoable_by_seat()) == (None, {})
    assert floor.undoable(Actor.BOOK).verb == "rest"


def test_undoing_a_departure_takes_it_out_of_the_counts(floor):
    id = make_card(floor, "sailor", at=0)
    before = as_it_stands(floor)
    floor.leave(id, at=minutes(20))
    assert (floor.leavers, floor.waited) == (1, 20.0)

    undo_last(floor, 21)

    assert as_it_stands(floor) == before


def test_undoing_a_call_takes_its_wait_out_of_the_counts(floor):
    make_card(floor, "sailor", at=0)
    before = as_it_stands(floor)
    floor.call("sailor", at=minutes(20))
    assert (floor.calls, floor.waited) == (1, 20.0)

    undo_last(floor, 21)

    assert as_it_stands(floor) == before


def test_undoing_a_reader_s_way_back_counts_the_departure_again(floor):
    id = make_card(floor, "sailor", at=0)
    floor.leave(id, at=minutes(20))
    floor.rejoin(floor.touched_cards[id], at=minutes(22))
    assert floor.leavers == 0

    undo_last(floor, 23)

    assert floor.leavers == 1
    assert floor.touched_cards[id].stage is Stage.LEFT


def test_undoing_a_move_is_refused_once_another_book_sits_at_the_old_table():
    floor = make_floor(3)
    floor.move("sailor", "9", at=minutes(1))
    first = floor.last_step
    floor.move("nurse", "1", at=minutes(2))
    before = as_it_stands(floor)

    with pytest.raises(mistakes.TableTaken):
        floor.undo(first, at=minutes(3))

    assert as_it_stands(floor) == before
    floor.move("nurse", "2", at=minutes(4))
    floor.undo(first, at=minutes(5))
    assert [seat.table for seat in floor.shelf.values()] == ["1", "2", "3"]


def test_a_move_whose_old_table_is_taken_is_not_offered_for_undo():
    floor = make_floor(3)
    floor.move("sailor", "9", at=minutes(1))
    floor.move("nurse", "1", at=minutes(2))

    assert floor.undoable().subject == "nurse"
    assert floor.undoable_by_seat() == {"nurse": 2}


def test_undoing_changed_wishes_does_not_forget_that_the_reader_is_here(floor):
    id = make_card(floor, "sailor", at=0)
    floor.change_wishes(id, ("nurse",), at=minutes(1), group=1, hold_first=False)
    step = floor.last_step
    floor.say_here(id, at=minutes(2))

    floor.undo(step, at=minutes(3))

    assert floor.card(id).wishes == ("sailor",)
    assert floor.card(id).here == minutes(2)
