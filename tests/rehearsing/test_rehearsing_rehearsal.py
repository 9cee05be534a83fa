"""A rehearsal's script: the same from the same seed, due by the floor as it stands, done once."""

from collections import Counter
from dataclasses import asdict
from datetime import timedelta

import pytest

from humanshelf.lending.card import Stage
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.mistakes import Mistake
from humanshelf.lending.policy import Policy
from humanshelf.rehearsing.acts import Verb, due, perform
from humanshelf.rehearsing.script import SPEEDS, TIMES, Script, hurried, write
from lending.hall import make_floor, minutes

SEED = "5" * 32


def script_for(floor: Floor, readers: int = 40, phones: bool = True, seed: str = SEED) -> Script:
    shelf = tuple(floor.shelf.values())
    return write(seed, readers, phones, shelf, minutes(0), timedelta(hours=4), floor.policy)


def play(script: Script, floor: Floor, at: float, given: set) -> None:
    """All that is due, as a worker does it."""
    for act in due(script, floor, minutes(at), given):
        try:
            perform(script, act, floor, minutes(at))
        except Mistake:
            assert act.verb is Verb.TAKE
        if act.verb is Verb.TAKE:
            given.add(act.player.id)


def desk(floor: Floor, at: float) -> None:
    """What a librarian taps: who is here sits down, who is late is missed, time up is back."""
    now = minutes(at)
    for book, card in list(floor.seated.items()):
        if card.stage is Stage.CALLED and card.here and card.here >= card.since:
            floor.start(book, at=now)
        elif card.stage is Stage.CALLED and now >= card.since + timedelta(minutes=5):
            floor.no_show(book, at=now)
        elif card.stage is Stage.READING and card.due and now >= card.due:
            floor.finish(book, at=now)
    while turns := floor.turns(now):
        floor.call(next(iter(turns)), at=now)


def test_the_same_seed_writes_the_same_script_and_another_another():
    floor = make_floor(8)
    assert script_for(floor) == script_for(floor)
    other = {player.id for player in script_for(floor, seed="6" * 32).players}
    assert not other & {player.id for player in script_for(floor).players}


def test_readers_arrive_over_the_first_seven_tenths_and_wish_for_what_is_there():
    floor = make_floor(8, group_limit=1)
    players = script_for(floor, 80).players
    assert (len(players), len({player.id for player in players})) == (80, 80)
    assert players[0].arrives == minutes(0)
    assert minutes(160) < players[-1].arrives <= minutes(168)
    for player in players:
        assert 1 <= len(player.wishes) == len(set(player.wishes)) <= 3
        assert set(player.wishes) <= set(floor.shelf)
        assert player.group == 1
    first = Counter(player.wishes[0] for player in players).most_common()
    assert first[0][1] > 2 * first[-1][1], "popular books are wished for more"


def test_times_get_shorter_counts_do_not_and_nothing_vanishes():
    assert hurried(Policy(), 1) == Policy()
    five = hurried(Policy(), 5)
    assert (five.loan, five.changeover, five.grace, five.rest) == (6, 1, 1, 3)
    assert (five.wishes, five.rest_after, five.misses) == (3, 3, 1)
    for speed in SPEEDS:
        shorter = asdict(hurried(Policy(look_in=0), speed))
        assert shorter.pop("look_in") == 0
        assert all(
            shorter[name] for name, value in asdict(Policy()).items() if value and name in shorter
        )


def test_each_rule_is_known_as_a_time_or_as_a_count():
    """A new one has to be placed: a time that is not hurried would last as in a real evening."""
    counts = {"wishes", "group", "rest_after", "book_readings", "reader_readings", "misses"}
    counts |= {"pauses", "interpreting", "interpreter_rest", "gate", "open_cards"}
    counts |= {"rounds", "seats", "rush"}
    assert set(asdict(Policy())) == set(TIMES) | counts


def test_an_act_that_was_done_is_due_no_more():
    floor, given = make_floor(8), set()
    script = script_for(floor)
    for at in range(0, 240, 1):
        before = due(script, floor, minutes(at), given)
        play(script, floor, at, given)
        assert not set(before) & set(due(script, floor, minutes(at), given))
        desk(floor, at)


def test_a_whole_evening_has_all_that_a_librarian_should_meet():
    floor, given = make_floor(8), set()
    script, seen = script_for(floor, 80), Counter()
    for at in range(0, 300):
        for act in due(script, floor, minutes(at), given):
            seen[act.verb] += 1
        play(script, floor, at, given)
        desk(floor, at)
    assert set(seen) == set(Verb)
    assert len(given) == 80
    assert floor.no_shows > 0
    readings = sum(seat.readings for seat in floor.shelf.values())
    assert readings >= 40
    assert floor.taken == 80


def test_without_the_books_phones_no_book_says_anything():
    floor, given = make_floor(8), set()
    script = script_for(floor, phones=False)
    for at in range(0, 240):
        play(script, floor, at, given)
        desk(floor, at)
    assert all(seat.own.felt == 0 and seat.own.help is None for seat in floor.shelf.values())


def test_a_late_worker_finds_all_that_is_left_to_do():
    """As after a restart in the middle: who should have come meanwhile comes now."""
    floor, given = make_floor(8), set()
    script = script_for(floor)
    play(script, floor, 90, given)
    due_by_then = [player for player in script.players if player.arrives <= minutes(90)]
    assert given == {player.id for player in due_by_then}


@pytest.mark.parametrize("phase", ["planned", "last-call", "closed"])
def test_nobody_takes_a_card_where_none_are_given(phase):
    floor = make_floor(8, phase=Phase(phase))
    assert due(script_for(floor), floor, minutes(10), set()) == []


def test_where_somebody_interprets_some_readers_need_it_and_else_nobody():
    floor = make_floor(8)
    shelf = tuple(floor.shelf.values())
    told = (SEED, 80, True, shelf, minutes(0), timedelta(hours=4), floor.policy)
    assert {player.talk for player in write(*told).players} == {None}
    talks = [player.talk for player in write(*told, talks=("az", "sgn")).players]
    assert set(talks) == {None, "az", "sgn"}
    assert talks.count(None) > 50
