"""Every route is marked, named here with its methods, and lets in whom it should."""

import re
from dataclasses import asdict

import pytest

import fussy
from cast import COMING, EVENT, NOW, later
from humanshelf.access import rights
from humanshelf.libraries import jobs, waiting
from humanshelf.libraries.invitations import invite
from humanshelf.media.sealed import Sealing
from humanshelf.records import admins
from humanshelf.tenancy import writing_control

OUTSIDE = {"assets.show"}
"""Files that say nothing of anybody."""

LAST = (
    "front.end_device",
    "front.end_others",
    "front.leave",
    "front.remove_passkey",
    "network.drop_job",
    "studio.drop_export",
    "studio.erase_book",
    "studio.erase_quote",
    "studio.remove_exhibit",
    "studio.remove_story",
)
"""All others need what these take away, or come after whoever leaves has come back."""


def rules(app, bare=False):
    """Those of a library, or of the bare domain: no route is one of both."""
    there = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in OUTSIDE]
    return [rule for rule in there if (rights.ROUTES[rule.endpoint] in rights.BARE) == bare]


def routes(app, bare=False):
    """For whom each is, and by which method: in the order in which they can be asked."""
    methods = {rule.endpoint: rule.methods - {"HEAD", "OPTIONS"} for rule in rules(app, bare)}
    assert all(len(found) == 1 for found in methods.values()), methods
    order = sorted(methods, key=lambda endpoint: (endpoint in LAST, endpoint))
    return {one: (rights.ROUTES[one], min(methods[one])) for one in order}


def test_a_route_that_is_not_in_the_table_stops_the_application(product):
    there = [rule.endpoint for rule in product.url_map.iter_rules()]
    rights.check(there)
    with pytest.raises(rights.Unlisted, match="studio.new"):
        rights.check([*there, "studio.new"])
    with pytest.raises(rights.Unlisted, match="desk.undo"):
        rights.check(endpoint for endpoint in there if endpoint != "desk.undo")


def test_every_audience_is_one_of_those_there_are(product):
    assert set(rights.ROUTES.values()) <= rights.AUDIENCES


def test_only_staff_send_files(product):
    for endpoint, view in product.view_functions.items():
        if getattr(view, "takes", None):
            assert rights.ROUTES[endpoint] in rights.ROLES, endpoint


def test_no_endpoint_has_two_addresses(product):
    endpoints = [rule.endpoint for rule in product.url_map.iter_rules()]
    assert len(endpoints) == len(set(endpoints))


def test_addresses_are_small_words_and_no_verbs_with_underscores(product):
    for rule in rules(product) + rules(product, bare=True):
        bare = re.sub(r"<[^>]+>", "", rule.rule)
        assert re.fullmatch(r"[a-z/-]+(\.ics)?", bare), rule.rule


# the matrix


def device_of(house, role):
    """A device of somebody with this role, by its id in addresses."""
    house.staff(role)
    mine = "FROM staff_session JOIN staff ON staff.id = staff_id WHERE role = ?"
    found = house.rows(f"SELECT staff_session.id {mine} ORDER BY staff_session.rowid DESC", role)
    return found[0][0]


def finished_export(app, uid):
    """The id of an export that is there to be fetched."""
    data = app.extensions["humanshelf.tenancy"].data
    job = jobs.Job(jobs.new_id(), "export", uid, "Aygün", "they asked", NOW.isoformat())
    place = jobs.folder(data, job.id)
    place.mkdir(parents=True)
    jobs._write(place / jobs.TOLD, asdict(job))
    jobs.bundle(data, job).parent.mkdir(exist_ok=True)
    with jobs.bundle(data, job).open("wb") as file:
        Sealing(file, waiting.key_of(app.extensions["humanshelf.tenancy"].keys, job)).close()
    jobs.end(data, job, "done")
    return job.id


