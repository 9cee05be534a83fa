"""The drill of the full disk, where no disk of its own can be had; and its control."""

from contextlib import closing
from types import SimpleNamespace

import pytest

from humanshelf.drills import full_disk
from humanshelf.drills.stage import on_stage


@pytest.fixture
def drilled(monkeypatch):
    """Files may not grow: what every machine allows, unlike to mount a disk."""
    monkeypatch.setattr("os.geteuid", lambda: 1)
    with on_stage("full-disk") as found:
        yield found


def test_a_full_disk_is_told_calmly_and_heals_by_itself(drilled):
    told = [(one.promise, one.good, one.figure) for one in full_disk.drill(drilled)]
    assert [one for one in told if not one[1]] == []
    assert len(told) == 8


def test_what_does_not_heal_is_found_out(drilled, monkeypatch):
    monkeypatch.setattr(full_disk, "PATIENCE", 0.1)
    monkeypatch.setattr(full_disk, "written", lambda server: SimpleNamespace(status=503))
    assert full_disk.recovered("let go", None).good is False


def test_an_answer_that_is_not_calm_is_found_out(drilled, without):
    """The first thing that it looks at: the rest need not be waited for."""
    with closing(full_disk.drill(without("calming"))) as findings:
        first = next(findings)
    assert first.promise == "full: what cannot be saved is told calmly"
    assert first.good is False
