"""The jam drill in a small hall, and what it finds with the code, the cap and the desk off."""

import pytest

from drilling import told
from humanshelf.drills import jam, scene
from humanshelf.drills.scene import LIBRARY

NO_CODE = "a bot that has no code gets no card, whatever it tries"
PHONES = "phones behind one address all get a card meanwhile"
CAP = "a bot that has the code comes to the cap and no further"
BACK = "the desk takes the flood back in one step, and nobody else's card"
OLD = "the code of before lets nobody in"
UNDONE = "and one tap brings all of it back, if it was none"


@pytest.fixture(scope="module")
def hall(drilled):
    """Six books, at whose tables a card needs the code."""
    with pytest.MonkeyPatch.context() as smaller:
        smaller.setattr(jam, "BOOKS", 6)
        smaller.setattr(jam, "TRIES", 12)
        smaller.setattr(jam, "GIVEN_UP", 4)
        scene.set_up(drilled, 6)
        with drilled.serving(HUMANSHELF_WORKERS="1") as server:
            jam.ask_for_code(scene.staff(drilled, server.port))
        yield drilled


def test_where_no_code_is_looked_at_the_bot_gets_cards(hall, without):
    with without("entering").serving(HUMANSHELF_WORKERS="1") as server:
        found = told(jam.crowded(hall, server, jam.code_of(hall), 1))
    assert found[NO_CODE] is False


def test_each_promise_holds_and_each_check_can_fail(hall, monkeypatch):
    with hall.serving(HUMANSHELF_WORKERS="1") as server:
        desk = scene.staff(hall, server.port)
        code = jam.code_of(hall)
        assert told(jam.crowded(hall, server, code, 2)) == {NO_CODE: True, PHONES: True}
        assert told(jam.crowded(hall, server, "WRONG", 2))[PHONES] is False
        assert told(jam.flooded(hall, server, "WRONG"))[CAP] is False
        assert told(jam.flooded(hall, server, code))[CAP] is True
        with monkeypatch.context() as lower:
            lower.setattr(jam, "cap", lambda: 3)
            assert told(jam.flooded(hall, server, code))[CAP] is False
        cards = hall.inside(LIBRARY, jam.open_cards)
        some = {min(cards)}
        # All stand in the same minutes here: the honest one would go with them, and is missed.
        assert told(jam.taken_back(hall, server, desk, some, 0)) == {
            BACK: False, OLD: True, UNDONE: True,
        }  # fmt: skip
        assert told(jam.taken_back(hall, server, desk, set(), 0)) == {
            BACK: True, OLD: True, UNDONE: True,
        }  # fmt: skip
