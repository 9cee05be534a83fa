"""Passkeys at a library's door and at the network's: what lets in, and what is refused."""

import ast
import json
import re
from pathlib import Path

import pyotp
import pytest
import webauthn

import fussy
from access.test_access_factor import with_factor
from cast import COLLEAGUES, EVENT, NOW, PASSWORD, STAFF, TEAM, code
from humanshelf.access import ceremony
from humanshelf.access.challenges import COOKIE
from keyfobs import PRESENT, Fob, text
from network.test_network_signing import link

ACCOUNT, ADD, DESK, TEAM_PAGE = "/account", "/account/passkeys", f"/desk/{EVENT}", "/studio/team"
REFUSED = "This passkey does not open here. Try again, or use your password."
NOT_ADDED = "This passkey could not be added. Please try again."
NETWORK = "/network/account/passkeys"


def asked(visitor, path="/passkeys/challenges", **fields):
    """What the page's script fetches."""
    answer = visitor.post(path, data=fields)
    assert (answer.status_code, answer.mimetype) == (200, "application/json"), answer.text
    return answer.json


def make(visitor, label="My phone", fob=None, **wrong):
    """Add a passkey, as the page and its script do."""
    fob, token = fob or Fob(visitor.origin), visitor.token(ADD)
    sent = fob.make(asked(visitor, f"{ADD}/challenges", csrf_token=token), **wrong)
    answer = visitor.post(ADD, data={"csrf_token": token, "label": label, "passkey": sent})
    return fob, answer


def enter(visitor, fob, **wrong):
    sent = fob.answer(asked(visitor), **wrong)
    return visitor.post("/sign-in", data={"passkey": sent} | wrong.get("form", {}))


@pytest.fixture
def with_fob(baku):
    """A coordinator with codes and a passkey; the passkey."""

    def have(house=baku, role="coordinator"):
        with_factor(house, role)
        fob, answer = make(house.staff(role))
        assert answer.location == "/account?done=passkey"
        return fob

    return have


def refused(answer):
    assert (answer.status_code, fussy.alerts(answer)) == (422, [REFUSED])
    assert not [line for line in answer.headers.getlist("Set-Cookie") if "staff" in line]
    return True


# added


@pytest.mark.parametrize("role", ["librarian", "editor", "translator", "coordinator"])
def test_everybody_of_the_team_may_add_one_and_signs_in_with_nothing_else(baku, role):
    visitor = baku.staff(role)
    with_factor(baku, role) if role in STAFF else _factor_of(baku, role)
    fob, answer = make(visitor)
    assert answer.location == "/account?done=passkey"
    other = baku.reader()
    assert enter(other, fob).status_code == 303
    assert other.get(ACCOUNT).status_code == 200


def _factor_of(house, role):
    house.change(
        "INSERT INTO staff_factor (staff_id, sealed, last_step, since) VALUES (?, x'00', 0, ?)",
        COLLEAGUES[role][1].hex,
        NOW.date().isoformat(),
    )


def test_who_has_no_codes_yet_sets_them_up_first(baku):
    rana = baku.staff("librarian")
    token = rana.token()
    assert rana.get(ADD).location == f"/factor?next={ADD}"
    answer = rana.post(f"{ADD}/challenges", data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, f"/factor?next={ADD}")
    assert "Add a passkey" not in rana.get(ACCOUNT).text


def test_adding_and_removing_ask_for_a_fresh_code(baku, with_fob, clock):
    with_fob()
    samir = baku.staff("coordinator")
    token = samir.token(ADD)
    clock.shift(600)
    gone = f"{ADD}/{baku.rows('SELECT id FROM staff_passkey')[0][0]}/removals"
    before = baku.checksum("staff_session")
    for path, back in ((f"{ADD}/challenges", ADD), (gone, ACCOUNT)):
        answer = samir.post(path, data={"csrf_token": token})
        assert (answer.status_code, answer.location) == (303, f"/confirm?next={back}")
    assert samir.get(ADD).location == f"/confirm?next={ADD}"
    assert baku.checksum("staff_session") == before


