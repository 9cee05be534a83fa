"""The turn to write: whole or not at all, one after the other, and never for long."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from humanshelf.tenancy import StoreBusy, committed, db, library, locks, writing, writing_control
from humanshelf.tenancy.db import AlreadyWriting
from humanshelf.tenancy.models import Library

from .conftest import ASTANA, BAKU

ADD = sa.text("insert into note (text) values ('second')")
ALL = sa.text("select text from note order by id")
HERE = Path(__file__).parent


def notes():
    found = db.session.execute(ALL).scalars().all()
    db.session.rollback()
    return found


def other_process(script, *arguments):
    path = os.pathsep.join(map(os.path.abspath, sys.path))
    return subprocess.Popen(
        [sys.executable, "-W", "error", HERE / script, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": path},
        text=True,
    )


@pytest.fixture
def in_baku(app):
    with library(BAKU):
        yield


@pytest.fixture
def heard():
    uids = []

    def hear(uid):
        uids.append(uid)

    committed.connect(hear)
    yield uids
    committed.disconnect(hear)


def test_a_turn_is_committed_and_told(in_baku, heard):
    with writing() as session:
        session.execute(ADD)
        assert heard == []
    assert heard == [BAKU]
    assert notes() == ["first", "second"]


def test_a_turn_that_fails_is_undone_and_not_told(in_baku, heard):
    with pytest.raises(ZeroDivisionError), writing() as session:
        session.execute(ADD)
        raise ZeroDivisionError
    assert heard == []
    assert notes() == ["first"]


def test_a_turn_ends_what_was_being_read(in_baku, stores):
    db.session.execute(ALL)
    with stores.engine_for(BAKU).begin() as elsewhere:
        elsewhere.execute(ADD)
    assert db.session.execute(ALL).scalars().all() == ["first"]
    with writing() as session:
        assert session.execute(ALL).scalars().all() == ["first", "second"]


def test_a_turn_inside_a_turn_is_refused(in_baku):
    for inner in (writing, writing_control):
        with writing() as session:
            session.execute(ADD)
            with pytest.raises(AlreadyWriting), inner():
                pass
    assert notes() == ["first", "second", "second"]


def test_changes_made_before_a_turn_are_not_forgotten_silently(app):
    with writing_control() as session:
        session.add(Library(slug="baku"))
    db.session.scalars(sa.select(Library)).one().epoch = 1
    with pytest.raises(RuntimeError), writing_control():
        pass
    db.session.rollback()


def test_a_turn_waits_for_another_process_until_it_lets_go(in_baku, monkeypatch, stores):
    other = stores.watch_connection(BAKU)
    other.execute("begin immediate")
    naps = []

    def nap(seconds):
        naps.append(seconds)
        if len(naps) == 3:
            other.execute("rollback")

    monkeypatch.setattr("time.sleep", nap)
    with writing() as session:
        session.execute(ADD)
    other.close()
    assert len(naps) == 3
    assert all(0 < seconds <= 0.02 for seconds in naps)
    assert notes() == ["first", "second"]


def test_a_turn_that_does_not_come_raises_and_the_next_one_comes(in_baku, settings):
    holder = other_process("holding.py", settings.data, settings.keys, BAKU)
    assert holder.stdout.readline() == "held\n"
    with pytest.raises(StoreBusy), writing(patience=0):
        pytest.fail("wrote in another's turn")
    with library(BAKU):
        assert notes() == ["first"]
    holder.communicate("let go\n")
    with writing(patience=0) as session:
        session.execute(ADD)
    assert notes() == ["first", "second"]


def test_a_turn_held_in_this_process_raises_too(in_baku, monkeypatch):
    class Taken:
        def acquire(self, timeout):
            return False

    monkeypatch.setitem(locks._locks, BAKU, Taken())
    with pytest.raises(StoreBusy), writing(patience=0):
        pytest.fail("wrote in another's turn")


def test_one_librarys_turn_does_not_hold_up_another(app, settings):
    holder = other_process("holding.py", settings.data, settings.keys, BAKU)
    assert holder.stdout.readline() == "held\n"
    with library(ASTANA), writing(patience=0) as session:
        session.execute(ADD)
    holder.communicate("let go\n")


def test_two_processes_lose_no_count_and_neither_fails(in_baku, settings):
    with writing() as session:
        session.execute(sa.text("update note set text = '0' where id = 1"))
    counters = [
        other_process("counting.py", settings.data, settings.keys, BAKU, "200") for _ in range(2)
    ]
    assert [counter.communicate()[0] for counter in counters] == ["counted\n"] * 2
    assert notes() == ["400"]
