"""Which state follows which."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanshelf.libraries.life import NEXT, NotFromHere, change
from humanshelf.tenancy.models import Library, NetworkAct, State

AT = datetime(2026, 5, 16, 12, tzinfo=UTC)


class Noted(list):
    """Takes the place of a session: what is added to it."""

    add = list.append


def library(state):
    return Library(uid="0" * 16, slug="third", state=state, epoch=4)


@given(st.sampled_from(State), st.sampled_from(State))
def test_a_state_follows_only_those_it_may_and_is_noted_with_actor_and_reason(here, there):
    row, notes = library(here), Noted()
    if there in NEXT[here]:
        change(notes, row, there, at=AT, actor="aygun", reason="they asked")
        [act] = notes
        assert (row.state, row.epoch) == (there, 5)
        assert isinstance(act, NetworkAct)
        assert (act.act, act.actor, act.reason) == (there, "aygun", "they asked")
        assert (act.library, act.at) == (row.uid, AT)
    else:
        with pytest.raises(NotFromHere):
            change(notes, row, there, at=AT, actor="aygun", reason="they asked")
        assert (row.state, row.epoch, notes) == (here, 4, [])


def test_what_was_erased_never_comes_back():
    reached, open_ = set(), {State.ERASING}
    while open_:
        reached |= open_
        open_ = set().union(*(NEXT[state] for state in open_)) - reached
    assert reached == {State.ERASING, State.TOMBSTONE}


def test_a_library_that_is_open_is_suspended_before_anything_else():
    assert NEXT[State.ACTIVE] == {State.SUSPENDED}
