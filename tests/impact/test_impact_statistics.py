"""Our statistics beside SciPy's, on whatever hypothesis thinks of."""

import math
import random
import statistics as standard

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize, stats

from humanshelf.impact.distributions import noncentral_t_below, t_above, t_quantile
from humanshelf.impact.ranks import ranks, spearman
from humanshelf.impact.statistics import (
    Change,
    Interval,
    change,
    change_of,
    mean,
    mean_interval,
    median,
    paired_effect,
    paired_effect_interval,
    sd,
)

NEAR = 1e-9
steps = st.lists(st.integers(0, 10).map(float), min_size=2, max_size=60)
# Whole thousandths: squares of what is smaller than 1e-154 are nothing to numpy, though not to us.
sizes = st.integers(-(10**9), 10**9).map(lambda whole: whole / 1000)
many = st.lists(sizes, min_size=2, max_size=40)
scale = st.sampled_from([1e-140, 1e-12, 1.0, 1e12, 1e140])


def near(ours, theirs, size=1.0):
    assert ours is not None
    return abs(ours - theirs) <= NEAR * max(abs(theirs), size)


@settings(deadline=None)
@given(many, scale)
def test_mean_deviation_and_median_are_scipys_at_any_size(values, factor):
    values = [value * factor for value in values]
    size = max(map(abs, values)) or 1.0
    assert near(mean(values), numpy.mean(values), size)
    assert near(sd(values), numpy.std(values, ddof=1), size)
    assert near(median(values), numpy.median(values), size)


@settings(deadline=None)
@given(st.lists(st.fractions(-100, 100), min_size=2, max_size=30))
def test_mean_and_deviation_are_those_of_exact_fractions(values):
    floats = [float(value) for value in values]
    assert near(mean(floats), float(standard.mean(map(standard.Fraction, floats))))
    assert near(sd(floats), float(standard.stdev(floats)))


@settings(deadline=None)
@given(many)
def test_the_interval_of_a_mean_is_scipys(values):
    ours = mean_interval(values)
    size = max(map(abs, values))
    error = numpy.std(values, ddof=1) / math.sqrt(len(values))
    if error <= 1e-12 * size:
        assert near(ours.low, values[0], size) and near(ours.high, values[0], size)
        return
    low, high = stats.t.interval(0.95, len(values) - 1, numpy.mean(values), error)
    assert near(ours.low, low, size) and near(ours.high, high, size)


@settings(deadline=None)
@given(st.floats(0.0001, 0.9999), st.integers(1, 3000))
def test_quantiles_of_t_are_scipys(probability, freedom):
    assert near(t_quantile(probability, freedom), stats.t.ppf(probability, freedom))


@pytest.mark.parametrize("freedom", [1, 2, 3, 9, 99, 100, 101, 999, 50_000, 10**7])
@pytest.mark.parametrize("t", [0.0, 1e-9, 0.3, 1.96, 7.0, 30.0, 1e5])
def test_the_tail_of_t_is_scipys(t, freedom):
    assert t_above(t, freedom) == pytest.approx(stats.t.sf(t, freedom), rel=NEAR, abs=1e-290)
    assert t_above(-t, freedom) == pytest.approx(stats.t.cdf(t, freedom), rel=NEAR)


@settings(deadline=None)
@given(st.floats(-30, 30), st.integers(1, 2000), st.floats(-30, 30))
def test_the_noncentral_t_is_scipys(t, freedom, shift):
    ours = noncentral_t_below(t, freedom, shift)
    theirs = stats.nct.cdf(t, freedom, shift)
    if math.isnan(theirs):  # Far out SciPy gives up; there is nothing left on one side there.
        assert min(ours, 1 - ours) < NEAR
        return
    assert abs(ours - theirs) < NEAR


