"""The second factor at the door: asked, set up, replaced; and who is held up without it."""

from datetime import timedelta
from uuid import UUID

import pyotp
import pytest

import fussy
from cast import EVENT, HTMX, NOW, PASSWORD, STAFF, TEAM
from humanshelf.access import factors
from humanshelf.records.factors import set_factor
from humanshelf.tenancy import writing
from humanshelf.tenancy.scope import key

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
CODE = "abcde-fghjk"
WRONG = "This code is wrong, or was used already. Please wait for the next one."
TEAM_PAGE, DESK = "/studio/team", f"/desk/{EVENT}"


def code(clock, step=0, secret=SECRET):
    """What the app shows now, or so many steps from now."""
    import time

    return pyotp.TOTP(secret).at(int(time.time()) + 30 * step)


def with_factor(house, role="coordinator", secret=SECRET, recovery=(CODE,)):
    """The role's account has a second factor, set up some days ago."""
    owner = STAFF[role].bytes
    with house.inside(), writing() as session:
        sealed = factors.seal(key("factor"), owner, secret)
        codes = [factors.hashed(key("recovery"), owner, one) for one in recovery]
        set_factor(session, STAFF[role], sealed, 0, codes, NOW.date())


def by_password(house, role="coordinator"):
    """Somebody who has given name and password, and no more."""
    visitor = house.reader()
    sent = {"name": TEAM[role], "password": PASSWORD}
    assert visitor.post("/sign-in", data=sent).status_code == 303
    return visitor


def form_of(visitor, path):
    return fussy.one(visitor.main(path), "form")


def confirm(visitor, sent, target=None):
    path = f"/confirm?next={target}" if target else "/confirm"
    fields = fussy.fields(form_of(visitor, path)) | {"code": sent}
    return visitor.post("/confirm", data=fields)


def set_up(visitor, sent=None):
    """As a person does: the key is read off the page and typed into the app."""
    main = visitor.main("/factor")
    secret = fussy.text(fussy.one(main, "code")).replace(" ", "")
    fields = fussy.fields(fussy.one(main, "form"))
    return secret, visitor.post("/factor", data=fields | {"code": sent or pyotp.TOTP(secret).now()})


def shown(answer):
    return [fussy.text(e) for e in fussy.main(answer.text).iter("code")]


# led to it


def test_a_coordinator_without_one_is_led_to_set_it_up_before_any_page(baku, product):
    samir = by_password(baku)
    for path in ("/desk", DESK, TEAM_PAGE, "/account", "/studio/exhibition"):
        answer = samir.get(path)
        assert (answer.status_code, answer.location) == (303, f"/factor?next={path}")
    assert samir.get(f"{DESK}/live").headers["HX-Redirect"] == "/factor"
    assert samir.get(DESK, headers=HTMX).headers["HX-Redirect"] == "/factor"


def test_no_write_passes_before_the_second_factor(baku):
    samir = by_password(baku)
    token = fussy.fields(form_of(samir, "/factor"))["csrf_token"]
    before = baku.checksum()
    for path in ("/account/password", "/studio/team", f"{DESK}/closures", "/account/ends"):
        answer = samir.post(path, data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, "/factor")
    assert baku.checksum() == before


def test_a_librarian_comes_in_by_the_password_and_may_have_a_factor(baku, clock):
    assert by_password(baku, "librarian").get(DESK).status_code == 200
    with_factor(baku, "librarian")
    rana = by_password(baku, "librarian")
    assert rana.get(DESK).location == f"/confirm?next={DESK}"
    assert confirm(rana, code(clock), DESK).location == DESK
    assert rana.get(DESK).status_code == 200


# setting it up


def test_set_up_once_it_is_asked_from_then_on(baku, clock):
    samir = by_password(baku)
    secret, answer = set_up(samir)
    assert answer.status_code == 200
    assert len(shown(answer)) == 10
    assert samir.get(TEAM_PAGE).status_code == 200
    clock.shift(30)
    again = by_password(baku)
    assert again.get(TEAM_PAGE).location == f"/confirm?next={TEAM_PAGE}"
    sent = pyotp.TOTP(secret).now()
    assert confirm(again, sent, TEAM_PAGE).location == TEAM_PAGE
    assert again.get(TEAM_PAGE).status_code == 200


