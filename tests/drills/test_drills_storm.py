"""The storm, the crowd and the flood of guesses in a small hall, each with its protections off.

Counts are looked at here. How long something took is a figure of the machine: what the drill says
of times is tried on figures, in test_drills_judging.py.
"""

import asyncio

import pytest

from humanshelf.drills import guesses, phones, scene, storm, tapping
from humanshelf.drills.crash import BOOKS, without_limits

CURRENT = "each phone is told again, and of the next step"
APART = "they are not asked to come all at once"
DESK = "no tap of the desk fails"
ROOM = "no more streams are open than there is room for"
POLLED = "those without a stream are told too"
HALL, CARDS = 60, 12


@pytest.fixture(scope="module", autouse=True)
def smaller():
    with pytest.MonkeyPatch.context() as less:
        less.setattr(storm, "WORKERS", 1)
        less.setattr(storm, "WAITING", 6)
        less.setattr(phones, "POLL", (0.5, 1.0))
        less.setattr(guesses, "GUESSES", 15)
        less.setattr(guesses, "QUIET", 0.5)
        yield


@pytest.fixture(scope="module", autouse=True)
def own_loop():
    """Where browsers were driven in this process before, their driver's loop is marked as running
    to the end, although it stands still here."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


@pytest.fixture(scope="module")
def cards(drilled):
    scene.set_up(drilled, BOOKS)
    drilled.inside(scene.LIBRARY, without_limits)
    return storm.filled(storm.serve(drilled).port, CARDS)


@pytest.fixture(scope="module")
def desk(drilled, cards):
    return tapping.Desk.of(drilled, drilled.servers[-1].port)


@pytest.fixture
def hall(drilled, cards):
    host, port = scene.host(scene.LIBRARY), drilled.servers[0].port
    return [phones.Phone(port, host, cards[n % CARDS]) for n in range(HALL)]


def counted(measure):
    return {one.promise: one.good for one in asyncio.run(measure).counted()}


def test_all_are_told_again_and_each_protection_of_a_restart_or_a_flood_is_missed(
    drilled, hall, desk, without, monkeypatch
):
    # Of the server that starts: the one before it asks as it should.
    without("jitter", "stepping_aside")
    found = counted(storm.restarted(drilled, hall, desk))
    assert found == {CURRENT: True, APART: True, DESK: True}
    flood = asyncio.run(guesses.flooded(desk.port, hall[0].card))
    assert [one.good for one in flood.counted()] == [True]
    assert [one.good for one in flood.timed()] == [False], flood
    without("telling")
    monkeypatch.setattr(storm, "PATIENCE", 8.0)
    found = counted(storm.restarted(drilled, hall, desk))
    assert found == {CURRENT: False, APART: False, DESK: True}


def test_whom_there_is_no_room_for_asks_by_itself(drilled, hall, desk):
    assert counted(storm.crowded(drilled, hall, desk)) == {ROOM: True, POLLED: True, DESK: True}


def test_a_worker_that_takes_every_stream_is_missed(drilled, hall, desk, without):
    without("shedding")
    assert counted(storm.crowded(drilled, hall, desk))[ROOM] is False


def test_a_worker_that_keeps_no_room_beside_its_streams_is_missed(
    drilled, hall, desk, without, monkeypatch
):
    without("reserving")
    monkeypatch.setattr(storm, "PATIENCE", 8.0)
    monkeypatch.setattr(tapping, "PATIENCE", 2.0)
    found = counted(storm.crowded(drilled, hall, desk))
    assert (found[POLLED], found[DESK]) == (False, False)