def test_the_device_is_asked_for_all_that_it_needs_and_told_nothing_of_anybody(baku):
    with_factor(baku)
    samir = baku.staff("coordinator")
    told = asked(samir, f"{ADD}/challenges", csrf_token=samir.token(ADD))
    assert told["rp"] == {"id": "baku.localhost", "name": "Reading list"}
    assert told["attestation"] == "none"
    assert {one["alg"] for one in told["pubKeyCredParams"]} == {-7, -8, -257}
    chosen = told["authenticatorSelection"]
    assert (chosen["userVerification"], chosen["residentKey"]) == ("required", "required")
    assert len(told["user"]["id"]) == 43 and told["user"]["name"] == "Samir"
    assert STAFF["coordinator"].hex not in json.dumps(told)
    entry = asked(baku.reader())
    assert set(entry) == {"challenge", "rpId", "timeout", "userVerification"}
    assert (entry["rpId"], entry["userVerification"]) == ("baku.localhost", "required")


def test_one_device_is_not_asked_for_a_second(baku, with_fob):
    fob = with_fob()
    samir = baku.staff("coordinator")
    told = asked(samir, f"{ADD}/challenges", csrf_token=samir.token(ADD))
    assert [one["id"] for one in told["excludeCredentials"]] == [text(fob.id)]
    _fob, answer = make(samir, fob=fob)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [NOT_ADDED])
    assert baku.count("staff_passkey") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": PRESENT},
        {"host": "nu.localhost"},
        {"host": "localhost"},
        {"origin": "https://nu.localhost"},
        {"origin": "http://baku.localhost"},
        {"type": "webauthn.get"},
        {"algorithm": -65535},
    ],
)
def test_what_is_not_made_here_by_its_person_is_not_added(baku, wrong):
    with_factor(baku)
    _fob, answer = make(baku.staff("coordinator"), **wrong)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [NOT_ADDED])
    assert baku.count("staff_passkey") == 0


def test_a_challenge_of_one_account_adds_none_to_another(baku):
    with_factor(baku)
    with_factor(baku, "librarian")
    samir, rana = baku.staff("coordinator"), baku.staff("librarian")
    told = asked(samir, f"{ADD}/challenges", csrf_token=samir.token(ADD))
    known = samir.get_cookie(COOKIE, domain="baku.localhost").value
    rana.set_cookie(COOKIE, known, domain="baku.localhost", secure=True)
    sent = {"passkey": Fob(baku.origin).make(told), "csrf_token": rana.token(ADD), "label": "x"}
    assert rana.post(ADD, data=sent).status_code == 422
    assert baku.count("staff_passkey") == 0


def test_ten_are_enough(baku):
    with_factor(baku)
    samir = baku.staff("coordinator")
    for number in range(ceremony.MOST):
        assert make(samir, f"number {number}")[1].status_code == 303
    token = samir.csrf
    told = asked(samir, f"{ADD}/challenges", csrf_token=token)
    sent = {"passkey": Fob(baku.origin).make(told), "csrf_token": token, "label": "x"}
    assert samir.post(ADD, data=sent).status_code == 422
    assert baku.count("staff_passkey") == 10
    assert "That is the most" in samir.get(ADD).text


# sign-in


def test_it_is_password_and_second_factor_together(baku, with_fob):
    fob = with_fob()
    samir = baku.reader()
    answer = enter(samir, fob, form={"next": TEAM_PAGE})
    assert (answer.status_code, answer.location) == (303, TEAM_PAGE)
    page = samir.get(TEAM_PAGE)
    assert page.status_code == 200 and "You came in by a link." not in page.text
    token = samir.token(ADD)
    asked(samir, f"{ADD}/challenges", csrf_token=token)


@pytest.mark.parametrize(
    "wrong",
    [
        {"flags": PRESENT},
        {"flags": 0},
        {"host": "nu.localhost"},
        {"host": "localhost"},
        {"origin": "https://nu.localhost"},
        {"origin": "https://baku.localhost.evil.example"},
        {"type": "webauthn.create"},
        {"handle": b"somebody else"},
        {"handle": b""},
        {"key": Fob("").key},
    ],
)
def test_what_is_wrong_with_it_is_refused_and_reads_alike(baku, with_fob, wrong):
    fob = with_fob()
    assert refused(enter(baku.reader(), fob, **wrong))
    assert enter(baku.reader(), fob).status_code == 303, "the control: it was that alone"


def test_a_challenge_is_answered_once(baku, with_fob):
    fob, visitor = with_fob(), baku.reader()
    told = asked(visitor)
    assert refused(visitor.post("/sign-in", data={"passkey": fob.answer(told, flags=PRESENT)}))
    assert refused(visitor.post("/sign-in", data={"passkey": fob.answer(told)})), "wrong was one"
    sent = {"passkey": fob.answer(asked(visitor))}
    assert visitor.post("/sign-in", data=sent).status_code == 303
    assert refused(visitor.post("/sign-in", data=sent))


