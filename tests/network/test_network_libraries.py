"""The list of libraries, and what network admins do to one."""

import os
import re
from datetime import timedelta

import pytest

import fussy
from cast import EVENT, NOW, code
from humanshelf.libraries import lives, streams
from humanshelf.libraries.life import NotFromHere
from humanshelf.tenancy.models import State

FASTER = "Somebody was faster. Nothing was changed by you. This is how it stands now."
SAY_WHY = "Please say why, in a few words."


def do(admin, verb, name="baku", epoch=None, reason="they asked"):
    if epoch is None:
        page = fussy.main(admin.get(f"/network/libraries/{name}").text)
        epoch = fussy.every(page, "input", name="epoch")[0].get("value")
    form = {"csrf_token": admin.token(), "verb": verb, "epoch": epoch, "reason": reason}
    return admin.post(f"/network/libraries/{name}/states", data=form)


def let_go(stage):
    """What two seconds do: each worker reads the register again."""
    stage.app.wsgi_app.register._until = 0


def state(stage, slug="baku"):
    return stage.control("SELECT state, epoch FROM library WHERE slug = ?", slug)[0]


def acts(stage):
    return stage.control("SELECT act, actor, reason FROM network_act ORDER BY id")


def rows(admin, path="/network"):
    """The list as somebody reads it, row by row."""
    page = fussy.main(admin.get(path).text)
    return [
        [fussy.text(cell) for cell in row if cell.tag in ("th", "td")]
        for row in page.iter("tr")
        if row[0].get("scope") == "row"
    ]


def test_the_list_tells_how_each_library_stands(stage, aygun, baku, nu):
    baku.change("UPDATE event SET sample = 0 WHERE code = 'spring'")
    data = stage.app.extensions["humanshelf.tenancy"].data
    streams.tell(data, 1, {baku.uid: 3, nu.uid: 0})
    streams.tell(data, 2, {baku.uid: 4})
    for worker in (1, 2):
        os.utime(data / "streams" / f"{worker}.json", (NOW.timestamp(), NOW.timestamp()))
    first, second = rows(aygun)
    assert first[:4] == ["baku", "Open", "September 2026", "7"]
    assert second[:4] == ["nu", "Open", "none yet", "0"]
    assert re.fullmatch(r"[\d.]+ MBschema \d{4}", first[4])
    assert first[5] == "17 Oct 2026"


def test_that_a_library_has_hidden_itself_is_told_and_cannot_be_undone_from_here(stage, aygun):
    hidden = "Everybody meets the empty page until the library shows itself again."
    stage.control("UPDATE library SET hidden = 1 WHERE slug = 'nu'")
    assert [row[:2] for row in rows(aygun)] == [["baku", "Open"], ["nu", "OpenHas hidden itself"]]
    pages = [fussy.main(aygun.get(f"/network/libraries/{name}").text) for name in ("baku", "nu")]
    assert [hidden in fussy.text(page) for page in pages] == [False, True]
    assert "Show" not in [fussy.text(button) for button in pages[1].iter("button")]


def test_streams_of_a_worker_that_is_gone_are_not_counted(stage, baku):
    data = stage.app.extensions["humanshelf.tenancy"].data
    streams.tell(data, 1, {baku.uid: 3})
    written = (data / "streams/1.json").stat().st_mtime
    when = NOW.fromtimestamp(written, NOW.tzinfo)
    assert streams.open_streams(data, when) == {baku.uid: 3}
    assert streams.open_streams(data, when + timedelta(seconds=21)) == {}
    (data / "streams/2.json").write_text("{")
    assert streams.open_streams(data, when) == {baku.uid: 3}
    streams.forget(data, 1)
    assert streams.open_streams(data, when) == {}


def test_the_list_names_nobody_and_no_content(aygun, baku):
    page = aygun.get("/network").text + aygun.get("/network/libraries/baku").text
    for (text,) in baku.rows("SELECT pen_name FROM book UNION SELECT name FROM staff"):
        assert text not in page
    assert "Autumn" not in page


