"""Groups under k, what is hidden beside them, and how the rest is rounded."""

from hypothesis import given, settings
from hypothesis import strategies as st

from humanshelf.impact.hiding import FLOOR, Part, Parts, hidden, parts, percent, rounded, threshold

answers = st.dictionaries(st.sampled_from("abcdef"), st.integers(0, 60), max_size=6)


def test_counts_are_rounded_to_the_nearest_five():
    assert [rounded(n) for n in range(8, 19)] == [10, 10, 10, 10, 10, 15, 15, 15, 15, 15, 20]
    assert rounded(0) == 0 and rounded(2) == 0 and rounded(3) == 5


def test_no_library_goes_under_the_floor():
    assert threshold(25) == 25
    assert threshold(7) == threshold(0) == threshold(-3) == FLOOR == 8


def test_a_percentage_follows_from_what_is_shown():
    assert percent(31, 50) == 60  # 30 of 50
    assert percent(11, 81) == 13  # 10 of 80 is 12.5: a half goes up
    assert percent(0, 40) is None and percent(40, 40) is None and percent(1, 0) is None
    assert percent(10, 3000) is None and percent(2990, 3000) is None


def test_one_small_group_takes_the_smallest_other_with_it():
    assert hidden({"a": 3, "b": 20, "c": 15}, 10) == {"a", "c"}


def test_groups_that_are_small_together_take_another_with_them():
    assert hidden({"a": 3, "b": 4, "c": 30, "d": 12}, 10) == {"a", "b", "d"}
    assert hidden({"a": 6, "b": 6, "c": 30}, 10) == {"a", "b"}


def test_a_mean_needs_three_hidden_groups():
    assert hidden({"a": 6, "b": 6, "c": 30, "d": 20}, 10, least=3) == {"a", "b", "d"}


def test_of_all_alike_nothing_is_shown():
    assert hidden({"a": 0, "b": 40}, 10) == {"a", "b"}
    assert parts({"a": 0, "b": 40}, frozenset("ab")) == Parts(
        40, (Part("a", None, None), Part("b", None, None))
    )


def test_large_groups_are_all_shown():
    assert hidden({"a": 12, "b": 28}, 10) == frozenset()
    assert parts({"a": 12, "b": 28}, frozenset()) == Parts(
        40, (Part("a", 10, 25), Part("b", 30, 75))
    )


@settings(deadline=None)
@given(answers, st.sampled_from([8, 10, 20]))
def test_no_group_that_is_shown_is_small_and_none_is_hidden_alone(counts, k):
    away, total = hidden(counts, k), sum(counts.values())
    for name in counts.keys() - away:
        assert k <= counts[name] <= total - k or set(counts) == {name}
    if away and away != counts.keys():
        assert len(away) >= 2 and sum(counts[name] for name in away) >= k


@settings(deadline=None)
@given(answers, st.sampled_from([8, 10, 20]))
def test_what_is_printed_is_in_fives_and_never_nobody_or_everybody(counts, k):
    shown = parts(counts, hidden(counts, k))
    assert shown.n % 5 == 0
    for part in shown.parts:
        if part.count is not None:
            assert part.count % 5 == 0 and part.count >= k // 5 * 5
            assert part.percent is not None and 0 < part.percent < 100
