"""A stream ends with what allowed it: the session, the role, the library."""

from importlib import import_module

import gevent
import pytest

from cast import EVENT, STAFF

watching = import_module("humanshelf.live.watcher")
ALL = {"desk", "card", "board"}


@pytest.fixture
def still_open(rana, leyla, listen, hub, monkeypatch):
    """A desk, a card and a board; says which of them are still told what happens."""
    monkeypatch.setattr(watching, "CHECK", 0.0)
    joined, join = [], hub.join
    monkeypatch.setattr(hub, "join", lambda *told: (joined.append(told[1]), join(*told)))
    paths = {
        "desk": (rana, f"/desk/{EVENT}"),
        "card": (leyla, leyla.card("deniz")),
        "board": (leyla, f"/board/{EVENT}"),
    }
    for who, path in paths.values():
        listen(who, f"{path}/live").message()

    def names():
        for watcher in list(hub.watchers.values()):
            watcher.wake.set()
        gevent.sleep(0.05)
        return {name for name, one in zip(paths, joined, strict=True) if not one.ended}

    return names


def state(stage, **values):
    assigned = ", ".join(f"{name} = '{value}'" for name, value in values.items())
    with stage.app.extensions["humanshelf.tenancy"].control.begin() as connection:
        connection.exec_driver_sql(f"UPDATE library SET {assigned} WHERE slug = 'baku'")


def test_streams_stay_open_while_nothing_ends_them(still_open):
    assert still_open() == ALL


def test_a_new_password_ends_the_desks_of_the_account(baku, still_open):
    link = baku.link("librarian")
    sent = {"password": "yeni uzun parol"}
    assert baku.reader().post(f"/sign-in/{link}", data=sent).status_code == 303
    assert still_open() == ALL - {"desk"}


def test_a_device_ended_from_another_one_has_no_desk(baku, still_open):
    """At once: the cookie, which is as old as the stream, is not asked."""
    other = baku.staff("librarian")
    sent = {"csrf_token": other.token()}
    assert other.post("/account/ends", data=sent).status_code == 303
    assert still_open() == ALL - {"desk"}


def test_signing_out_in_another_tab_ends_the_desk(rana, still_open):
    assert rana.post("/sign-out", data={"csrf_token": rana.token()}).status_code == 303
    assert still_open() == ALL - {"desk"}


def test_a_locked_desk_hears_nothing(rana, still_open):
    assert rana.post("/lock", data={"csrf_token": rana.token()}).status_code == 303
    assert still_open() == ALL - {"desk"}


def test_another_role_ends_the_desks_of_the_account(baku, still_open):
    baku.change("UPDATE staff SET role = 'coordinator' WHERE id = ?", STAFF["librarian"].hex)
    assert still_open() == ALL - {"desk"}


def test_an_account_that_is_gone_has_no_desk(baku, still_open):
    baku.change("DELETE FROM staff WHERE id = ?", STAFF["librarian"].hex)
    assert still_open() == ALL - {"desk"}


def test_twelve_hours_after_signing_in_the_desk_ends(baku, still_open, clock):
    baku.change("UPDATE event SET closes = closes + 86400000 WHERE code = ?", EVENT)
    clock.shift(12 * 3600 - 1)
    assert still_open() == ALL
    clock.shift(1)
    assert still_open() == ALL - {"desk"}


def test_a_desk_left_alone_stays_while_its_event_runs_and_no_longer(baku, still_open, clock):
    clock.shift(16 * 60)
    assert still_open() == ALL
    baku.change("UPDATE event SET phase = 'closed', revision = revision + 1 WHERE code = ?", EVENT)
    assert still_open() == ALL - {"desk"}


@pytest.mark.parametrize("values", [{"state": "suspended"}, {"epoch": 7}], ids=["hidden", "epoch"])
def test_a_library_that_is_hidden_ends_all_its_streams_though_nobody_asks(
    stage, still_open, values
):
    assert still_open() == ALL
    state(stage, **values)
    assert still_open() == set()


def test_the_streams_of_the_other_library_go_on(stage, aigul, listen, hub, still_open):
    other = listen(aigul, f"/board/{EVENT}/live")
    other.message()
    [watcher] = [w for uid, w in hub.watchers.items() if uid == stage.houses["nu"].uid]
    [listener] = [one for some in watcher.listeners.values() for one in some]
    state(stage, state="suspended")
    watcher.wake.set()
    gevent.sleep(0.05)
    assert not listener.ended


def test_what_a_worker_remembers_of_a_hidden_library_is_dropped(stage, baku, leyla):
    leyla.get("/")
    memory = stage.app.extensions["humanshelf.tenancy"].memory
    assert baku.uid in memory
    state(stage, state="suspended")
    stage.app.wsgi_app.register._until = 0
    assert leyla.get("/").status_code == 404
    assert baku.uid not in memory