def test_the_code_that_set_it_up_does_not_sign_in(baku):
    samir = by_password(baku)
    secret, _answer = set_up(samir)
    answer = confirm(by_password(baku), pyotp.TOTP(secret).now())
    assert (answer.status_code, fussy.alerts(answer)) == (422, [WRONG])


def test_a_code_that_does_not_fit_keeps_the_key_that_was_scanned(baku):
    samir = by_password(baku)
    secret, answer = set_up(samir, "000000")
    assert answer.status_code == 422
    assert fussy.alerts(answer) == [
        "This code does not fit. Please type the one that the app shows now."
    ]
    assert shown(answer)[0].replace(" ", "") == secret
    assert baku.count("staff_factor") == 0


@pytest.mark.parametrize("offer", ["", "x", "AAAA", "ə", "=" * 500, "A" * 160])
def test_a_key_that_was_not_offered_is_none(baku, offer):
    samir = by_password(baku)
    fields = fussy.fields(form_of(samir, "/factor")) | {"offer": offer, "code": "000000"}
    answer = samir.post("/factor", data=fields)
    assert (answer.status_code, baku.count("staff_factor")) == (422, 0)


def test_what_was_offered_to_one_is_not_taken_from_another(baku, nu):
    offer = fussy.fields(form_of(by_password(baku), "/factor"))["offer"]
    for other in (by_password(baku, "librarian"), by_password(nu)):
        fields = fussy.fields(form_of(other, "/factor")) | {"offer": offer}
        answer = other.post("/factor", data=fields | {"code": "000000"})
        assert fussy.alerts(answer) == ["Please scan this code: it is a new one."]


def test_sent_twice_it_is_set_up_once(baku):
    samir = by_password(baku)
    main = samir.main("/factor")
    secret = fussy.text(fussy.one(main, "code")).replace(" ", "")
    fields = fussy.fields(fussy.one(main, "form")) | {"code": pyotp.TOTP(secret).now()}
    first, second = (samir.post("/factor", data=fields) for _ in range(2))
    assert (first.status_code, second.status_code) == (200, 409)
    assert shown(second) == []
    assert (baku.count("staff_factor"), baku.count("recovery_code")) == (1, 10)


def test_neither_secret_nor_codes_can_be_read_in_the_store(baku):
    secret, answer = set_up(by_password(baku))
    kept = repr(baku.rows("SELECT * FROM staff_factor") + baku.rows("SELECT * FROM recovery_code"))
    assert not [one for one in (secret, *shown(answer)) if one in kept]


def test_a_new_phone_takes_the_place_of_the_old_and_ends_the_other_devices(baku, clock):
    with_factor(baku)
    other, samir = by_password(baku), by_password(baku)
    assert confirm(other, code(clock)).status_code == 303
    clock.shift(30)
    assert confirm(samir, code(clock)).status_code == 303
    secret, answer = set_up(samir)
    assert answer.status_code == 200
    assert other.get(DESK).location == f"/sign-in?next={DESK}"
    clock.shift(30)
    late = by_password(baku)
    assert confirm(late, code(clock)).status_code == 422
    assert confirm(late, pyotp.TOTP(secret).now()).status_code == 303


def test_who_has_only_the_password_cannot_put_an_own_phone_in_its_place(baku):
    with_factor(baku)
    thief = by_password(baku)
    before = baku.checksum()
    assert thief.get("/factor").location == "/confirm?next=/factor"
    token = fussy.fields(form_of(thief, "/confirm"))["csrf_token"]
    answer = thief.post("/factor", data={"csrf_token": token, "offer": "", "code": "000000"})
    assert (answer.status_code, answer.location) == (303, "/confirm?next=/factor")
    assert baku.checksum() == before


# codes