def addresses(house, leyla, role="coordinator"):
    """Each rule with ids that are really there; the device is another one of this role's."""
    device = device_of(house, role)
    card = leyla.card("deniz")
    id = house.rows("SELECT id FROM card")[0][0]
    person = house.rows("SELECT id FROM staff WHERE role = 'librarian'")[0][0]
    values = {
        "code": EVENT,
        "event": EVENT,
        "story": "bread",
        "book": "deniz",
        "language": "ru",
        "token": card.rpartition("/")[2],
        "id": id,
        "exhibit": "street",
        "name": house.rows("SELECT name FROM exhibit_file WHERE kind = 'film'")[0][0],
        "theme": "family",
        "moment": "baseline",
        "device": device,
        "survey": house.survey_alone(),
        "report": house.report(),
        "part": "names",
        "step": "names",
        "interpreter": house.interpreter(),
        "template": house.template(),
        "job": finished_export(house.app, house.uid),
        "scan": "0" * 32,
    }
    paper, passkey = house.switch("hide"), house.passkey(role)
    room, colleague = house.backroom("deniz"), house.colleague("translator")
    words, quoted, invitation = house.words(), house.quote(), house.invitation()
    invited = house.rows("SELECT id FROM invitation")[0][0]
    made = {}
    with house.app.test_request_context(base_url=house.origin):
        for rule in rules(house.app):
            given = {name: values[name] for name in rule.arguments}
            if rule.endpoint == "front.remove_passkey":
                given["id"] = passkey
            if rule.rule.startswith("/studio/team/"):
                given["id"] = colleague.hex if rule.endpoint == "studio.remove_person" else person
            if rule.endpoint == "studio.strike":
                given["id"] = house.rows("SELECT id FROM screening")[0][0]
            if rule.rule.startswith("/studio/feedback/"):
                given = {"id": words}
            if rule.rule.startswith("/studio/quotes/"):
                given = {"id": quoted}
            if rule.endpoint in ("front.one_time", "front.use_one_time"):
                given["token"] = house.link("librarian", "a-link")
            if rule.endpoint in ("front.switch", "front.turn_switch"):
                given["token"] = paper
            if rule.rule.startswith("/welcome/"):
                given["token"] = invitation
            if rule.endpoint == "studio.revoke":
                given |= {"event": COMING, "id": invited}
            if rule.endpoint.startswith("backroom."):
                given["token"] = room
            made[rule.endpoint] = rule.build(given)[1]
    return {endpoint: made[endpoint] for endpoint in sorted(made, key=LAST.__contains__)}


def ask(visitor, endpoint, address, token):
    method = routes(visitor.application)[endpoint][1]
    answer = visitor.open(address, method=method, data={"csrf_token": token} if token else {})
    answer.close()
    return answer.status_code


OURS = ("librarian", "editor", "translator", "coordinator")
PEOPLE = ("reader", *OURS, "stranger")
HOMES = {"librarian": f"/desk/{EVENT}", "coordinator": f"/desk/{EVENT}"}
HOMES |= {"editor": "/studio/exhibition", "translator": "/studio/themes"}


def lets_in(audience, who):
    """The stranger is the other library's coordinator, with the cookie of over there."""
    return audience not in rights.ROLES or who in rights.ROLES[audience]


def test_the_table_names_every_role_and_no_other():
    assert set().union(*rights.ROLES.values()) == {*OURS, "network"}
    assert rights.HOMES.keys() == set(OURS)
    assert all(rights.may(role, home) for role, home in rights.HOMES.items())


