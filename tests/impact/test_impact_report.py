"""Reports as plain values: on nobody, on one, on all alike, on many; every figure twice."""

import json
import random
from dataclasses import replace

import pytest

from humanshelf.impact.hiding import rounded
from humanshelf.impact.past import Past, Publication
from humanshelf.impact.report import SCHEMA, Counting
from humanshelf.impact.sheets import RATHER_NOT, Item, Kind, Moment, Sheet
from humanshelf.impact.told import Why
from impact.making import EASE, EVENT, ITEMS, READ, UNREAD, WHERE, day, evening, season
from impact.second import check

K = 10


def report(counting, past=Past(), k=K):  # noqa: B008  (it is frozen)
    return counting.report(counting.asked, past, k)


def answers(found):
    return {told["name"]: told for told in found.plain["answers"]}


def of(sheets, *items):
    counting = Counting()
    counting.asked = items
    for number, own in enumerate(sheets):
        counting.add(f"e{number}", day(random.Random(number), 0), own)
    return counting


def published(found, events):
    return Publication(frozenset(events), found.shown, found.frozen)


def both(before, after, item=EASE):
    """One person's two sheets."""
    pair = random.randbytes(16)
    return [
        Sheet(Moment.BASELINE, {item.id: before}, pair),
        Sheet(Moment.ENDLINE, {item.id: after}, pair),
    ]


def people(*pairs, item=EASE):
    return [sheet for before, after in pairs for sheet in both(before, after, item)]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("readers", [(40,), (25, 60), (30, 45, 80, 120)])
def test_every_figure_is_confirmed_by_a_second_computation(seed, readers):
    counting = season(seed, *readers)
    assert check(report(counting).plain, counting.sheets, ITEMS) > 40


def test_a_report_of_a_hundred_events_is_confirmed_too():
    counting = season(9, *[27] * 100)
    assert check(report(counting).plain, counting.sheets, ITEMS) > 120


def test_the_second_computation_finds_a_figure_that_is_wrong():
    counting = season(1, 40, 60)
    plain = report(counting).plain
    told = next(one for one in plain["answers"] if one["change"])
    told["change"]["mean"] += 0.1
    with pytest.raises(AssertionError):
        check(plain, counting.sheets, ITEMS)


def test_a_report_on_nobody_says_so():
    found = report(season(1, 0))
    assert found.plain["answers"] == []
    assert found.plain["lending"]["cards"] == {"n": 0, "parts": []}
    assert found.plain["lending"]["wait"] is None
    assert found.shown == {} and found.frozen == {}
    assert set(found.why.values()) == {Why.NOBODY}


def test_a_report_on_one_tells_nothing_of_that_one():
    found = report(season(1, 1))
    told = answers(found)
    assert told
    for one in told.values():
        # Who was not asked at all is nobody: zero tells nothing of anybody.
        assert one["n"] in (None, 0) and one["change"] is None and one["agreed"] is None
        for side in (one["before"], one["after"]):
            assert side is None or side["parts"] == () or side["parts"] == []
    assert found.plain["lending"]["cards"] is found.plain["lending"]["chairs"] is None
    assert found.shown == {}


def test_chairs_in_use_are_told_with_the_readings_only():
    """Of four rounds with five chairs 35 % are seven readings."""
    few, many = (report(season(1, readers)).plain["lending"] for readers in (7, 40))
    assert few["readings"] is None and few["chairs"] is None
    assert many["readings"]["n"] == 40 and many["chairs"] == 33


def test_a_report_on_all_alike_tells_only_how_many_they_were():
    found = report(of([people(*[(3, 3)] * 40)], EASE))
    told = answers(found)["change|anxiety.ease@v1|endline"]
    assert told["n"] == 40
    assert told["change"] is None and told["before"]["mean"] is None
    assert {part["count"] for part in told["before"]["parts"]} == {None}
    assert found.why["change|anxiety.ease@v1|endline|mean"] is Why.ALIKE


def test_everybody_moving_by_one_step_is_no_secret_told_either():
    found = report(of([people(*[(n % 4 + 1, n % 4 + 2) for n in range(60)])], EASE))
    told = answers(found)["change|anxiety.ease@v1|endline"]
    assert told["change"] is None and told["after"]["mean"] is None


def test_of_a_scale_with_its_mean_three_steps_are_hidden_and_never_two():
    """Two steps could be worked out of their sum and the mean."""
    given = [step for step, n in enumerate((6, 6, 15, 20, 30), 1) for _ in range(n)]
    found = report(of([[Sheet(Moment.ENDLINE, {EVENT.id: step}) for step in given]], EVENT))
    (told,) = found.plain["answers"]
    assert told["after"]["mean"] == 3.8
    assert [part["count"] for part in told["after"]["parts"]] == [None, None, None, 20, 30]