def test_a_challenge_ends_after_five_minutes(baku, with_fob, clock):
    fob, visitor = with_fob(), baku.reader()
    told = asked(visitor)
    clock.shift(301)
    assert refused(visitor.post("/sign-in", data={"passkey": fob.answer(told)}))


def test_a_challenge_belongs_to_the_browser_that_asked(baku, with_fob):
    fob = with_fob()
    told, other = asked(baku.reader()), baku.reader()
    assert refused(other.post("/sign-in", data={"passkey": fob.answer(told)})), "without a cookie"
    asked(other)
    assert refused(other.post("/sign-in", data={"passkey": fob.answer(told)}))


def test_a_challenge_that_was_made_up_or_is_for_something_else_is_none(baku, with_fob):
    fob, visitor = with_fob(), baku.reader()
    asked(visitor)
    for odd in ("", "AAAA", "A" * 43):
        sent = {"passkey": fob.answer({"challenge": odd, "rpId": "baku.localhost"})}
        assert refused(visitor.post("/sign-in", data=sent))
    samir = baku.staff("coordinator")
    told = asked(samir, f"{ADD}/challenges", csrf_token=samir.token(ADD))
    told["rpId"] = "baku.localhost"
    assert refused(samir.post("/sign-in", data={"passkey": fob.answer(told)}))


def test_a_siblings_passkey_is_a_strangers(baku, nu, with_fob):
    fob = with_fob(nu)
    assert refused(enter(baku.reader(), fob, origin=baku.origin, host="baku.localhost"))
    assert enter(nu.reader(), fob).status_code == 303


def test_a_device_that_has_counted_less_is_a_copy_and_is_noted(baku, with_fob):
    fob = with_fob()
    fob.count = 5
    assert enter(baku.reader(), fob).status_code == 303
    for count in (5, 4, 0):
        assert refused(enter(baku.reader(), fob, count=count))
    assert (
        baku.rows("SELECT act, actor FROM act WHERE act = 'passkey-copied'")
        == [("passkey-copied", None)] * 3
    )
    assert enter(baku.reader(), fob, count=6).status_code == 303
    page = baku.staff("coordinator").get("/studio/activity")
    assert "perhaps a copy" in page.text


def test_one_that_never_counts_goes_on(baku, with_fob):
    fob = with_fob()
    assert [enter(baku.reader(), fob).status_code for _ in range(2)] == [303, 303]


@pytest.mark.parametrize(
    "odd",
    ["", "x", "{}", "[]", "null", "[" * 9000, "{" * 20000, '{"response": 1}', "\x00", "ə"]
    + ['{"rawId": "x", "response": {"clientDataJSON": "e30"}}']
    + ['{"rawId": 5, "response": {"clientDataJSON": "eyJjaGFsbGVuZ2UiOiAxfQ"}}'],
)
def test_what_is_no_passkey_opens_nothing(baku, odd):
    visitor = baku.reader()
    asked(visitor)
    assert refused(visitor.post("/sign-in", data={"passkey": odd}))


@pytest.mark.parametrize("part", ["authenticatorData", "signature", "userHandle", "clientDataJSON"])
@pytest.mark.parametrize("odd", ["", "AA", "A" * 200, "%%%", 7, None, {}, []])
def test_a_part_that_is_broken_opens_nothing(baku, with_fob, part, odd):
    fob, visitor = with_fob(), baku.reader()
    told = json.loads(fob.answer(asked(visitor)))
    told["response"][part] = odd
    assert refused(visitor.post("/sign-in", data={"passkey": json.dumps(told)}))


def test_the_account_that_is_gone_and_the_passkey_that_is_removed_open_nothing(baku, with_fob):
    fob = with_fob()
    first, other = baku.staff("coordinator"), baku.reader()
    assert enter(other, fob).status_code == 303
    gone = f"{ADD}/{baku.rows('SELECT id FROM staff_passkey')[0][0]}/removals"
    answer = first.post(gone, data={"csrf_token": first.token()})
    assert answer.location == "/account?done=passkey-gone"
    assert other.get(DESK).location == f"/sign-in?next={DESK}", "it is over there"
    assert refused(enter(baku.reader(), fob))
    assert first.post(gone, data={"csrf_token": first.csrf}).status_code == 404
    rana = with_fob(role="librarian")
    path = f"{TEAM_PAGE}/{STAFF['librarian'].hex}/removals"
    assert first.post(path, data={"csrf_token": first.csrf}).status_code == 200
    assert baku.count("staff_passkey") == 0
    assert refused(enter(baku.reader(), rana))


