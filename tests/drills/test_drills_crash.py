"""The drill that kills, in short; and what it must find with a protection switched off."""

import sys
from pathlib import Path

import pytest

from humanshelf.drills import crash
from humanshelf.drills.stage import on_stage

UNSTEADY = Path(__file__).with_name("unsteady.py")
THERE, TWICE = "what was answered is there", "nothing is there twice"
WHOLE, CALM = "the store holds together", "no answer is an error"


@pytest.fixture
def stage():
    with on_stage("crash") as found:
        yield found


def found(stage, rounds):
    """By promise; how long it took is a figure of the machine and not looked at."""
    return {one.promise: (one.good, one.figure) for one in crash.drill(stage, rounds)}


def test_what_was_answered_is_there_once_after_kills(stage):
    told = found(stage, rounds=3)
    for promise in (THERE, TWICE, WHOLE, CALM):
        assert told[promise][0], told[promise]


@pytest.mark.parametrize(("which", "broken"), [("hasty", THERE), ("forgetful", TWICE)])
def test_a_protection_that_is_off_is_found_out(stage, which, broken):
    stage.program = lambda later: [sys.executable, str(UNSTEADY), which]
    told = found(stage, rounds=2)
    assert told[broken][0] is False, told
