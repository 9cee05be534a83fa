"""A store that does not open any more: a calm page that says nothing, and the neighbour goes on."""

import pytest


@pytest.fixture
def broken(stage, baku, monkeypatch):
    """Baku's store is damaged on the disk, and the worker has read nothing of it yet."""
    found = stage.app.extensions["humanshelf.tenancy"]
    found.stores.dispose()
    found.memory.clear()
    found.stores.path(baku.uid).write_bytes(b"\x00" * 8192)
    monkeypatch.setattr(stage.app, "testing", False)
    monkeypatch.setitem(stage.app.config, "PROPAGATE_EXCEPTIONS", False)


@pytest.mark.parametrize("path", ["/", "/no-such-page", "/sign-in", "/leave", "/events/autumn"])
def test_a_store_that_cannot_be_read_is_answered_calmly(broken, leyla, path):
    answer = leyla.get(path)
    assert answer.status_code in (404, 500)
    assert "<title>Nothing here</title>" in answer.text


def test_so_is_what_is_sent_to_it(broken, leyla):
    assert leyla.post("/sign-in", data={"name": "Samir", "password": "x"}).status_code == 500
    stranger = leyla.post("/sign-in", headers={"Sec-Fetch-Site": "cross-site"})
    assert stranger.status_code == 403
    assert "<title>Nothing here</title>" in stranger.text


def test_the_other_library_does_not_notice(broken, aigul):
    assert aigul.get("/").status_code == 200
