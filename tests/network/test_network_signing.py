"""Network admins sign in with password and second factor, and set themselves up by a link."""

import re
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest

import fussy
from cast import FACTOR, NOW, PASSWORD, code
from humanshelf.access import admins as door
from humanshelf.records import admins
from humanshelf.tenancy import writing_control

WRONG = "The name, the password or the code is wrong."
WAIT = "Too many attempts. Please wait a minute."
HOME, SIGN_IN = "/network", "/network/sign-in"


def sign_in(visitor, name="Aygün", password=PASSWORD, given=None, **more):
    given = code() if given is None else given
    return visitor.post(SIGN_IN, data={"name": name, "password": password, "code": given} | more)


def link(stage, name="Aygün", life=timedelta(hours=24)):
    with stage.app.app_context(), writing_control() as session:
        row = admins.admin_named(name) or admins.add_admin(session, name, NOW.date())
        admins.add_link(session, row.id, "a-link", NOW + life)
    return f"{SIGN_IN}/a-link"


@pytest.fixture
def anybody(stage, aygun):
    """A browser on the bare domain, where Aygün has an account."""
    return stage.stranger("localhost")


def test_name_password_and_code_lead_in(anybody):
    answer = sign_in(anybody)
    assert (answer.status_code, answer.location) == (303, HOME)
    assert anybody.get(HOME).status_code == 200
    assert anybody.get("/").location == HOME


@pytest.mark.parametrize("name", ["aygün", "AYGÜN", "  Aygün "])
def test_small_and_large_letters_are_one(anybody, name):
    assert sign_in(anybody, name).status_code == 303


def test_whatever_is_wrong_reads_alike(stage, anybody):
    link(stage, "Nobody yet")
    answers = [
        sign_in(anybody, password="wrong"),
        sign_in(anybody, given="000000"),
        sign_in(anybody, given=""),
        sign_in(anybody, name="somebody else"),
        sign_in(anybody, name="Nobody yet", password=""),
    ]
    assert {a.status_code for a in answers} == {422}
    assert all(fussy.alerts(a) == [WRONG] for a in answers)
    assert len({re.sub(r'(value|nonce)="[^"]*"', "", a.text) for a in answers}) == 1
    assert anybody.get(HOME).status_code == 303


@pytest.mark.parametrize("odd", ["", "\x00", "\u202e", "x" * 5000, "' OR 1=1 --", "😀", "%(n)s"])
def test_odd_names_passwords_and_codes_are_wrong_and_nothing_else(anybody, odd):
    assert sign_in(anybody, odd, odd, odd).status_code == 422


def test_a_code_works_once(stage, anybody):
    assert sign_in(anybody).status_code == 303
    again = stage.stranger("localhost")
    assert sign_in(again).status_code == 422
    assert sign_in(again, given=code(steps=-1)).status_code == 422, "nor does an older one"


def test_a_password_without_the_factor_opens_nothing(stage, anybody):
    stage.control("UPDATE network_admin SET totp = NULL")
    assert sign_in(anybody).status_code == 422


def test_guessing_is_slowed_and_a_link_ends_the_wait(stage, anybody, clock):
    for _ in range(5):
        assert sign_in(anybody, given="000000").status_code == 422
    stopped = sign_in(anybody)
    assert (stopped.status_code, fussy.alerts(stopped)) == (429, [WAIT])
    clock.shift(60)
    assert sign_in(anybody).status_code == 303


def test_waiting_is_no_guess_and_waits_grow(stage, anybody, clock):
    for _ in range(8):
        sign_in(anybody, given="000000")
        clock.shift(120)
    [(failures, until)] = stage.control("SELECT failures, until FROM network_brake")
    assert failures == 8
    last = 7 * 120
    assert until == int(NOW.timestamp() * 1000) + (last + 15 * 2**3) * 1000


# sessions