def their_effect_interval(differences):
    size = math.sqrt(len(differences))
    dz = numpy.mean(differences) / numpy.std(differences, ddof=1)
    t, freedom = dz * size, len(differences) - 1
    reach = math.sqrt(1 + t * t / (2 * freedom))

    def above(shift, below):
        return stats.nct.cdf(t, freedom, shift) - below

    low, high = t, t
    while above(low, 0.975) < 0:
        low -= reach
    while above(high, 0.025) > 0:
        high += reach
    low = optimize.brentq(above, low, t, args=(0.975,), xtol=1e-13)
    high = optimize.brentq(above, t, high, args=(0.025,), xtol=1e-13)
    return dz, low / size, high / size


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-10, 10).map(float), min_size=3, max_size=80))
def test_the_paired_effect_and_its_interval_are_scipys(differences):
    if len(set(differences)) == 1:
        assert paired_effect(differences) is None
        assert paired_effect_interval(differences) is None
        return
    dz, low, high = their_effect_interval(differences)
    ours = paired_effect_interval(differences)
    assert near(paired_effect(differences), dz)
    assert near(ours.low, low) and near(ours.high, high)


def test_the_effects_interval_holds_for_thousands_of_pairs_too():
    chance = random.Random(4)
    differences = [float(chance.choice([-1, 0, 0, 1, 2])) for _ in range(5000)]
    dz, low, high = their_effect_interval(differences)
    ours = paired_effect_interval(differences)
    assert near(paired_effect(differences), dz)
    assert near(ours.low, low) and near(ours.high, high)


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 5)), min_size=2, max_size=50))
def test_a_change_is_scipys_paired_test(pairs):
    before, after = [float(a) for a, _ in pairs], [float(b) for _, b in pairs]
    ours = change(before, after)
    assert ours.n == len(pairs)
    assert near(ours.mean, numpy.mean(numpy.subtract(after, before)))
    if len({b - a for a, b in pairs}) == 1:
        assert ours.interval == Interval(ours.mean, ours.mean)
        return
    theirs = stats.ttest_rel(after, before).confidence_interval(0.95)
    assert near(ours.interval.low, theirs.low) and near(ours.interval.high, theirs.high)


@settings(deadline=None)
@given(steps)
def test_ranks_are_scipys(values):
    assert ranks(values) == list(stats.rankdata(values))


@settings(deadline=None)
@given(st.lists(st.tuples(sizes, sizes), min_size=3, max_size=40))
def test_rank_correlation_is_scipys(pairs):
    one, other = [a for a, _ in pairs], [b for _, b in pairs]
    ours = spearman(one, other)
    if len(set(one)) == 1 or len(set(other)) == 1:
        assert ours is None
        return
    assert near(ours, stats.spearmanr(one, other).statistic)


def test_of_nobody_nothing_is_told():
    assert mean([]) is None and sd([]) is None and median([]) is None
    assert mean_interval([]) is None and change([], []) is None
    assert paired_effect([]) is None and paired_effect_interval([]) is None
    assert ranks([]) == [] and spearman([], []) is None


def test_of_one_only_the_middle_is_told():
    assert mean([3.0]) == 3.0 and median([3.0]) == 3.0
    assert sd([3.0]) is None and mean_interval([3.0]) is None
    assert change([1.0], [3.0]) == Change(1, 2.0, None, None, None)


def test_all_alike_have_no_effect_and_an_interval_without_width():
    assert change_of([2.0] * 9) == Change(9, 2.0, Interval(2.0, 2.0), None, None)
    assert change_of([0.1] * 3) == Change(3, 0.1, Interval(0.1, 0.1), None, None)
    assert spearman([1, 1, 1], [1, 2, 3]) is None


def test_two_who_differ_have_an_interval_of_one_degree():
    ours = change_of([0.0, 1.0])
    low, high = stats.t.interval(0.95, 1, 0.5, 0.5)
    assert near(ours.interval.low, low) and near(ours.interval.high, high)
    assert near(ours.effect, 0.5 / math.sqrt(0.5))


def test_the_greatest_and_the_smallest_numbers_are_no_trouble():
    assert mean([1.7e308, 1.7e308]) == 1.7e308
    assert sd([-1e308, 1e308]) == pytest.approx(math.sqrt(2) * 1e308, rel=1e-15)
    assert median([1.7e308, 1.7e308]) == 1.7e308
    assert sd([1e-300, 3e-300]) == pytest.approx(math.sqrt(2) * 1e-300, rel=1e-15)


def test_what_is_no_pair_is_refused():
    with pytest.raises(ValueError, match="no pairs"):
        change([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="no pairs"):
        spearman([1.0], [1.0, 2.0])
    with pytest.raises(ValueError, match="no quantile"):
        t_quantile(1.0, 3)
