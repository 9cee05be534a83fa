"""The drill that kills, in short; and what it must find with a protection switched off."""

import pytest

from humanshelf.drills import crash
from humanshelf.drills.stage import Stage, on_stage

THERE, TWICE = "what was answered is there", "nothing is there twice"
WHOLE, CALM = "the store holds together", "no answer is an error"


@pytest.fixture
def drilled():
    with on_stage("crash") as found:
        yield found


def found(stage: Stage, rounds: int) -> dict[str, tuple[bool | None, str]]:
    """By promise; how long it took is a figure of the machine and not looked at."""
    return {one.promise: (one.good, one.figure) for one in crash.drill(stage, rounds)}


def test_what_was_answered_is_there_once_after_kills(drilled):
    told = found(drilled, rounds=2)
    for promise in (THERE, TWICE, WHOLE, CALM):
        assert told[promise][0], told[promise]


@pytest.mark.parametrize(("which", "broken"), [("saving", THERE), ("knowing_again", TWICE)])
def test_a_protection_that_is_off_is_found_out(drilled, without, monkeypatch, which, broken):
    monkeypatch.setattr(crash, "LOAD", (30, 30))
    told = found(without(which), rounds=1)
    assert told[broken][0] is False, told
