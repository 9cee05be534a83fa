"""Taking a card and changing its wishes: what is refused, by name."""

from uuid import UUID

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Card, Stage
from humanshelf.lending.ground import Phase
from humanshelf.lending.step import Actor
from lending.hall import (
    as_it_stands,
    called,
    make_card,
    make_floor,
    minutes,
    paused,
)


def refused(floor, mistake, *wishes, at=0, **rest):
    """Taking this card is this very mistake, and changes nothing."""
    before = as_it_stands(floor)
    with pytest.raises(mistake) as raised:
        make_card(floor, *wishes, at=at, **rest)
    assert raised.type is mistake
    assert (as_it_stands(floor), floor.new_steps) == (before, floor.steps)
    return raised.value


def changed(floor, id, *wishes, at=1, group=1, hold_first=False) -> Card:
    return floor.change_wishes(id, wishes, at=minutes(at), group=group, hold_first=hold_first)


def test_a_new_card_waits_from_the_moment_when_it_was_taken(floor):
    id = UUID(int=7)
    card = floor.take(id, ("nurse", "sailor"), at=minutes(3), group=2, hold_first=True)

    assert card == Card(
        id=id,
        number=card.number,
        word=card.word,
        stage=Stage.WAITING,
        since=minutes(3),
        joined=minutes(3),
        wishes=("nurse", "sailor"),
        group=2,
        hold_first=True,
        promise_from=minutes(0),
        promise_to=minutes(5),
    )
    assert floor.cards == floor.touched_cards == {id: card}
    assert card.label == f"{card.word} {card.number}"


def test_a_walk_in_card_is_on_paper_and_a_step_of_the_desk(floor):
    id = make_card(floor, "sailor", paper=True, actor=Actor.DESK)
    assert floor.card(id).paper is True
    assert [(step.verb, step.actor) for step in floor.steps] == [("take", Actor.DESK)]


def test_a_card_needs_a_wish(floor):
    refused(floor, mistakes.NoWish)


def test_the_same_book_is_not_wished_for_twice(floor):
    refused(floor, mistakes.WishTwice, "sailor", "sailor")


def test_more_wishes_than_the_policy_allows_are_refused():
    floor = make_floor(4)
    make_card(floor, "sailor", "nurse", "farmer")
    refused(floor, mistakes.TooManyWishes, "sailor", "nurse", "farmer", "widow")
    refused(make_floor(4, wishes=1), mistakes.TooManyWishes, "sailor", "nurse")


def test_a_book_that_is_not_on_the_shelf_cannot_be_wished_for(floor):
    refused(floor, mistakes.UnknownBook, "nurse", "nobody")


def test_a_book_that_is_done_for_today_cannot_be_wished_for(floor):
    floor.retire("sailor", at=minutes(0))
    refused(floor, mistakes.BookIsDone, "nurse", "sailor")
    floor.arrive("sailor", at=minutes(1))
    make_card(floor, "nurse", "sailor")


@pytest.mark.parametrize("group", [-1, 0, 4, 600])
def test_a_group_is_of_one_up_to_the_limit_of_the_event(floor, group):
    assert refused(floor, mistakes.GroupTooLarge, "sailor", group=group).limit == 3


def test_the_smallest_limit_among_the_wished_books_holds():
    floor = make_floor(group_limit=2)
    assert refused(floor, mistakes.GroupTooLarge, "sailor", group=3).limit == 2
    assert floor.card(make_card(floor, "sailor", group=2)).group == 2
    alone = make_floor(group_limit=5, group=1)
    assert refused(alone, mistakes.GroupTooLarge, "sailor", group=2).limit == 1


def test_holding_for_the_first_wish_means_nothing_with_one_wish(floor):
    assert floor.card(make_card(floor, "sailor", hold_first=True)).hold_first is False
    id = make_card(floor, "sailor", "nurse", hold_first=True)
    assert floor.card(id).accepts == ("sailor",)
    assert changed(floor, id, "nurse", hold_first=True).hold_first is False


def test_the_hall_is_full_when_as_many_cards_are_open_as_the_policy_allows():
    floor = make_floor(open_cards=2)
    first = called(floor)
    make_card(floor, "nurse")
    refused(floor, mistakes.HallFull, "nurse")
    floor.leave(first, at=minutes(1))
    make_card(floor, "nurse")


@pytest.mark.parametrize(
    ("phase", "mistake"),
    [
        (Phase.PLANNED, mistakes.NotOpenYet),
        (Phase.LAST_CALL, mistakes.NoMoreCards),
        (Phase.CLOSED, mistakes.EventOver),
    ],
)
def test_cards_are_taken_only_while_the_event_is_open(phase, mistake):
    refused(make_floor(phase=phase), mistake, "sailor")


def test_changed_wishes_keep_the_joining_time_and_the_stage(floor):
    waits, rests = make_card(floor, "sailor", at=0), paused(floor, at=0)

    card = changed(floor, waits, "nurse", "sailor", at=9, group=2, hold_first=True)

    assert (card.wishes, card.group, card.hold_first) == (("nurse", "sailor"), 2, True)
    assert (card.stage, card.joined, card.since) == (Stage.WAITING, minutes(0), minutes(0))
    assert changed(floor, rests, "nurse").stage is Stage.PAUSED


@pytest.mark.parametrize(
    ("wishes", "group", "mistake"),
    [
        ((), 1, mistakes.NoWish),
        (("sailor", "sailor"), 1, mistakes.WishTwice),
        (("sailor", "nurse", "farmer", "widow"), 1, mistakes.TooManyWishes),
        (("nobody",), 1, mistakes.UnknownBook),
        (("nurse",), 0, mistakes.GroupTooLarge),
        (("nurse",), 4, mistakes.GroupTooLarge),
    ],
)
def test_changed_wishes_are_checked_like_new_ones(wishes, group, mistake):
    floor = make_floor(4)
    id = make_card(floor, "sailor")
    before = as_it_stands(floor)
    with pytest.raises(mistake) as raised:
        changed(floor, id, *wishes, group=group)
    assert raised.type is mistake
    assert as_it_stands(floor) == before


def test_a_wish_that_has_become_done_may_be_kept_but_not_added():
    floor = make_floor(3)
    id = make_card(floor, "sailor", "nurse")
    floor.retire("sailor", at=minutes(1))
    floor.retire("farmer", at=minutes(1))

    assert changed(floor, id, "nurse", "sailor").wishes == ("nurse", "sailor")
    with pytest.raises(mistakes.BookIsDone):
        changed(floor, id, "sailor", "farmer")
    changed(floor, id, "nurse")
    with pytest.raises(mistakes.BookIsDone):
        changed(floor, id, "nurse", "sailor")


def test_wishes_of_a_card_that_does_not_exist_cannot_be_changed(floor):
    with pytest.raises(mistakes.UnknownCard):
        changed(floor, UUID(int=404), "sailor")
