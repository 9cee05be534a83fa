"""What the storm drill says of figures: those that it wrote down once, and each made worse."""

from collections import Counter
from dataclasses import replace

import pytest

from humanshelf.drills import storm
from humanshelf.drills.judging import Crowd, Flood, Storm, Taps
from humanshelf.drills.stage import Stage

WAITS = [0.5 + n * 0.005 for n in range(500)]
TAPS = Taps([0.05, 0.31], Counter(), [0.02])
STORM = Storm(500, 0, 7.1, WAITS, TAPS)
CROWD = Crowd(500, 200, 200, 300, 0, 14.0, TAPS)
FLOOD = Flood([0.02] * 100, [0.032] * 100, Counter({422: 60, 429: 40}))
SLOW_TAPS = replace(TAPS, took=[0.05, 1.2])


def broken(figures):
    return [one.promise for one in (*figures.counted(), *figures.timed()) if not one.good]


@pytest.mark.parametrize("figures", [STORM, CROWD, FLOOD], ids=["storm", "crowd", "flood"])
def test_figures_as_they_should_be_hold(figures):
    assert broken(figures) == []


@pytest.mark.parametrize(
    ("figures", "missed"),
    [
        (replace(STORM, late=1), "each phone is told again, and of the next step"),
        (replace(STORM, waits=[1.5] * 500), "they are not asked to come all at once"),
        (replace(STORM, waits=[]), "they are not asked to come all at once"),
        (replace(STORM, took=10.5), "all are true again within 10 s"),
        (replace(STORM, taps=SLOW_TAPS), "none takes 1 s"),
        (replace(CROWD, streams=201), "no more streams are open than there is room for"),
        (replace(CROWD, refused=299), "no more streams are open than there is room for"),
        (replace(CROWD, streams=0), "no more streams are open than there is room for"),
        (replace(CROWD, late=1), "those without a stream are told too"),
        (replace(CROWD, took=21.0), "all are told within 20 s"),
        (replace(CROWD, taps=SLOW_TAPS), "none takes 1 s"),
        (
            replace(CROWD, taps=replace(TAPS, errors=Counter({"503": 1}))),
            "no tap of the desk fails",
        ),
        (replace(FLOOD, flood=[0.07] * 100), "100 guesses at once slow no card"),
        (replace(FLOOD, statuses=Counter({422: 99, 303: 1})), "none of the guesses comes in"),
    ],
)
def test_each_figure_that_is_worse_is_missed(figures, missed):
    assert broken(figures) == [missed]


def test_a_desk_that_was_never_answered_has_not_gone_on():
    assert broken(replace(STORM, taps=Taps())) == ["no tap of the desk fails", "none takes 1 s"]


def test_times_are_longer_on_a_machine_that_others_use_and_counts_are_not():
    assert broken(replace(STORM, took=14.0, taps=SLOW_TAPS, slow=1.5)) == []
    assert broken(replace(STORM, late=1, slow=20.0)) != []


@pytest.mark.parametrize(
    ("told", "rounds", "good"),
    [
        ([STORM], 1, True),
        ([replace(STORM, took=12.0), STORM], 2, True),
        ([replace(STORM, took=12.0)] * 3, 3, False),
        ([replace(STORM, took=12.0, late=1), STORM], 1, False),
    ],
    ids=["at once", "a slow moment", "slow each time", "a phone that was lost"],
)
def test_a_slow_moment_is_measured_again_and_a_lost_phone_is_not(tmp_path, told, rounds, good):
    left = list(told)

    async def measure():
        return left.pop(0)

    found = list(storm.measured(Stage(tmp_path), measure))
    assert all(one.good for one in found) is good
    assert len(told) - len(left) == rounds
