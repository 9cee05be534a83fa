"""bootstrap.py as a plugin of pytest: no gap goes unsaid, and the summary is the last line."""

import os
import re
import subprocess
import sys

import pytest

SUITE = """
import pytest

def test_that_runs():
    pass

@pytest.mark.skip(reason="no browser")
def test_in_a_browser():
    pass
"""


@pytest.fixture
def suite(bootstrap, tmp_path):
    (tmp_path / "test_it.py").write_text(SUITE)

    def run(*args, **environ):
        command = [sys.executable, "-m", "pytest", "-p", "bootstrap", "-p", "no:cacheprovider"]
        done = subprocess.run(
            [*command, *args],
            check=False,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "PYTHONPATH": str(bootstrap.ROOT),
                "REQUIRE_ALL": "",
                "NOT_RUN": "",
                **environ,
            },
        )
        return done.stdout.splitlines(), done.returncode

    return run


def test_a_skipped_test_is_allowed_at_home(suite):
    said, code = suite()
    assert code == 0
    assert summary(said) == "1 passed, 1 skipped"
    assert [line for line in said if "NOT RUN" in line] == []


def test_a_gap_is_said_just_before_the_summary(suite):
    said, code = suite(NOT_RUN="No browser.")
    assert code == 0
    assert said[-2] == "No browser."
    assert summary(said) == "1 passed, 1 skipped"


@pytest.mark.parametrize("workers", ["0", "1"])
def test_where_everything_is_required_a_skipped_test_fails(suite, workers):
    said, code = suite("-n", workers, REQUIRE_ALL="1")
    assert code == 1
    assert said[-2] == "REQUIRE_ALL=1 allows no skipped test; skipped: 1."
    assert summary(said) == "1 passed, 1 skipped"


def test_where_everything_is_required_and_runs_it_passes(suite):
    _, code = suite("-k", "runs", REQUIRE_ALL="1")
    assert code == 0


def summary(said):
    return re.fullmatch(r"=+ (.*) in [\d.]+s =+", said[-1])[1]
