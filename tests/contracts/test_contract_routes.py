"""Every route is marked, named here with its methods, and lets in whom it should."""

import re

import pytest

import fussy
from cast import EVENT
from humanshelf.access.marks import AUDIENCES

OUTSIDE = {"assets.show"}
"""Files that say nothing of anybody."""

ROUTES = {
    # whom it is for, how it may be called, what it answers to whom: reader, librarian, coordinator
    "front.health": ("anyone", "GET"),
    "front.leave": ("anyone", "GET"),
    "front.lock": ("anyone", "POST"),
    "front.one_time": ("anyone", "GET"),
    "front.sign_in": ("anyone", "GET"),
    "front.sign_out": ("anyone", "POST"),
    "front.signed_in": ("anyone", "POST"),
    "front.use_one_time": ("anyone", "POST"),
    "readers.book": ("readers", "GET"),
    "readers.card": ("readers", "GET"),
    "readers.card_live": ("readers", "GET"),
    "readers.change_wishes": ("readers", "POST"),
    "readers.come_back": ("readers", "POST"),
    "readers.event": ("readers", "GET"),
    "readers.here": ("readers", "POST"),
    "readers.home": ("readers", "GET"),
    "readers.leave": ("readers", "POST"),
    "readers.link": ("readers", "GET"),
    "readers.more": ("readers", "POST"),
    "readers.pause": ("readers", "POST"),
    "readers.rules": ("readers", "GET"),
    "readers.safety": ("readers", "GET"),
    "readers.split": ("readers", "POST"),
    "readers.take": ("readers", "POST"),
    "readers.then": ("readers", "GET"),
    "readers.wish_then": ("readers", "POST"),
    "readers.wishes": ("readers", "GET"),
    "backroom.ask": ("books", "POST"),
    "backroom.decline": ("books", "POST"),
    "backroom.feel": ("books", "POST"),
    "backroom.finish": ("books", "POST"),
    "backroom.leave": ("books", "POST"),
    "backroom.limit": ("books", "POST"),
    "backroom.live": ("books", "GET"),
    "backroom.more_time": ("books", "POST"),
    "backroom.rest": ("books", "POST"),
    "backroom.room": ("books", "GET"),
    "backroom.speak": ("books", "POST"),
    "board.live": ("readers", "GET"),
    "board.show": ("readers", "GET"),
    "desk.announce": ("librarians", "POST"),
    "desk.backroom": ("librarians", "GET"),
    "desk.attend": ("librarians", "POST"),
    "desk.add_interpreting": ("librarians", "POST"),
    "desk.interpreters": ("librarians", "GET"),
    "desk.backrooms": ("librarians", "GET"),
    "desk.blank": ("librarians", "GET"),
    "desk.call": ("librarians", "POST"),
    "desk.card": ("librarians", "GET"),
    "desk.choose_tables": ("librarians", "POST"),
    "desk.clear": ("librarians", "POST"),
    "desk.close": ("librarians", "POST"),
    "desk.events": ("librarians", "GET"),
    "desk.delay": ("librarians", "POST"),
    "desk.enter_paper": ("librarians", "POST"),
    "desk.extend": ("librarians", "POST"),
    "desk.finish": ("librarians", "POST"),
    "desk.give": ("librarians", "POST"),
    "desk.last_call": ("librarians", "POST"),
    "desk.leave": ("librarians", "POST"),
    "desk.leave_a_note": ("librarians", "POST"),
    "desk.live": ("librarians", "GET"),
    "desk.make_backroom": ("librarians", "POST"),
    "desk.move": ("librarians", "POST"),
    "desk.no_show": ("librarians", "POST"),
    "desk.open_event": ("librarians", "POST"),
    "desk.notes": ("librarians", "GET"),
    "desk.paper": ("librarians", "GET"),
    "desk.pause": ("librarians", "POST"),
    "desk.reschedule": ("librarians", "POST"),
    "desk.prints": ("librarians", "GET"),
    "desk.rest": ("librarians", "POST"),
    "desk.rights": ("librarians", "GET"),
    "desk.ring": ("librarians", "POST"),
    "desk.sheet": ("librarians", "GET"),
    "desk.show": ("librarians", "GET"),
    "desk.slip": ("librarians", "GET"),
    "desk.start": ("librarians", "POST"),
    "desk.tables": ("librarians", "GET"),
    "desk.undo": ("librarians", "POST"),
    "desk.visit": ("librarians", "POST"),
    "desk.bell": ("librarians", "POST"),
    "desk.arrive": ("librarians", "POST"),
    "desk.wish_then": ("librarians", "POST"),
    "studio.add": ("coordinators", "POST"),
    "studio.change_policy": ("coordinators", "POST"),
    "studio.evenings": ("coordinators", "GET"),
    "studio.link": ("coordinators", "POST"),
    "studio.make_plan": ("coordinators", "POST"),
    "studio.plan": ("coordinators", "GET"),
    "studio.policy": ("coordinators", "GET"),
    "studio.record": ("coordinators", "GET"),
    "studio.rehearsals": ("coordinators", "GET"),
    "studio.rehearse": ("coordinators", "POST"),
    "studio.remove_rehearsal": ("coordinators", "POST"),
    "studio.team": ("coordinators", "GET"),
}