def test_a_session_ends_after_a_quarter_of_an_hour_without_a_step(aygun, clock):
    clock.shift(15 * 60 - 1)
    assert aygun.get(HOME).status_code == 200
    clock.shift(15 * 60)
    answer = aygun.get(f"{HOME}/acts")
    assert (answer.status_code, answer.location) == (303, f"{SIGN_IN}?next=/network/acts")


def test_a_session_ends_after_eight_hours_whatever_was_done(aygun, clock):
    for _ in range(8 * 6 - 1):
        clock.shift(10 * 60)
        assert aygun.get(HOME).status_code == 200
    clock.shift(10 * 60)
    assert aygun.get(HOME).status_code == 303


def test_signing_out_ends_the_session_for_a_kept_cookie_too(stage, aygun):
    cookie = aygun.get_cookie("__Host-staff", domain="localhost").value
    answer = aygun.post("/network/sign-out", data={"csrf_token": aygun.token()})
    assert (answer.status_code, answer.location) == (303, SIGN_IN)
    thief = stage.stranger("localhost")
    thief.set_cookie("__Host-staff", cookie, domain="localhost", secure=True)
    assert thief.get(HOME).status_code == 303
    assert stage.control("SELECT count(*) FROM network_session") == [(0,)]


def test_a_cookie_of_the_network_opens_no_library_and_the_other_way_round(stage, aygun, baku):
    ours = aygun.get_cookie("__Host-staff", domain="localhost").value
    theirs = baku.staff("coordinator").get_cookie("__Host-staff", domain="baku.localhost").value
    reader, outside = baku.reader(), stage.stranger("localhost")
    reader.set_cookie("__Host-staff", ours, domain="baku.localhost", secure=True)
    outside.set_cookie("__Host-staff", theirs, domain="localhost", secure=True)
    assert reader.get("/studio/team").location.startswith("/sign-in")
    assert outside.get(HOME).location.startswith(SIGN_IN)
    assert outside.get("/").status_code == 404


def test_sessions_are_listed_and_ended_one_by_one_and_all(stage, aygun):
    other = stage.admin("Aygün")
    page = fussy.main(aygun.get("/network/account").text)
    ids = [b.get("value") for b in fussy.every(page, "button", name="session")]
    assert len(ids) == 2
    mine = stage.control("SELECT id FROM network_session ORDER BY rowid")[0][0]
    [theirs] = [id for id in ids if id != mine]
    form = {"csrf_token": aygun.token(), "session": theirs}
    assert aygun.post("/network/account/ends", data=form).location == "/network/account"
    assert (other.get(HOME).status_code, aygun.get(HOME).status_code) == (303, 200)
    form = {"csrf_token": aygun.token()}
    assert aygun.post("/network/account/ends", data=form).location == SIGN_IN
    assert aygun.get(HOME).status_code == 303


def test_nobody_ends_the_session_of_another(stage, aygun, berik):
    id = stage.control(
        "SELECT s.id FROM network_session s JOIN network_admin a ON a.id = s.admin "
        "WHERE a.name = 'Aygün'"
    )[0][0]
    form = {"csrf_token": berik.token(), "session": id}
    assert berik.post("/network/account/ends", data=form).status_code == 303
    assert aygun.get(HOME).status_code == 200
    form["session"] = "x"
    assert berik.post("/network/account/ends", data=form).status_code == 404


# setting up


def secret_on(answer):
    """The key that the page of the second factor spells out."""
    page = fussy.main(answer.text)
    return fussy.text(fussy.one(page, "code")).replace(" ", "")


