"""Streams end to end, without a server: a change on the floor reaches whom it concerns."""

import re
from importlib import import_module

import gevent
import pytest

from cast import EVENT, HTMX

streaming = import_module("humanshelf.live.stream")
BOARD, DESK = f"/board/{EVENT}", f"/desk/{EVENT}"


def squeezed(source):
    return " ".join(part for part in source.replace("\n", " ").split(" ") if part)


@pytest.fixture
def card(leyla):
    return leyla.card("deniz")


@pytest.mark.parametrize("path", ["card", BOARD, f"{BOARD}?room=side", DESK])
def test_the_first_message_is_the_page_as_it_stands(rana, card, listen, path):
    path = card if path == "card" else path
    live = path.replace("?", "/live?") if "?" in path else f"{path}/live"
    page = rana.get(path, headers=HTMX)
    assert listen(rana, live).message() == squeezed(page.text)


@pytest.mark.parametrize("path", ["card", BOARD, f"{BOARD}?room=side", DESK])
def test_a_later_message_is_the_page_as_it_stands_then(baku, rana, card, listen, path):
    """First load and live update are drawn alike, codes and links too."""
    path = card if path == "card" else path
    live = path.replace("?", "/live?") if "?" in path else f"{path}/live"
    watching = baku.staff("librarian")
    stream = listen(watching, live)
    stream.message()

    rana.tap("calls", book="deniz")

    assert without_tokens(stream.message()) == without_tokens(
        squeezed(watching.get(path, headers=HTMX).text)
    )


def without_tokens(html):
    """A form's token is made anew for each page, and as good as the one before."""
    return re.sub(r'(name="csrf_token" value=)"[^"]+"', r"\1", html)


def test_a_phone_follows_its_card(rana, leyla, card, listen):
    stream = listen(leyla, f"{card}/live")
    seen = [stream.message()]
    for noun in ("calls", "readings", "returns"):
        rana.tap(noun, book="deniz")
        seen.append(stream.message())
    views = [html.partition('data-state="')[2].partition('"')[0] for html in seen]
    assert views in (
        ["waiting", "come", "reading", "thanks"],
        ["ready", "come", "reading", "thanks"],
    )


def test_a_change_that_does_not_show_sends_nothing(rana, leyla, card, listen, hub, baku):
    stream = listen(leyla, f"{card}/live")
    stream.message()
    listener = only_listener(hub, baku)
    rana.tap("moves", book="rafiga", table="40")
    settle(hub)
    assert listener.message is None
    rana.tap("calls", book="deniz")
    assert 'data-state="come"' in stream.message()


def only_listener(hub, house):
    (listener,) = [one for some in hub.watchers[house.uid].listeners.values() for one in some]
    return listener


def settle(hub):
    for _ in range(20):
        for watcher in list(hub.watchers.values()):
            watcher.wake.set()
        gevent.sleep(0)


def test_time_alone_changes_what_is_seen(rana, leyla, card, listen, clock):
    stream = listen(leyla, f"{card}/live")
    stream.message()
    rana.tap("calls", book="deniz")
    assert "Please come now." not in stream.message()
    clock.shift(5 * 60)
    assert "Please come now." in stream.message()


def test_time_is_watched_for_an_event_that_nobody_changes(rana, leyla, listen, clock, baku):
    """A second event on a watcher that is busy with the first is looked at by time, too."""
    card = leyla.card("deniz")
    listen(leyla, f"{card}/live").message()
    board = listen(leyla, f"{BOARD}/live")
    board.message()
    rana.tap("openings", event="winter")
    other = baku.reader()
    there = listen(other, other.card("lala", event="winter") + "/live")
    there.message()
    rana.tap("announcements", event="winter", kind="late")
    assert "We are running a little late." in there.message()
    clock.shift(20 * 60)
    assert "We are running a little late." not in there.message()


def test_a_change_in_baku_is_never_seen_in_astana(rana, leyla, aigul, card, listen, hub, nu):
    theirs = aigul.card("deniz")
    stream, board = listen(aigul, f"{theirs}/live"), listen(aigul, f"{BOARD}/live")
    stream.message(), board.message()
    ours = listen(leyla, f"{card}/live")
    ours.message()

    rana.tap("calls", book="deniz")

    assert 'data-state="come"' in ours.message()
    settle(hub)
    waiting = [one for some in hub.watchers[nu.uid].listeners.values() for one in some]
    assert [one.message for one in waiting] == [None, None]


def test_each_listener_hears_the_own_language(rana, baku, card, listen):
    streams = []
    for language in ("az", "ru"):
        phone = baku.reader(**{"Accept-Language": language})
        stream = listen(phone, f"{phone.card('deniz')}/live")
        page = phone.get(f"{phone.card('deniz')}", headers=HTMX)
        assert stream.message() == squeezed(page.text)
        streams.append((phone, stream))
    rana.tap("announcements", kind="late")
    for phone, stream in streams:
        page = phone.get(phone.card("deniz"), headers=HTMX)
        assert stream.message() == squeezed(page.text)


def test_a_quiet_stream_beats_with_the_librarys_time(leyla, aigul, card, listen, monkeypatch):
    monkeypatch.setattr(streaming, "BEAT", 0.001)
    for visitor, path, time in (
        (leyla, f"{card}/live", "18:03"),
        (aigul, f"{BOARD}/live", "19:03"),
    ):
        stream = listen(visitor, path)
        stream.message()
        assert stream.frame() == {"event": "beat", "data": time}


