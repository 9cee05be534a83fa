"""Served over TLS by its own certificate: cookies, origins, and strangers who knock wrongly."""

import re
import socket
from shutil import copytree

import pytest
from commands import CERT, KEY, ask, links, say, serving

from browsing import until

TLS = ("--tls-cert", str(CERT), "--tls-key", str(KEY))


@pytest.fixture(scope="module")
def secure(made_once, tmp_path_factory):
    data = copytree(made_once, tmp_path_factory.mktemp("tls") / "data")
    with serving(data, *TLS) as running:
        yield running


def post(running, path, form, **headers):
    return ask(running.port, path, form, secure=True, headers=headers)


def test_what_it_says_to_open_begins_with_https(secure):
    addresses = re.findall(r"\S+://\S+", secure.said)
    assert addresses
    for address in addresses:
        assert re.match(rf"https://((baku|nu)\.)?localhost:{secure.port}/", address)


def test_browsers_are_told_to_come_by_https_only(secure):
    for path in ("/", "/healthz", "/nothing"):
        for host in ("baku.localhost", "nobody.localhost"):
            answer = ask(secure.port, path, host=host, secure=True)
            assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_reader_takes_a_card_and_keeps_it(secure):
    form = {"wish": "deniz", "agree": "1"}
    taken = post(secure, "/events/autumn/cards", form)
    assert taken.status == 303
    key = taken.cookie("__Host-reader")
    again = post(secure, "/events/autumn/cards", form, Cookie=key)
    assert again.location == taken.location
    [line] = [c for c in taken.headers.get_all("Set-Cookie") if c.startswith("__Host-")]
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(line.split("; "))


def test_staff_sign_in_and_tap(secure):
    [path, _] = [link.partition(str(secure.port))[2] for link in links(secure.said)]
    entered = post(secure, path, {})
    assert entered.status == 303
    session = entered.cookie("__Host-staff")
    desk = ask(secure.port, "/desk/autumn", secure=True, headers={"Cookie": session})
    session = desk.cookie("__Host-staff")
    token = re.search(r'name="csrf_token" value="([^"]+)"', desk.text)[1]
    form = {"kind": "", "csrf_token": token}
    path = "/desk/autumn/announcements"
    assert post(secure, path, form, Cookie=session).status == 303
    assert post(secure, path, {"kind": ""}, Cookie=session).status == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("https://baku.localhost:{port}", 422),
        ("http://baku.localhost:{port}", 403),
        ("https://nu.localhost:{port}", 403),
        ("https://localhost:{port}", 403),
        ("https://baku.localhost", 403),
        ("https://baku.localhost:{port}.evil.example", 403),
        ("https://evil.example", 403),
        ("null", 403),
        ("", 403),
        (None, 403),
    ],
)
def test_a_browser_that_sends_no_sec_fetch_site_is_known_by_its_origin(secure, origin, status):
    """422: let in, and refused for the rules that were not accepted."""
    headers = {"Sec-Fetch-Site": None, "Origin": origin and origin.format(port=secure.port)}
    assert post(secure, "/events/autumn/cards", {"wish": "deniz"}, **headers).status == status


def test_who_knocks_without_tls_gets_nothing_and_leaves_no_word(made_once, tmp_path):
    with serving(copytree(made_once, tmp_path / "data"), *TLS) as running:
        ready = running.said
        plain = (
            b"GET /cards/MARKEDPATH HTTP/1.1\r\nHost: baku.localhost\r\nUser-Agent: MARKED\r\n\r\n"
        )
        assert b"HTTP" not in say(running.port, plain)
        say(running.port, b"\x16\x03\x01" + b"garbage" * 40, 1)
        for _ in range(3):
            socket.create_connection(("127.0.0.1", running.port)).close()
        until(lambda: ask(running.port, "/", secure=True).status == 200, "an answer")
    assert running.said == ready