def test_those_who_all_began_alike_are_told_in_no_mean():
    """How they moved and where they came to would tell where all of them began."""
    found = report(of([people(*[(3, 2), (3, 4), (3, 5), (3, 3)] * 10)], EASE))
    told = answers(found)["change|anxiety.ease@v1|endline"]
    assert told["n"] == 40
    assert told["change"] is told["before"]["mean"] is told["after"]["mean"] is None


def test_nothing_that_did_not_change_is_told_as_a_change():
    chance = random.Random(2)
    events = [
        people(*[(chance.randint(2, 4), chance.randint(2, 4)) for _ in range(60)]) for _ in range(3)
    ]
    told = answers(report(of(events, EASE)))["change|anxiety.ease@v1|endline"]
    assert told["change"]["verdict"] == "untold"
    assert told["change"]["low"] <= 0 <= told["change"]["high"]


def test_one_event_shows_no_effect_however_large_it_is():
    told = answers(report(of([people(*[(1, 4), (2, 5)] * 60)], EASE)))
    assert told["change|anxiety.ease@v1|endline"]["change"] is None  # All moved by three.
    pairs = [(1, 4), (2, 5), (2, 4), (1, 3)] * 30
    change = answers(report(of([people(*pairs)], EASE)))["change|anxiety.ease@v1|endline"]["change"]
    assert change["verdict"] == "up" and not change["pooled"]
    assert change["low"] is None and change["effect"] is None


def test_few_pairs_over_several_events_say_that_they_are_few():
    events = [people((1, 2), (2, 4), (3, 3), (4, 5), (2, 2), (1, 1)) for _ in range(3)]
    told = answers(report(of(events, EASE)))["change|anxiety.ease@v1|endline"]
    assert told["n"] == 20 and told["change"]["enough"] is False


def test_two_wordings_of_a_question_are_never_one_figure():
    """Changed in the middle of an event: who answered one before and the other after is no pair."""
    new = replace(EASE, version="v2")
    old_people = people(*[(2, 3), (3, 4), (1, 1)] * 10)
    new_people = people(*[(2, 2), (4, 5), (5, 4)] * 12, item=new)
    between = []
    for _ in range(15):
        pair = random.randbytes(16)
        between += [Sheet(Moment.BASELINE, {EASE.id: 1}, pair)]
        between += [Sheet(Moment.ENDLINE, {new.id: 5}, pair)]
    told = answers(report(of([old_people + new_people + between], EASE, new)))
    assert told["change|anxiety.ease@v1|endline"]["n"] == 30
    assert told["change|anxiety.ease@v2|endline"]["n"] == 35
    assert not any(name.startswith("score") for name in told)


def test_what_is_sent_twice_refused_or_none_of_the_answers_is_not_counted():
    own = people(*[(2, 3), (3, 3), (1, 4), (4, 4)] * 8)
    twice = [*own, *own]
    strange = [
        Sheet(Moment.ENDLINE, {EVENT.id: RATHER_NOT}),
        Sheet(Moment.ENDLINE, {EVENT.id: 99}),
        Sheet(Moment.ENDLINE, {EVENT.id: "lots"}),
        Sheet(Moment.ENDLINE, {EVENT.id: ("4",)}),
        Sheet(Moment.ENDLINE, {WHERE.id: RATHER_NOT}),
    ]
    plain = report(of([own], EASE)).plain
    again = report(of([twice + strange], EASE)).plain
    assert plain["answers"] == again["answers"]
    told = answers(report(of([strange], EVENT, WHERE)))
    assert {one["n"] for one in told.values()} == {0}


def test_a_score_counts_a_reverse_statement_from_its_other_end():
    ease, tense = EASE, Item("anxiety.awkward", "v1", Kind.SCALE, 1, 5)
    sheets = []
    for before, after in [(1, 2), (2, 4), (3, 3), (2, 3)] * 10:
        pair = random.randbytes(16)
        first = {ease.id: before, tense.id: 6 - before}
        sheets.append(Sheet(Moment.BASELINE, first, pair))
        sheets.append(Sheet(Moment.ENDLINE, {ease.id: after, tense.id: 6 - after}, pair))
    told = answers(report(of([sheets], ease, tense)))
    score = next(one for name, one in told.items() if name.startswith("score"))
    assert score["change"]["mean"] == -1.0  # Both statements say one thing: less unease.
    assert told["change|anxiety.ease@v1|endline"]["change"]["mean"] == 1.0