def test_a_stream_says_when_to_come_again(leyla, card, listen):
    waits = {int(listen(leyla, f"{card}/live").frame()["retry"]) for _ in range(12)}
    assert all(500 <= wait <= 3000 for wait in waits)
    assert len(waits) > 1


def test_a_stream_does_not_live_for_ever(leyla, card, listen, monkeypatch):
    monkeypatch.setattr(streaming, "LIFE", (0, 0))
    last = listen(leyla, f"{card}/live").frame()
    assert (last["event"], last["data"]) == ("bye", "bye")


def test_a_worker_that_stops_ends_its_streams(leyla, rana, card, listen, hub):
    streams = [listen(leyla, f"{card}/live"), listen(rana, f"{DESK}/live")]
    for stream in streams:
        stream.message()
    hub.close()
    for stream in streams:
        assert stream.frame()["event"] == "bye"
        with pytest.raises(StopIteration):
            stream.frame()
    assert leyla.get(f"{card}/live").status_code == 503


def test_over_the_cap_a_phone_is_asked_to_come_later(leyla, card, listen, hub):
    hub.cap = 2
    first = listen(leyla, f"{card}/live")
    listen(leyla, f"{card}/live")
    refused = leyla.get(f"{card}/live")
    assert refused.status_code == 503
    assert 8 <= int(refused.headers["Retry-After"]) <= 15
    assert hub.open == 2

    first.close()

    listen(leyla, f"{card}/live").message()


def test_who_hangs_up_is_forgotten(leyla, card, hub, listen, baku):
    stream = listen(leyla, f"{card}/live")
    assert hub.open == 1
    stream.close()
    assert hub.open == 0
    settle(hub)
    assert hub.watchers == {}


def test_to_ask_for_the_head_of_a_stream_holds_nothing_open(leyla, card, hub, listen):
    answer = leyla.head(f"{card}/live")
    assert (answer.status_code, answer.data) == (200, b"")
    answer.close()
    assert hub.open == 0


def test_streams_of_a_hidden_library_end(leyla, card, listen, stage, hub):
    stream = listen(leyla, f"{card}/live")
    stream.message()
    with stage.app.extensions["humanshelf.tenancy"].control.begin() as control:
        control.exec_driver_sql("UPDATE library SET state='suspended', epoch=epoch+1")
    stage.app.wsgi_app.register._until = 0

    assert leyla.get(card).status_code == 404

    assert stream.frame()["event"] == "bye"


def test_a_card_that_is_erased_ends_its_stream(leyla, card, listen, baku, hub):
    stream = listen(leyla, f"{card}/live")
    stream.message()
    settle(hub)
    with baku.inside():
        from humanshelf.tenancy import writing

        with writing() as session:
            session.connection().exec_driver_sql("DELETE FROM card")
            session.connection().exec_driver_sql("UPDATE event SET revision = revision + 1")
    assert stream.frame()["event"] == "bye"


def test_samples_cleared_end_the_streams_of_their_events(leyla, card, listen, baku):
    from humanshelf.libraries.onboarding import drop_samples

    stream, board = listen(leyla, f"{card}/live"), listen(leyla, f"{BOARD}/live")
    stream.message(), board.message()
    with baku.inside():
        drop_samples()
    assert stream.frame()["event"] == "bye"
    assert board.frame()["event"] == "bye"


def test_a_space_that_does_not_break_stays_one():
    frame = streaming._frame("<main>\n  12\u00a0km\u2028\t<b> x</b>\r\n</main>\n")
    data = frame.decode().partition("data: ")[2]
    assert data == "<main> 12\u00a0km\u2028 <b> x</b> </main>\n\n"


def test_a_page_that_cannot_be_drawn_does_not_silence_the_others(
    leyla, murad, rana, card, listen, monkeypatch, caplog
):
    broken, sound = listen(leyla, f"{card}/live"), listen(murad, f"{BOARD}/live")
    broken.message(), sound.message()
    monkeypatch.setattr("humanshelf.readers.cards.drawn", lambda *args, **how: 1 / 0)

    rana.tap("calls", book="deniz")

    assert "Now called" in sound.message()
    assert broken.frame()["event"] == "bye"
    assert [record.getMessage() for record in caplog.records] == [
        "a stream failed: ZeroDivisionError"
    ]


def test_a_watcher_that_fails_ends_its_streams_and_the_next_one_works(
    leyla, rana, card, listen, monkeypatch, caplog, hub
):
    stream = listen(leyla, f"{card}/live")
    stream.message()
    with monkeypatch.context() as broken:
        broken.setattr("humanshelf.live.watcher.scene_by_id", lambda *args: 1 / 0)
        rana.tap("calls", book="deniz")
        assert stream.frame()["event"] == "bye"
        settle(hub)
    assert [record.getMessage() for record in caplog.records] == [
        "watching failed: ZeroDivisionError"
    ]
    assert hub.watchers == {}
    again = listen(leyla, f"{card}/live")
    again.message()
    rana.tap("readings", book="deniz")
    assert 'data-state="reading"' in again.message()


def test_no_stream_holds_a_transaction(leyla, rana, card, listen, stage, baku):
    """Else nothing could be wiped from the write-ahead log while somebody listens."""
    stream = listen(leyla, f"{card}/live")
    stream.message()
    rana.tap("calls", book="deniz")
    stream.message()
    store = stage.app.extensions["humanshelf.tenancy"].stores
    connection = store.watch_connection(baku.uid)
    busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    connection.close()
    assert busy == 0
    assert store.engine_for(baku.uid).pool.checkedout() == 0
