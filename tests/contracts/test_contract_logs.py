"""Logs say what happened to the server, never who asked, or for what."""

import logging
from importlib import import_module

import pytest
from gunicorn.config import Config
from gunicorn.glogging import Logger
from gunicorn.http import RequestParser
from gunicorn.http.errors import InvalidHeader, InvalidRequestLine
from gunicorn.workers.base import Worker

import fussy
from cast import EVENT, HTMX
from humanshelf.serving import SETTINGS, ForgetfulLogger
from humanshelf.tenancy import StoreBusy

ADDRESS = "203.0.113.77"
TOKEN = "marker-of-a-card-token"
SENT = "marker of a form"
RAW = (
    f"GET /cards/{TOKEN} HTTP/1.1\r\nHost: baku.localhost\r\nUser-Agent: Marker/1\r\n\r\n".encode()
)
MARKERS = (ADDRESS, TOKEN, "Marker/1", SENT)


class Client:
    """A socket that nobody reads."""

    def sendall(self, data):
        pass


def logged(kind, exc, capsys, *, malformed):
    """What a worker with this logger writes when a request fails."""
    config = Config()
    for name, value in {"errorlog": "-", "loglevel": "debug", "accesslog": "-"}.items():
        config.set(name, value)
    log = kind(config)
    worker = Worker(1, 1, [], None, 30, config, log)
    request = None if malformed else next(RequestParser(config, iter([RAW]), (ADDRESS, 4711)))
    try:
        raise exc
    except Exception as error:
        worker.handle_error(request, Client(), (ADDRESS, 4711), error)
    for handler in log.error_log.handlers + log.access_log.handlers:
        handler.flush()
    written = capsys.readouterr()
    return written.out + written.err


FAILURES = [
    (InvalidRequestLine(f"GET /cards/{TOKEN}"), True),
    (InvalidHeader(TOKEN), True),
    (InvalidHeader(TOKEN), False),
    (ValueError(f"{SENT} in {TOKEN}"), False),
    (ValueError(f"{SENT} in {TOKEN}"), True),
]


@pytest.mark.parametrize(("exc", "malformed"), FAILURES)
def test_a_failed_request_leaves_neither_address_nor_path(exc, malformed, capsys):
    text = logged(ForgetfulLogger, exc, capsys, malformed=malformed)
    assert "details are not logged" in text
    assert [marker for marker in MARKERS if marker in text] == []
    if isinstance(exc, ValueError):
        assert "ValueError" in text
        assert "test_contract_logs.py" in text, "where it happened is told"


@pytest.mark.parametrize(("exc", "malformed"), FAILURES)
def test_the_control_gunicorns_own_logger_keeps_them(exc, malformed, capsys):
    text = logged(Logger, exc, capsys, malformed=malformed)
    assert [marker for marker in MARKERS if marker in text] != []


def test_what_an_operator_must_know_is_still_written(capsys):
    log = ForgetfulLogger(Config())
    log.error("Worker (pid:%s) exited with code %s.", 7, 1)
    log.warning("Worker graceful timeout (pid:%s)", 8)
    try:
        raise RuntimeError("no keys in /srv/keys")
    except RuntimeError:
        log.exception("Exception in worker process")
    for handler in log.error_log.handlers:
        handler.flush()
    text = capsys.readouterr().err
    assert "Worker (pid:7) exited with code 1." in text
    assert "Worker graceful timeout (pid:8)" in text
    assert "no keys in /srv/keys" in text


def test_the_server_uses_it_and_keeps_no_access_log():
    assert SETTINGS["logger_class"] is ForgetfulLogger
    assert SETTINGS["accesslog"] is None
    assert SETTINGS["control_socket_disable"] is True


@pytest.fixture
def broken(monkeypatch, product):
    """A view that fails with all it knows in its error's message, as in the field."""
    monkeypatch.setattr(product, "testing", False)

    def fail(code, at):
        from flask import request

        try:
            int(request.form.get("group", SENT))
        except ValueError as error:
            raise RuntimeError(f"{request.path} {request.user_agent}") from error

    monkeypatch.setattr("humanshelf.readers.shelf.scene", fail)


def test_an_unforeseen_error_logs_no_word_of_the_request(leyla, broken, caplog):
    visitor = leyla.house.reader(**{"User-Agent": "Marker/1"})
    answer = visitor.post(f"/events/{TOKEN}/cards", data={"group": SENT})
    assert answer.status_code == 500
    assert fussy.parsed(answer.text).get("lang") == "en"
    text = caplog.text
    assert [marker for marker in MARKERS if marker in text] == []
    assert "unforeseen RuntimeError\n" in text
    assert "\nValueError\n" in text, "and what caused it"
    assert "test_contract_logs.py" in text


def test_the_control_an_ordinary_trace_would_tell_all(leyla, broken, caplog, product, monkeypatch):
    def trace(error):
        logging.getLogger("humanshelf").error("unforeseen", exc_info=error)
        return "", 500

    spec = product.error_handler_spec[None][None]
    monkeypatch.setitem(spec, Exception, trace)
    client = product.test_client()
    client.post(
        f"/events/{TOKEN}/cards",
        base_url=leyla.origin,
        headers={"Sec-Fetch-Site": "same-origin", "User-Agent": "Marker/1"},
        data={"group": SENT},
    )
    assert {TOKEN, "Marker/1", SENT} <= {m for m in MARKERS if m in caplog.text}


def test_an_unforeseen_error_is_a_calm_page_or_its_main_part(leyla, broken):
    whole = leyla.get(f"/events/{EVENT}")
    part = leyla.get(f"/events/{EVENT}", headers=HTMX)
    assert (whole.status_code, part.status_code) == (500, 500)
    assert fussy.text(fussy.one(fussy.main(whole.text), "h1")).startswith("Something went wrong.")
    assert part.text.startswith("<main")


def test_when_even_the_calm_page_fails_the_neutral_one_stands_in(leyla, broken, monkeypatch):
    monkeypatch.setattr("humanshelf.errors.answer", lambda *args, **context: 1 / 0)
    answer = leyla.get(f"/events/{EVENT}")
    assert answer.status_code == 500
    assert "<title>Nothing here</title>" in answer.text


def test_a_busy_store_says_to_go_on_with_paper(leyla, baku, monkeypatch):
    def busy(*args):
        raise StoreBusy("the store is busy")

    before = baku.checksum()
    monkeypatch.setattr(import_module("humanshelf.tenancy.db"), "_begin", busy)
    answer = leyla.take("deniz")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Please try again in a minute, or ask at the desk." in answer.text
    assert baku.checksum() == before
