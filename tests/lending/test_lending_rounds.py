"""Rounds: the timetable, the bell, who sits where, wishes for the round after, and undo."""

from dataclasses import replace

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.bell import Sitting
from humanshelf.lending.card import Stage
from humanshelf.lending.facts import card_facts, named_for, round_facts, seat_facts
from humanshelf.lending.floor import Floor
from humanshelf.lending.ground import Phase
from humanshelf.lending.interpreter import Interpreter
from humanshelf.lending.ledger import check
from humanshelf.lending.rounds import timetable
from humanshelf.lending.seat import Own
from lending.hall import last, make_card, make_floor, minutes, undo_last


def in_rounds(books: int = 2, **policy) -> Floor:
    """Four rounds of 25 minutes and 5 between, from noon; two chairs at each book."""
    usual = {"rounds": 4, "seats": 2, "loan": 25, "changeover": 5, "extension": 5}
    return make_floor(books, **usual | policy)


@pytest.fixture
def floor() -> Floor:
    return in_rounds()


def hold(floor: Floor, at: float) -> None:
    """A whole round: gathered two minutes before the bell."""
    floor.gather(at=minutes(at - 2))
    floor.begin(at=minutes(at))
    floor.end(at=minutes(at + 25))


def starts(floor: Floor, at: float) -> list[tuple[int, float]]:
    return [
        (round.number, (round.starts - minutes(0)).total_seconds() / 60)
        for round in timetable(floor, minutes(at))
    ]


# the timetable


def test_rounds_are_as_far_apart_as_a_reading_and_the_change_after_it(floor):
    assert starts(floor, 0) == [(1, 0), (2, 30), (3, 60), (4, 90)]


def test_a_round_that_began_late_moves_those_after_it(floor):
    floor.gather(at=minutes(5))
    floor.begin(at=minutes(10))
    assert starts(floor, 12) == [(1, 10), (2, 40), (3, 70), (4, 100)]
    floor.end(at=minutes(35))
    assert starts(floor, 36) == [(2, 40), (3, 70), (4, 100)]


def test_a_round_that_ended_early_moves_nothing(floor):
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    floor.end(at=minutes(20))
    assert starts(floor, 21) == [(2, 30), (3, 60), (4, 90)]


def test_an_overdue_bell_moves_what_is_expected_in_steps_of_five_minutes(floor):
    assert starts(floor, 1)[0] == (1, 5)
    assert starts(floor, 4) == starts(floor, 1)


def test_a_round_of_which_little_would_lie_before_closing_is_not_held():
    floor = in_rounds(gate=True, closes=120)
    floor.reschedule(minutes(100), at=minutes(0))
    assert [number for number, _ in starts(floor, 0)] == [1, 2, 3]
    floor.reschedule(minutes(240), at=minutes(0))
    assert [number for number, _ in starts(floor, 0)] == [1, 2, 3, 4]


# who sits where


def test_gathering_calls_each_to_a_chair_of_their_own(floor):
    ids = [make_card(floor, "sailor", "nurse") for _ in range(4)]
    floor.gather(at=minutes(0))
    assert {(floor.card(id).book, floor.card(id).place) for id in ids} == {
        ("sailor", 0),
        ("sailor", 1),
        ("nurse", 0),
        ("nurse", 1),
    }
    assert all(floor.card(id).stage is Stage.CALLED for id in ids)


def test_most_are_served_then_most_wishes_met(floor):
    either = [make_card(floor, "sailor", "nurse") for _ in range(2)]
    only = [make_card(floor, "sailor") for _ in range(2)]
    floor.gather(at=minutes(0))
    assert [floor.card(id).book for id in only] == ["sailor", "sailor"]
    assert [floor.card(id).book for id in either] == ["nurse", "nurse"]


def test_a_group_sits_at_one_book_together(floor):
    single = make_card(floor, "sailor")
    pair = make_card(floor, "sailor", group=2)
    floor.gather(at=minutes(0))
    assert floor.card(pair).book == "sailor"
    assert floor.card(single).stage is Stage.WAITING


