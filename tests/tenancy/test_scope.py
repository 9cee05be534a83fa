"""The library in force, and what derives from it."""

import pytest

from humanshelf.tenancy import scope
from humanshelf.tenancy.keys import BadUid

from .conftest import ASTANA, BAKU


def test_the_library_ends_with_its_block_even_after_an_error():
    with pytest.raises(ZeroDivisionError), scope.library(BAKU):
        assert scope.current() == BAKU
        raise ZeroDivisionError
    assert scope.current_or_none() is None


def test_the_library_ends_even_if_leaving_it_fails(monkeypatch):
    monkeypatch.setattr(scope, "on_leaving", [lambda: 1 / 0])
    with pytest.raises(ZeroDivisionError), scope.library(BAKU):
        pass
    assert scope.current_or_none() is None


def test_only_a_uid_can_be_put_in_force():
    for enter in (scope.put_in_force, lambda uid: scope.library(uid).__enter__()):
        with pytest.raises(BadUid):
            enter("baku")
    assert scope.current_or_none() is None


def test_a_key_is_the_library_in_forces(app, keys):
    with scope.library(BAKU):
        assert scope.key("cookie") == keys.derive(BAKU, "cookie")
    with scope.library(ASTANA):
        assert scope.key("cookie") == keys.derive(ASTANA, "cookie")


def test_what_is_kept_is_kept_for_one_library_only(app):
    with scope.library(BAKU):
        scope.kept("floors")["rack"] = "of baku"
        assert scope.kept("floors") == {"rack": "of baku"}
        assert scope.kept("board") == {}
    with scope.library(ASTANA):
        assert scope.kept("floors") == {}
    with pytest.raises(scope.NoLibrary):
        scope.kept("floors")