@pytest.mark.parametrize("who", PEOPLE)
def test_each_route_lets_in_whom_it_is_for(who, baku, nu, leyla):
    visitor, token = baku.reader(), None
    if who in OURS:
        visitor = baku.staff(who)
        token = visitor.token(HOMES[who])
    elif who == "stranger":
        foreign = nu.staff("coordinator")
        token = foreign.token()
        cookie = foreign.get_cookie("__Host-staff", domain="nu.localhost").value
        visitor.set_cookie("__Host-staff", cookie, domain="baku.localhost", secure=True)

    there = addresses(baku, leyla, who if who in OURS else "coordinator")
    for endpoint, (audience, method) in routes(baku.app).items():
        if endpoint in ("front.sign_out", "front.lock", "front.use_one_time", "readers.forget"):
            continue  # They change who is asking; their own tests ask them.
        invited = lets_in(audience, who)
        if invited and endpoint in ("front.hide", "front.burn", "front.turn_switch"):
            continue  # After these nobody is answered here; theirs are in test_front_lockdown.py.
        before = baku.checksum() if method == "POST" and not invited else None
        status = ask(visitor, endpoint, there[endpoint], token)
        if invited:
            assert status in (200, 303, 409, 422), (endpoint, status)
        elif endpoint == "desk.live" and who not in OURS:
            assert status == 200, "htmx is led to the sign-in by a header"
        else:
            assert status == (403 if who in OURS else 303), (endpoint, status)
        if before:
            assert baku.checksum() == before, endpoint


def test_staff_routes_refuse_a_form_without_the_token(baku, leyla, samir):
    there = addresses(baku, leyla)
    before = baku.checksum()
    for endpoint, (audience, method) in routes(baku.app).items():
        if method == "POST" and audience in rights.ROLES:
            assert ask(samir, endpoint, there[endpoint], None) == 403, endpoint
    assert baku.checksum() == before


def test_every_write_refuses_a_foreign_page(baku, leyla, samir):
    there = addresses(baku, leyla)
    token = samir.token()
    before = baku.checksum()
    for endpoint, (_audience, method) in routes(baku.app).items():
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
            for endpoint, (_audience, method) in routes(baku.app).items():
                if method == "GET":
                    for verb in ("GET", "HEAD"):
                        visitor.open(there[endpoint], method=verb).close()
            visitor.post("/coming-back")
    assert (baku.checksum(), nu.checksum()) == before


def test_a_get_with_the_fields_of_a_form_writes_nothing(baku, leyla, samir):
    there = addresses(baku, leyla)
    fields = {"wish": "lala", "agree": "1", "book": "deniz", "csrf_token": samir.token()}
    before = baku.checksum()
    for endpoint, (_audience, method) in routes(baku.app).items():
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


# the bare domain


def outside(stage):
    """Each rule of the bare domain with ids that are really there."""
    with stage.app.app_context(), writing_control() as session:
        uid, token = invite(session, NOW, "Aygün", "they asked")
        other = admins.admin_named("Berik") or admins.add_admin(session, "Berik", NOW.date())
        admins.add_link(session, other.id, "a-link-of-berik", later(60))
    [(there,)] = stage.control("SELECT uid FROM library WHERE slug = 'nu'")
    job, passkey = finished_export(stage.app, there), stage.passkey()
    values = {"token": "a-link-of-berik", "id": other.id.hex, "name": uid}
    made = {}
    for rule in rules(stage.app, bare=True):
        given = {name: values[name] for name in rule.arguments}
        if rule.rule.endswith("/exports"):
            given = {"name": "nu"}
        if rule.rule.startswith("/network/jobs/"):
            given = {"id": job}
        if rule.rule.startswith("/invitations/"):
            given = {"token": token}
        if rule.endpoint == "network.remove_passkey":
            given = {"id": passkey}
        made[rule.endpoint] = rule.build(given)[1]
    return made


