"""An event has room for so many cards; and one that is called off gives none and calls nobody."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.facts import View, card_facts
from humanshelf.lending.forecast import forecast
from humanshelf.lending.ground import Phase
from humanshelf.lending.step import Actor
from lending.hall import BOOKS, called, make_card, make_floor, minutes


def room_for(cards, **rest):
    floor = make_floor(**rest)
    floor.capacity = cards
    return floor


def test_so_many_cards_are_given_and_no_more():
    floor = room_for(2)
    make_card(floor, "sailor")
    assert not floor.full
    make_card(floor, "nurse")
    assert floor.full
    with pytest.raises(mistakes.AllGiven):
        make_card(floor, "sailor")
    assert (floor.taken, len(floor.cards)) == (2, 2)


def test_who_leaves_unread_makes_room_again():
    floor = room_for(1)
    card = make_card(floor, "sailor")
    floor.leave(card, at=minutes(1))
    assert not floor.full
    make_card(floor, "sailor", at=2)


def test_who_has_read_keeps_the_room_they_took():
    floor = room_for(1)
    called(floor, "sailor")
    floor.start("sailor", at=minutes(1))
    floor.finish("sailor", at=minutes(20))
    with pytest.raises(mistakes.AllGiven):
        make_card(floor, "sailor", at=21)


def test_the_desk_may_give_one_more():
    floor = room_for(1)
    make_card(floor, "sailor")
    make_card(floor, "sailor", paper=True, actor=Actor.DESK)
    assert (floor.given, floor.full) == (2, True)


def test_who_comes_back_in_time_finds_the_old_place_although_it_is_full_again():
    floor = room_for(1)
    gone = floor.card(make_card(floor, "sailor"))
    floor.leave(gone.id, at=minutes(1))
    make_card(floor, "sailor", at=2)
    floor.rejoin(floor.touched_cards[gone.id], at=minutes(3))
    assert floor.given == 2


def test_without_a_number_there_is_always_room():
    floor = make_floor()
    for minute in range(60):
        make_card(floor, "sailor", at=minute)
    assert not floor.full


moves = st.lists(
    st.sampled_from(("take", "desk", "leave", "serve", "no-show", "undo", "split")), max_size=40
)


@given(moves, st.integers(1, 5))
def test_no_reader_is_ever_given_a_card_beyond_the_room(steps, room):
    floor = room_for(room)
    for minute, step in enumerate(steps):
        at, waiting = minutes(minute), [c for c in floor.cards.values() if c.queued]
        try:
            match step:
                case "take":
                    before = floor.given
                    make_card(floor, BOOKS[minute % 2], at=minute, group=1 + minute % 2)
                    assert before < room
                case "desk":
                    make_card(floor, "sailor", at=minute, actor=Actor.DESK)
                case "leave" if waiting:
                    floor.leave(waiting[minute % len(waiting)].id, at=at)
                case "serve":
                    floor.call("sailor", at=at)
                    floor.start("sailor", at=at)
                    floor.finish("sailor", at=at)
                case "no-show":
                    floor.call("nurse", at=at)
                    floor.no_show("nurse", at=at)
                case "split" if waiting:
                    floor.split(waiting[0].id, UUID(int=10**6 + minute), 1, at=at, actor=Actor.DESK)
                case "undo":
                    step = floor.undoable()
                    if step:
                        floor.undo(step.number, at=at)
        except mistakes.AllGiven:
            assert step == "take" and floor.given >= room
        except mistakes.Mistake:
            pass
        read = sum(card.stage is Stage.RETURNED for card in floor.touched_cards.values())
        assert floor.given >= len(floor.cards) + read


# called off


def off(floor, at=5):
    floor.called_off = minutes(at)
    return floor


@pytest.mark.parametrize(
    "verb",
    [
        lambda floor: make_card(floor, "sailor", at=6),
        lambda floor: make_card(floor, "sailor", at=6, actor=Actor.DESK),
        lambda floor: floor.call("nurse", at=minutes(6)),
        lambda floor: floor.ring("sailor", at=minutes(6)),
        lambda floor: floor.start("sailor", at=minutes(6)),
        lambda floor: floor.enter(Phase.LAST_CALL, at=minutes(6)),
        lambda floor: floor.split(
            next(c.id for c in floor.cards.values() if c.group == 2),
            UUID(int=99),
            1,
            at=minutes(6),
            actor=Actor.READER,
        ),
    ],
)
def test_what_is_called_off_gives_no_card_and_calls_nobody(verb):
    floor = make_floor()
    called(floor, "sailor")
    make_card(floor, "nurse", group=2)
    off(floor)
    before = list(floor.steps)
    with pytest.raises(mistakes.CalledOff):
        verb(floor)
    assert floor.steps == before


def test_in_rounds_no_bell_begins_what_is_called_off():
    floor = off(make_floor(rounds=2, seats=2))
    for verb in (floor.gather, floor.begin):
        with pytest.raises(mistakes.CalledOff):
            verb(1, at=minutes(6))


def test_every_open_card_says_that_it_is_called_off_and_a_reading_goes_on():
    floor = make_floor(books=3)
    reading = called(floor, "sailor")
    floor.start("sailor", at=minutes(1))
    come, waits = called(floor, "nurse", at=1), make_card(floor, "farmer", at=1)
    rests = make_card(floor, "farmer", at=2)
    floor.pause(rests, at=minutes(3))
    off(floor)
    run = forecast(floor, minutes(6))
    views = {
        id: card_facts(floor, run, floor.card(id), minutes(6))
        for id in (come, waits, rests, reading)
    }
    assert [facts.view for facts in views.values()] == [View.OFF] * 3 + [View.READING]
    assert {facts.off for facts in views.values()} == {minutes(5)}
    assert floor.turns(minutes(6)) == {}
    floor.finish("sailor", at=minutes(20))


def test_taken_back_every_card_has_its_old_place():
    floor = make_floor()
    first, second = make_card(floor, "sailor"), make_card(floor, "sailor", at=1)
    off(floor)
    floor.leave(second, at=minutes(7))
    floor.called_off = None
    assert floor.turns(minutes(8))["sailor"].card.id == first
    assert floor.call("sailor", at=minutes(8)).id == first