def test_a_stolen_device_is_signed_out_by_a_colleague_with_its_passkeys(baku, with_fob):
    rana, samir = with_fob(role="librarian"), baku.staff("coordinator")
    path = f"{TEAM_PAGE}/{STAFF['librarian'].hex}/ends"
    answer = samir.post(path, data={"csrf_token": samir.token()})
    assert "is signed in nowhere now, and has no passkey." in fussy.text(fussy.main(answer.text))
    assert refused(enter(baku.reader(), rana))
    assert baku.rows("SELECT count(*) FROM erasure WHERE kind = 'passkey'") == [(1,)]
    assert len(baku.rows("SELECT 1 FROM act WHERE act = 'remove-passkey'")) == 1
    answer = samir.post(path, data={"csrf_token": samir.csrf})
    assert "is signed in nowhere now." in fussy.text(fussy.main(answer.text))


def test_who_begins_anew_by_a_link_has_none_of_the_old_ones(baku, with_fob):
    rana, samir = with_fob(role="librarian"), baku.staff("coordinator")
    path = f"{TEAM_PAGE}/{STAFF['librarian'].hex}/links"
    answer = samir.post(path, data={"csrf_token": samir.token()})
    token = re.search(r"/sign-in/([\w-]+)", answer.text)[1]
    her = baku.reader()
    assert her.post(f"/sign-in/{token}", data={"password": PASSWORD}).status_code == 303
    assert refused(enter(baku.reader(), rana))
    done = baku.rows("SELECT actor, subject FROM act WHERE act = 'remove-passkey'")
    assert done == [(STAFF["librarian"].hex, STAFF["librarian"].hex)]


def test_nobody_removes_anothers(baku, with_fob):
    with_fob()
    with_factor(baku, "librarian")
    rana = baku.staff("librarian")
    for id in (baku.rows("SELECT id FROM staff_passkey")[0][0], "x", "0" * 32):
        answer = rana.post(f"{ADD}/{id}/removals", data={"csrf_token": rana.token()})
        assert answer.status_code == 404
    assert baku.count("staff_passkey") == 1


def test_a_locked_desk_opens_by_it_and_goes_on_with_its_session(baku, with_fob):
    fob, samir = with_fob(), baku.reader()
    enter(samir, fob)
    token = samir.token()
    samir.post("/lock", data={"csrf_token": token})
    assert samir.get(DESK).location == f"/sign-in?next={DESK}"
    before = baku.rows("SELECT id FROM staff_session ORDER BY id")
    assert enter(samir, fob).status_code == 303
    assert samir.get(DESK).status_code == 200
    assert baku.rows("SELECT id FROM staff_session ORDER BY id") == before


def test_many_wrong_ones_wait_and_hold_up_no_password(baku, with_fob, clock):
    fob, visitor = with_fob(role="librarian"), baku.reader()
    sent = {"passkey": "x"}
    tries = [visitor.post("/sign-in", data=sent).status_code for _ in range(62)]
    assert tries == [422] * 60 + [429] * 2
    assert enter(baku.reader(), fob).status_code == 429
    password = {"name": TEAM["librarian"], "password": PASSWORD}
    assert baku.reader().post("/sign-in", data=password).status_code == 303
    clock.shift(60)
    assert enter(baku.reader(), fob).status_code == 303


def test_only_the_librarys_own_pages_send_one(baku, with_fob):
    fob, visitor = with_fob(), baku.reader()
    sent = {"passkey": fob.answer(asked(visitor))}
    for site in ("same-site", "cross-site", "none"):
        headers = {"Sec-Fetch-Site": site}
        assert visitor.post("/sign-in", data=sent, headers=headers).status_code == 403
        assert visitor.post("/passkeys/challenges", headers=headers).status_code == 403


def test_to_ask_stores_nothing_and_what_is_stored_names_no_device(baku, with_fob):
    fob = with_fob()
    before = baku.checksum()
    for _ in range(3):
        asked(baku.reader())
    assert baku.checksum() == before
    enter(baku.reader(), fob)
    names = [row[1] for row in baku.rows("PRAGMA table_info('staff_passkey')")]
    assert set(names) == {
        *("id", "owner", "credential", "credential_key", "handle", "count", "host", "label"),
        *("since", "used"),
    }
    day = NOW.date().isoformat()
    assert baku.rows("SELECT since, used, label FROM staff_passkey") == [(day, day, "My phone")]
    assert baku.count("staff_answered") == 2, "one made it, one was signed in with"


