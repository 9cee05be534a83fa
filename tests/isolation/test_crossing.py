"""bench/crossing.py in small: real workers, asked at random, and raw words of the host."""

import socket
import sys

import pytest

from browsing import ROOT

SLUGS = ("lib0000", "lib0001")


@pytest.fixture(scope="module")
def crossing():
    sys.path.insert(0, str(ROOT / "bench"))
    import crossing

    yield crossing
    sys.path.remove(str(ROOT / "bench"))


@pytest.fixture(autouse=True)
def environment(monkeypatch, tmp_path):
    monkeypatch.setenv("HUMANSHELF_DATA", str(tmp_path / "data"))


def test_two_thousand_requests_over_twenty_libraries_cross_nowhere(crossing, tmp_path):
    done = crossing.run(tmp_path / "data", 20, 2000)
    assert (done.crossings, done.errors) == ([], [])
    assert done.requests >= 2000
    assert 300 < sum(done.written.values()) < 500
    assert len(done.written) == 20


def test_the_control_an_answer_of_another_library_is_seen(crossing):
    from phones import Answer

    done = crossing.Outcome()
    mine, theirs = ("canary" + digit * 16 for digit in "ab")
    for body in (mine, theirs, mine + theirs, ""):
        crossing.check(done, "a", mine, body, Answer(200, b"", body.encode(), 0), 200)
    assert done.crossings == [f"a {theirs}", f"a {mine}{theirs}"]
    assert done.errors == ["a : 200"]


def raw(port, *lines):
    with socket.create_connection(("127.0.0.1", port), timeout=60) as line:
        line.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode())
        return b"".join(iter(lambda: line.recv(65536), b""))


def test_what_is_said_of_the_host_on_the_wire_leads_to_one_library_or_none(crossing, tmp_path):
    canaries = crossing.make(tmp_path / "data", 2)
    mine, theirs = (canaries[slug].encode() for slug in SLUGS)
    shelf, (one, other) = crossing.SHELF, (f"{slug}.localhost" for slug in SLUGS)
    with crossing.serving(tmp_path / "data") as server:
        said = raw(server.port, f"GET {shelf} HTTP/1.1", f"Host: {one}")
        assert mine in said and theirs not in said
        # Two hosts, or none: never both, and never the second over the first.
        for hosts in ((one, other), (other, one), (one, one), ()):
            said = raw(server.port, f"GET {shelf} HTTP/1.1", *(f"Host: {h}" for h in hosts))
            assert mine not in said and theirs not in said, hosts
        # An absolute address: the host of the header, or nobody's.
        said = raw(server.port, f"GET http://{other}{shelf} HTTP/1.1", f"Host: {one}")
        assert theirs not in said
        said = raw(server.port, f"GET http://{one}@{other}{shelf} HTTP/1.1", f"Host: {one}")
        assert theirs not in said
        said = raw(server.port, f"GET //{other}{shelf} HTTP/1.1", f"Host: {one}")
        assert theirs not in said
        said = raw(server.port, f"GET {shelf} HTTP/1.0")
        assert mine not in said and theirs not in said
