"""What a browser got at one library is offered at the other, where rows have equal ids: in vain."""

import re
from uuid import UUID

import pytest

import fussy
from cast import EVENT, STAFF
from humanshelf.access import pairing, secrets
from humanshelf.tenancy.scope import key, library

WAYS = [("baku", "nu"), ("nu", "baku")]
SAME = UUID(int=7)


@pytest.fixture(params=WAYS, ids="-to-".join)
def there_and_here(request, stage):
    return [stage.houses[slug] for slug in request.param]


@pytest.fixture
def there(there_and_here):
    return there_and_here[0]


@pytest.fixture
def here(there_and_here):
    return there_and_here[1]


def carried(visitor, house):
    """A browser at this library with every cookie that it got at another."""
    other = house.reader()
    cookies = [*visitor._cookies.values()]
    assert cookies
    for cookie in cookies:
        assert cookie.origin_only, "no cookie is for a domain"
        domain = f"{house.slug}.localhost"
        other.set_cookie(cookie.key, cookie.value, domain=domain, secure=True)
    return other


def known_there_too(there, here):
    """The session stands in the other library's store as well."""
    for row in there.rows("SELECT * FROM staff_session"):
        here.change(f"INSERT INTO staff_session VALUES ({', '.join('?' * len(row))})", *row)


def test_both_teams_have_equal_ids(baku, nu):
    query = "SELECT id, role FROM staff ORDER BY id"
    assert baku.rows(query) == nu.rows(query)
    assert len(baku.rows(query)) == len(STAFF)


@pytest.mark.parametrize("role", STAFF)
def test_a_session_opens_nothing_at_the_other_library(there, here, role):
    visitor = there.staff(role)
    assert visitor.get(f"/desk/{EVENT}").status_code == 200
    answer = carried(visitor, here).get(f"/desk/{EVENT}")
    assert (answer.status_code, answer.location.partition("?")[0]) == (303, "/sign-in")


@pytest.mark.parametrize("role", STAFF)
def test_with_one_key_for_all_the_library_in_the_session_still_holds(
    there, here, role, monkeypatch
):
    monkeypatch.setattr("humanshelf.access.sessions.door_key", lambda purpose: b"one for all")
    visitor = there.staff(role)
    known_there_too(there, here)
    assert carried(visitor, here).get(f"/desk/{EVENT}").status_code == 303


@pytest.mark.parametrize("role", STAFF)
def test_without_the_library_in_it_the_session_is_still_in_one_store_only(
    there, here, role, monkeypatch
):
    monkeypatch.setattr("humanshelf.access.sessions.door_key", lambda purpose: b"one for all")
    monkeypatch.setattr("humanshelf.access.doorkeeper.current", lambda: "one for all")
    visitor = there.staff(role)
    assert carried(visitor, here).get(f"/desk/{EVENT}").status_code == 303


@pytest.mark.parametrize("role", STAFF)
def test_the_control_without_the_three_walls_it_would_open_the_desk(there, here, role, monkeypatch):
    monkeypatch.setattr("humanshelf.access.sessions.door_key", lambda purpose: b"one for all")
    monkeypatch.setattr("humanshelf.access.doorkeeper.current", lambda: "one for all")
    visitor = there.staff(role)
    known_there_too(there, here)
    assert carried(visitor, here).get(f"/desk/{EVENT}").status_code == 200


@pytest.mark.parametrize("role", STAFF)
def test_a_session_opens_nothing_on_the_bare_domain(stage, there, role):
    visitor = stage.stranger("localhost")
    cookie = there.staff(role).get_cookie("__Host-staff", domain=f"{there.slug}.localhost").value
    visitor.set_cookie("__Host-staff", cookie, domain="localhost", secure=True)
    assert visitor.get("/network").status_code != 200
    assert visitor.get(f"/desk/{EVENT}").status_code == 404


def test_a_network_admins_session_opens_nothing_in_a_library(stage, here):
    admin, visitor = stage.admin(), here.reader()
    assert admin.get("/network").status_code == 200
    cookie = admin.get_cookie("__Host-staff", domain="localhost").value
    visitor.set_cookie("__Host-staff", cookie, domain=f"{here.slug}.localhost", secure=True)
    for path in (f"/desk/{EVENT}", "/studio/team"):
        assert visitor.get(path).status_code == 303
    assert visitor.get("/network").status_code == 404