def state_of(stage):
    """All that the control plane holds."""
    tables = stage.control("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
    return [(name, stage.control(f'SELECT * FROM "{name}"')) for (name,) in tables]


@pytest.mark.parametrize("who", ["reader", *OURS, "admin"])
def test_the_network_does_not_answer_in_a_library(who, stage, baku, aygun):
    """To no role, by no method, and not to a network admin who brings the cookie along."""
    visitor = baku.staff(who) if who in OURS else baku.reader()
    if who == "admin":
        cookie = aygun.get_cookie("__Host-staff", domain="localhost").value
        visitor.set_cookie("__Host-staff", cookie, domain="baku.localhost", secure=True)
    unknown = visitor.get("/no-such-page")
    for endpoint, address in outside(stage).items():
        for method in ("GET", "POST", "DELETE"):
            answer = visitor.open(address, method=method)
            assert answer.status_code == 404, (endpoint, method)
            assert fussy.text(fussy.main(answer.text)) == fussy.text(fussy.main(unknown.text))


def test_a_library_does_not_answer_on_the_bare_domain(stage, baku, leyla, aygun):
    anybody, there = stage.stranger("localhost"), addresses(baku, leyla)
    nothing = anybody.get("/no-such-page")
    for endpoint, (_audience, method) in routes(stage.app).items():
        if endpoint == "front.health":
            continue
        answer = anybody.open(there[endpoint], method=method)
        assert (answer.status, answer.text) == (nothing.status, nothing.text), endpoint
        assert "Set-Cookie" not in answer.headers
        if endpoint != "readers.home":
            assert aygun.open(there[endpoint], method=method).status_code == 404, endpoint


def test_the_network_lets_in_its_admins_only(stage, baku, aygun):
    token, there = aygun.token(), outside(stage)
    stranger, foreign = stage.stranger("localhost"), stage.stranger("localhost")
    cookie = baku.staff("coordinator").get_cookie("__Host-staff", domain="baku.localhost").value
    foreign.set_cookie("__Host-staff", cookie, domain="localhost", secure=True)
    for endpoint, (audience, method) in routes(stage.app, bare=True).items():
        if endpoint in ("network.sign_out", "network.end_sessions"):
            continue  # They change who is asking; their own tests ask them.
        before = state_of(stage)
        if audience == rights.NETWORK:
            for visitor in (stranger, foreign):
                answer = visitor.open(there[endpoint], method=method)
                assert answer.status_code == 303, endpoint
                assert answer.location.startswith("/network/sign-in"), endpoint
            assert state_of(stage) == before, endpoint
        data = {"csrf_token": token} if method == "POST" else None
        answer = aygun.open(there[endpoint], method=method, data=data)
        answer.close()
        assert answer.status_code in (200, 303, 409, 422), (endpoint, answer.status)


def test_the_network_refuses_forms_of_foreign_pages_and_without_the_token(stage, aygun):
    token, there = aygun.token(), outside(stage)
    before = state_of(stage)
    for endpoint, (audience, method) in routes(stage.app, bare=True).items():
        if method != "POST":
            continue
        for headers in ({"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": None}):
            data = {"csrf_token": token}
            answer = aygun.post(there[endpoint], data=data, headers=headers)
            assert answer.status_code == 403, endpoint
        if audience == rights.NETWORK:
            assert aygun.post(there[endpoint]).status_code == 403, endpoint
    assert state_of(stage) == before


def test_looking_at_the_network_changes_nothing(stage, aygun, clock):
    there = outside(stage)
    before = state_of(stage), [house.checksum() for house in stage.houses.values()]
    for wait in (0, 120):
        clock.shift(wait)
        for visitor in (aygun, stage.stranger("localhost")):
            for endpoint, (_audience, method) in routes(stage.app, bare=True).items():
                if method == "GET":
                    for verb in ("GET", "HEAD"):
                        visitor.open(there[endpoint], method=verb).close()
    after = state_of(stage), [house.checksum() for house in stage.houses.values()]
    assert after == before


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
    ours = ("style-src", "img-src", "media-src", "connect-src", "form-action")
    assert {directives[d] for d in ours} == {"'self'"}
    assert {directives[d] for d in ("base-uri", "frame-ancestors")} == {"'none'"}