@pytest.mark.parametrize(("step", "status"), [(-2, 422), (-1, 303), (0, 303), (1, 303), (2, 422)])
def test_a_phones_clock_may_be_half_a_minute_wrong(baku, clock, step, status):
    with_factor(baku)
    assert confirm(by_password(baku), code(clock, step)).status_code == status


def test_a_code_is_used_once_wherever_it_is_sent(baku, clock):
    with_factor(baku)
    sent = code(clock)
    assert confirm(by_password(baku), sent).status_code == 303
    answer = confirm(by_password(baku), sent)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [WRONG])
    assert confirm(by_password(baku), code(clock, -1)).status_code == 422, "older still"


def test_a_code_of_one_library_is_of_no_use_at_the_other(baku, nu, clock):
    """The same person, name and password in both: two accounts all the same."""
    with_factor(baku)
    with_factor(nu, secret=SECRET[::-1], recovery=("zzzzz-zzzzz",))
    assert confirm(by_password(nu), code(clock)).status_code == 422
    assert confirm(by_password(nu), CODE).status_code == 422
    assert confirm(by_password(baku), CODE).status_code == 303


def test_even_one_secret_in_two_libraries_is_used_up_apart(baku, nu, clock):
    with_factor(baku)
    with_factor(nu)
    assert confirm(by_password(baku), code(clock)).status_code == 303
    assert confirm(by_password(nu), code(clock)).status_code == 303
    baku_row, nu_row = (h.rows("SELECT sealed FROM staff_factor") for h in (baku, nu))
    assert baku_row != nu_row


def test_a_row_copied_from_another_account_opens_nothing(baku, clock):
    with_factor(baku)
    baku.change("UPDATE staff_factor SET staff_id = ?", STAFF["librarian"].hex)
    assert confirm(by_password(baku, "librarian"), code(clock)).status_code == 422


def test_a_recovery_code_opens_once_and_the_others_stay(baku):
    with_factor(baku, recovery=(CODE, "zzzzz-zzzzz"))
    samir = by_password(baku)
    assert "2 recovery codes are left." in samir.get("/confirm").text
    assert confirm(samir, f" {CODE.upper()} ").status_code == 303
    assert samir.get(TEAM_PAGE).status_code == 200
    assert confirm(by_password(baku), CODE).status_code == 422
    assert confirm(by_password(baku), "zzzzzzzzzz").status_code == 303
    assert baku.count("recovery_code") == 0
    assert baku.rows("SELECT act FROM act") == [("use-recovery-code",)] * 2


@pytest.mark.parametrize("odd", ["", " ", "x" * 5000, "\x00", "000000", "ə", "%(num)s"])
def test_what_is_no_code_is_wrong(baku, odd):
    with_factor(baku)
    assert confirm(by_password(baku), odd).status_code == 422


# guessing