def rules(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OUTSIDE]


def test_every_route_is_marked(product):
    unmarked = [
        rule.endpoint
        for rule in rules(product)
        if getattr(product.view_functions[rule.endpoint], "audience", None) not in AUDIENCES
    ]
    assert unmarked == []


def test_every_route_is_in_the_table_with_its_audience_and_methods(product):
    """A new one stops the build until somebody has written down whom it is for."""
    found = {
        rule.endpoint: (
            product.view_functions[rule.endpoint].audience,
            "|".join(sorted(rule.methods - {"HEAD", "OPTIONS"})),
        )
        for rule in rules(product)
    }
    assert found == ROUTES


def test_no_endpoint_has_two_addresses(product):
    endpoints = [rule.endpoint for rule in product.url_map.iter_rules()]
    assert len(endpoints) == len(set(endpoints))


def test_addresses_are_small_words_and_no_verbs_with_underscores(product):
    for rule in rules(product):
        bare = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z/-]+", bare), rule.rule


# the matrix


def addresses(house, leyla):
    """Each rule with ids that are really there."""
    card = leyla.card("deniz")
    id = house.rows("SELECT id FROM card")[0][0]
    person = house.rows("SELECT id FROM staff WHERE role = 'librarian'")[0][0]
    values = {
        "code": EVENT,
        "event": EVENT,
        "book": "deniz",
        "token": card.rpartition("/")[2],
        "id": id,
    }
    room = house.backroom("deniz")
    made = {}
    with house.app.test_request_context(base_url=house.origin):
        for rule in rules(house.app):
            given = {name: values[name] for name in rule.arguments}
            if rule.endpoint == "studio.link":
                given["id"] = person
            if rule.endpoint in ("front.one_time", "front.use_one_time"):
                given["token"] = house.link("librarian", "a-link")
            if rule.endpoint.startswith("backroom."):
                given["token"] = room
            made[rule.endpoint] = rule.build(given)[1]
    return made


def ask(visitor, endpoint, address, token):
    method = ROUTES[endpoint][1]
    answer = visitor.open(address, method=method, data={"csrf_token": token} if token else {})
    answer.close()
    return answer.status_code


PEOPLE = ("reader", "librarian", "coordinator", "stranger")
LETS_IN = {
    "anyone": {"reader", "librarian", "coordinator", "stranger"},
    "readers": {"reader", "librarian", "coordinator", "stranger"},
    "books": {"reader", "librarian", "coordinator", "stranger"},
    "librarians": {"librarian", "coordinator"},
    "coordinators": {"coordinator"},
}


@pytest.mark.parametrize("who", PEOPLE)
def test_each_route_lets_in_whom_it_is_for(who, baku, nu, leyla):
    """The stranger is the other library's coordinator, with the cookie of over there."""
    visitor, token = baku.reader(), None
    if who in ("librarian", "coordinator"):
        visitor = baku.staff(who)
        token = visitor.token()
    elif who == "stranger":
        foreign = nu.staff("coordinator")
        token = foreign.token()
        cookie = foreign.get_cookie("__Host-staff", domain="nu.localhost").value
        visitor.set_cookie("__Host-staff", cookie, domain="baku.localhost", secure=True)

    there = addresses(baku, leyla)
    for endpoint, (audience, method) in ROUTES.items():
        if endpoint in ("front.sign_out", "front.lock", "front.use_one_time"):
            continue  # They change who is asking; their own tests ask them.
        before = baku.checksum() if method == "POST" and who not in LETS_IN[audience] else None
        status = ask(visitor, endpoint, there[endpoint], token)
        if who in LETS_IN[audience]:
            assert status in (200, 303, 409, 422), (endpoint, status)
        elif endpoint == "desk.live":
            assert status == 200, "htmx is led to the sign-in by a header"
        else:
            assert status == (403 if who == "librarian" else 303), (endpoint, status)
        if before:
            assert baku.checksum() == before, endpoint


