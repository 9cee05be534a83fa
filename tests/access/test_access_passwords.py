"""Passwords: argon2id, as long to refuse for a name that is not there."""

import pytest
from argon2 import extract_parameters
from argon2.low_level import Type

from cast import PASSWORD, hashed_password
from humanshelf.access import passwords


def test_they_are_hashed_with_argon2id(baku):
    ((stored,),) = set(baku.rows("SELECT password_hash FROM staff"))
    found = extract_parameters(stored)
    assert (found.type, found.time_cost, found.memory_cost) == (Type.ID, 2, 19 * 1024)


def test_the_right_one_fits_and_others_do_not():
    assert passwords.verify(hashed_password(), PASSWORD)
    for wrong in ("", PASSWORD + " ", PASSWORD.upper(), "\x00", "ə" * 200):
        assert not passwords.verify(hashed_password(), wrong)


def test_nobody_has_a_password_and_asking_costs_the_same(monkeypatch):
    asked = []

    def verify(stored, password):
        asked.append(extract_parameters(stored))
        return True

    monkeypatch.setattr(passwords, "_fits", verify)
    assert not passwords.verify(None, "nobody has this password")
    assert passwords.verify(hashed_password(), PASSWORD)
    assert asked[0] == asked[1]


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$v=19$m=1", "\x00"])
def test_a_hash_that_is_none_fits_nothing(stored):
    assert not passwords.verify(stored, PASSWORD)


def test_only_two_are_hashed_at_once(monkeypatch):
    """The rest waits its turn: sixteen sign-ins must not take all memory and every core."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Lock

    lock, now, most = Lock(), 0, 0

    def fits(stored, password):
        nonlocal now, most
        with lock:
            now += 1
            most = max(most, now)
        for _ in range(1000):
            pass
        with lock:
            now -= 1
        return True

    monkeypatch.setattr(passwords, "_fits", fits)
    with ThreadPoolExecutor(16) as threads:
        list(threads.map(lambda _: passwords.verify("x", "y"), range(64)))
    assert 1 <= most <= 2
