"""A flood of cards: how fast they may be taken, how many may be open, and taking them back."""

from dataclasses import replace

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.facts import View, card_facts
from humanshelf.lending.ledger import check, rebuild
from humanshelf.lending.rush import Rush
from humanshelf.lending.step import Actor
from lending.hall import called, last, make_card, make_floor, minutes, paused


@pytest.fixture
def floor():
    return make_floor()


def flood(floor, number, at=0.0, **rest):
    return [make_card(floor, "sailor", at=at, **rest) for _ in range(number)]


def test_two_hundred_phones_at_the_opening_all_get_a_card_at_once():
    assert len(flood(make_floor(open_cards=600), 200)) == 200


def test_who_invents_phones_gets_the_bucket_and_then_what_a_minute_brings():
    floor = make_floor(open_cards=600, rush=60)
    flood(floor, 120)
    with pytest.raises(mistakes.TooMany):
        make_card(floor, "sailor")
    with pytest.raises(mistakes.TooMany):
        make_card(floor, "sailor", at=0.9 / 60)
    flood(floor, 1, at=1 / 60)
    flood(floor, 30, at=0.5 + 1 / 60)
    with pytest.raises(mistakes.TooMany):
        make_card(floor, "sailor", at=0.5 + 1 / 60)
    assert floor.taken == 151


def test_the_desk_gives_a_card_all_the_same():
    floor = make_floor(open_cards=10, rush=10)
    flood(floor, 10)
    with pytest.raises(mistakes.HallFull):
        make_card(floor, "sailor")
    make_card(floor, "sailor", actor=Actor.DESK, paper=True)
    assert floor.rush == Rush(10.0, minutes(0)), "and takes nothing out of the readers' bucket"


@pytest.mark.parametrize("jump", [-120, -10, 10, 120])
def test_a_clock_that_jumps_keeps_no_reader_waiting_until_it_has_caught_up(jump):
    floor = make_floor(open_cards=600, rush=10, closes=600)
    flood(floor, 20, at=200)
    flood(floor, 20, at=200 + jump)
    with pytest.raises(mistakes.TooMany):
        make_card(floor, "sailor", at=200 + jump)


def test_a_refused_card_takes_nothing_out_of_the_bucket(floor):
    with pytest.raises(mistakes.NoWish):
        make_card(floor)
    assert floor.rush == Rush()


def test_chairs_and_time_say_how_many_cards_may_be_open_unless_the_rules_do():
    assert make_floor(2, closes=240).most_open == 60
    assert make_floor(8, closes=240).most_open == 8 * 6 * 2
    assert make_floor(8, closes=240, rounds=4, seats=3).most_open == 8 * 3 * 6 * 2
    assert make_floor(8, closes=240, open_cards=17).most_open == 17


def test_a_flood_goes_in_one_step_and_comes_back_to_its_places(floor):
    early = make_card(floor, "sailor", at=-30)
    ids = flood(floor, 40, at=1)
    before = dict(floor.cards)

    floor.void([card.id for card in floor.unseen(minutes(0))], at=minutes(3))

    assert list(floor.cards) == [early]
    step = floor.steps[-1]
    assert (step.verb, step.actor, step.subject) == ("void", Actor.DESK, "40")
    assert {last(floor, id).stage for id in ids} == {Stage.LEFT}
    assert (floor.leavers, floor.waited) == (40, pytest.approx(80))
    assert floor.undoable() is step

    floor.undo(step.number, at=minutes(4))

    assert floor.cards == before
    assert (floor.leavers, floor.waited) == (0, pytest.approx(0))
    assert floor.undoable() is None


def test_who_was_called_or_has_paused_meanwhile_keeps_the_card(floor):
    one, other, third, helped = flood(floor, 4)
    drawn = [card.id for card in floor.unseen(minutes(0))]
    assert set(drawn) == {one, other, third, helped}
    floor.call("sailor", at=minutes(1), id=one)
    floor.pause(other, at=minutes(1))

    floor.void(drawn, at=minutes(2))

    assert set(floor.cards) == {one, other}
    assert floor.card(one).stage is Stage.CALLED
    floor.undo(floor.last_step, at=minutes(3))
    assert set(floor.cards) == {one, other, third, helped}


def test_nobody_whom_somebody_may_have_met_is_in_a_flood(floor):
    called(floor)
    paused(floor)
    make_card(floor, "sailor", paper=True, actor=Actor.DESK)
    make_card(floor, "sailor", earlier=1)
    assert floor.unseen(minutes(0)) == []
    with pytest.raises(mistakes.NothingToVoid):
        floor.void(list(floor.cards), at=minutes(1))
    assert floor.new_steps[-1].verb != "void"


def test_a_card_of_a_flood_cannot_rejoin_and_says_why(floor):
    (id,) = flood(floor, 1)
    floor.void([id], at=minutes(1))
    card = last(floor, id)
    with pytest.raises(mistakes.CannotMove):
        floor.rejoin(card, at=minutes(2))
    facts = card_facts(floor, floor.forecast(minutes(2)), card, minutes(2))
    assert (facts.view, facts.regret) == (View.VOID, False)


def test_undone_twice_or_with_nobody_to_bring_back_it_is_refused(floor):
    ids = flood(floor, 2)
    floor.void(ids, at=minutes(1))
    step = floor.last_step
    with pytest.raises(mistakes.TooLateToUndo):
        floor.undo(step, at=minutes(2), without=ids)
    floor.undo(step, at=minutes(2), without=ids[:1])
    assert set(floor.cards) == set(ids[1:])
    assert floor.leavers == 1
    with pytest.raises(mistakes.NothingToUndo):
        floor.undo(step, at=minutes(3))


def test_a_second_tap_takes_nothing_more(floor):
    ids = flood(floor, 3)
    floor.void(ids, at=minutes(1))
    with pytest.raises(mistakes.NothingToVoid):
        floor.void(ids, at=minutes(1))


def test_the_ledger_builds_the_same_floor_and_sees_a_card_that_does_not_agree(floor):
    ids = flood(floor, 5)
    floor.void(ids, at=minutes(2))
    floor.undo(floor.last_step, at=minutes(3), without=ids[:2])
    ended = [last(floor, id) for id in ids[:2]]

    assert check(floor, floor.steps, ended) == []
    assert rebuild(floor, floor.steps).cards == floor.cards

    floor.leavers += 1
    assert check(floor, floor.steps, ended) == ["leavers: 3, by its steps 2"]
    floor.leavers -= 1
    bent = [*floor.steps]
    wrong = replace(bent[5].cards_before[0], group=2)
    bent[5] = replace(bent[5], cards_before=(wrong, *bent[5].cards_before[1:]))
    assert check(floor, bent, ended) == [
        f"step 6: card {wrong.label} stood differently before it: group"
    ]
