"""Planned, open, last call, closed: by a tap, and by time."""

import pytest

from humanshelf.lending import mistakes
from humanshelf.lending.card import Stage
from humanshelf.lending.ground import Phase
from lending.hall import called, last, left, make_card, make_floor, minutes, undo_last


def test_when_the_planned_end_has_come_it_is_the_last_call_without_a_tap():
    floor = make_floor(closes=60)
    assert floor.phase_at(minutes(59.999)) is Phase.OPEN
    assert floor.phase_at(minutes(60)) is Phase.LAST_CALL
    assert floor.phase is Phase.OPEN
    make_card(floor, "sailor", at=59)
    with pytest.raises(mistakes.NoMoreCards):
        make_card(floor, "sailor", at=60)


@pytest.mark.parametrize("phase", [Phase.PLANNED, Phase.LAST_CALL, Phase.CLOSED])
def test_time_moves_no_phase_but_the_open_one(phase):
    assert make_floor(phase=phase, closes=60).phase_at(minutes(90)) is phase


def test_after_the_last_call_who_waits_is_still_called():
    floor = make_floor(closes=60)
    id = make_card(floor, "sailor", at=50)
    assert floor.call("sailor", at=minutes(70)).id == id


@pytest.mark.parametrize(
    ("phase", "mistake"),
    [(Phase.PLANNED, mistakes.NotOpenYet), (Phase.CLOSED, mistakes.EventOver)],
)
def test_nobody_is_named_or_called_before_the_event_opens_or_after_it_closed(phase, mistake):
    floor = make_floor()
    id = make_card(floor, "sailor")
    floor.enter(phase, at=minutes(1))

    assert floor.turns(minutes(2)) == {}
    for given in (None, id):
        with pytest.raises(mistake):
            floor.call("sailor", at=minutes(2), id=given)


def test_who_is_called_when_the_event_closes_may_still_read():
    floor = make_floor()
    id = called(floor)
    floor.enter(Phase.CLOSED, at=minutes(1))
    floor.start("sailor", at=minutes(2))
    floor.finish("sailor", at=minutes(20))
    assert last(floor, id).stage is Stage.RETURNED


def test_each_phase_can_be_gone_back_on(floor):
    for phase in (Phase.CLOSED, Phase.LAST_CALL, Phase.OPEN, Phase.PLANNED, Phase.OPEN):
        floor.enter(phase, at=minutes(1))
        assert floor.phase is phase
    assert [step.phase_before for step in floor.steps] == [
        Phase.OPEN,
        Phase.CLOSED,
        Phase.LAST_CALL,
        Phase.OPEN,
        Phase.PLANNED,
    ]


def test_entering_the_phase_that_is_makes_no_step(floor):
    floor.enter(Phase.OPEN, at=minutes(1))
    assert (floor.steps, floor.new_steps, floor.last_step) == ([], [], 0)


def test_a_phase_is_undone_but_not_past_a_later_one(floor):
    floor.enter(Phase.LAST_CALL, at=minutes(1))
    floor.enter(Phase.CLOSED, at=minutes(2))
    with pytest.raises(mistakes.TooLateToUndo):
        floor.undo(1, at=minutes(3))
    undo_last(floor, 3)
    assert floor.phase is Phase.LAST_CALL
    floor.undo(1, at=minutes(4))
    assert floor.phase is Phase.OPEN


def test_a_closed_event_takes_nobody_back():
    floor = make_floor()
    id = left(floor)
    floor.enter(Phase.CLOSED, at=minutes(1))
    with pytest.raises(mistakes.EventOver):
        floor.rejoin(last(floor, id), at=minutes(2))
