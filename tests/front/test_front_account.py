"""The page of one's own account: password, second factor, and devices that can be ended."""

import pyotp
import pytest

import fussy
from cast import EVENT, NOW, PASSWORD, STAFF, TEAM
from humanshelf.access import passwords

ACCOUNT, DESK = "/account", f"/desk/{EVENT}"
NEW = "another long password"
TOO_SHORT = "A password has at least 10 characters."


def by_password(house, role="librarian", password=PASSWORD):
    visitor = house.reader()
    visitor.post("/sign-in", data={"name": TEAM[role], "password": password})
    return visitor


def send(visitor, path, **fields):
    return visitor.post(path, data={"csrf_token": visitor.token(ACCOUNT)} | fields)


def signed_in(visitor):
    return visitor.get(ACCOUNT).status_code == 200


def devices(visitor):
    """What the page lists, the newest first."""
    rows = [e for e in visitor.main(ACCOUNT).iter("li") if "sheet" in e.get("class", "")]
    return [[fussy.text(line) for line in row.iter("p")] for row in rows]


def ends(visitor):
    """Where the page's buttons end a device."""
    forms = visitor.main(ACCOUNT).iter("form")
    return [f.get("action") for f in forms if f.get("action").endswith("/ends")]


@pytest.mark.parametrize("role", ["librarian", "editor", "translator", "coordinator"])
def test_everybody_of_the_team_has_a_page_of_their_own(baku, role):
    visitor = baku.staff(role)
    assert fussy.text(fussy.one(visitor.main(ACCOUNT), "h1")) == "My account"
    assert f"· {role}" in visitor.get(ACCOUNT).text


# password


def test_a_new_password_for_who_knows_the_old_one_ends_the_others(baku):
    rana, other = by_password(baku), by_password(baku)
    answer = send(rana, f"{ACCOUNT}/password", old=PASSWORD, new=NEW)
    assert (answer.status_code, answer.location) == (303, "/account?done=password")
    assert signed_in(rana)
    assert not signed_in(other)
    assert not signed_in(by_password(baku))
    assert signed_in(by_password(baku, password=NEW))
    assert baku.rows("SELECT act FROM act") == [("change-password",)]


@pytest.mark.parametrize(
    ("old", "new", "wrong"),
    [
        ("wrong", NEW, "This is not your password."),
        ("", NEW, "This is not your password."),
        (PASSWORD, "short", TOO_SHORT),
        (PASSWORD, "x" * 201, TOO_SHORT),
        (PASSWORD, "", TOO_SHORT),
    ],
)
def test_what_changes_no_password(baku, old, new, wrong):
    rana = by_password(baku)
    kept = baku.rows("SELECT password_hash FROM staff")
    answer = send(rana, f"{ACCOUNT}/password", old=old, new=new)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [wrong])
    assert baku.rows("SELECT password_hash FROM staff") == kept


def test_the_old_password_cannot_be_guessed_there(baku, monkeypatch):
    rana = by_password(baku)
    token = rana.token(ACCOUNT)
    monkeypatch.setattr(passwords, "_fits", lambda stored, password: False)
    sent = {"csrf_token": token, "old": "x", "new": NEW}
    tries = [rana.post(f"{ACCOUNT}/password", data=sent).status_code for _ in range(7)]
    assert tries == [422] * 5 + [429] * 2


def test_who_came_by_a_link_gives_the_first_password_at_once_or_not_at_all(baku, clock):
    baku.change("UPDATE staff SET password_hash = NULL")
    late = baku.staff("librarian")
    clock.shift(600)
    assert send(late, f"{ACCOUNT}/password", new=NEW).status_code == 409
    rana = baku.staff("librarian")
    assert send(rana, f"{ACCOUNT}/password", new=NEW).location == "/account?done=password"
    assert signed_in(by_password(baku, password=NEW))


# second factor


def set_up(visitor):
    main = visitor.main("/factor?next=/account")
    secret = fussy.text(fussy.one(main, "code")).replace(" ", "")
    fields = fussy.fields(fussy.one(main, "form")) | {"code": pyotp.TOTP(secret).now()}
    answer = visitor.post("/factor", data=fields)
    return secret, [fussy.text(e) for e in fussy.main(answer.text).iter("code")]


def test_new_recovery_codes_end_the_older_ones(baku):
    rana = by_password(baku)
    _secret, old = set_up(rana)
    answer = send(rana, f"{ACCOUNT}/recovery-codes")
    new = [fussy.text(e) for e in fussy.main(answer.text).iter("code")]
    assert (len(new), set(new) & set(old)) == (10, set())
    for sent, status in ((old[0], 422), (new[0], 303)):
        late = by_password(baku)
        fields = fussy.fields(fussy.one(late.main("/confirm"), "form")) | {"code": sent}
        assert late.post("/confirm", data=fields).status_code == status