def test_wrong_codes_brake_like_wrong_passwords(baku, clock):
    with_factor(baku)
    samir = by_password(baku)
    answers = [confirm(samir, "000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert confirm(samir, code(clock)).status_code == 429
    clock.shift(15)
    assert confirm(samir, code(clock)).status_code == 303


def test_the_right_password_does_not_release_the_brake_of_codes(baku):
    with_factor(baku)
    for _ in range(5):
        assert confirm(by_password(baku), "000000").status_code == 422
    assert confirm(by_password(baku), "000000").status_code == 429


# from the command line, or from a coordinator


def test_a_link_of_the_command_line_needs_no_factor_and_says_how_to_get_one(baku):
    with_factor(baku)
    samir = baku.staff("coordinator")
    for path in (DESK, TEAM_PAGE, "/account"):
        answer = samir.get(path)
        assert answer.status_code == 200
        assert "You came in by a link." in answer.text
    secret, answer = set_up(samir)
    assert answer.status_code == 200
    assert "You came in by a link." not in samir.get(TEAM_PAGE).text


def test_a_link_that_a_coordinator_made_is_a_password_at_most(baku, clock):
    samir = baku.reader()
    samir.post(f"/sign-in/{baku.link('coordinator', strong=False)}")
    assert samir.get(TEAM_PAGE).location == f"/factor?next={TEAM_PAGE}"
    with_factor(baku)
    assert samir.get(TEAM_PAGE).location == f"/confirm?next={TEAM_PAGE}"
    assert confirm(samir, code(clock)).status_code == 303
    assert samir.get(TEAM_PAGE).status_code == 200


# freshly entered


def fresh_after(visitor, token):
    """Whether a change of a role would pass."""
    data = {"csrf_token": token, "role": "editor", "was": "librarian"}
    answer = visitor.post(f"{TEAM_PAGE}/{STAFF['librarian'].hex}/roles", data=data)
    return answer.location != f"/confirm?next={TEAM_PAGE}"


def test_great_steps_ask_again_after_ten_minutes(baku, clock):
    with_factor(baku)
    samir = by_password(baku)
    assert confirm(samir, code(clock)).status_code == 303
    token = samir.token()
    clock.shift(600)
    assert not fresh_after(samir, token)
    assert baku.rows("SELECT role FROM staff WHERE id = ?", STAFF["librarian"].hex) == [
        ("librarian",)
    ]
    page = samir.main(f"/confirm?next={TEAM_PAGE}")
    assert fussy.text(fussy.one(page, "h1")) == "Is it you?"
    assert confirm(samir, code(clock), TEAM_PAGE).location == TEAM_PAGE
    assert fresh_after(samir, token)


def test_a_link_of_the_command_line_is_fresh_for_ten_minutes(baku, clock):
    samir = baku.staff("coordinator")
    token = samir.token()
    clock.shift(599)
    assert fresh_after(samir, token)
    late = baku.staff("coordinator")
    token = late.token()
    clock.shift(600)
    assert not fresh_after(late, token)
    assert late.get(f"/confirm?next={TEAM_PAGE}").location == f"/factor?next={TEAM_PAGE}"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil", "x"])
def test_nobody_is_led_to_another_site_by_it(baku, clock, target):
    with_factor(baku)
    samir = by_password(baku)
    fields = fussy.fields(form_of(samir, "/confirm")) | {"code": code(clock), "next": target}
    assert samir.post("/confirm", data=fields).location == "/desk"
    assert "next" not in fussy.fields(form_of(samir, f"/confirm?next={target}"))


# a locked desk


def test_a_locked_desk_opens_by_the_password_while_its_factor_holds(baku, clock):
    with_factor(baku)
    samir = by_password(baku)
    confirm(samir, code(clock))
    samir.post("/lock", data={"csrf_token": samir.token()})
    assert samir.get(DESK).location == f"/sign-in?next={DESK}"
    samir.post("/sign-in", data={"name": "Samir", "password": PASSWORD})
    assert samir.get(DESK).status_code == 200
    clock.shift(timedelta(hours=12))
    samir.post("/sign-in", data={"name": "Samir", "password": PASSWORD})
    assert samir.get(DESK).location == f"/confirm?next={DESK}"


def test_who_becomes_a_coordinator_needs_it_too(baku):
    samir, rana = baku.staff("coordinator"), by_password(baku, "librarian")
    data = {"csrf_token": samir.token(), "role": "coordinator", "was": "librarian"}
    path = f"{TEAM_PAGE}/{STAFF['librarian'].hex}/roles"
    assert samir.post(path, data=data).status_code == 200
    assert rana.get(DESK).location == f"/sign-in?next={DESK}"
    assert by_password(baku, "librarian").get(DESK).location == f"/factor?next={DESK}"


def test_the_factor_goes_with_its_account(baku):
    with_factor(baku, "librarian")
    samir = baku.staff("coordinator")
    path = f"{TEAM_PAGE}/{STAFF['librarian'].hex}/removals"
    assert samir.post(path, data={"csrf_token": samir.token()}).status_code == 200
    assert (baku.count("staff_factor"), baku.count("recovery_code")) == (0, 0)
    assert UUID(hex=baku.rows("SELECT id FROM staff")[0][0]) == STAFF["coordinator"]
