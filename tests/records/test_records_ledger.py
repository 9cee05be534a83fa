"""The ledger in the store: never changed, complete, and the floor agrees with it."""

import json

import pytest
from sqlalchemy.exc import IntegrityError
from test_records_floors import EVENING

from cast import EVENT, NOW, label_of, later
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records.ledger import checked


@pytest.fixture
def evening(rana, leyla, murad, clock):
    """Steps of the desk and of two readers, at odd moments. Returns the second one's label."""
    leyla.card("deniz")
    clock.shift(61.0007)
    card = murad.card("lala", "deniz")
    label = label_of(murad.get(card))
    for noun, sent in EVENING:
        clock.shift(61.0007)
        assert rana.tap(noun, **sent).status_code == 303, noun
    murad.post(f"{card}/return")
    return label


def verdict(house, event=EVENT):
    with house.inside():
        return checked(event, later(60))


def test_the_floor_of_an_evening_agrees_with_its_ledger(baku, evening):
    assert verdict(baku) == (baku.count("step"), [])


def test_an_event_with_no_steps_agrees_and_an_unknown_one_is_none(nu):
    assert verdict(nu) == (0, [])
    assert verdict(nu, "no-such") is None


def test_a_card_changed_behind_the_products_back_is_told(baku, evening):
    baku.change("UPDATE card SET group_size = 3 WHERE stage = 'waiting'")
    baku.change("UPDATE seat SET readings = 7 WHERE book = 'deniz'")
    assert verdict(baku)[1] == [
        f"card {evening} stands differently: group",
        "seat deniz stands differently: readings",
    ]


def test_an_ended_card_is_looked_at_too(baku, evening):
    baku.change("DELETE FROM card WHERE stage = 'returned'")
    (told,) = verdict(baku)[1]
    assert told.endswith("is missing")


def test_the_store_refuses_to_change_a_step(baku, evening):
    before = baku.rows("SELECT * FROM step ORDER BY number")
    for change in ("subject = 'other'", "number = 900", f"after = '{json.dumps({})}'"):
        with pytest.raises(IntegrityError, match="a step is never changed"):
            baku.change(f"UPDATE step SET {change} WHERE number = 2")
    assert baku.rows("SELECT * FROM step ORDER BY number") == before


def test_forgetting_still_takes_the_steps_and_nothing_is_left_to_differ(stage, baku, evening):
    forget_everywhere(stage.app, NOW.replace(day=NOW.day + 1))
    assert baku.count("step") == 0
    assert verdict(baku) == (0, [])