def test_a_store_that_cannot_be_read_does_not_hide_the_others(stage, aygun, baku):
    stores = stage.app.extensions["humanshelf.tenancy"].stores
    stores.dispose()
    path = stores.path(baku.uid)
    path.with_name("store.db-wal").unlink(missing_ok=True)
    path.write_bytes(b"\0" * 4096)
    assert [row[:3] for row in rows(aygun)] == [
        ["baku", "Open", "none yet"],
        ["nu", "Open", "none yet"],
    ]


def test_one_searches_by_address_and_looks_at_one_state(stage, aygun):
    stage.control("UPDATE library SET state = 'suspended' WHERE slug = 'nu'")
    form = {"csrf_token": aygun.token(), "q": "AK"}
    found = aygun.post("/network/searches", data=form)
    assert found.location == "/network?q=AK"
    assert [row[0] for row in rows(aygun, found.location)] == ["baku"]
    assert [row[0] for row in rows(aygun, "/network?state=suspended")] == ["nu"]
    assert [row[0] for row in rows(aygun, "/network?state=nonsense")] == ["baku", "nu"]
    for query, said in (
        ("q=%25", "No address holds this: % Show all"),
        ("state=archived", "No library is in this state. Show all"),
    ):
        page = fussy.main(aygun.get(f"/network?{query}").text)
        assert said in [fussy.text(one) for one in page.iter("p")]


def test_an_empty_network_says_what_to_do(stage, aygun):
    stage.control("DELETE FROM library")
    page = fussy.text(fussy.main(aygun.get("/network").text))
    assert "There is no library yet. Invite the first one." in page


def test_what_was_erased_is_not_in_the_list_but_can_be_found(stage, aygun, baku):
    stage.control("UPDATE library SET state = 'tombstone', slug = NULL WHERE slug = 'baku'")
    assert [row[0] for row in rows(aygun)] == ["nu"]
    assert len(rows(aygun, "/network?state=tombstone")) == 1
    assert aygun.get(f"/network/libraries/{baku.uid}").status_code == 200


# the four verbs


def test_a_hidden_library_answers_nobody_and_opens_again(stage, aygun, baku, leyla, rana):
    card = leyla.card("deniz")
    assert do(aygun, "suspend", reason="  a \n hall was  attacked ").status_code == 303
    let_go(stage)
    for visitor, path in ((leyla, "/"), (leyla, card), (rana, f"/desk/{EVENT}")):
        assert (visitor.get(path).status_code, "Nothing here" in visitor.get(path).text) == (
            404,
            True,
        )
    assert do(aygun, "resume").status_code == 303
    let_go(stage)
    assert leyla.get(card).status_code == 200
    assert acts(stage) == [
        ("suspended", "Aygün", "a hall was attacked"),
        ("active", "Aygün", "they asked"),
    ]


def test_a_library_is_put_to_rest_and_taken_up_again(stage, aygun):
    for verb, after in (
        ("suspend", "suspended"),
        ("archive", "archived"),
        ("unarchive", "suspended"),
        ("resume", "active"),
    ):
        assert do(aygun, verb).status_code == 303
        assert state(stage)[0] == after
    assert state(stage)[1] == 4
    assert state(stage, "nu") == ("active", 0)


def test_only_what_fits_the_state_is_offered(stage, aygun):
    for there, offered in (
        ("active", ["suspend"]),
        ("suspended", ["resume", "archive"]),
        ("archived", ["unarchive"]),
        ("tombstone", []),
    ):
        stage.control("UPDATE library SET state = ? WHERE slug = 'baku'", there)
        page = fussy.main(aygun.get("/network/libraries/baku").text)
        assert [one.get("value") for one in fussy.every(page, "input", name="verb")] == offered
        steps = fussy.every(page, "li", aria_current="step")
        assert len(steps) == 1


@pytest.mark.parametrize("reason", ["", "   ", "\n\t"])
def test_nothing_is_done_without_a_reason(stage, aygun, reason):
    answer = do(aygun, "suspend", reason=reason)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [SAY_WHY])
    assert state(stage) == ("active", 0)
    assert acts(stage) == []


