"""The drill of the full disk, where no disk of its own can be had; and its control."""

import sys
from pathlib import Path

import pytest

from humanshelf.drills import full_disk
from humanshelf.drills.stage import on_stage

UNSTEADY = Path(__file__).with_name("unsteady.py")


@pytest.fixture
def stage(monkeypatch):
    """Files may not grow: what every machine allows, unlike to mount a disk."""
    monkeypatch.setattr("os.geteuid", lambda: 1)
    with on_stage("full-disk") as found:
        yield found


def test_a_full_disk_is_told_calmly_and_heals_by_itself(stage):
    told = [(one.promise, one.good, one.figure) for one in full_disk.drill(stage)]
    by_time = ("by itself",)
    assert [one for one in told if not one[1] and not one[0].endswith(by_time)] == []
    assert len(told) == 8


def test_an_answer_that_is_not_calm_is_found_out(stage):
    stage.program = lambda later: [sys.executable, str(UNSTEADY), "loud"]
    told = {one.promise: one.good for one in full_disk.drill(stage)}
    assert told["full: what cannot be saved is told calmly"] is False
