"""A policy whose numbers contradict the event or each other is refused, by name."""

from dataclasses import replace

import pytest

from humanshelf.lending.policy import Policy
from humanshelf.lending.sense import BOUNDS, Clash, contradictions, rounds_that_fit

USUAL = Policy()
ROUNDS = Policy(rounds=4, seats=3, loan=25, extension=5)
FOUR_HOURS = 240


def clashes(policy, length=FOUR_HOURS, **how):
    return [
        (one.field, one.clash.value, one.limit) for one in contradictions(policy, length, **how)
    ]


@pytest.mark.parametrize("policy", [USUAL, ROUNDS, replace(ROUNDS, seats=1, group=1)])
def test_what_goes_together(policy):
    assert clashes(policy) == []


NAMED = {
    "beyond-event": [
        ({"loan": 60}, 45, [("loan", "beyond-event", 45)]),
        ({"pause": 120}, 100, [("pause", "beyond-event", 100)]),
        ({"first_timers": 240}, 200, [("first_timers", "beyond-event", 200)]),
        ({"regret": 60}, 50, [("regret", "beyond-event", 50)]),
        ({"rest": 120}, 100, [("rest", "beyond-event", 100)]),
    ],
    "interpreted-beyond-event": [
        ({"loan": 60}, 80, [("interpreting", "interpreted-beyond-event", None)]),
    ],
    "rounds-do-not-fit": [
        ({"rounds": 7, "group": 1, "extension": 5}, 239, [("rounds", "rounds-do-not-fit", 6)]),
    ],
    "seats-without-rounds": [({"seats": 2}, 240, [("seats", "seats-without-rounds", 1)])],
    "group-beyond-seats": [
        (
            {"rounds": 3, "seats": 2, "extension": 5},
            240,
            [("group", "group-beyond-seats", 2)],
        ),
    ],
    "ready-beyond-cycle": [({"ready": 36}, 240, [("ready", "ready-beyond-cycle", 35)])],
    "grace-beyond-loan": [
        ({"loan": 15, "grace": 15}, 240, [("grace", "grace-beyond-loan", 14)]),
    ],
    "extension-beyond-loan": [
        ({"loan": 20, "extension": 21}, 240, [("extension", "extension-beyond-loan", 20)]),
    ],
    "extension-beyond-changeover": [
        ({"rounds": 3, "group": 1}, 240, [("extension", "extension-beyond-changeover", 5)]),
    ],
    "looks-overlap": [({"loan": 20, "look_in": 11}, 240, [("look_in", "looks-overlap", 10)])],
    "break-never-due": [
        ({"rest_after": 4, "book_readings": 3}, 240, [("rest_after", "break-never-due", 3)]),
    ],
    "break-without-minutes": [({"rest": 0}, 240, [("rest", "break-without-minutes", None)])],
    "out-of-bounds": [
        ({name: most + 1}, 10_000, [(name, "out-of-bounds", None)])
        for name, (_, most) in BOUNDS.items()
    ],
}


@pytest.mark.parametrize(
    ("changes", "length", "found"), [case for cases in NAMED.values() for case in cases]
)
def test_each_contradiction_has_its_name(changes, length, found):
    assert clashes(replace(USUAL, **changes), length) == found


def test_every_name_is_shown():
    assert set(NAMED) | {"rounds-run"} == {clash.value for clash in Clash}


@pytest.mark.parametrize(
    ("changes", "length"),
    [
        ({"loan": 45, "interpreting": 1.0}, 45),
        ({"rounds": 7, "seats": 3, "extension": 5}, 240),
        ({"ready": 35}, 240),
        ({"loan": 15, "grace": 14}, 240),
        ({"rest_after": 3, "book_readings": 3}, 240),
        ({"rest_after": 0, "rest": 0}, 240),
        ({"rest_after": 4, "book_readings": 0}, 240),
        ({"loan": 10, "look_in": 5}, 240),
    ],
)
def test_just_at_the_limit_they_go_together(changes, length):
    assert clashes(replace(USUAL, **changes), length) == []


@pytest.mark.parametrize(
    ("length", "fit"), [(0, 0), (24, 0), (25, 1), (54, 1), (55, 2), (115, 4), (240, 8)]
)
def test_after_the_last_round_nobody_changes_seats(length, fit):
    assert rounds_that_fit(ROUNDS, length) == fit


def test_a_field_is_refused_once():
    assert clashes(replace(USUAL, rounds=2, group=1, loan=20, extension=25)) == [
        ("extension", "extension-beyond-changeover", 5)
    ]


@pytest.mark.parametrize(
    ("before", "after", "fields"),
    [
        (USUAL, replace(USUAL, loan=20, changeover=4), []),
        (USUAL, ROUNDS, ["rounds", "seats", "loan"]),
        (ROUNDS, replace(USUAL, loan=25), ["rounds", "seats"]),
        (ROUNDS, replace(ROUNDS, changeover=6, seats=4, grace=4), ["seats", "changeover"]),
        (ROUNDS, replace(ROUNDS, grace=4, wishes=2), []),
    ],
)
def test_the_times_of_rounds_stay_while_the_event_runs(before, after, fields):
    found = clashes(after, before=before, runs=True)
    assert found == [(field, "rounds-run", None) for field in fields]
    assert clashes(after, before=before) == []


def test_every_number_of_a_policy_has_its_bounds():
    numbers = {name for name in Policy.__slots__ if name != "gate"}
    assert set(BOUNDS) == numbers
