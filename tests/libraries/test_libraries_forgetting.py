"""When is forgotten, and by whom: one worker at a time, by a clock that can be believed."""

from datetime import timedelta

import pytest

from cast import EVENT, NOW
from humanshelf.libraries import forgetting, steady
from humanshelf.libraries.forgetting import alone, forget_by_the_clock

HOUR, YEAR = timedelta(hours=1), timedelta(days=365)
DUE = NOW.replace(hour=19, minute=30, second=0, microsecond=0) + timedelta(hours=12)


@pytest.fixture
def machine(monkeypatch):
    """The machine's own count, and whether a time server holds its clock."""
    told = {"up": HOUR, "held": False, "boot": "first"}

    def look(wall, taps=0):
        return steady.Look(told["boot"], told["up"], wall, told["held"], taps)

    monkeypatch.setattr("humanshelf.libraries.steady.look", look)
    return told


@pytest.fixture
def card(stage, baku, leyla, machine):
    forget_by_the_clock(stage.app, NOW)
    return leyla.card("deniz")


def test_where_the_clock_cannot_be_noted_what_is_due_is_forgotten(
    stage, baku, card, machine, monkeypatch
):
    def full(data, found):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("humanshelf.libraries.steady.remember", full)
    machine["up"] += DUE - NOW + HOUR
    forget_by_the_clock(stage.app, DUE + HOUR)
    assert baku.count("card") == 0


def test_a_clock_that_jumps_ahead_burns_no_running_event(stage, baku, nu, card, machine):
    machine["up"] += timedelta(minutes=10)
    said = []
    assert forget_by_the_clock(stage.app, NOW + YEAR, said.append) == 0
    assert baku.count("card") == 1
    assert said == [
        "The clock does not go on as this machine was up: what it alone makes due waits."
    ]
    assert forgetting.doubt(stage.app).doubt == steady.AFTER_JUMP


def test_the_same_jump_burns_it_where_the_wall_clock_alone_is_asked(stage, baku, card):
    """The control."""
    assert forgetting.forget_everywhere(stage.app, NOW + YEAR) == 2
    assert baku.count("card") == 0


@pytest.mark.parametrize("held", [True, False])
def test_where_a_time_server_holds_the_clock_or_somebody_says_so_it_goes(
    stage, baku, card, machine, held
):
    assert forget_by_the_clock(stage.app, NOW + YEAR) == 0
    machine["held"] = held
    assert forget_by_the_clock(stage.app, NOW + YEAR, sure=not held) == 2
    assert forgetting.doubt(stage.app) is None


def test_taps_keep_a_running_event_for_as_long_as_they_come(stage, baku, card, machine):
    for _hours in range(14):
        machine["up"] += HOUR
        baku.change("UPDATE event SET revision = revision + 1 WHERE code = ?", EVENT)
        forget_by_the_clock(stage.app, NOW + YEAR + machine["up"])
        assert baku.count("card") > 0
    machine["up"] += steady.AFTER_JUMP
    assert forget_by_the_clock(stage.app, NOW + YEAR + machine["up"]) > 0
    assert baku.count("card") == 0


def test_a_clock_that_is_set_back_does_not_keep_for_ever(stage, baku, card, machine):
    machine["up"] += HOUR
    forget_by_the_clock(stage.app, NOW - YEAR)
    machine["up"] += timedelta(hours=20)
    assert forget_by_the_clock(stage.app, NOW - YEAR + timedelta(hours=20)) == 2


def test_after_weeks_of_rest_it_goes_an_hour_after_the_start(stage, baku, card, machine):
    machine |= {"boot": "second", "up": timedelta(minutes=1)}
    monday = NOW + timedelta(weeks=3)
    assert forget_by_the_clock(stage.app, monday) == 0
    machine["up"] += HOUR
    assert forget_by_the_clock(stage.app, monday + HOUR) == 2
    assert baku.count("card") == 0


def test_on_time_with_nobody_there(stage, baku, card, machine):
    machine["up"] += DUE - NOW
    assert forget_by_the_clock(stage.app, DUE - timedelta(seconds=1)) == 0
    assert forget_by_the_clock(stage.app, DUE) == 2


def test_one_at_a_time_and_the_next_when_that_one_is_gone(tmp_path):
    with alone(tmp_path / "lock") as first:
        with alone(tmp_path / "lock") as second:
            assert (first, second) == (True, False)
    with alone(tmp_path / "lock") as third:
        assert third


def test_a_worker_forgets_by_itself_and_after_a_fault_again(stage, baku, card, monkeypatch, caplog):
    """The loop as it runs beside the requests, without its pauses."""
    looks = []

    def forget(app, wall):
        looks.append(wall)
        if len(looks) == 1:
            raise OSError
        if len(looks) == 3:
            raise SystemExit

    monkeypatch.setattr(forgetting, "forget_by_the_clock", forget)
    monkeypatch.setattr("humanshelf.libraries.forgetting.gevent.sleep", lambda seconds: None)
    monkeypatch.setattr(
        "humanshelf.libraries.forgetting.gevent.spawn", lambda run, *given: run(*given)
    )
    with pytest.raises(SystemExit):
        forgetting.keep_forgetting(stage.app, lambda: NOW)
    assert looks == [NOW] * 3
    assert caplog.messages == ["forgetting failed: OSError"]
