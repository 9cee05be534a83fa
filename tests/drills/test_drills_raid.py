"""The raid drill with few phones, and what it finds when nothing was hidden or burnt."""

import pytest
from sqlalchemy import delete

from browsing import until
from drilling import told
from humanshelf.drills import played, raid, scene
from humanshelf.drills.scene import EVENT
from humanshelf.drills.stage import BrokenOff
from humanshelf.records import devices
from humanshelf.records.staff import SignInLink

ENDED = "within two seconds no phone hears anything any more"
NEUTRAL = "each address answers as one that never was, to the byte, to readers and staff"
APART = "the neighbour notices nothing"
BURNT = "nothing of the burnt event's people is found, with all keys"


@pytest.fixture(scope="module")
def event(drilled):
    return played.set_up(drilled)


@pytest.fixture(scope="module")
def server(drilled, event):
    with drilled.serving(HUMANSHELF_WORKERS="1") as found:
        played.play(drilled, found, event, readers=3)
        yield found


@pytest.fixture
def paths(event, server):
    return ["/", f"/events/{EVENT}", f"/desk/{EVENT}", event.cards[0]]


def test_what_is_not_hidden_is_found(drilled, event, server, paths, monkeypatch):
    monkeypatch.setattr(raid, "PATIENCE", 0.5)
    with raid.listening(server, event, 6) as (ours, theirs):
        found = told(raid.hidden(server, event, paths, ours, theirs))
    assert found == {ENDED: False, NEUTRAL: False, APART: True}


def test_a_neighbour_that_is_cut_off_is_found(drilled, event, server, paths, monkeypatch):
    monkeypatch.setattr(raid, "PATIENCE", 0.5)
    with raid.listening(server, event, 6) as (ours, theirs):
        for line in theirs:
            line.shutdown(2)
        assert told(raid.hidden(server, event, paths, ours, theirs))[APART] is False


def only(table):
    """A protection that ends half of what it must."""
    return lambda session: session.execute(delete(table))


def test_sessions_and_links_that_outlive_the_hiding_are_found(drilled, event, server, monkeypatch):
    for ends, holds in (
        (only(SignInLink), False),
        (only(devices.StaffSession), False),
        (devices.end_everybody, True),
    ):
        monkeypatch.setattr(devices, "end_everybody", ends)
        event.desk = scene.staff(drilled, server.port)
        link = scene.link(drilled, "librarian", "Samir")
        raid.hide(drilled)
        raid.show(drilled)
        assert raid.signed_out(server, event, link).good is holds
    event.desk = scene.staff(drilled, server.port)


def show(drilled, server):
    """Until the workers have seen it."""
    raid.show(drilled)
    until(lambda: scene.reader(server.port).get("/").status == 200, "the library to be back")


def test_a_library_that_is_not_shown_again_proves_nothing(drilled, event, server, monkeypatch):
    monkeypatch.setattr(raid, "PATIENCE", 0.5)
    raid.hide(drilled)
    with pytest.raises(BrokenOff):
        raid.signed_out(server, event, "/sign-in/nothing")
    show(drilled, server)
    event.desk = scene.staff(drilled, server.port)


def test_hidden_it_is_neutral_and_the_neighbour_goes_on(drilled, event, server, paths):
    """How long it took the drill tells; here, that it came."""
    with raid.listening(server, event, 6) as (ours, theirs):
        raid.hide(drilled)
        assert raid.hang_up(ours, 60) == []
        found = told(raid.hidden(server, event, paths, ours[:0], theirs))
    show(drilled, server)
    assert (found[NEUTRAL], found[APART]) == (True, True)


def test_what_is_not_burnt_is_found_and_what_is_burnt_is_not(drilled, event, server):
    server.stop()
    assert told(raid.burnt(drilled, event)) == {BURNT: False}
    raid.burn(drilled)
    assert told(raid.burnt(drilled, event)) == {BURNT: True}