def test_a_book_never_reads_with_more_at_once_than_it_agreed_to():
    floor = make_floor(1, group_limit=1, rounds=4, seats=2, loan=25)
    ids = [make_card(floor, "sailor", at=n / 10) for n in range(2)]
    floor.gather(at=minutes(1))
    assert [card.id for card in floor.at_book("sailor")] == ids[:1]


def test_a_group_larger_than_the_chairs_is_refused(floor):
    with pytest.raises(mistakes.GroupTooLarge):
        make_card(floor, "sailor", group=3)


def test_who_has_not_read_comes_before_who_has(floor):
    again = [make_card(floor, "sailor", earlier=1) for _ in range(2)]
    new = [make_card(floor, "sailor", at=1) for _ in range(2)]
    floor.gather(at=minutes(2))
    assert [floor.card(id).stage for id in new] == [Stage.CALLED] * 2
    assert [floor.card(id).stage for id in again] == [Stage.WAITING] * 2


def test_who_was_left_over_longest_comes_next(floor):
    ids = [make_card(floor, "sailor", at=n / 10) for n in range(6)]
    for first, at in ((0, 2), (2, 32), (4, 62)):
        floor.gather(at=minutes(at))
        assert [card.id for card in floor.at_book("sailor")] == ids[first : first + 2]
        floor.begin(at=minutes(at))
        floor.end(at=minutes(at + 25))


def test_the_gate_counts_all_rounds_left():
    floor = in_rounds(1, gate=True, closes=120)
    for n in range(8):
        make_card(floor, "sailor", at=n / 10)
    with pytest.raises(mistakes.TooLate):
        make_card(floor, "sailor", at=1)


def test_one_interpreter_sits_with_one_card_in_a_round(floor):
    for seat in list(floor.shelf.values()):
        floor.shelf[seat.book] = replace(seat, own=Own(languages=("az",)))
    floor.interpreters["ayla"] = Interpreter("ayla", ("az", "sign"))
    ids = [make_card(floor, "sailor", "nurse", talk="sign", at=n / 10) for n in range(2)]
    floor.gather(at=minutes(0.5))
    assert [floor.card(id).interpreter for id in ids] == ["ayla", None]
    floor.begin(at=minutes(0))
    assert floor.card(ids[0]).due == minutes(25)
    assert floor.forecast(minutes(1)).card(floor.card(ids[1])).earliest == minutes(30)


def test_a_book_on_a_break_sits_out_the_next_round_only(floor):
    waits = make_card(floor, "sailor")
    floor.rest("sailor", at=minutes(0))
    floor.gather(at=minutes(0))
    assert floor.card(waits).stage is Stage.WAITING
    with pytest.raises(mistakes.BookRests):
        floor.call("sailor", at=minutes(1), id=waits)
    floor.begin(at=minutes(0))
    floor.end(at=minutes(25))
    floor.gather(at=minutes(28))
    assert floor.card(waits).book == "sailor"


def test_a_break_asked_for_while_a_round_runs_is_the_next_round(floor):
    make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    floor.rest("sailor", at=minutes(5))
    waits = make_card(floor, "sailor", at=6)
    assert (
        card_facts(floor, floor.forecast(minutes(14)), floor.card(waits), minutes(14)).round.number
        == 3
    )
    floor.end(at=minutes(25))
    assert floor.seat("sailor").rest_until == minutes(55)
    floor.gather(at=minutes(28))
    assert floor.at_book("sailor") == []


def test_a_break_is_due_after_so_many_rounds():
    floor = in_rounds(1, rest_after=1)
    for _ in range(3):
        make_card(floor, "sailor")
    hold(floor, 2)
    assert floor.seat("sailor").resting
    hold(floor, 32)
    assert floor.seat("sailor").readings == 1
    hold(floor, 62)
    assert floor.seat("sailor").readings == 2


def test_chairs_of_a_book_that_retires_while_a_round_runs_vanish(floor):
    make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    waits = make_card(floor, "sailor", at=20)
    floor.retire("sailor", at=minutes(21))
    floor.end(at=minutes(25))
    assert floor.gather(at=minutes(28)) == []
    assert floor.card(waits).stage is Stage.WAITING


# no-shows


