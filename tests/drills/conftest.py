"""Stages of drills, and the product with a protection switched off."""

import os
import subprocess
import sys
from unittest.mock import patch

import pytest
import sabotage
from click.testing import CliRunner

from humanshelf.cli import cli
from humanshelf.drills.later import put_forward
from humanshelf.drills.stage import Stage, on_stage, product


class Quick(Stage):
    """Commands are run in this process, where that is the same: one that starts takes seconds."""

    def command(self, *args, typed="", **extra):
        if self.program is not product:
            return super().command(*args, typed=typed, **extra)
        pipe = self.folder / "home" / "typed"
        pipe.write_text(typed)
        args = [str(pipe) if arg == "/dev/stdin" else arg for arg in args]
        with (
            patch.dict(os.environ, self.environ(**extra), clear=True),
            pytest.MonkeyPatch.context() as here,
        ):
            put_forward(self.later, here.setattr)
            done = CliRunner().invoke(cli, args)
        pipe.unlink()
        return subprocess.CompletedProcess(args, done.exit_code, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def drilled():
    with on_stage("test") as found:
        yield Quick(found.folder, servers=found.servers)


@pytest.fixture
def without(drilled, monkeypatch):
    """The stage's product without some protections, until the test is over."""

    def switch(*which: str) -> Stage:
        words = [sys.executable, sabotage.__file__, ",".join(which)]
        monkeypatch.setattr(drilled, "program", lambda later: [*words, str(later)])
        return drilled

    return switch


@pytest.fixture
def off(monkeypatch):
    """A protection is off in this process, until the test is over."""
    return lambda which: getattr(sabotage, which)(monkeypatch.setattr)