def test_staff_routes_refuse_a_form_without_the_token(baku, leyla, samir):
    there = addresses(baku, leyla)
    before = baku.checksum()
    for endpoint, (audience, method) in ROUTES.items():
        if method == "POST" and audience in ("librarians", "coordinators"):
            assert ask(samir, endpoint, there[endpoint], None) == 403, endpoint
    assert baku.checksum() == before


def test_every_write_refuses_a_foreign_page(baku, leyla, samir):
    there = addresses(baku, leyla)
    token = samir.token()
    before = baku.checksum()
    for endpoint, (_audience, method) in ROUTES.items():
        if method == "POST":
            for headers in ({"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": None}):
                answer = samir.post(there[endpoint], data={"csrf_token": token}, headers=headers)
                assert answer.status_code == 403, endpoint
    assert baku.checksum() == before


# reading never writes


def test_no_get_writes(baku, nu, leyla, rana, samir, dana, clock):
    """All tables of both stores, before and after everybody has looked at everything."""
    there = addresses(baku, leyla)
    rana.tap("calls", book="deniz")
    foreign = baku.reader()
    cookie = dana.get_cookie("__Host-staff", domain="nu.localhost").value
    foreign.set_cookie("__Host-staff", cookie, domain="baku.localhost", secure=True)
    before = baku.checksum(), nu.checksum()
    for wait in (0, 3600 * 8):
        clock.shift(wait)
        for visitor in (baku.reader(), leyla, rana, samir, foreign):
            for endpoint, (_audience, method) in ROUTES.items():
                if method == "GET":
                    for verb in ("GET", "HEAD"):
                        visitor.open(there[endpoint], method=verb).close()
    assert (baku.checksum(), nu.checksum()) == before


def test_a_get_with_the_fields_of_a_form_writes_nothing(baku, leyla, samir):
    there = addresses(baku, leyla)
    fields = {"wish": "lala", "agree": "1", "book": "deniz", "csrf_token": samir.token()}
    before = baku.checksum()
    for endpoint, (_audience, method) in ROUTES.items():
        if method == "POST":
            answer = samir.get(there[endpoint], query_string=fields)
            assert answer.status_code in (200, 404, 405, 303), endpoint
    assert baku.checksum() == before


def test_no_method_override_is_listened_to(baku, leyla):
    card = leyla.card("deniz")
    before = baku.checksum()
    for header in ("X-HTTP-Method-Override", "X-HTTP-Method", "X-Method-Override"):
        leyla.get(f"{card}/departure", headers={header: "POST"})
    leyla.get(f"{card}?_method=DELETE")
    assert baku.checksum() == before


# headers


def test_the_header_set_is_on_every_answer(baku, leyla, samir):
    """The fussy client has looked at each; here every route and method is asked once."""
    there = addresses(baku, leyla)
    seen = set()
    for visitor in (leyla, samir):
        for address in [*there.values(), "/nowhere", "/static/x/y.css", "/static/"]:
            for method in ("GET", "HEAD", "OPTIONS", "POST", "DELETE"):
                answer = visitor.open(address, method=method)
                seen.add(answer.status_code)
                answer.close()
    assert {200, 303, 403, 404, 405, 422} <= seen
    assert all(status < 500 for status in seen), seen


def test_static_files_carry_it_too(leyla):
    page = fussy.parsed(leyla.get("/").text)
    for element in page.iter():
        for name in ("href", "src"):
            if element.get(name, "").startswith("/static/"):
                answer = leyla.get(element.get(name))
                assert answer.status_code == 200
                answer.close()


def test_each_answer_has_a_nonce_of_its_own(leyla):
    policies = [leyla.get("/").headers["Content-Security-Policy"] for _ in range(20)]
    assert len(set(policies)) == 20


def test_the_policy_allows_nothing_unsafe(leyla):
    directives = dict(
        part.strip().split(" ", 1)
        for part in leyla.get("/").headers["Content-Security-Policy"].split(";")
    )
    assert "unsafe" not in str(directives)
    assert directives["default-src"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{22}'", directives["script-src"])
    assert {directives[d] for d in ("style-src", "img-src", "connect-src", "form-action")} == {
        "'self'"
    }
    assert {directives[d] for d in ("base-uri", "frame-ancestors")} == {"'none'"}
