"""How true the first times were, in sums; and nothing where there are too few to tell."""

from humanshelf.lending.ground import Told
from humanshelf.lending.record import ENOUGH, Truth, truth_of

TEN_TO_TWENTY = {"low": 10, "high": 20}


def told(*waited):
    return [Told(waited=minutes, **TEN_TO_TWENTY) for minutes in waited]


def test_below_five_nothing_is_said():
    assert truth_of([]) is None
    assert truth_of(told(*range(ENOUGH - 1))) is None
    assert truth_of(told(*range(ENOUGH))) is not None


def test_both_ends_of_the_range_belong_to_it():
    assert truth_of(told(9, 10, 15, 20, 21)) == Truth(off=4, sooner=1, inside=3, later=1)


def test_the_error_is_the_mean_distance_from_the_middle():
    assert truth_of(told(15, 15, 15, 15, 15)).off == 0
    assert truth_of(told(5, 25, 5, 25, 15)).off == 8
    half = [Told(low=10, high=15, waited=12)] * 5
    assert truth_of(half).off == 0


def test_sooner_than_told_is_in_time_and_later_is_not():
    truth = truth_of(told(1, 2, 15, 30, 40, 50))
    assert (truth.in_time, truth.all) == (3, 6)
