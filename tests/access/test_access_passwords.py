"""Passwords: argon2id, as long to refuse for a name that is not there."""

import subprocess
import sys

import pytest
from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import VerifyMismatchError
from argon2.low_level import Type

from cast import PASSWORD, hashed_password
from humanshelf.access import passwords
from humanshelf.records.staff import staff_named
from humanshelf.tenancy import deployment, writing


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


def test_what_nobody_has_is_hashed_against_to_the_end():
    """Were it no hash it would be refused at once."""
    with pytest.raises(VerifyMismatchError):
        passwords.HASHER.verify(passwords.NOBODY, "a guess")


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


def test_a_hash_that_came_from_elsewhere_costs_no_more_than_ours():
    dear = PasswordHasher(time_cost=1, memory_cost=64 * 1024, parallelism=1).hash("bir sirr")
    many = PasswordHasher(time_cost=9, memory_cost=1024, parallelism=1).hash("bir sirr")
    wide = PasswordHasher(time_cost=1, memory_cost=1024, parallelism=8).hash("bir sirr")
    for stored in (dear, many, wide, "$argon2id$v=19$m=4194304,t=4000,p=1$AAAA$AAAA", "nonsense"):
        assert not passwords.verify(stored, "bir sirr")
    assert passwords.verify(passwords.hash_password("bir sirr"), "bir sirr")


def test_who_waits_for_a_hash_holds_no_line_to_the_store(baku, monkeypatch):
    """Sixteen who guessed would else hold all of them, and nobody could read or save."""
    held = []

    def fits(stored, password):
        pool = deployment().stores.engine_for(baku.uid).pool
        held.append(pool.checkedout())
        return False

    monkeypatch.setattr(passwords, "_fits", fits)
    baku.reader().post("/sign-in", data={"name": "Rəna", "password": "a guess"})
    assert held == [0]


def test_a_write_keeps_its_line_while_a_password_is_hashed(baku):
    with baku.inside(), writing() as session:
        staff_named("Rəna").name = "Sevda"
        passwords.hash_password("a long password")
        assert session.dirty


HUB = """
from gevent import monkey
monkey.patch_all()
import gevent
from humanshelf.access import passwords
{off}
ticks = []
def tick():
    while True:
        ticks.append(1)
        gevent.sleep(0)
gevent.spawn(tick)
hashed = passwords.hash_password("a long password")
print(len(ticks) > 1)
"""


@pytest.mark.parametrize(
    ("off", "ticks"),
    [("", "True"), ("passwords.aside = lambda work, *args: work(*args)", "False")],
    ids=["aside", "control: in the hub"],
)
def test_the_others_go_on_while_a_password_is_hashed(off, ticks):
    told = subprocess.run(
        [sys.executable, "-c", HUB.format(off=off)], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == ticks
