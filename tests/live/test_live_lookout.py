"""Looking out for other workers: a commit, a moment that has come, a store that does not answer."""

from contextlib import closing
from datetime import UTC, datetime, timedelta

import gevent
import pytest
from gevent.event import Event

from browsing import PATIENCE
from cast import EVENT
from humanshelf.live.lookout import NEVER, POLL, Lookout
from humanshelf.live.watcher import Watcher
from humanshelf.pages.clock import now

DUE = datetime.min.replace(tzinfo=UTC)
"""Of what was not looked at yet."""
ANNOUNCED = (
    "UPDATE event SET said = 'late', said_at = opens + 1800000, revision = revision + 1 "
    "WHERE code = ?"
)


@pytest.fixture
def elsewhere(stage, baku):
    """Another worker's connection to Baku's store."""
    with closing(stage.app.extensions["humanshelf.tenancy"].stores.watch_connection(baku.uid)) as c:
        yield c


@pytest.fixture
def lookout(stage, baku):
    stores = stage.app.extensions["humanshelf.tenancy"].stores
    with closing(stores.watch_connection(baku.uid)) as own, closing(Lookout(own, Event())) as one:
        one.seen = one.version()
        yield one


def woken(lookout):
    """However long it takes on a crowded machine."""
    return lookout._wake.wait(PATIENCE)


def sleeps(lookout):
    return not lookout._wake.wait(10 * POLL)


def when(holds):
    """Let the watchers go on until it holds."""
    with gevent.Timeout(PATIENCE):
        while not holds():
            gevent.sleep(POLL)


def test_a_look_is_taken_twenty_times_a_second():
    assert POLL <= 0.05


def test_nothing_wakes_while_nothing_happens(lookout):
    assert sleeps(lookout)


def test_another_workers_commit_wakes(lookout, elsewhere):
    elsewhere.execute("UPDATE event SET edition = edition + 1")
    assert woken(lookout)
    assert lookout.version() != lookout.seen


def test_what_is_not_committed_does_not(lookout, elsewhere):
    elsewhere.execute("BEGIN IMMEDIATE")
    elsewhere.execute("UPDATE event SET edition = edition + 1")
    assert sleeps(lookout)
    elsewhere.execute("COMMIT")
    assert woken(lookout)


def test_the_alarm_wakes(lookout, clock):
    lookout.alarm = now() + timedelta(seconds=60)
    assert sleeps(lookout)
    clock.shift(60)
    assert woken(lookout)
    assert lookout.version() == lookout.seen


def test_a_store_that_does_not_answer_wakes_whoever_can_say_so(lookout, capsys):
    lookout._ask = lambda question: 1 / 0
    assert woken(lookout)
    assert capsys.readouterr().err == ""


def test_after_it_is_closed_it_looks_no_more(lookout, elsewhere):
    lookout.close()
    elsewhere.execute("UPDATE event SET edition = edition + 1")
    assert sleeps(lookout)
    assert lookout.alarm == NEVER


def test_a_commit_of_another_worker_reaches_a_phone(leyla, listen, elsewhere):
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    assert "We are running a little late." not in stream.message()
    elsewhere.execute(ANNOUNCED, [EVENT])
    assert "We are running a little late." in stream.message()


def looked_at(watcher):
    """Whether it has seen each event that somebody listens to."""
    return all(event in watcher.revisions and watcher.due[event] != DUE for event in watcher.due)


def test_a_watcher_reads_nothing_while_nothing_happens(leyla, listen, hub, monkeypatch):
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    stream.message()
    when(lambda: all(looked_at(watcher) for watcher in hub.watchers.values()))
    looks = []
    monkeypatch.setattr(Watcher, "look", lambda self, events: looks.append(events))
    gevent.sleep(10 * POLL)
    assert looks == []


def test_whoever_comes_with_an_older_floor_waits_for_no_look(leyla, listen, hub, baku):
    """Between the reading of a page and its stream the floor may move: it is looked at at once."""
    stream = listen(leyla, f"{leyla.card('deniz')}/live")
    stream.message()
    watcher = hub.watchers[baku.uid]
    when(lambda: looked_at(watcher))
    [(event_id, listeners)] = watcher.listeners.items()
    watcher.revisions[event_id] -= 1
    watcher.add(next(iter(listeners)), watcher.revisions[event_id] + 1)
    when(lambda: looked_at(watcher))


def test_nothing_is_remembered_of_an_event_that_nobody_listens_to(leyla, listen, hub, baku):
    card = leyla.card("deniz")
    stream = listen(leyla, f"{card}/live")
    listen(leyla, "/board/winter/live").message()
    stream.message()
    watcher = hub.watchers[baku.uid]
    when(lambda: len(watcher.due) == len(watcher.revisions) == 2)
    stream.close()
    assert len(watcher.due) == len(watcher.revisions) == 1