def test_answered_challenges_are_forgotten_when_their_time_is_over(baku, with_fob, clock):
    fob = with_fob()
    for _ in range(2):
        enter(baku.reader(), fob)
    clock.shift(301)
    enter(baku.reader(), fob)
    assert baku.count("staff_answered") == 1


# in place of a code


def test_it_stands_for_the_fresh_code_of_its_owner_alone(baku, with_fob, clock):
    fob, other = with_fob(), with_fob(role="librarian")
    samir = baku.reader()
    samir.post("/sign-in", data={"name": TEAM["coordinator"], "password": PASSWORD})
    token = samir.token(f"/confirm?next={ADD}")
    sent = {"csrf_token": token, "next": ADD, "passkey": other.answer(asked(samir))}
    answer = samir.post("/confirm", data=sent)
    assert fussy.alerts(answer) == ["This passkey is not yours, or belongs to another address."]
    assert samir.get(DESK).status_code == 303
    sent["passkey"] = fob.answer(asked(samir))
    assert samir.post("/confirm", data=sent).location == ADD
    assert samir.get(ADD).status_code == 200


def test_wrong_ones_are_braked_like_codes(baku, with_fob):
    with_fob()
    samir = baku.staff("coordinator")
    sent = {"csrf_token": samir.token(), "passkey": "x"}
    assert [samir.post("/confirm", data=sent).status_code for _ in range(6)] == [422] * 5 + [429]


# another address


def test_after_a_move_it_is_told_apart_and_opens_nothing(baku, with_fob):
    fob = with_fob()
    baku.change("UPDATE staff_passkey SET host = 'xezer.localhost'")
    assert refused(enter(baku.reader(), fob))
    samir = baku.staff("coordinator")
    assert "belongs to another address" in samir.get(ACCOUNT).text
    assert "passkey" not in samir.get("/confirm").text
    gone = f"{ADD}/{baku.rows('SELECT id FROM staff_passkey')[0][0]}/removals"
    assert samir.post(gone, data={"csrf_token": samir.token()}).status_code == 303


# controls


def test_the_control_without_the_check_of_the_person_a_found_phone_signs_in(
    baku, with_fob, monkeypatch
):
    fob, checks = with_fob(), webauthn.verify_authentication_response
    loose = {"require_user_verification": False}
    monkeypatch.setattr(
        webauthn, "verify_authentication_response", lambda **given: checks(**given | loose)
    )
    assert enter(baku.reader(), fob, flags=PRESENT).status_code == 303


def test_the_control_with_the_base_domain_as_its_host_a_siblings_page_could_ask(
    baku, with_fob, monkeypatch
):
    fob = with_fob()
    assert refused(enter(baku.reader(), fob, host="localhost"))
    baku.change("UPDATE staff_passkey SET host = 'localhost'")
    monkeypatch.setattr(ceremony, "host", lambda: "localhost")
    monkeypatch.setattr(ceremony, "origin", lambda: baku.origin)
    assert enter(baku.reader(), fob, host="localhost").status_code == 303


# at the network's door


@pytest.fixture
def networks(stage, aygun):
    """A passkey of Aygün's at the bare domain."""
    fob, answer = make_there(aygun)
    assert (answer.status_code, answer.location) == (303, "/network/account")
    return fob


def make_there(admin, sent=None, label="Key"):
    fob, token = Fob("https://localhost"), admin.token("/network/account")
    given = {"csrf_token": token, "code": sent or code()}
    told = asked(admin, f"{NETWORK}/challenges", **given)
    form = {"csrf_token": token, "label": label, "passkey": fob.make(told)}
    return fob, admin.post(NETWORK, data=form)


def enter_there(visitor, fob, **wrong):
    sent = fob.answer(asked(visitor, "/network/passkeys/challenges"), **wrong)
    return visitor.post("/network/sign-in", data={"passkey": sent})


def test_a_network_admin_signs_in_with_nothing_else(stage, networks):
    visitor = stage.stranger("localhost")
    answer = enter_there(visitor, networks)
    assert (answer.status_code, answer.location) == (303, "/network")
    assert visitor.get("/network").status_code == 200
    assert "Key" in visitor.get("/network/account").text