def test_a_librarian_may_take_it_off_again_a_coordinator_may_not(baku):
    rana, samir = by_password(baku), baku.staff("coordinator")
    for visitor, status, left in ((rana, 303, 0), (samir, 409, 1)):
        set_up(visitor)
        assert send(visitor, f"{ACCOUNT}/factor/removals").status_code == status
        assert baku.count("staff_factor") == left
    assert "/factor/removals" not in samir.get(ACCOUNT).text


@pytest.mark.parametrize("path", ["recovery-codes", "factor/removals"])
def test_both_ask_again_after_ten_minutes(baku, clock, path):
    rana = by_password(baku)
    set_up(rana)
    clock.shift(600)
    before = baku.rows("SELECT hashed FROM recovery_code")
    assert send(rana, f"{ACCOUNT}/{path}").location == "/confirm?next=/account"
    assert baku.rows("SELECT hashed FROM recovery_code") == before


def test_without_a_factor_there_are_no_codes_to_renew(baku):
    assert send(by_password(baku), f"{ACCOUNT}/recovery-codes").status_code == 409
    assert baku.count("recovery_code") == 0


# devices


def test_devices_are_listed_with_times_and_the_own_word_for_them(baku, clock):
    """In Baku it is 18:03."""
    by_password(baku)
    clock.shift(3600)
    rana = by_password(baku)
    assert devices(rana) == [
        ["This device", "Signed in: Saturday, 19:03 · last step: about 19:00"],
        ["A device without a name", "Signed in: Saturday, 18:03 · last step: about 18:00"],
    ]
    (named,) = baku.rows("SELECT id FROM staff_session ORDER BY began LIMIT 1")
    send(rana, f"{ACCOUNT}/devices/{named[0]}", label="  Desk \x00 tablet " + "x" * 50)
    assert devices(rana)[1][0] == "Desk tablet " + "x" * 28


def test_one_device_ended_is_dead_at_once_and_the_others_live(baku, clock):
    devices = []
    for _ in range(3):
        devices.append(by_password(baku))
        clock.shift(60)
    newest, _oldest = [path for path in ends(devices[1]) if "/devices/" in path]
    assert send(devices[1], newest).location == "/account?done=ended"
    assert [signed_in(one) for one in devices] == [True, True, False]
    assert send(devices[1], newest).status_code == 404


def test_all_others_are_ended_in_one(baku):
    rana, other, third = (by_password(baku) for _ in range(3))
    colleague = baku.staff("coordinator")
    assert send(other, f"{ACCOUNT}/ends").status_code == 303
    assert [signed_in(one) for one in (rana, other, third, colleague)] == [False, True, False, True]


def test_a_colleagues_device_is_not_there_nor_one_of_the_other_library(baku, nu):
    rana = by_password(baku)
    baku.staff("coordinator")
    nu.staff("librarian")
    foreign = baku.rows("SELECT id FROM staff_session WHERE staff_id != ?", STAFF["librarian"].hex)
    foreign += nu.rows("SELECT id FROM staff_session")
    before = nu.checksum()
    for (id,) in foreign:
        for path in (f"{ACCOUNT}/devices/{id}", f"{ACCOUNT}/devices/{id}/ends"):
            assert send(rana, path, label="mine").status_code == 404
    assert (baku.count("staff_session"), nu.checksum()) == (2, before)


@pytest.mark.parametrize("id", ["x", "0" * 32, "%00", "²" * 32])
def test_a_device_that_never_was(baku, id):
    rana = by_password(baku)
    assert send(rana, f"{ACCOUNT}/devices/{id}/ends").status_code == 404


def test_a_session_that_has_run_out_is_not_listed(baku, clock):
    by_password(baku)
    clock.shift(12 * 3600)
    assert len(devices(by_password(baku))) == 1


# two libraries


def test_a_person_in_two_libraries_has_two_accounts(baku, nu):
    """The same name and password; what is changed in one is not changed in the other."""
    here, there = by_password(baku), by_password(nu)
    before = nu.checksum()
    set_up(here)
    send(here, f"{ACCOUNT}/password", old=PASSWORD, new=NEW)
    send(here, f"{ACCOUNT}/ends")
    assert nu.checksum() == before
    assert signed_in(there)
    assert by_password(nu).get(DESK).status_code == 200
    assert by_password(baku, password=NEW).get(DESK).location == f"/confirm?next={DESK}"


def test_what_stands_of_a_device_names_neither_agent_nor_address(baku):
    person = baku.reader(**{"User-Agent": "Marker/1.0", "X-Forwarded-For": "203.0.113.77"})
    person.post("/sign-in", data={"name": "Rəna", "password": PASSWORD})
    kept = repr(baku.rows("SELECT * FROM staff_session"))
    assert "Marker" not in kept
    assert "203.0" not in kept
    assert [row[0] for row in baku.rows("SELECT began FROM staff_session")] == [
        int(NOW.timestamp() * 1000)
    ]