def test_a_chair_that_stays_empty_is_named_for_the_next(floor):
    ids = [make_card(floor, "sailor", at=n / 10) for n in range(3)]
    floor.gather(at=minutes(2))
    floor.no_show("sailor", at=minutes(3), id=ids[0])
    assert floor.turns(minutes(3))["sailor"].card.id == ids[2]
    assert floor.call("sailor", at=minutes(3)).place == 0
    floor.begin(at=minutes(4))
    assert [card.id for card in floor.at_book("sailor")] == [ids[2], ids[1]]


def test_nobody_came_can_be_said_after_the_bell_but_not_of_who_sat_down_later(floor):
    ids = [make_card(floor, "sailor") for _ in range(3)]
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    floor.no_show("sailor", at=minutes(2), id=ids[0])
    assert floor.card(ids[0]).stage is Stage.ASIDE
    floor.call("sailor", at=minutes(3))
    floor.start("sailor", at=minutes(4), id=ids[2])
    assert floor.card(ids[2]).due == minutes(25)
    with pytest.raises(mistakes.NobodyCalled):
        floor.no_show("sailor", at=minutes(5), id=ids[2])


def test_in_the_second_half_no_empty_chair_is_given(floor):
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    id = make_card(floor, "sailor", at=1)
    assert floor.turns(minutes(12))["sailor"].card.id == id
    assert floor.turns(minutes(13)) == {}
    with pytest.raises(mistakes.BetweenRounds):
        floor.call("sailor", at=minutes(13))


def test_between_rounds_nobody_is_called(floor):
    make_card(floor, "sailor")
    with pytest.raises(mistakes.BetweenRounds):
        floor.call("sailor", at=minutes(0))


def test_a_second_card_does_not_fit_on_a_taken_chair(floor):
    ids = [make_card(floor, "sailor") for _ in range(3)]
    floor.gather(at=minutes(0))
    with pytest.raises(mistakes.BookIsBusy):
        floor.call("sailor", at=minutes(0), id=ids[2])


def test_who_missed_and_is_back_comes_next_among_those_who_have_not_read(floor):
    ids = [make_card(floor, "sailor", at=n / 10) for n in range(5)]
    floor.gather(at=minutes(2))
    floor.no_show("sailor", at=minutes(3), id=ids[1])
    floor.call("sailor", at=minutes(3))
    floor.begin(at=minutes(4))
    floor.come_back(ids[1], at=minutes(5))
    floor.end(at=minutes(29))
    floor.gather(at=minutes(30))
    assert {card.id for card in floor.at_book("sailor")} == {ids[1], ids[3]}


# the bell


def test_the_bell_seats_all_and_returns_all(floor):
    ids = [make_card(floor, "sailor") for _ in range(2)]
    assert (floor.round, floor.sitting, floor.rang) == (0, Sitting.AHEAD, None)
    floor.gather(1, at=minutes(0))
    assert (floor.round, floor.sitting, floor.rang) == (1, Sitting.GATHERING, None)
    floor.begin(1, at=minutes(3))
    assert (floor.round, floor.sitting, floor.rang) == (1, Sitting.RUNNING, minutes(3))
    assert [floor.card(id).due for id in ids] == [minutes(28)] * 2
    floor.end(1, at=minutes(28))
    assert (floor.round, floor.sitting, floor.rang) == (1, Sitting.AHEAD, minutes(28))
    assert [last(floor, id).stage for id in ids] == [Stage.RETURNED] * 2
    assert floor.seat("sailor").readings == 1


def test_a_round_is_one_reading_of_the_book_and_all_who_read_it_are_counted(floor):
    ids = [make_card(floor, "sailor") for _ in range(2)]
    make_card(floor, "nurse")
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    floor.finish("sailor", at=minutes(10), id=ids[0])
    (gone,) = floor.at_book("nurse")
    floor.no_show("nurse", at=minutes(10), id=gone.id)
    floor.end(at=minutes(25))
    assert [(s.readings, s.shared) for s in floor.shelf.values()] == [(1, 1), (0, 0)]


def test_a_second_tap_counts_for_nothing_and_one_for_another_round_is_overtaken(floor):
    floor.gather(1, at=minutes(0))
    steps = floor.last_step
    floor.gather(1, at=minutes(0))
    assert floor.last_step == steps
    floor.begin(1, at=minutes(0))
    with pytest.raises(mistakes.Overtaken):
        floor.gather(1, at=minutes(1))
    with pytest.raises(mistakes.Overtaken):
        floor.end(2, at=minutes(1))


