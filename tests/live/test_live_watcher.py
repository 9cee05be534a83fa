"""The watcher without any stream: it draws for those whose facts changed, and for nobody else."""

from uuid import UUID, uuid4

import pytest

from cast import EVENT, NOW
from humanshelf.live.hub import Full, Hub
from humanshelf.live.listener import Listener
from humanshelf.live.watcher import Watcher
from humanshelf.records.floors import scene_by_id


class Ear(Listener):
    """A listener that sees what it is told to see, and keeps what was drawn for it."""

    def __init__(self, event_id, *facts, language="en"):
        self.sights, self.drawn = list(facts), []
        super().__init__(event_id, language, self.see, self.keep, facts=self.sights.pop(0))

    def see(self, scene):
        return self.sights.pop(0) if len(self.sights) > 1 else self.sights[0]

    def keep(self, scene, facts):
        from humanshelf.pages.language import language

        self.drawn.append((facts, language()))
        return f"<p>{facts}"


@pytest.fixture
def event_id(baku) -> UUID:
    return UUID(baku.rows("SELECT id FROM event WHERE code=?", EVENT)[0][0])


@pytest.fixture
def watcher(stage, baku):
    with baku.inside():
        yield Watcher(stage.app, baku.uid, lambda uid: None)


def test_only_those_are_drawn_whose_facts_changed(watcher, event_id):
    same, other = Ear(event_id, "a", "a"), Ear(event_id, "a", "b")
    for ear in (same, other):
        watcher.add(ear, 0)
    watcher.look([event_id])
    assert (same.drawn, other.drawn) == ([], [("b", "en")])
    assert (same.message, other.message) == (None, "<p>b")
    watcher.look([event_id])
    assert other.drawn == [("b", "en")]


def test_each_is_drawn_in_the_own_language(watcher, event_id):
    ears = [Ear(event_id, 1, 2, language=language) for language in ("az", "ru", "az", "tr")]
    for ear in ears:
        watcher.add(ear, 0)
    watcher.look([event_id])
    assert [ear.drawn for ear in ears] == [[(2, language)] for language in ("az", "ru", "az", "tr")]


def test_who_has_nothing_left_to_see_is_ended(watcher, event_id):
    ear = Ear(event_id, "a", None)
    watcher.add(ear, 0)
    watcher.look([event_id])
    assert ear.ended
    assert ear.drawn == []


def test_listeners_of_an_event_that_is_gone_are_ended(watcher):
    ear = Ear(uuid4(), "a", "b")
    watcher.add(ear, 0)
    watcher.look([ear.event_id])
    assert ear.ended


def test_a_new_event_is_looked_at_once(watcher, event_id):
    watcher.add(Ear(event_id, "a", "a"), 0)
    assert watcher._is_due(event_id, NOW)
    watcher.look([event_id])
    assert not watcher._is_due(event_id, NOW)


def test_who_joins_with_an_older_revision_makes_it_look_again(watcher, event_id, baku):
    watcher.add(Ear(event_id, "a", "a"), 0)
    watcher.look([event_id])
    watcher.add(Ear(event_id, "a", "a"), 0)
    assert not watcher._is_due(event_id, NOW)
    baku.reader().card("deniz")
    watcher.look([event_id])
    watcher.add(Ear(event_id, "a", "a"), 0)
    assert watcher._is_due(event_id, NOW)


def test_it_looks_again_when_time_will_have_changed_something(watcher, event_id, baku, clock):
    baku.reader().card("deniz")
    watcher.add(Ear(event_id, "a", "a"), 1)
    watcher.look([event_id])
    assert watcher.due[event_id] == NOW.replace(minute=4, second=0, microsecond=0)


def test_a_message_that_was_not_taken_is_replaced_by_the_newest(watcher, event_id):
    ear = Ear(event_id, 1, 2, 3)
    watcher.add(ear, 0)
    watcher.look([event_id])
    watcher.look([event_id])
    assert ear.take(0) == "<p>3"
    assert ear.take(0) is None


def test_an_event_is_read_once_for_all_its_listeners(watcher, event_id, monkeypatch):
    reads = []
    monkeypatch.setattr(
        "humanshelf.live.watcher.scene_by_id",
        lambda *args: reads.append(args) or scene_by_id(*args),
    )
    for number in range(50):
        watcher.add(Ear(event_id, number, -number), 0)
    watcher.look([event_id])
    assert len(reads) == 1


def test_many_are_drawn_with_pauses_for_the_others(watcher, event_id, monkeypatch):
    breaths = []
    monkeypatch.setattr("humanshelf.live.watcher.gevent.sleep", breaths.append)
    for number in range(60):
        watcher.add(Ear(event_id, number, -1), 0)
    watcher.look([event_id])
    assert breaths == [0, 0]


def test_a_hub_counts_and_refuses(stage, baku, event_id, monkeypatch):
    monkeypatch.setattr(Watcher, "start", lambda self: None)
    hub = Hub(stage.app, cap=2)
    ears = [Ear(event_id, "a") for _ in range(3)]
    hub.join(baku.uid, ears[0], 0)
    hub.join(baku.uid, ears[1], 0)
    with pytest.raises(Full):
        hub.join(baku.uid, ears[2], 0)
    hub.leave(baku.uid, ears[0])
    hub.join(baku.uid, ears[2], 0)
    assert hub.open == 2
    assert set(hub.watchers) == {baku.uid}


def test_each_library_has_a_watcher_of_its_own(stage, baku, nu, event_id, monkeypatch):
    monkeypatch.setattr(Watcher, "start", lambda self: None)
    hub = Hub(stage.app, cap=9)
    ours, theirs = Ear(event_id, "a"), Ear(event_id, "a")
    hub.join(baku.uid, ours, 0)
    hub.join(nu.uid, theirs, 0)
    assert hub.watchers[baku.uid].listeners == {event_id: {ours}}
    assert hub.watchers[nu.uid].listeners == {event_id: {theirs}}


def test_a_listener_that_comes_as_the_watcher_goes_is_not_lost(stage, baku, event_id, monkeypatch):
    starts = []
    monkeypatch.setattr(Watcher, "start", lambda self: starts.append(self))
    hub = Hub(stage.app, cap=9)
    hub.join(baku.uid, Ear(event_id, "a"), 0)
    hub._idle(baku.uid)
    assert len(starts) == 2
    assert hub.watchers[baku.uid] is starts[1]


def test_a_worker_that_is_told_to_stop_closes_its_hub(stage):
    import gevent

    class Worker:
        alive = False

    hub = Hub(stage.app, cap=1)
    hub.close_with(Worker())
    gevent.sleep(0)
    assert hub.closing
