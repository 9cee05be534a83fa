"""What a server says while strangers ask: no address, no path, no token, no browser's name."""

import re
from pathlib import Path
from shutil import copytree
from typing import NamedTuple

import pytest
from commands import ask, ask_store, humanshelf, left_of, listen, opened, say, serving, take_card

from browsing import PATIENCE

MARK = "MARKEDWORD"
HEAD = f"Host: baku.localhost\r\nUser-Agent: {MARK}\r\nReferer: http://{MARK}/\r\n"
MALFORMED = {
    "no version": f"GET /cards/{MARK}\r\n\r\n",
    "no method": f"/{MARK} HTTP/1.1\r\n\r\n",
    "another protocol": f"GET /{MARK} FTP/9.9\r\n{HEAD}\r\n",
    "bare line feeds": f"GET /{MARK} HTTP/1.1\n{HEAD}\n\n",
    "a folded header": f"GET /{MARK} HTTP/1.1\r\n{HEAD}X: a\r\n {MARK}\r\n\r\n",
    "a space before the colon": f"GET /{MARK} HTTP/1.1\r\nHost : {MARK}\r\n\r\n",
    "a header without colon": f"GET /{MARK} HTTP/1.1\r\n{MARK}\r\n\r\n",
    "two hosts": f"GET /{MARK} HTTP/1.1\r\n{HEAD}Host: nu.localhost\r\n\r\n",
    "two lengths": f"POST /{MARK} HTTP/1.1\r\n{HEAD}Content-Length: 1\r\n"
    "Content-Length: 2\r\n\r\nab",
    "a signed length": f"POST /{MARK} HTTP/1.1\r\n{HEAD}Content-Length: +1\r\n\r\na",
    "length and chunks": f"POST /{MARK} HTTP/1.1\r\n{HEAD}Content-Length: 4\r\n"
    "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "chunks of another kind": f"POST /{MARK} HTTP/1.1\r\n{HEAD}Transfer-Encoding: xchunked\r\n\r\n",
    "too long a line": f"GET /{MARK * 400} HTTP/1.1\r\n{HEAD}\r\n",
    "too long a header": f"GET /{MARK} HTTP/1.1\r\n{HEAD}X: {MARK * 900}\r\n\r\n",
    "too many headers": f"GET /{MARK} HTTP/1.1\r\n{HEAD}" + f"X: {MARK}\r\n" * 90 + "\r\n",
    "a greeting for TLS": "\x16\x03\x01\x02\x00\x01" + MARK,
    "garbage": "\x00\xff\x80" * 50 + MARK + "\r\n\r\n",
    "half a request": f"GET /{MARK} HTTP/1.1\r\nHost: baku",
}


def test_malformed_requests_are_refused_and_no_second_one_is_found_inside(server):
    for name, request in MALFORMED.items():
        heard = say(server.port, request.encode("latin-1"), 0.5 if "half" in name else PATIENCE)
        assert heard == b"" or re.match(rb"HTTP/1\.\d (4\d\d|501) ", heard), (name, heard[:80])
        assert len(re.findall(rb"HTTP/1\.\d \d{3} ", heard)) <= 1, name


FORWARDED = ("X-Forwarded-For", "X-Real-IP", "CF-Connecting-IP", "True-Client-IP")


class Said(NamedTuple):
    """What a server wrote anywhere while it was asked: its log, its home, its stores in clear."""

    text: str
    card: str
    home: Path
    data: Path
    kept: str