def test_no_number_that_is_published_counts_fewer_than_k():
    for seed in range(40):
        chance = random.Random(seed)
        counting = Counting()
        counting.asked = ITEMS
        for number in range(chance.randint(1, 3)):
            readers = chance.choice([3, 9, 12, 20, 45])
            counting.add(f"e{number}", day(chance, readers), evening(chance, readers))
        plain = report(counting).plain
        for count in numbers(plain, "count"):
            assert count is None or (count >= K and count == rounded(count))
        for percent in numbers(plain, "percent"):
            assert percent is None or 0 < percent < 100


def test_whatever_is_wished_no_report_goes_under_the_floor():
    counting = season(3, 9, 12)
    assert report(counting, k=3).plain == report(counting, k=8).plain
    assert report(counting, k=3).plain["k"] == 8


def numbers(value, key):
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from [inner] if name == key else numbers(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from numbers(inner, key)


def test_the_report_is_plain_and_says_its_schema():
    plain = report(season(1, 40)).plain
    assert json.loads(json.dumps(plain)) == plain
    assert plain["schema"] == SCHEMA == 1
    assert "bread" not in json.dumps(plain)  # No word that somebody wrote.


# after a release


def test_who_answers_after_the_release_is_left_out_of_later_reports():
    first = of([people(*[(2, 3), (3, 5), (4, 4), (1, 2)] * 10)], EASE)
    released = report(first)
    later = of([[*first.sheets["e0"], *both(1, 5)]], EASE)
    again = report(later, Past([published(released, ["e0"])]))
    assert again.plain["answers"] == released.plain["answers"]
    assert again.late == 1


def test_the_same_report_twice_says_the_same():
    counting = season(4, 40, 60)
    released = report(counting)
    again = report(counting, Past([published(released, counting.days)]))
    assert again.plain == released.plain


def test_a_report_beside_an_earlier_one_hides_what_the_difference_would_tell():
    large = people(*[(2, 3), (3, 5), (4, 4), (1, 2)] * 20)
    few = people((1, 1), (2, 5), (5, 5))
    alone = of([large], EASE)
    together = of([large, few], EASE)
    name = "change|anxiety.ease@v1|endline"
    assert answers(report(together))[name]["n"] == 85
    past = Past([published(report(alone), ["e0"])])
    beside = report(together, past)
    assert answers(beside)[name]["n"] is None and answers(beside)[name]["change"] is None
    assert beside.why[f"{name}|before"] is Why.BEFORE
    assert name not in {figure.rpartition("|")[0] for figure in beside.shown}


CONTRAST = "contrast|warmth.read@v1+warmth.unread@v1|endline"


def contrasts(*pairs):
    """People who answered about a theme that they had not read and about one they had."""
    return [Sheet(Moment.ENDLINE, {UNREAD.id: one, READ.id: other}) for one, other in pairs]


def beside_the_first(events, *items):
    """A report on all of these, after one on the first of them alone."""
    past = Past([published(report(of(events[:1], *items)), ["e0"])])
    return report(of(events, *items), past)


def test_beside_an_earlier_report_a_number_of_people_never_tells_of_a_few():
    many, few = contrasts(*[(2, 3), (3, 6), (4, 4), (1, 2)] * 10), contrasts((1, 1), (2, 5), (5, 5))
    told = answers(beside_the_first([many, few], READ, UNREAD))[CONTRAST]
    assert told["n"] is None and told["change"] is None


def test_beside_an_earlier_report_a_mean_never_tells_that_all_were_alike():
    """Twelve are enough to be counted; but all of them moved by two."""
    many, alike = contrasts(*[(2, 3), (3, 6), (4, 4)] * 10), contrasts(*[(1, 3), (5, 7)] * 6)
    found = beside_the_first([many, alike], READ, UNREAD)
    told = answers(found)[CONTRAST]
    assert told["n"] == 40 and told["change"] is None
    assert found.why[f"{CONTRAST}|mean"] is Why.BEFORE


def test_a_figure_that_was_not_shown_is_not_frozen():
    """A month later more have answered: then it may be shown."""
    few = of([people((1, 2), (2, 3), (4, 4))], READ, EASE)
    released = report(few)
    assert released.frozen == {}
    many = of([people(*[(1, 2), (2, 4), (4, 4)] * 10)], EASE)
    later = report(many, Past([published(released, ["e0"])]))
    assert answers(later)["change|anxiety.ease@v1|endline"]["n"] == 30
    assert later.late == 0