def test_of_two_admins_at_once_the_second_is_told_what_stands_now(stage, aygun, berik):
    assert do(aygun, "suspend", epoch=0).status_code == 303
    late = do(berik, "suspend", epoch=0, reason="kept words")
    assert (late.status_code, fussy.alerts(late)) == (409, [FASTER])
    assert "Hidden" in fussy.text(fussy.main(late.text))
    assert state(stage) == ("suspended", 1)
    assert [act for act, *_ in acts(stage)] == ["suspended"]


def test_a_double_tap_does_it_once(stage, aygun):
    assert [do(aygun, "suspend", epoch=0).status_code for _ in range(2)] == [303, 409]
    assert state(stage) == ("suspended", 1)


@pytest.mark.parametrize(
    ("verb", "epoch", "status"),
    [("resume", 0, 409), ("erase", 0, 422), ("", 0, 422), ("suspend", "x", 409)],
)
def test_what_does_not_fit_is_not_done(stage, aygun, verb, epoch, status):
    assert do(aygun, verb, epoch=epoch).status_code == status
    assert state(stage) == ("active", 0)


def test_a_library_that_is_not_there_is_not_there(aygun):
    form = {"csrf_token": aygun.token(), "verb": "suspend", "epoch": 0, "reason": "x"}
    for name in ("nowhere", "0" * 16, "..", "%2e%2e"):
        assert aygun.get(f"/network/libraries/{name}").status_code == 404
        assert aygun.post(f"/network/libraries/{name}/states", data=form).status_code == 404


def test_without_an_epoch_the_state_alone_decides(stage, baku):
    how = {"at": NOW, "actor": "console", "reason": "they asked"}
    with stage.app.app_context():
        assert lives.act(baku.uid, "suspend", **how) == State.SUSPENDED
        with pytest.raises(NotFromHere):
            lives.act(baku.uid, "suspend", **how)


# the audit


def test_the_audit_tells_what_was_done_to_which_library(stage, aygun, berik):
    do(aygun, "suspend", reason="first <b>")
    do(berik, "suspend", "nu", reason="second")
    told = rows(aygun, "/network/acts")
    assert [row[1:] for row in told] == [
        ["Hidden", "nu", "Berik", "second"],
        ["Hidden", "baku", "Aygün", "first <b>"],
    ]
    assert [row[1:] for row in rows(aygun, "/network/libraries/nu")] == [
        ["Hidden", "Berik", "second"]
    ]


def test_the_audit_is_told_page_by_page(stage, aygun):
    for number in range(lives.ACTS + 5):
        stage.control(
            "INSERT INTO network_act (at, actor, act, reason) VALUES (0, 'a', ?, '')",
            f"act-{number}",
        )
    assert len(rows(aygun, "/network/acts")) == lives.ACTS
    older = fussy.one(fussy.main(aygun.get("/network/acts").text), "a", _class="btn").get("href")
    assert [row[1] for row in rows(aygun, older)] == [f"act-{n}" for n in (4, 3, 2, 1, 0)]


# drafts


def test_a_draft_is_seen_by_its_own_team_only(stage, baku, leyla, rana, dana):
    stage.control("UPDATE library SET state = 'draft' WHERE slug = 'baku'")
    let_go(stage)
    nothing = stage.stranger("nobody.localhost").get("/")
    cookie = dana.get_cookie("__Host-staff", domain="nu.localhost").value
    foreign = baku.reader()
    foreign.set_cookie("__Host-staff", cookie, domain="baku.localhost", secure=True)
    for visitor in (leyla, foreign):
        for path in ("/", f"/events/{EVENT}", f"/board/{EVENT}", "/studio/team", "/nothing"):
            answer = visitor.get(path)
            assert (answer.status, answer.text) == (nothing.status, nothing.text), path
    assert leyla.take("deniz").status_code == 404
    assert leyla.get("/sign-in").status_code == 200
    for path in ("/", f"/desk/{EVENT}", f"/events/{EVENT}"):
        assert rana.get(path).status_code == 200
    assert leyla.get(f"/sign-in/{baku.link('librarian', 'another')}").status_code == 200


