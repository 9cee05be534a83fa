"""Stages of drills, and the product with a protection switched off."""

import sys

import pytest

from drilling import SABOTAGE
from humanshelf.drills.stage import Stage, on_stage


@pytest.fixture(scope="module")
def drilled():
    with on_stage("test") as found:
        yield found


@pytest.fixture
def without(drilled, monkeypatch):
    """The stage's product without one protection, until the test is over."""

    def switch(which: str) -> Stage:
        words = [sys.executable, str(SABOTAGE), which]
        monkeypatch.setattr(drilled, "program", lambda later: [*words, str(later)])
        return drilled

    return switch