def test_a_link_leads_from_a_password_to_a_factor_to_recovery_codes(stage, clock):
    person, path = stage.stranger("localhost"), link(stage, "Zarina")
    assert person.get(path).status_code == 200
    answer = person.post(path, data={"password": "long enough"})
    assert (answer.status_code, answer.location) == (303, f"{path}/factor")
    secret = secret_on(person.get(f"{path}/factor"))
    shown = person.post(f"{path}/factor", data={"code": pyotp.TOTP(secret).at(NOW)})
    assert shown.status_code == 200
    codes = [fussy.text(one) for one in fussy.every(fussy.main(shown.text), "code")]
    assert len(set(codes)) == 10
    assert person.get(HOME).status_code == 200
    assert person.get(path).status_code == 404, "the link worked once"
    assert stage.control("SELECT act, actor, reason FROM network_act") == [
        ("set-up-admin", "Zarina", "Zarina")
    ]
    for given, status in ((codes[3], 303), (codes[3], 422), (codes[4].upper(), 303)):
        again = sign_in(stage.stranger("localhost"), "Zarina", "long enough", given)
        assert again.status_code == status


def test_setting_up_broken_off_leaves_the_account_as_it_was(stage, anybody):
    path = link(stage)
    anybody.post(path, data={"password": "a new password"})
    assert anybody.get(path).status_code == 200
    assert sign_in(stage.stranger("localhost")).status_code == 303


def test_setting_up_again_ends_what_was_before(stage, aygun, anybody, clock):
    path = link(stage)
    anybody.post(path, data={"password": "a new password"})
    secret = secret_on(anybody.get(f"{path}/factor"))
    assert aygun.get(HOME).status_code == 200
    anybody.post(f"{path}/factor", data={"code": pyotp.TOTP(secret).at(NOW)})
    assert aygun.get(HOME).status_code == 303, "whoever was signed in is out"
    clock.shift(60)
    assert secret != FACTOR
    assert sign_in(stage.stranger("localhost")).status_code == 422


def test_a_wrong_code_is_told_and_the_same_factor_is_shown_again(stage):
    person, path = stage.stranger("localhost"), link(stage, "Zarina")
    person.post(path, data={"password": "long enough"})
    secret = secret_on(person.get(f"{path}/factor"))
    wrong = person.post(f"{path}/factor", data={"code": "123"})
    assert wrong.status_code == 422
    assert secret_on(wrong) == secret


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_a_password_that_is_no_good_is_told(stage, password):
    answer = stage.stranger("localhost").post(link(stage), data={"password": password})
    assert answer.status_code == 422
    assert fussy.alerts(answer) == ["A password has at least 10 characters."]


def test_the_factor_comes_after_the_password(stage):
    person, path = stage.stranger("localhost"), link(stage)
    assert person.get(f"{path}/factor").location == path
    assert person.post(f"{path}/factor", data={"code": "1"}).location == path


def test_a_link_that_is_over_or_unknown_is_not_there(stage, clock):
    person, path = stage.stranger("localhost"), link(stage, life=timedelta(minutes=1))
    for unknown in (f"{SIGN_IN}/nothing", f"{SIGN_IN}/nothing/factor"):
        assert person.get(unknown).status_code == 404
        assert person.post(unknown).status_code == 404
    clock.shift(60)
    assert person.get(path).status_code == 404
    assert "Nothing here" in person.get(path).text


def test_the_factor_and_the_codes_lie_sealed(stage, aygun):
    [(totp, hashed)] = stage.control("SELECT totp, password_hash FROM network_admin")
    assert FACTOR.encode() not in totp
    assert hashed.startswith("$argon2id$")
    [(id,)] = stage.control("SELECT id FROM network_admin")
    with stage.app.app_context():
        other = admins.admin_by_id(UUID(id))
        assert door.opened(other.id, totp) == FACTOR


@pytest.mark.parametrize(
    "target", ["//evil.test", "https://evil.test", "/\\evil.test", "/desk", "/networks", "x"]
)
def test_after_signing_in_nobody_is_led_elsewhere(anybody, target):
    assert sign_in(anybody, next=target).location == HOME


def test_after_signing_in_one_is_where_one_wanted(anybody):
    assert sign_in(anybody, next="/network/acts?before=3").location == "/network/acts?before=3"