def test_a_draft_lets_its_coordinator_in_by_a_link(stage, baku):
    stage.control("UPDATE library SET state = 'draft' WHERE slug = 'baku'")
    let_go(stage)
    samir = baku.staff("coordinator")
    assert samir.get("/studio/team").status_code == 200


def test_an_archived_library_answers_nobody(stage, baku, rana):
    stage.control("UPDATE library SET state = 'archived' WHERE slug = 'baku'")
    let_go(stage)
    for path in ("/", "/sign-in", f"/desk/{EVENT}"):
        assert rana.get(path).status_code == 404


# other admins


def test_another_admin_is_added_with_a_fresh_code(stage, aygun):
    form = {"csrf_token": aygun.token(), "name": "Zarina", "code": "000000"}
    refused = aygun.post("/network/admins", data=form)
    assert refused.status_code == 422
    assert stage.control("SELECT count(*) FROM network_admin") == [(1,)]
    answer = aygun.post("/network/admins", data=form | {"code": code()})
    assert answer.status_code == 200
    link = fussy.one(fussy.main(answer.text), "input", readonly="").get("value")
    assert (
        stage.stranger("localhost").get(link.removeprefix("https://localhost")).status_code == 200
    )
    assert acts(stage) == [("add-admin", "Aygün", "Zarina")]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("x", "A name has 2 to 40 letters."),
        ("", "A name has 2 to 40 letters."),
        ("x" * 41, "A name has 2 to 40 letters."),
        ("AYGÜN", "Somebody has this name already."),
    ],
)
def test_a_name_that_is_no_good_is_told(aygun, name, said):
    form = {"csrf_token": aygun.token(), "name": name, "code": code()}
    answer = aygun.post("/network/admins", data=form)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [said])


def test_an_admin_is_removed_at_once_but_never_the_last(stage, aygun, berik, clock):
    ids = dict(stage.control("SELECT name, id FROM network_admin"))
    form = {"csrf_token": aygun.token(), "code": code()}
    gone = aygun.post(f"/network/admins/{ids['Berik']}/removals", data=form)
    assert gone.status_code == 303
    assert berik.get("/network").status_code == 303
    clock.shift(60)
    last = aygun.post(f"/network/admins/{ids['Aygün']}/removals", data=form | {"code": code()})
    assert (last.status_code, fussy.alerts(last)) == (
        409,
        ["This is the last one who can sign in here."],
    )
    assert stage.control("SELECT name FROM network_admin") == [("Aygün",)]


def test_who_never_set_up_does_not_count_as_another(stage, aygun, berik):
    stage.control("UPDATE network_admin SET totp = NULL WHERE name = 'Berik'")
    id = stage.control("SELECT id FROM network_admin WHERE name = 'Aygün'")[0][0]
    form = {"csrf_token": aygun.token(), "code": code()}
    assert aygun.post(f"/network/admins/{id}/removals", data=form).status_code == 409


def test_an_admin_who_lost_all_gets_a_link(stage, aygun, berik):
    id = stage.control("SELECT id FROM network_admin WHERE name = 'Berik'")[0][0]
    form = {"csrf_token": aygun.token(), "code": code()}
    answer = aygun.post(f"/network/admins/{id}/links", data=form)
    link = fussy.one(fussy.main(answer.text), "input", readonly="").get("value")
    assert re.fullmatch(r"https://localhost/network/sign-in/[\w-]{22}", link)
    for unknown in ("x", "0" * 32):
        assert aygun.post(f"/network/admins/{unknown}/links", data=form).status_code == 404


def test_new_recovery_codes_kill_the_older_ones(stage, aygun, clock):
    def renew(given):
        form = {"csrf_token": aygun.token(), "code": given}
        return aygun.post("/network/account/codes", data=form)

    first = renew(code())
    codes = [fussy.text(one) for one in fussy.every(fussy.main(first.text), "code")]
    assert renew(code()).status_code == 422
    second = renew(codes[0])
    assert second.status_code == 200
    assert renew(codes[1]).status_code == 422
    assert stage.control("SELECT count(*) FROM network_recovery") == [(10,)]