@pytest.mark.parametrize(
    "wrong", [{"flags": PRESENT}, {"host": "baku.localhost"}, {"origin": "https://baku.localhost"}]
)
def test_what_is_wrong_is_refused_at_the_networks_door_too(stage, networks, wrong):
    assert refused(enter_there(stage.stranger("localhost"), networks, **wrong))
    assert enter_there(stage.stranger("localhost"), networks).status_code == 303


def test_a_librarys_passkey_opens_nothing_at_the_networks_door(stage, networks, with_fob):
    fob = with_fob()
    answer = enter_there(
        stage.stranger("localhost"), fob, host="localhost", origin="https://localhost"
    )
    assert refused(answer)


def test_adding_one_there_needs_a_code_and_says_so(aygun):
    given = {"csrf_token": aygun.token("/network/account"), "code": "000000"}
    answer = aygun.post(f"{NETWORK}/challenges", data=given)
    assert answer.status_code == 422
    assert set(answer.json) == {"wrong"}
    form = {"csrf_token": aygun.csrf, "label": "x", "passkey": "{}"}
    answer = aygun.post(NETWORK, data=form)
    assert (answer.status_code, fussy.alerts(answer)) == (422, [NOT_ADDED])


def test_it_stands_for_the_code_before_great_steps(stage, networks, aygun):
    other = stage.admin("Berik")
    token = other.token()
    there = asked(other, "/network/passkeys/challenges")
    sent = {"csrf_token": token, "name": "Dana", "passkey": networks.answer(there)}
    assert other.post("/network/admins", data=sent).status_code == 422, "another's"
    there = asked(aygun, "/network/passkeys/challenges")
    sent = {"csrf_token": aygun.token(), "name": "Dana", "passkey": networks.answer(there)}
    assert aygun.post("/network/admins", data=sent).status_code == 200
    assert stage.control("SELECT count(*) FROM network_admin") == [(3,)]


def test_removed_it_opens_nothing_and_where_it_was_signed_in_that_is_over(stage, networks, aygun):
    other = stage.stranger("localhost")
    enter_there(other, networks)
    id = stage.control("SELECT id FROM network_passkey")[0][0]
    token = aygun.token("/network/account")
    path = f"{NETWORK}/{id}/removals"
    assert aygun.post(path, data={"csrf_token": token, "code": "000000"}).status_code == 422
    answer = aygun.post(path, data={"csrf_token": token, "code": code(steps=1)})
    assert (answer.status_code, answer.location) == (303, "/network/account")
    assert other.get("/network").status_code == 303
    assert refused(enter_there(stage.stranger("localhost"), networks))
    done = stage.control("SELECT act, actor FROM network_act ORDER BY id")
    assert done == [("add-passkey", "Aygün"), ("remove-passkey", "Aygün")]
    for gone in (id, "x"):
        sent = {"csrf_token": token, "code": "1"}
        assert aygun.post(f"{NETWORK}/{gone}/removals", data=sent).status_code == 404


def test_a_copy_is_noted_there_too(stage, networks, aygun):
    assert enter_there(stage.stranger("localhost"), networks, count=9).status_code == 303
    assert refused(enter_there(stage.stranger("localhost"), networks, count=8))
    done = stage.control("SELECT act, actor FROM network_act ORDER BY id")
    assert done == [("add-passkey", "Aygün"), ("passkey-copied", "Aygün")]
    assert "perhaps a copy" in aygun.get("/network/acts").text


def test_without_a_second_factor_of_its_own_an_account_is_not_let_in(stage, networks):
    stage.control("UPDATE network_admin SET totp = NULL")
    assert refused(enter_there(stage.stranger("localhost"), networks))


def test_a_new_link_that_was_used_ends_the_older_passkeys(stage, networks):
    visitor = stage.stranger("localhost")
    address = link(stage)
    visitor.post(address, data={"password": "another long password"})
    key = re.search(r'<code class="num kept">([^<]+)', visitor.get(f"{address}/factor").text)[1]
    sent = {"code": pyotp.TOTP(key.replace(" ", "")).now()}
    assert visitor.post(f"{address}/factor", data=sent).status_code == 200
    assert stage.control("SELECT count(*) FROM network_passkey") == [(0,)]


def test_who_serves_cards_does_not_pay_for_it():
    """The library that checks passkeys takes half a second to import: with the first of them."""
    source = Path(ceremony.__file__).parents[1]
    top = [
        node
        for path in source.rglob("*.py")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert [one for one in top if "webauthn" in ast.dump(one)] == []
