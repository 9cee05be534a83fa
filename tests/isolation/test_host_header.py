"""What may stand in a Host header, and what else is said of the host, before the whole product."""

import pytest

from cast import EVENT, Visitor
from humanshelf.access.rights import ROUTES

BAKU = (
    *("baku.localhost", "baku.localhost:443", "baku.localhost:8000", "BAKU.LOCALHOST"),
    *("Baku.LocalHost:1", "baku.localhost.", "baku.localhost.:443", "BAKU.localhost.:65535"),
)
NOBODY = (
    *("", "nobody.localhost", "127.0.0.1", "[::1]", "[::1]:8000", "localhost.baku"),
    *("x.baku.localhost", "baku.nu.localhost", "baku..localhost", ".baku.localhost"),
    *("baku.localhost..", "baku.localhost.evil.example", "bakulocalhost", "baku-localhost"),
    *("baku.localhost@nu.localhost", "nu.localhost@baku.localhost", "baku.localhost, nu.localhost"),
    *("baku.localhost nu.localhost", "baku.localhost\tnu.localhost", "baku.localhost:nu.localhost"),
    *("baku.localhost:", "baku.localhost:x", "baku.localhost:123456", "baku.localhost:-1"),
    *("baku.localhost/nu", "baku.localhost?nu", "baku.localhost#nu", "baku.localhost%00"),
    *("baku_.localhost", "-baku.localhost", "baku-.localhost", "ba%6bu.localhost", "*.localhost"),
    # Letters that look like ours, or become ours when they are lowered, and their ASCII forms.
    *("b\u0430ku.localhost", "ba\u212au.localhost", "\uff42\uff41\uff4b\uff55.localhost"),
    *("xn--bku-7cd.localhost", "bak\u0131.localhost"),
)
OTHER_WORDS = {
    "X-Forwarded-Host": "nu.localhost",
    "X-Forwarded-Server": "nu.localhost",
    "X-Original-Host": "nu.localhost",
    "X-Host": "nu.localhost",
    "Forwarded": "host=nu.localhost",
    "X-Original-URL": "https://nu.localhost/",
    "X-Rewrite-URL": "https://nu.localhost/",
    "Origin": "https://nu.localhost",
    "Referer": "https://nu.localhost/",
}


def at(visitor, host, path=f"/events/{EVENT}"):
    return visitor.get(path, environ_overrides={"HTTP_HOST": host})


@pytest.fixture
def visitor(stage) -> Visitor:
    return stage.stranger("localhost")


@pytest.fixture
def marked(baku, nu):
    """Each library's event has a word in its title that nobody else has."""
    words = {}
    for house in (baku, nu):
        words[house.slug] = f"Wordof{house.slug}"
        house.change("UPDATE event_text SET title = ?", words[house.slug])
    return words


@pytest.mark.parametrize("host", BAKU)
def test_these_are_one_library(visitor, marked, host):
    answer = at(visitor, host)
    assert answer.status_code == 200
    assert marked["baku"] in answer.text and marked["nu"] not in answer.text


@pytest.mark.parametrize("host", NOBODY)
def test_these_are_nobody_and_cannot_be_told_apart(visitor, marked, host):
    for path in (f"/events/{EVENT}", "/", "/desk", "/sign-in", "/static/x"):
        there, nowhere = at(visitor, host, path), at(visitor, "unknown.example", path)
        assert there.status_code == 404
        assert (there.data, dict(there.headers)) == (nowhere.data, dict(nowhere.headers))


@pytest.mark.parametrize("name", OTHER_WORDS)
def test_no_other_word_of_a_request_chooses_the_library(visitor, marked, name):
    headers = {name: OTHER_WORDS[name]}
    answer = visitor.get(
        f"/events/{EVENT}", headers=headers, environ_overrides={"HTTP_HOST": "baku.localhost"}
    )
    assert marked["baku"] in answer.text and marked["nu"] not in answer.text
    nowhere = visitor.get(
        f"/events/{EVENT}", headers=headers, environ_overrides={"HTTP_HOST": "nobody.localhost"}
    )
    assert nowhere.status_code == 404
    assert marked["nu"] not in nowhere.text


@pytest.mark.parametrize("query", ["library=nu", "host=nu.localhost", "__ws=nu.localhost", "uid="])
def test_nor_does_the_address(visitor, marked, nu, query):
    query = query + nu.uid if query.endswith("uid=") else query
    answer = at(visitor, "baku.localhost", f"/events/{EVENT}?{query}")
    assert marked["baku"] in answer.text and marked["nu"] not in answer.text


def test_the_bare_domain_shows_no_library(visitor, marked, stage):
    assert len(ROUTES) > 50
    for path in ("/", f"/events/{EVENT}", "/desk", "/studio/team", f"/board/{EVENT}", "/stories"):
        answer = at(visitor, "localhost", path)
        assert [word for word in marked.values() if word in answer.text] == []
        assert [slug for slug in ("baku", "nu.local") if slug in answer.text] == []