def all_that_is_kept(data):
    """Every row of the control plane and of each library, decrypted."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    with opened(data) as found:
        with found.control.connect() as control:
            ask = control.exec_driver_sql
            rows = [ask(f'SELECT * FROM "{name}"').all() for (name,) in ask(tables).all()]
        for uid in found.stores.uids():
            store = found.stores.watch_connection(uid)
            for (name,) in store.execute(tables).fetchall():
                rows += store.execute(f'SELECT * FROM "{name}"').fetchall()
            store.close()
    return repr(rows)


@pytest.fixture(scope="module")
def said(made_once, tmp_path_factory):
    """What the server said after it was ready, while all this was asked of it."""
    folder = tmp_path_factory.mktemp("logs")
    data, home = copytree(made_once, folder / "data"), folder / "home"
    (home / "tmp").mkdir(parents=True)
    with serving(data, HOME=str(home), TMPDIR=str(home / "tmp")) as running:
        ready, port = running.said, running.port
        for name, request in MALFORMED.items():
            say(port, request.encode("latin-1"), 0.3 if "half" in name else PATIENCE)
        marked = {
            "User-Agent": MARK,
            "Referer": f"http://{MARK}/",
            **dict.fromkeys(FORWARDED, "203.0.113.77"),
            "Forwarded": "for=203.0.113.77",
        }
        for path in (f"/{MARK}", f"/cards/{MARK}", f"/sign-in/{MARK}", f"/desk/{MARK}?x={MARK}"):
            for host in ("baku.localhost", "nobody.localhost", f"{MARK}.evil.example"):
                ask(port, path, host=host, headers=marked)
                ask(port, path, {MARK: MARK}, host=host, headers=marked)
        ask(port, "/events/autumn/cards", {"wish": MARK * 9000}, headers=marked)
        for _guess in range(7):  # more than the brake lets pass, which must remember that
            ask(port, "/sign-in", {"name": MARK, "password": MARK}, headers=marked)
        card = take_card(port, headers=marked)
        listen(port, f"{card}/live").close()
        link = ask(port, "/events/autumn", headers=marked | {"Cookie": f"__Host-reader={MARK}"})
        assert link.status == 200
        kept = all_that_is_kept(data)
        ask_store(data, "baku", "DROP TABLE step")
        failed = [ask(port, f"{card}/pause", {MARK: MARK}, headers=marked).status for _ in range(2)]
        assert failed == [500, 500]
    return Said(running.said.removeprefix(ready), card, home, data, kept)


def test_there_was_something_to_say(said):
    text = said.text
    assert text.count("Invalid request (details are not logged)") >= 5
    assert "unforeseen OperationalError" in text


@pytest.mark.parametrize(
    "word", [MARK, MARK.lower(), "127.0.0.1", "203.0.113.77", "baku.localhost", "/cards/", "/pause"]
)
def test_no_word_of_who_asked_or_for_what(said, word):
    text = said.text
    assert word not in text


def test_no_token_and_no_label(said):
    text, card = said.text, said.card
    assert card.removeprefix("/cards/") not in text


def test_no_socket_for_control_and_nothing_else_in_the_home(said):
    assert left_of(said.home) == {"tmp"}


@pytest.mark.parametrize("word", [MARK, MARK.lower(), "127.0.0.1", "203.0.113.77"])
def test_no_store_no_brake_and_no_file_keeps_who_asked(said, word):
    assert word not in said.kept
    files = [path for folder in (said.home, said.data) for path in folder.rglob("*")]
    held = [path for path in files if path.is_file() and word.encode() in path.read_bytes()]
    assert held == []


def test_the_brake_did_remember_and_the_control_a_kept_word_is_found(said):
    assert "autumn" in said.kept
    assert len(ask_store(said.data, "baku", "SELECT * FROM brake")) > 0
    ask_store(said.data, "baku", "UPDATE staff SET name = ?", MARK)
    assert MARK in all_that_is_kept(said.data)


def test_no_token_of_a_card_is_kept(said):
    assert said.card.removeprefix("/cards/") not in said.kept


def test_the_control_gunicorns_own_logger_tells_addresses_and_paths(data):
    own = ("--logger-class", "gunicorn.glogging.Logger", "--log-level", "debug")
    with serving(data, *own, procfile=True) as running:
        say(running.port, MALFORMED["two hosts"].encode())
        ask(running.port, f"/{MARK}")
    assert "127.0.0.1" in running.said
    assert f"/{MARK}" in running.said


# what is too much


def test_too_much_is_refused_by_size(server):
    port = server.port
    assert ask(port, "/" + "a" * 3000).status == 414
    assert ask(port, "/", headers={"X": "a" * 5000}).status == 431
    assert ask(port, "/", headers={f"X-{n}": "1" for n in range(80)}).status == 431
    assert ask(port, "/", headers={"X": "a" * 3000}).status == 200
    form = {"wish": "deniz", "agree": "1"}
    assert ask(port, "/events/autumn/cards", form | {"x": "a" * 65_536}).status == 413
    assert ask(port, "/events/autumn/cards", {"wish": ["x"] * 6000}).status == 422


def test_of_a_body_without_a_length_no_more_than_a_form_is_read(server):
    head = (
        "POST /events/autumn/cards HTTP/1.1\r\nHost: baku.localhost\r\nConnection: close\r\n"
        "Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"
    )
    body = ("1000\r\n" + "a" * 4096 + "\r\n") * 40 + "d\r\n&wish=deniz&x\r\n0\r\n\r\n"
    heard = say(server.port, (head + body).encode())
    assert re.match(rb"HTTP/1\.1 (413|422) ", heard)


# what a host header may not do


@pytest.mark.parametrize(
    "host",
    [
        "nobody.localhost",
        "baku.localhost.evil.example",
        "evil.example",
        "baku.localhost@evil.example",
        "evil.example#baku.localhost",
        "xbaku.localhost",
        "baku..localhost",
        "baku.nu.localhost",
        ".localhost",
        "*.localhost",
        "%62aku.localhost",
        "baku.localhost/",
        "baku.localhost:8000:8000",
        "[::1]",
        "127.0.0.1",
        "",
    ],
)
def test_any_other_host_gets_the_same_neutral_page(server, host):
    request = f"GET /events/autumn HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    heard = say(server.port, request.encode())
    assert re.match(rb"HTTP/1\.1 40[04] ", heard), heard[:60]
    if heard.startswith(b"HTTP/1.1 404"):
        assert heard.partition(b"\r\n\r\n")[2] == neutral(server)


def neutral(server):
    request = "GET / HTTP/1.1\r\nHost: nobody.localhost\r\nConnection: close\r\n\r\n"
    return say(server.port, request.encode()).partition(b"\r\n\r\n")[2]


def test_the_host_header_names_the_library_and_not_the_request_line(server):
    line = "GET http://nu.localhost/events/autumn HTTP/1.1"
    heard = say(
        server.port, f"{line}\r\nHost: baku.localhost\r\nConnection: close\r\n\r\n".encode()
    )
    assert b"200 OK" in heard
    assert ask(server.port, "/events/autumn").text.count("deniz") == heard.count(b"deniz") > 0


def test_a_cookie_of_one_library_is_nobody_in_the_other(server):
    """The drill of equal ids stands in tests/readers and tests/access; here over the wire."""
    made = humanshelf("staff", "link", "baku", "Wire", data=server.data).out.strip()[-22:]
    session = ask(server.port, f"/sign-in/{made}", {}).cookie("__Host-staff")
    own = ask(server.port, "/desk/autumn", headers={"Cookie": session})
    other = ask(server.port, "/desk/autumn", host="nu.localhost", headers={"Cookie": session})
    assert (own.status, other.status) == (200, 303)


@pytest.mark.parametrize(
    "path",
    [
        "//evil.example/",
        "//evil.example/desk",
        "/\\evil.example",
        "/desk//",
        "/./desk",
        "/%2e%2e/desk",
    ],
)
def test_no_path_leads_a_browser_elsewhere(server, path):
    answer = ask(server.port, path)
    assert answer.status in (303, 404, 308)
    assert not (answer.location or "/").startswith(("//", "http"))