def test_after_the_last_round_it_is_over(floor):
    for n in range(4):
        hold(floor, 2 + 30 * n)
    assert floor.sitting is Sitting.OVER
    with pytest.raises(mistakes.NoRoundLeft):
        floor.gather(at=minutes(130))


def test_walk_up_has_no_bell():
    floor = make_floor()
    for tap in (floor.gather, floor.begin, floor.end):
        with pytest.raises(mistakes.NoRoundLeft):
            tap(at=minutes(0))


def test_closed_early_a_running_round_still_ends_and_reopened_the_next_is_held(floor):
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    floor.enter(Phase.CLOSED, at=minutes(10))
    floor.end(at=minutes(25))
    with pytest.raises(mistakes.EventOver):
        floor.gather(at=minutes(28))
    floor.enter(Phase.OPEN, at=minutes(29))
    floor.gather(at=minutes(29))
    assert floor.round == 2


def test_who_was_called_and_did_not_sit_down_by_the_end_is_next(floor):
    id = make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    late = make_card(floor, "sailor", at=1)
    floor.call("sailor", at=minutes(2), id=late)
    floor.end(at=minutes(25))
    assert last(floor, id).stage is Stage.RETURNED
    assert floor.card(late).stage is Stage.WAITING
    assert floor.card(late).back


def test_a_round_is_not_extended(floor):
    make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    with pytest.raises(mistakes.EndsAtBell):
        floor.extend("sailor", at=minutes(20))


# wishes for the round after


def test_a_card_with_wishes_for_the_next_round_waits_on(floor):
    id = make_card(floor, "sailor", then=("nurse",))
    label = floor.card(id).label
    hold(floor, 2)
    card = floor.card(id)
    assert (card.stage, card.wishes, card.then) == (Stage.WAITING, ("nurse",), ())
    assert (card.earlier, card.label) == (1, label)
    hold(floor, 32)
    assert last(floor, id).stage is Stage.RETURNED


def test_who_was_left_over_has_the_later_wishes_in_the_next_round(floor):
    for _ in range(2):
        make_card(floor, "sailor")
    id = make_card(floor, "sailor", then=("nurse",), at=1)
    hold(floor, 3)
    assert (floor.card(id).wishes, floor.card(id).then) == (("nurse",), ())


def test_the_plan_knows_the_wishes_of_each_round(floor):
    for n in range(2):
        make_card(floor, "sailor", at=n / 10)
    id = make_card(floor, "sailor", then=("nurse",), at=0.5)
    place = floor.plan(minutes(1)).places[id]
    assert (place.book, place.round) == ("nurse", 2)


def test_while_reading_a_reader_may_wish_for_the_next_round(floor):
    id = make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    floor.wish_then(id, ("nurse", "sailor"), at=minutes(5))
    floor.end(at=minutes(25))
    assert floor.card(id).wishes == ("nurse", "sailor")


def test_no_reader_has_more_readings_than_the_policy_allows(floor):
    id = make_card(floor, "sailor", earlier=1)
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(0))
    with pytest.raises(mistakes.ReadEnough):
        floor.wish_then(id, ("nurse",), at=minutes(5))


def test_wishes_for_the_round_after_obey_the_same_rules(floor):
    id = make_card(floor, "sailor")
    with pytest.raises(mistakes.WishTwice):
        floor.wish_then(id, ("nurse", "nurse"), at=minutes(0))
    with pytest.raises(mistakes.NoRoundLeft):
        make_floor().wish_then(id, ("nurse",), at=minutes(0))


# undo