def test_a_token_of_the_forms_is_refused_at_the_other_library(there, here):
    foreign = there.staff("librarian").token()
    own = here.staff("librarian")
    before = here.checksum()
    for data, headers in (({"csrf_token": foreign}, None), ({}, {"X-CSRFToken": foreign})):
        tap = own.post(f"/desk/{EVENT}/breaks", data={"book": "deniz"} | data, headers=headers)
        assert tap.status_code == 403
    assert here.checksum() == before
    assert own.tap("breaks", book="deniz").status_code in (200, 303)


def test_a_one_time_link_lets_nobody_in_at_the_other_library(there, here):
    token = there.link("coordinator", "a-link-of-the-other-library")
    visitor = here.reader()
    before = here.checksum(), there.checksum()
    assert visitor.get(f"/sign-in/{token}").status_code == 404
    assert visitor.post(f"/sign-in/{token}").status_code == 404
    assert (here.checksum(), there.checksum()) == before
    assert there.reader().post(f"/sign-in/{token}").status_code == 303


def test_a_card_is_not_there_at_the_other_library(there, here):
    card = there.reader().card("deniz")
    # Even where there is a card with the very same id.
    here.reader().card("deniz")
    id = there.rows("SELECT id FROM card")[0][0]
    here.change("UPDATE card SET id = ?", id)
    assert here.rows("SELECT id FROM card") == [(id,)]
    before = here.checksum()
    visitor = here.reader()
    assert visitor.get(card).status_code == 404
    assert visitor.get(f"{card}/live").status_code == 404
    assert visitor.post(f"{card}/departure").status_code == 404
    assert here.checksum() == before
    assert there.reader().get(card).status_code == 200


def test_a_books_own_link_opens_nothing_at_the_other_library(there, here):
    token = there.backroom("deniz")
    here.backroom("deniz")
    assert here.reader().get(f"/backroom/{token}").status_code == 404
    assert there.reader().get(f"/backroom/{token}").status_code == 200


def test_a_readers_key_finds_no_card_at_the_other_library(there, here):
    visitor = there.reader()
    card = visitor.card("deniz")
    other = carried(visitor, here)
    page = other.main(f"/events/{EVENT}")
    assert card not in "".join(a.get("href") for a in page.iter("a"))
    assert not [a for a in page.iter("a") if a.get("href").startswith("/cards/")]
    assert visitor.get(f"/events/{EVENT}").text.count(card) > 0


def test_a_language_that_the_library_does_not_speak_is_not_taken_over(there, here):
    own = {"baku": "tr", "nu": "kk"}[there.slug]
    visitor = there.reader()
    visitor.get(f"/?language={own}")
    visitor.set_cookie("__Host-language", own, domain=f"{there.slug}.localhost", secure=True)
    spoken = [
        fussy.parsed(one.get("/").text).get("lang") for one in (visitor, carried(visitor, here))
    ]
    assert spoken == [own, "en"]


SECRETS = {
    "card": lambda: secrets.card_token(SAME),
    "book's own page": lambda: secrets.backroom_token(SAME, "deniz", b"seed"),
    "reader": lambda: secrets.reader_hash("a reader's key", SAME),
    "feedback": lambda: secrets.feedback_id("form", "place"),
    "pair": lambda: pairing.pair(pairing.READER, SAME, "a secret"),
    "pair of a book": lambda: pairing.pair(pairing.BOOK, SAME, "a secret"),
    "pair alone": lambda: pairing.pair(pairing.ALONE, SAME, "a secret"),
    "code after a month": lambda: pairing.code_hash(SAME, "12345 67890"),
    **{name: (lambda name=name: key(name)) for name in ("cookie", "csrf", "store", "card")},
}


@pytest.mark.parametrize("name", SECRETS)
def test_the_same_ids_have_other_secrets_in_the_other_library(baku, nu, name):
    made = []
    for house in (baku, nu, baku):
        with house.app.app_context(), library(house.uid):
            made.append(SECRETS[name]())
    assert made[0] == made[2] != made[1]


def test_a_survey_is_not_paired_over_two_libraries(there, here):
    """The same browser fills in both, with the same secret in its cookie: nothing tells."""
    path = f"/events/{EVENT}/surveys/baseline"
    shown = there.reader().get(path).text
    found = re.search(r'name="pairing" value="([^"]+)"', shown)
    assert found
    other = here.reader()
    cookie, domain = pairing.COOKIE + EVENT, f"{here.slug}.localhost"
    other.set_cookie(cookie, found[1], domain=domain, secure=True)
    assert found[1] not in other.get(path).text
