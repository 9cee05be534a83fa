"""Staff sessions: how long they hold, what locks, and that they open one library only."""

import json
from datetime import timedelta
from hashlib import sha256

import pytest
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import base64_decode

import fussy
from cast import EVENT, HTMX, NOW, PASSWORD, TEAM
from humanshelf.libraries.forgetting import forget_everywhere

DESK, TEAM_PAGE = f"/desk/{EVENT}", "/studio/team"
COOKIE = "__Host-staff"


def asks_to_sign_in(answer):
    return answer.status_code == 303 and answer.location.startswith("/sign-in")


def unlock(visitor, role="coordinator"):
    answer = visitor.post("/sign-in", data={"name": TEAM[role], "password": PASSWORD})
    assert answer.status_code == 303


@pytest.mark.parametrize("path", ["/desk", DESK, f"{DESK}/cards", TEAM_PAGE])
def test_a_reader_is_sent_to_the_sign_in_and_back(leyla, path):
    answer = leyla.get(path)
    assert (answer.status_code, answer.location) == (303, f"/sign-in?next={path}")
    page = leyla.main(answer.location)
    forms = [fussy.fields(form) for form in page.iter("form")]
    assert [form["next"] for form in forms] == [[path], [path]], "by password, and by passkey"


def test_htmx_is_led_away_as_a_whole_page(leyla):
    for path in (DESK, f"{DESK}/live"):
        answer = leyla.get(path, headers=HTMX)
        assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/sign-in")
        assert answer.data == b""
    tap = leyla.post(f"{DESK}/calls", data={"book": "deniz"}, headers=HTMX)
    assert tap.headers["HX-Redirect"] == "/sign-in"


def test_a_librarian_is_no_coordinator(rana):
    assert rana.get(TEAM_PAGE).status_code == 403
    assert rana.get(DESK).status_code == 200


# idle


def test_studio_pages_lock_after_a_quarter_of_an_hour(samir, clock):
    clock.shift(15 * 60 - 1)
    assert samir.get(TEAM_PAGE).status_code == 200
    clock.shift(15 * 60)
    assert asks_to_sign_in(samir.get(TEAM_PAGE))
    unlock(samir)
    assert samir.get(TEAM_PAGE).status_code == 200


def test_the_desk_stays_open_while_its_event_runs(samir, clock, leyla):
    samir.token()
    leyla.card("deniz")
    for _ in range(8):
        clock.shift(30 * 60)
        assert samir.get(DESK).status_code == 200
    assert samir.tap("calls", book="deniz").status_code == 303


@pytest.mark.parametrize("act", ["wait", "look", "tap"])
def test_an_open_desk_does_not_hold_the_studio_open_behind_it(samir, clock, act):
    """Whoever finds a desk unattended gets the desk, and nothing else."""
    samir.token()
    for _ in range(4):
        clock.shift(20 * 60)
        if act == "look":
            samir.get(DESK)
        elif act == "tap":
            samir.tap("breaks", book="deniz")
    assert asks_to_sign_in(samir.get(TEAM_PAGE))
    assert samir.get(DESK).status_code == 200


def test_a_desk_that_refreshes_itself_is_no_sign_of_life(samir, clock):
    for _ in range(16):
        clock.shift(60)
        samir.get(DESK)
    assert asks_to_sign_in(samir.get(TEAM_PAGE))


def test_taps_are(samir, clock):
    samir.token()
    for _ in range(8):
        clock.shift(2 * 60)
        samir.tap("announcements", kind="late")
    assert samir.get(TEAM_PAGE).status_code == 200


@pytest.mark.parametrize("event", ["winter", "spring"])
def test_the_desk_of_an_event_that_does_not_run_locks(rana, clock, event):
    clock.shift(15 * 60)
    assert asks_to_sign_in(rana.get(f"/desk/{event}"))
    assert asks_to_sign_in(rana.get("/desk"))


def test_who_closed_by_mistake_can_open_again(rana, clock):
    rana.token()
    clock.shift(3600)
    assert rana.tap("closures").status_code == 303
    assert rana.get(DESK).status_code == 200
    assert rana.tap("openings").status_code == 303
    assert rana.tap("closures").status_code == 303
    clock.shift(15 * 60)
    assert asks_to_sign_in(rana.get(DESK))


