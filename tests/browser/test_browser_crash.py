"""Workers are killed, servers stop or die: nothing acknowledged is lost, nothing is doubled."""

import http.client
import os
import re
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from secrets import token_urlsafe
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import expect

from browsing import EVENT, LOST, PATIENCE, start_server, take_card, until
from playing import current, listening, request, row, state, token, words_of

READERS = 24
BOOKS = ("kamran", "nargiz", "lala", "aytan", "tural")
GONE = (OSError, http.client.HTTPException)


@pytest.fixture
def deployment(tmp_path):
    """A server that a test may kill, and start again on the same data and port."""
    started = []

    def start():
        port = started[0].port if started else None
        started.append(start_server(tmp_path / "data", port))
        return started[-1]

    yield start
    for running in started:
        running.stop()


def visitor(person, server, language="en", **options):
    somebody = person("baku", language, **options)
    somebody.origin, somebody.forgiven = server.origin("baku"), LOST
    return somebody


def signed_in(person, server):
    desk = visitor(person, server, viewport={"width": 1024, "height": 768})
    desk.open(server.sign_in_link("baku", "rana"))
    desk.page.locator("main button.btn-main").click()
    desk.page.wait_for_url("**/desk/*")
    return desk


def insist(origin, path, body, **headers):
    """Send a form until it is answered, as somebody does whose network stutters."""
    while True:
        try:
            return request(origin, path, "POST", body, **headers)[0]
        except GONE:
            continue


def test_a_killed_worker_loses_nothing_and_doubles_nothing(person, deployment):
    server = deployment()
    origin = server.origin("baku")
    phones = [visitor(person, server), visitor(person, server, "az")]
    labels = [take_card(phone, "deniz") for phone in phones]
    desk = signed_in(person, server)
    for somebody in (*phones, desk):
        listening(somebody)
    csrf = desk.page.locator('input[name="csrf_token"]').first.get_attribute("value")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in desk.context.cookies())
    keys = [token_urlsafe(16) for _reader in range(READERS)]
    answered = threading.Semaphore(0)

    def take(key):
        form = [("wish", BOOKS[keys.index(key) % len(BOOKS)]), ("agree", "1"), ("reader", key)]
        got = insist(origin, f"/events/{EVENT}/cards", urlencode(form))
        answered.release()
        return got["status"], got["location"]

    def call(book):
        form = urlencode({"book": book, "csrf_token": csrf})
        got = insist(origin, f"/desk/{EVENT}/calls", form, Cookie=cookies)
        answered.release()
        return got["status"]

    with ThreadPoolExecutor(8) as hands:
        taken = [hands.submit(take, key) for key in keys]
        for _few in range(6):
            answered.acquire()
        first, second = server.workers()
        os.kill(first, signal.SIGKILL)
        calls = [hands.submit(call, book) for book in BOOKS]
        until(
            lambda: {first, second} != set(server.workers()) and len(server.workers()) == 2, "one"
        )
        os.kill(second, signal.SIGKILL)
        cards = [one.result() for one in taken]
        # 409 is the answer to a second attempt whose first was saved before the worker died.
        assert {one.result() for one in calls} <= {"200", "409"}
    until(lambda: len(server.workers()) == 2, "two workers")

    assert {status for status, _place in cards} == {"303"}
    assert [take(key)[1] for key in keys] == [place for _status, place in cards]
    shown = [words_of(request(origin, place)[1]) for _status, place in cards]
    given = [
        next(label for label in zip(page, page[1:], strict=False) if label[1].isdigit())
        for page in shown
    ]
    assert len({number for _word, number in given}) == READERS
    current(*phones, desk)
    for book in BOOKS:
        expect(row(desk, book)).to_have_attribute("data-state", "called")
    called = [row(desk, book).locator(".who p > b").first.inner_text() for book in BOOKS]
    assert len(set(called)) == len(BOOKS)
    assert set(called) <= {" ".join(label) for label in given}
    counts = desk.page.locator(".counts b").all_inner_texts()
    assert counts[0] == str(READERS + len(phones) - len(BOOKS))

    # And the event goes on.
    desk.page.reload()
    row(desk, "deniz").locator(".btn-main").click()
    state(phones[0], "come")
    expect(phones[0].page.locator("h1.card-label")).to_have_text(labels[0])


def test_a_server_that_is_told_to_stop_says_goodbye_to_its_streams_and_ends_well(
    person, deployment
):
    server = deployment()
    reader = visitor(person, server)
    take_card(reader, "deniz")
    listening(reader)
    heard = []
    paths = [
        f"/cards/{token(reader)}/live",
        f"/board/{EVENT}/live",
        f"/board/{EVENT}/live?room=side",
    ]
    begun = threading.Barrier(len(paths) + 1)

    def listen(path):
        line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
        line.request("GET", path, headers={"Host": urlsplit(reader.origin).netloc})
        answer = line.getresponse()
        first = answer.read1()
        begun.wait(PATIENCE)
        heard.append((first + answer.read()).decode())
        line.close()

    threads = [threading.Thread(target=listen, args=(path,)) for path in paths]
    for thread in threads:
        thread.start()
    begun.wait(PATIENCE)

    assert server.stop() == 0

    for thread in threads:
        thread.join(PATIENCE)
    assert len(heard) == len(paths)
    for stream in heard:
        assert re.search(r"\n\nretry: \d+\nevent: bye\ndata: bye\n\n\Z", stream)
    assert "rror" not in server.said


def test_after_a_power_cut_every_card_is_there_again(person, deployment):
    server = deployment()
    reader, other = visitor(person, server), visitor(person, server, "ru", scripts=False)
    labels = [take_card(reader, "deniz"), take_card(other, "lala")]
    listening(reader)
    desk = signed_in(person, server)
    for book in ("deniz", "lala"):
        desk.page.locator(f"#row-{book} .btn-main").click()
        expect(row(desk, book)).to_have_attribute("data-state", "called")
    state(reader, "come")
    workers = server.workers()
    reader.page.clock.install()
    for pid in (server.process.pid, *workers):
        os.kill(pid, signal.SIGKILL)
    server.process.wait(PATIENCE)

    deployment()
    other.page.reload()
    state(other, "come")
    expect(other.page.locator("h1.card-label")).to_have_text(labels[1])
    # The open pages find it by themselves; the desk is still signed in.
    desk.page.reload()
    expect(row(desk, "deniz")).to_have_attribute("data-state", "called")
    desk.page.locator("#row-deniz .btn-main").click()
    expect(row(desk, "deniz")).to_have_attribute("data-state", "reading")
    reader.page.clock.fast_forward("01:10")
    state(reader, "reading")
    expect(reader.page.locator("h1.card-label")).to_have_text(labels[0])
    current(reader, desk)
