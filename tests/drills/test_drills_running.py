"""How drills are run and told: nothing that broke off or is not there passes."""

import json

import pytest
from click.testing import CliRunner

from humanshelf.cli import cli
from humanshelf.cli.trying import DRILLS
from humanshelf.drills import running
from humanshelf.drills.finding import Finding
from humanshelf.drills.stage import BrokenOff

GOOD, BAD = Finding("B1", "kept", True, "3 of 3"), Finding("B2", "not kept", False)
LATER = Finding("B3", "not made yet", None)


@pytest.fixture
def drills(monkeypatch):
    """Drills that find what the test says."""
    found = {}

    def named(name):
        return found.get(name)

    monkeypatch.setattr(running, "named", named)
    return found


def of(*findings):
    return lambda stage: iter(findings)


def run(name):
    lines = []
    return running.run(name, lines.append), lines


def test_a_drill_is_good_when_all_that_it_found_is(drills):
    drills["seize"] = of(GOOD)
    told, lines = run("seize")
    assert told["good"] is True
    assert lines == ["\nseize", "  ok        B1   kept: 3 of 3"]


@pytest.mark.parametrize("findings", [(GOOD, BAD), (GOOD, LATER), ()])
def test_one_that_is_not_kept_or_not_there_spoils_it(drills, findings):
    drills["seize"] = of(*findings)
    assert run("seize")[0]["good"] is False


def test_a_drill_that_breaks_off_has_not_passed(drills):
    def broken(stage):
        yield GOOD
        raise BrokenOff("no card was given")

    drills["seize"] = broken
    told, lines = run("seize")
    assert told["good"] is False
    assert lines[-1] == "  BROKEN         the drill comes to its end: BrokenOff: no card was given"


def test_a_drill_that_is_not_there_has_not_passed(drills):
    assert run("seize")[0]["good"] is False


def test_all_runs_each_and_sums_up(drills):
    for name in running.NAMES:
        drills[name] = of(GOOD)
    drills["jam"] = of(GOOD, BAD)
    told, lines = run("all")
    assert told["good"] is False
    assert [drill["good"] for drill in told["drills"]] == [n != "jam" for n in running.NAMES]
    assert [line.split()[:2] for line in lines[-9:]] == [
        *([name, "BROKEN" if name == "jam" else "ok"] for name in running.NAMES),
        ["all", "BROKEN"],
    ]


def test_the_command_ends_with_one_and_tells_it_to_programs(drills):
    drills["raid"] = of(GOOD, BAD)
    done = CliRunner().invoke(cli, ["drill", "raid", "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["drills"][0]["findings"][1] == {
        "bar": "B2", "promise": "not kept", "good": False, "figure": "",
    }  # fmt: skip
    drills["raid"] = of(GOOD)
    assert CliRunner().invoke(cli, ["drill", "raid"]).exit_code == 0


def test_the_folder_goes_unless_it_is_kept(drills, tmp_path):
    stages = []

    def drill(stage):
        stages.append(stage.folder)
        yield GOOD

    drills["seize"] = drill
    run("seize")
    running.run("seize", lambda line: None, tmp_path / "kept")
    assert not stages[0].exists()
    assert stages[1] == tmp_path / "kept" / "seize" and stages[1].is_dir()


def test_the_command_knows_every_drill():
    assert (*running.NAMES, running.ALL) == DRILLS