def test_after_twelve_hours_the_password_is_due(rana, clock, baku):
    baku.change("UPDATE event SET closes = closes + 86400000")
    for _ in range(2):
        clock.shift(6 * 3600 - 1)
        assert rana.get(DESK).status_code == 200
    clock.shift(2)
    assert asks_to_sign_in(rana.get(DESK))
    unlock(rana, "librarian")
    assert rana.get(DESK).status_code == 200


# the lock


def test_a_locked_desk_opens_with_the_password_only(rana, leyla):
    leyla.card("deniz")
    answer = rana.post("/lock", data={"csrf_token": rana.token(), "next": DESK})
    assert answer.location == f"/sign-in?next={DESK}"
    assert fussy.one(rana.main(answer.location), "input", id="name").get("value") == "Rəna"
    for path in (DESK, "/desk", f"{DESK}/live", f"{DESK}/cards"):
        answer = rana.get(path)
        assert asks_to_sign_in(answer) or "HX-Redirect" in answer.headers
    assert asks_to_sign_in(rana.tap("calls", book="deniz"))

    answer = rana.post("/sign-in", data={"name": "Rəna", "password": PASSWORD, "next": DESK})

    assert answer.location == DESK
    assert rana.get(DESK).status_code == 200


def test_signing_out_ends_it(rana):
    answer = rana.post("/sign-out", data={"csrf_token": rana.token()})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert asks_to_sign_in(rana.get(DESK))


# the cookie


def test_a_session_of_one_library_opens_nothing_at_the_other(samir, nu, baku):
    """Same account id, same role, same cookie name: only the key differs."""
    assert baku.rows("SELECT id, role FROM staff") == nu.rows("SELECT id, role FROM staff")
    cookie = samir.get_cookie(COOKIE, domain="baku.localhost").value
    visitor = nu.reader()
    visitor.set_cookie(COOKIE, cookie, domain="nu.localhost", secure=True)
    before = nu.checksum()
    for path in ("/desk", DESK, TEAM_PAGE):
        assert asks_to_sign_in(visitor.get(path))
    token = samir.token()
    assert asks_to_sign_in(visitor.post(f"{DESK}/closures", data={"csrf_token": token}))
    assert nu.checksum() == before


def test_even_under_one_key_a_session_names_its_library(samir, nu, baku, monkeypatch):
    """With the first lock picked, the second one holds."""
    monkeypatch.setattr("humanshelf.access.sessions.key", lambda purpose: b"the same for both")
    samir = baku.staff("coordinator")
    cookie = samir.get_cookie(COOKIE, domain="baku.localhost").value
    visitor = nu.reader()
    visitor.set_cookie(COOKIE, cookie, domain="nu.localhost", secure=True)
    assert samir.get(TEAM_PAGE).status_code == 200
    assert asks_to_sign_in(visitor.get(TEAM_PAGE))


@pytest.mark.parametrize("change", ["x", "", "e30.x.y", "\x00", "." * 300])
def test_a_cookie_that_was_tampered_with_is_none(samir, change):
    cookie = samir.get_cookie(COOKIE, domain="baku.localhost").value
    if change == "x":  # In the middle of the signature: its last letter has bits to spare.
        change = cookie[:-10] + ("B" if cookie[-10] == "A" else "A") + cookie[-9:]
    samir.set_cookie(COOKIE, change, domain="baku.localhost", secure=True)
    assert asks_to_sign_in(samir.get(TEAM_PAGE))


def test_the_cookie_is_signed_with_the_librarys_key_not_the_apps(samir):
    assert samir.application.secret_key is None
    assert not isinstance(SecureCookieSessionInterface, type(samir.application.session_interface))


def test_a_session_ends_with_its_row_or_its_account(samir, baku):
    baku.change("DELETE FROM staff_session")
    assert asks_to_sign_in(samir.get(TEAM_PAGE))
    again = baku.staff("coordinator")
    baku.change("DELETE FROM staff WHERE role = 'coordinator'")
    assert asks_to_sign_in(again.get(TEAM_PAGE))