def test_a_bell_goes_back_with_all_that_it_moved(floor):
    ids = [make_card(floor, "sailor", then=("nurse",)) for _ in range(2)]
    floor.gather(at=minutes(0))
    gathered = dict(floor.cards)
    floor.begin(at=minutes(1))
    begun, seat = dict(floor.cards), floor.seat("sailor")
    floor.end(at=minutes(26))
    undo_last(floor, at=27)
    assert (floor.cards, floor.seat("sailor")) == (begun, seat)
    assert (floor.sitting, floor.rang) == (Sitting.RUNNING, minutes(1))
    floor.undo(floor.undoable().number, at=minutes(28))
    assert floor.cards == gathered
    assert floor.sitting is Sitting.GATHERING
    floor.undo(floor.undoable().number, at=minutes(29))
    assert [floor.card(id).stage for id in ids] == [Stage.WAITING] * 2
    assert (floor.round, floor.sitting) == (0, Sitting.AHEAD)
    assert check(floor, floor.steps) == []


def test_a_bell_does_not_go_back_once_something_it_moved_was_touched(floor):
    id = make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    bell = floor.last_step
    floor.no_show("sailor", at=minutes(1), id=id)
    with pytest.raises(mistakes.TooLateToUndo):
        floor.undo(bell, at=minutes(2))
    undo_last(floor, at=2)
    floor.undo(bell, at=minutes(3))
    assert floor.card(id).stage is Stage.WAITING


def test_a_step_that_a_bell_covers_does_not_go_back_alone(floor):
    make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    with pytest.raises(mistakes.TooLateToUndo):
        floor.undo(floor.last_step - 1, at=minutes(1))


def test_a_no_show_is_not_undone_onto_a_chair_that_was_given(floor):
    ids = [make_card(floor, "sailor", at=n / 10) for n in range(3)]
    floor.gather(at=minutes(1))
    floor.no_show("sailor", at=minutes(2), id=ids[0])
    missed = floor.last_step
    floor.call("sailor", at=minutes(2))
    with pytest.raises(mistakes.TooLateToUndo):
        floor.undo(missed, at=minutes(3))


# what is shown


def test_a_card_is_told_a_book_for_the_first_two_rounds_and_later_the_time_alone(floor):
    ids = [make_card(floor, "sailor", at=n / 10) for n in range(6)]
    run = floor.forecast(minutes(1))
    shown = [card_facts(floor, run, floor.card(id), minutes(1)).round for id in ids]
    assert [(r.number, r.book) for r in shown] == [
        (1, "sailor"),
        (1, "sailor"),
        (2, "sailor"),
        (2, "sailor"),
        (3, None),
        (3, None),
    ]
    assert shown[4].starts == minutes(65)
    assert run.card(floor.card(ids[4])).earliest == minutes(65)


def test_the_bell_is_shown_with_its_round_and_times(floor):
    make_card(floor, "sailor")
    facts = round_facts(floor, minutes(0))
    assert (facts.number, facts.of, facts.sitting) == (1, 4, "ahead")
    assert named_for(floor.forecast(minutes(0)), facts) == 1
    assert facts.late
    floor.gather(at=minutes(0))
    floor.begin(at=minutes(2))
    facts = round_facts(floor, minutes(3))
    assert (facts.starts, facts.ends, facts.rang) == (minutes(2), minutes(27), minutes(2))
    assert (facts.filling, facts.late) == (True, False)
    assert round_facts(floor, minutes(27)).late


def test_who_takes_a_card_behind_is_not_seen_on_the_phones_of_others(floor):
    first = floor.card(make_card(floor, "sailor"))
    before = card_facts(floor, floor.forecast(minutes(0)), first, minutes(0))
    make_card(floor, "nurse")
    assert card_facts(floor, floor.forecast(minutes(0)), first, minutes(0)) == before


def test_a_table_shows_its_chairs(floor):
    pair = make_card(floor, "nurse", group=2)
    one = make_card(floor, "sailor")
    floor.gather(at=minutes(0))
    sailor, nurse = seat_facts(floor, floor.forecast(minutes(1)), minutes(1))
    assert [(c.label, c.place, c.group) for c in sailor.chairs] == [(floor.card(one).label, 1, 1)]
    assert [(c.label, c.group) for c in nurse.chairs] == [(floor.card(pair).label, 2)]
    assert (sailor.empty, nurse.empty) == (1, 0)


def test_walk_up_shows_no_round():
    floor = make_floor()
    id = make_card(floor, "sailor")
    run = floor.forecast(minutes(0))
    assert round_facts(floor, minutes(0)) is None
    assert card_facts(floor, run, floor.card(id), minutes(0)).round is None
