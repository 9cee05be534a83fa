"""Strangers who guess must not keep the staff out of a desk that they have open."""

import pytest

from cast import EVENT, PASSWORD
from humanshelf.access import passwords


def guess(visitor, name, password="wrong"):
    return visitor.post("/sign-in", data={"name": name, "password": password}).status_code


@pytest.fixture(autouse=True)
def cheap(monkeypatch):
    """What is asked here does not hang on what a hash costs."""
    monkeypatch.setattr(passwords, "verify", lambda stored, sent: bool(stored) and sent == PASSWORD)


@pytest.fixture
def locked(rana):
    """Rəna's desk, locked by its button."""
    data = {"csrf_token": rana.token()}
    assert rana.post("/lock", data=data).status_code == 303
    assert rana.get(f"/desk/{EVENT}").status_code == 303
    return rana


def flood(stranger):
    assert {guess(stranger, "Rəna") for _ in range(8)} == {422, 429}
    seen = [guess(stranger, f"guess {number}") for number in range(80)]
    assert seen[-1] == 429


def test_a_locked_desk_opens_by_its_password_however_much_is_guessed(locked, murad):
    flood(murad)
    assert guess(locked, "Rəna", PASSWORD) == 303
    assert locked.get(f"/desk/{EVENT}").status_code == 200


def test_a_browser_that_nobody_knows_has_to_wait(murad, leyla):
    flood(murad)
    assert guess(leyla, "Rəna", PASSWORD) == 429


def test_who_holds_a_locked_desk_may_not_guess_for_ever_either(locked):
    assert [guess(locked, "Rəna") for _ in range(7)] == [422] * 5 + [429] * 2


def test_a_locked_desk_is_known_for_its_own_account_only(locked, murad):
    flood(murad)
    assert guess(locked, "Samir", PASSWORD) == 429


def test_a_session_that_a_new_password_ended_is_not_known(locked, murad, baku):
    sent = {"password": "yeni uzun parol"}
    assert baku.reader().post(f"/sign-in/{baku.link('librarian')}", data=sent).status_code == 303
    flood(murad)
    assert guess(locked, "Rəna", PASSWORD) == 429


def test_what_is_guessed_at_a_locked_desk_slows_nobody_else(locked, leyla):
    for _ in range(7):
        guess(locked, "Rəna")
    assert guess(leyla, "Rəna", PASSWORD) == 303