def test_a_role_taken_away_is_gone_at_once(samir, baku):
    baku.change("UPDATE staff SET role = 'librarian'")
    assert samir.get(TEAM_PAGE).status_code == 403
    assert samir.get(DESK).status_code == 200


def test_a_new_password_ends_the_other_sessions(samir, baku):
    other = baku.reader()
    other.post(f"/sign-in/{baku.link('coordinator')}", data={"password": "a new one, longer"})
    assert other.get(TEAM_PAGE).status_code == 200
    assert asks_to_sign_in(samir.get(TEAM_PAGE))


def test_a_link_without_a_password_leaves_the_other_sessions(samir, baku):
    baku.staff("coordinator")
    assert samir.get(TEAM_PAGE).status_code == 200


def test_the_session_holds_no_address_and_no_agent(baku):
    person = baku.reader(**{"User-Agent": "Marker/1.0", "X-Forwarded-For": "203.0.113.77"})
    person.post(f"/sign-in/{baku.link('librarian')}")
    cookie = person.get_cookie(COOKIE, domain="baku.localhost").value
    found = json.loads(base64_decode(cookie.split(".")[0]))
    library, _, token = found.pop("_user_id").partition(".")
    assert (library, len(token)) == (baku.uid, 22)
    assert found == {"_fresh": True, "_id": "none", "seen": int(NOW.timestamp())}
    ((kept,),) = baku.rows("SELECT token_hash FROM staff_session")
    assert kept == sha256(token.encode()).digest(), "what the store holds opens nothing"
    assert "Marker" not in repr(baku.rows("SELECT * FROM staff_session"))


# the session's row


def test_a_cookie_replayed_after_signing_out_is_dead(rana, baku):
    cookie = rana.get_cookie(COOKIE, domain="baku.localhost").value
    rana.post("/sign-out", data={"csrf_token": rana.token()})
    thief = baku.reader()
    thief.set_cookie(COOKIE, cookie, domain="baku.localhost", secure=True)
    assert asks_to_sign_in(thief.get(DESK))
    assert baku.count("staff_session") == 0


def test_a_copied_cookie_of_a_locked_desk_is_locked_too(rana, baku):
    cookie = rana.get_cookie(COOKIE, domain="baku.localhost").value
    rana.post("/lock", data={"csrf_token": rana.token()})
    thief = baku.reader()
    thief.set_cookie(COOKIE, cookie, domain="baku.localhost", secure=True)
    assert asks_to_sign_in(thief.get(DESK))


def test_signing_in_again_leaves_no_session_behind(rana, baku, clock):
    clock.shift(13 * 3600)
    unlock(rana, "librarian")
    ((began,),) = baku.rows("SELECT began FROM staff_session")
    assert began == int((NOW + timedelta(hours=13)).timestamp() * 1000)


def test_opening_a_locked_desk_goes_on_with_its_session(rana, baku, clock):
    before = baku.rows("SELECT id, began FROM staff_session")
    clock.shift(3600)
    rana.post("/lock", data={"csrf_token": rana.token()})
    unlock(rana, "librarian")
    assert baku.rows("SELECT id, began FROM staff_session") == before
    assert rana.get(DESK).status_code == 200


def test_the_last_step_is_kept_to_ten_minutes_and_looking_is_none(rana, baku, clock):
    """It is 14:03:20 in UTC: the step before is of 14:00, the one after of 14:20."""
    rana.token()
    clock.shift(20 * 60)
    rana.get(DESK)
    (looked,) = baku.rows("SELECT seen FROM staff_session")
    rana.tap("announcements", kind="late")
    (tapped,) = baku.rows("SELECT seen FROM staff_session")
    hour = int(NOW.timestamp()) // 3600 * 3600 * 1000
    assert (looked, tapped) == ((hour,), (hour + 20 * 60 * 1000,))


def test_sessions_are_forgotten_after_their_twelve_hours(stage, rana, aigul, baku, nu):
    nu.staff("coordinator")
    for shift, left in ((timedelta(hours=12, seconds=-1), 1), (timedelta(hours=12), 0)):
        forget_everywhere(stage.app, NOW + shift)
        assert (baku.count("staff_session"), nu.count("staff_session")) == (left, left)
