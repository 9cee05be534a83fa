"""The jam drill in a small hall, and what it finds with the code, the cap and the desk off."""

import pytest

from drilling import told
from humanshelf.drills import jam, scene
from humanshelf.drills.scene import EVENT, LIBRARY
from humanshelf.lending.policy import Policy
from humanshelf.records.policies import change_policy
from humanshelf.records.preparing import real_event

NO_CODE = "a bot that has no code gets no card, whatever it tries"
PHONES = "phones behind one address all get a card meanwhile"
CAP = "a bot that has the code comes to the cap and no further"
BACK = "the desk takes the flood back in one step, and nobody else's card"
OLD = "the code of before lets nobody in"
UNDONE = "and one tap brings all of it back, if it was none"


def for_twenty():
    event = real_event(EVENT)
    change_policy(event.id, Policy(open_cards=20), edition=event.edition)


@pytest.fixture(scope="module")
def hall(drilled):
    """Six books and twenty open cards."""
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(jam, "BOOKS", 6)
        smaller.setattr(jam, "TRIES", 12)
        smaller.setattr(jam, "GIVEN_UP", 4)
        scene.set_up(drilled, 6)
        drilled.inside(LIBRARY, for_twenty)
        yield drilled


def test_each_promise_holds_and_each_check_can_fail(hall, without):
    with hall.serving(HUMANSHELF_WORKERS="1") as server:
        desk = scene.staff(hall, server.port)
        jam.ask_for_code(desk)
        code = jam.code_of(hall)
        assert told(jam.crowded(hall, server, code, 2)) == {NO_CODE: True, PHONES: True}
        assert told(jam.crowded(hall, server, "WRONG", 2))[PHONES] is False
        assert told(jam.flooded(hall, server, "WRONG"))[CAP] is False
        assert told(jam.flooded(hall, server, code))[CAP] is True
        some = {min(hall.inside(LIBRARY, jam.open_cards))}
        # All stand in the same minutes here: the honest one would go with them, and is missed.
        assert told(jam.taken_back(hall, server, desk, some, 0)) == {
            BACK: False, OLD: True, UNDONE: True,
        }  # fmt: skip
        assert told(jam.taken_back(hall, server, desk, set(), 0)) == {
            BACK: True, OLD: True, UNDONE: True,
        }  # fmt: skip
    with without("entering", "capping").serving(HUMANSHELF_WORKERS="1") as server:
        assert told(jam.crowded(hall, server, jam.code_of(hall), 1))[NO_CODE] is False
        assert told(jam.flooded(hall, server, jam.code_of(hall)))[CAP] is False
