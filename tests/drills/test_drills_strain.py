"""How much others take of the machine: work beside ours makes times longer, our own does not."""

import os
from types import SimpleNamespace

import pytest

from humanshelf.drills import strain


@pytest.fixture
def machine(monkeypatch):
    """Two cores, and a clock and the work of others that a test sets."""
    found = SimpleNamespace(clock=100.0, others=40.0)
    monkeypatch.setattr(strain, "cores", lambda: {0, 1})
    monkeypatch.setattr(strain, "others", lambda: found.others)
    monkeypatch.setattr(strain.time, "monotonic", lambda: found.clock)
    return found


@pytest.mark.parametrize(
    ("others", "slower"), [(0.0, 1.0), (10.0, 2.0), (15.0, 4.0), (20.0, 20.0), (25.0, 20.0)]
)
def test_what_others_take_of_two_cores_in_ten_seconds(machine, others, slower):
    found = strain.Strain()
    machine.clock, machine.others = 110.0, 40.0 + others
    assert found.so_far() == slower


def test_where_the_system_does_not_tell_it_is_tried(monkeypatch):
    monkeypatch.setattr(strain, "others", lambda: None)
    monkeypatch.setattr(strain, "spun", lambda: 1.7)
    assert strain.Strain().so_far() == 1.7


def test_our_own_work_is_counted_as_ours():
    if strain.others() is None:
        pytest.skip("this system does not tell")
    before = strain._family()
    strain.spun(0.1)
    assert strain._family() - before >= 0.08 * os.sysconf(strain.TICKS)
