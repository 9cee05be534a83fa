"""Publications side by side: a brute force of our own making looks for people in them."""

import random

import pytest

from humanshelf.impact.differencing import MOST, Tangled, derivable
from humanshelf.impact.past import Past, Publication
from humanshelf.impact.publishing import Release, mean_uncovers, touching, uncovers
from humanshelf.impact.publishing import release as released
from humanshelf.impact.publishing import to_hide as hide_groups
from humanshelf.impact.told import Teller
from impact.attack import Seen, uncovered

K = 10
EVENTS = ("a", "b", "c", "d")
ANSWERS = ("yes", "no", "perhaps")


def each(counts):
    return {answer: frozenset({answer}) for tally in counts.values() for answer in tally}


def to_hide(events, counts, past, k):
    return hide_groups(events, counts, each(counts), past, k)


def release(events, counts, away=frozenset()):
    return released(events, each(counts), away)


def small_events(chance, events):
    """Answers of a few people each, some lopsided, some all alike, some nobody's."""
    table = {}
    for event in events:
        lean = [chance.random() ** chance.choice([1, 3]) for _ in ANSWERS]
        people = chance.choices(ANSWERS, lean, k=chance.choice([0, 1, 7, 12, 20, 35, 50, 80]))
        table[event] = {answer: people.count(answer) for answer in ANSWERS}
    return table


def publish(chance, table, events, suppressed, publications):
    """One publication after another of chosen events; what each of them prints."""
    past, seen = [], []
    for _ in range(publications):
        chosen = tuple(sorted(chance.sample(events, chance.randint(1, len(events)))))
        if not suppressed:
            seen.append(Seen(chosen, ANSWERS, True))
            continue
        away = to_hide(chosen, table, past, K)
        if away is None:
            seen.append(Seen(chosen, (), False))
            continue
        past.append(release(chosen, table, away))
        seen.append(Seen(chosen, tuple(a for a in ANSWERS if a not in away), True))
    return seen


def persons_uncovered(trials, suppressed, seed, events=EVENTS[:3], publications=3, at_once=2):
    chance, found, printed = random.Random(seed), 0, 0
    for _ in range(trials):
        table = small_events(chance, events)
        seen = publish(chance, table, events, suppressed, publications)
        found += len(uncovered(seen, table, events, ANSWERS, K, at_once))
        printed += sum(len(one.shown) for one in seen)
    return found, printed


def test_two_thousand_small_events_uncover_nobody_in_any_pair_of_publications():
    found, printed = persons_uncovered(2000, suppressed=True, seed=1)
    assert found == 0
    assert printed > 1000  # Nor is nothing printed.


def test_with_suppression_off_the_same_search_finds_people():
    found, _printed = persons_uncovered(200, suppressed=False, seed=1)
    assert found > 1000


def test_three_publications_at_once_uncover_nobody_either():
    found, printed = persons_uncovered(
        60, suppressed=True, seed=2, events=EVENTS, publications=3, at_once=3
    )
    assert found == 0 and printed > 30


def test_groups_told_together_in_one_report_and_apart_in_another_uncover_nobody():
    """Where a scale shows nothing step by step it is told in halves: the two ways are mixed."""
    chance, steps, printed = random.Random(5), ("1", "2", "3", "4"), set()
    ways = [{step: frozenset({step}) for step in steps}]
    ways.append({"low": frozenset("12"), "high": frozenset("34")})
    for _ in range(400):
        people = {event: chance.choice([6, 15, 30, 60]) for event in "ab"}
        table = {
            event: {step: chance.randint(0, many) // 2 for step in steps}
            for event, many in people.items()
        }
        past, seen = Past(), []
        for chosen in chance.sample([("a",), ("b",), ("a", "b")], 3):
            teller = Teller(chosen, past, K)
            shown = teller.parts("warmth", table, ways)
            groups = teller.shown.get("warmth", [])
            seen.append(Seen(chosen, tuple(map(tuple, groups)), shown is not None))
            printed |= {len(group) for group in groups}
            frozen = {event: {"warmth": table[event]} for event in chosen}
            done = Publication(frozenset(chosen), dict(teller.shown), frozen)
            past = Past([*past.publications, done])
        assert uncovered(seen, table, ("a", "b"), steps, K) == set()
    assert printed == {1, 2}


def test_hiding_small_groups_alone_is_not_enough():
    """Each publication on its own is in order, the two together are not: the rule is needed."""
    table = {"a": {"yes": 20, "no": 20}, "b": {"yes": 3, "no": 15}}
    alone = [Seen(("a",), ("yes", "no"), True), Seen(("a", "b"), ("yes", "no"), True)]
    assert uncovered(alone, table, ("a", "b"), ("yes", "no"), K) != set()
    assert to_hide(("a", "b"), table, [], K) == frozenset()
    past = [release("a", table)]
    assert to_hide(("a", "b"), table, past, K) == {"yes", "no"}


def test_where_a_mean_is_told_three_groups_are_hidden_beside_an_earlier_report():
    """Two would be told by their sum and the mean."""
    large = dict.fromkeys("1234", 20)
    table = {"a": large, "b": {"1": 15, "2": 15, "3": 15, "4": 3}}
    past = [release("a", table)]
    for least, away in ((2, {"1", "4"}), (3, {"1", "2", "4"})):
        assert hide_groups(("a", "b"), table, each(table), past, K, least) == away


def test_an_event_that_stands_whole_in_two_reports_is_no_danger():
    table = {"a": {"yes": 20, "no": 20}, "b": {"yes": 30, "no": 15}}
    past = [release("a", table), release("b", table)]
    assert to_hide(("a", "b"), table, past, K) == frozenset()


def test_one_late_person_is_not_told_by_the_rest():
    table = {"a": {"yes": 20, "no": 20}, "b": {"yes": 1, "no": 0}}
    past = [release("a", table)]
    assert to_hide(("a", "b"), table, past, K) is None


def test_an_event_where_nobody_was_asked_changes_nothing():
    table = {"a": {"yes": 20, "no": 20}, "b": {"yes": 0, "no": 0}}
    assert to_hide(("a", "b"), table, [release("a", table)], K) == frozenset()
    assert to_hide(("b",), table, [], K) == {"yes", "no"}


def test_what_different_publications_keep_back_is_not_told_by_both_together():
    """Both hide something else of the same people; less one another they would tell it."""
    table = {"a": {"x": 4, "y": 8, "z": 40}, "b": {"x": 30, "y": 30, "z": 1}}
    kept = to_hide(("a",), table, [], K)
    past = [release("a", table, kept)]
    away = to_hide(("a", "b"), table, past, K)
    seen = [
        Seen(("a",), tuple(sorted({"x", "y", "z"} - kept)), True),
        Seen(("a", "b"), tuple(sorted({"x", "y", "z"} - (away or frozenset()))), away is not None),
    ]
    assert uncovered(seen, table, ("a", "b"), ("x", "y", "z"), K) == set()


def test_a_mean_is_kept_back_where_it_would_tell_a_few_or_all_alike():
    table = {
        "a": {"1": 20, "2": 20},
        "b": {"1": 5, "2": 4},
        "c": {"1": 15, "2": 0},
        "d": {"1": 0, "2": 0},
    }
    assert not mean_uncovers(("a",), table, [], K)
    assert mean_uncovers(("b",), table, [], K)
    assert mean_uncovers(("c",), table, [], K)
    assert mean_uncovers(("a", "b"), table, [frozenset("a")], K)
    assert mean_uncovers(("a", "c"), table, [frozenset("a")], K)
    assert not mean_uncovers(("a", "d"), table, [frozenset("a")], K)
    assert not mean_uncovers(("b", "c"), table, [], K)


def test_sets_tell_what_is_left_when_one_is_taken_from_another():
    assert set(derivable([frozenset("ab"), frozenset("a")])) == {frozenset("a"), frozenset("b")}
    crossed = derivable([frozenset("ab"), frozenset("bc"), frozenset("abc")])
    assert {frozenset("a"), frozenset("b"), frozenset("c")} <= set(crossed)
    assert set(derivable([frozenset("ab"), frozenset("bc")])) == {frozenset("ab"), frozenset("bc")}


def test_a_year_beside_a_report_on_each_of_its_events_is_shown():
    """Forty events, each with a report in which only the number of people stood."""
    table = {str(n): {"1": 4, "2": 5, "3": 6} for n in range(40)}
    past = [release((event,), table, frozenset("123")) for event in list(table)[:-1]]
    assert to_hide(tuple(table), table, past, K) == frozenset()
    # One more that nobody has reported on, with three people: the year would tell of them.
    table["40"] = {"1": 1, "2": 1, "3": 1}
    past.append(release(("39",), table, frozenset("123")))
    assert to_hide(tuple(table), table, past, K) is None


def test_a_tangle_that_nobody_can_look_through_counts_as_telling_all():
    chosen = random.Random(3)
    sets = [frozenset(chosen.sample(range(40), 20)) for _ in range(MOST + 4)]
    with pytest.raises(Tangled):
        derivable(sets)
    table = {str(n): {"yes": 50, "no": 50} for n in range(40)}
    releases = [release(map(str, events), table) for events in sets]
    assert uncovers(releases, table, K)
    new = tuple(map(str, sets[0]))
    assert mean_uncovers(new, table, [one.events for one in releases[1:]], K)


def test_reports_that_share_no_event_have_nothing_to_do_with_each_other():
    past = [Release(frozenset("ab")), Release(frozenset("bc")), Release(frozenset("de"))]
    assert touching(frozenset("a"), past) == past[:2]
