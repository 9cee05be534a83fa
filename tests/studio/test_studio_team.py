"""The team: who may sign in, and links that work once, shown once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

import fussy
from cast import NOW, STAFF

TEAM = "/studio/team"


def link_on(answer):
    """The one-time link on a page, as a path."""
    values = [field.get("value", "") for field in fussy.main(answer.text).iter("input")]
    (shown,) = [value for value in values if value.startswith("https://")]
    return shown


def listed(visitor):
    """Everybody on the page, with their role."""
    people = [e for e in fussy.every(visitor.main(TEAM), "li") if "sheet" in e.get("class", "")]
    return [fussy.text(next(person.iter("p"))) for person in people]


def add(samir, **fields):
    token = samir.token(TEAM)
    return samir.post(TEAM, data={"csrf_token": token} | fields)


def test_the_team_is_listed_with_its_roles(samir):
    assert listed(samir) == ["Rəna · librarian", "Samir · coordinator"]


@pytest.mark.parametrize(
    ("role", "there"),
    [
        ("librarian", {"/desk": 303, TEAM: 403, "/studio/exhibition": 403}),
        ("editor", {"/desk": 403, TEAM: 403, "/studio/exhibition": 200}),
        ("translator", {"/desk": 403, "/studio/exhibition": 403, "/studio/themes": 200}),
        ("coordinator", {"/desk": 303, TEAM: 303, "/account": 303}),
    ],
)
def test_somebody_new_comes_in_by_the_link_that_is_shown(samir, baku, role, there):
    """A coordinator no further than to the second factor."""
    answer = add(samir, name="Nigar", role=role)
    assert answer.status_code == 200
    link = link_on(answer)
    assert re.fullmatch(r"https://baku\.localhost/sign-in/[\w-]{22}", link)
    assert "sign-in/" not in samir.get(TEAM).text, "shown only once"

    nigar = baku.reader()
    path = link.removeprefix("https://baku.localhost")
    assert nigar.post(path).status_code == 303
    assert {path: nigar.get(path).status_code for path in there} == there


@pytest.mark.parametrize(
    "fields",
    [
        {"name": "", "role": "librarian"},
        {"name": " x ", "role": "librarian"},
        {"name": "x" * 41, "role": "librarian"},
        {"name": "ab\x00c", "role": "librarian"},
        {"name": "ab\u202ec", "role": "librarian"},
        {"name": "ab\nc", "role": "librarian"},
        {"name": "Nigar", "role": "owner"},
        {"name": "Nigar", "role": ""},
        {"name": "Nigar"},
        {"role": "librarian"},
    ],
)
def test_what_cannot_be_an_account(samir, baku, fields):
    before = baku.checksum()
    answer = add(samir, **fields)
    assert (answer.status_code, fussy.alerts(answer)) == (422, ["A name has 2 to 40 letters."])
    assert baku.checksum() == before


@pytest.mark.parametrize("name", ["Samir", "samir", "RƏNA", " rəna "])
def test_a_name_is_given_once(samir, baku, name):
    before = baku.checksum()
    answer = add(samir, name=name, role="librarian")
    assert fussy.alerts(answer) == ["Somebody has this name already."]
    assert baku.checksum() == before


def test_a_new_link_for_who_lost_the_password_ends_the_older(samir, baku):
    old = baku.link("librarian", "an-older-one")
    form = next(f for f in samir.main(TEAM).iter("form") if f.get("action").endswith("/links"))
    answer = samir.post(form.get("action"), data=fussy.fields(form))
    link = link_on(answer).removeprefix("https://baku.localhost")
    visitor = baku.reader()
    assert visitor.get(f"/sign-in/{old}").status_code == 404
    assert visitor.get(link).status_code == 200
    ((expires,),) = baku.rows(
        "SELECT expires FROM sign_in_link WHERE staff_id = ?", STAFF["librarian"].hex
    )
    assert expires == int((NOW + timedelta(hours=24)).timestamp() * 1000)


@pytest.mark.parametrize("id", ["x", "0" * 32, "%00", "²" * 32])
def test_a_link_for_nobody(samir, baku, id):
    before = baku.checksum()
    answer = samir.post(f"{TEAM}/{id}/links", data={"csrf_token": samir.token(TEAM)})
    assert answer.status_code == 404
    assert baku.checksum() == before


def test_an_account_of_one_library_is_none_of_the_other(samir, baku, nu):
    before = nu.checksum()
    assert add(samir, name="Nigar", role="coordinator").status_code == 200
    assert nu.checksum() == before


def test_the_code_says_what_the_link_says(samir, monkeypatch):
    import segno

    said, draw = [], segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: said.append(text) or draw(text, **how))
    answer = add(samir, name="Nigar", role="librarian")
    assert said == [link_on(answer)]


# roles, devices, leaving


def of(role):
    return f"{TEAM}/{STAFF[role].hex}"


def change(samir, role, to, was=None):
    data = {"csrf_token": samir.token(TEAM), "role": to, "was": was or role}
    return samir.post(f"{of(role)}/roles", data=data)


def roles(house):
    return dict(house.rows("SELECT name, role FROM staff"))


def test_a_role_is_changed_and_its_sessions_and_links_die(samir, baku):
    rana, old = baku.staff("librarian"), baku.link("librarian", "older")
    assert change(samir, "librarian", "editor").status_code == 200
    assert roles(baku) == {"Rəna": "editor", "Samir": "coordinator"}
    assert rana.get("/studio/exhibition").location == "/sign-in?next=/studio/exhibition"
    assert rana.get(f"/sign-in/{old}").status_code == 404
    assert baku.rows("SELECT act, subject, actor FROM act") == [
        ("change-role", STAFF["librarian"].hex, STAFF["coordinator"].hex)
    ]


@pytest.mark.parametrize("to", ["owner", "", "network", "\x00"])
def test_a_role_that_there_is_not(samir, baku, to):
    answer = change(samir, "librarian", to)
    assert (answer.status_code, fussy.alerts(answer)) == (422, ["Choose one of these."])
    assert roles(baku)["Rəna"] == "librarian"


def test_two_coordinators_who_change_one_role(samir, baku):
    """The second has seen another role than the one that stands: told, and nothing changed."""
    assert change(samir, "librarian", "editor").status_code == 200
    answer = change(samir, "librarian", "translator", was="librarian")
    assert answer.status_code == 409
    assert "changed this role meanwhile" in fussy.alerts(answer)[0]
    assert roles(baku)["Rəna"] == "editor"
    assert change(samir, "librarian", "editor", was="librarian").status_code == 200, "a second tap"


LAST = "A library needs a coordinator. Make somebody else a coordinator first, then try again."


def test_the_last_coordinator_stays(samir, baku):
    for answer in (
        change(samir, "coordinator", "librarian"),
        samir.post(f"{of('coordinator')}/removals", data={"csrf_token": samir.token(TEAM)}),
    ):
        assert (answer.status_code, fussy.alerts(answer)) == (409, [LAST])
    assert roles(baku) == {"Rəna": "librarian", "Samir": "coordinator"}
    assert baku.count("act") == 0
    assert samir.get(TEAM).status_code == 200


def test_of_two_coordinators_who_leave_at_once_one_stays(samir, baku):
    """Each is asked inside its write whether another is left."""
    assert change(samir, "librarian", "coordinator").status_code == 200
    other = baku.staff("librarian")
    leaving = [(samir, "coordinator"), (other, "librarian")]
    tokens = [visitor.token(TEAM) for visitor, _role in leaving]

    def leave(number):
        visitor, role = leaving[number]
        return visitor.post(f"{of(role)}/removals", data={"csrf_token": tokens[number]}).status_code

    with ThreadPoolExecutor(2) as threads:
        answers = list(threads.map(leave, (0, 1)))
    assert sorted(answers) == [303, 409]
    assert list(roles(baku).values()) == ["coordinator"]


def test_a_coordinator_who_steps_back_signs_in_again_as_what_they_are(samir, baku):
    change(samir, "librarian", "coordinator")
    answer = change(samir, "coordinator", "editor")
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert samir.get(TEAM).location == f"/sign-in?next={TEAM}"


def test_removed_is_gone_at_once_and_what_they_did_stays(samir, baku):
    rana = baku.staff("librarian")
    change(samir, "librarian", "coordinator")
    leaver = baku.staff("librarian")
    leaver.post(f"{of('coordinator')}/ends", data={"csrf_token": leaver.token(TEAM)})
    samir = baku.staff("coordinator")
    data = {"csrf_token": samir.token(TEAM)}
    assert samir.post(f"{of('librarian')}/removals", data=data).status_code == 200
    for one in (rana, leaver):
        assert one.get(TEAM).location == f"/sign-in?next={TEAM}"
    assert roles(baku) == {"Samir": "coordinator"}
    assert baku.count("sign_in_link") == 1
    assert baku.rows("SELECT act FROM act WHERE actor = ?", STAFF["librarian"].hex) == [
        ("end-devices-of",)
    ]
    assert samir.post(f"{of('librarian')}/removals", data=data).status_code == 404


def test_undo_adds_them_again_with_a_new_link(samir, baku):
    answer = samir.post(f"{of('librarian')}/removals", data={"csrf_token": samir.token(TEAM)})
    (undo,) = [f for f in fussy.main(answer.text).iter("form") if f.get("action") == TEAM][:1]
    again = samir.post(TEAM, data=fussy.fields(undo))
    assert link_on(again).startswith("https://baku.localhost/sign-in/")
    assert roles(baku) == {"Rəna": "librarian", "Samir": "coordinator"}


def test_somebody_is_signed_out_everywhere(samir, baku):
    devices = [baku.staff("librarian") for _ in range(3)]
    answer = samir.post(f"{of('librarian')}/ends", data={"csrf_token": samir.token(TEAM)})
    assert answer.status_code == 200
    assert {one.get("/account").location for one in devices} == {"/sign-in?next=/account"}
    assert samir.get(TEAM).status_code == 200


@pytest.mark.parametrize("what", ["links", "roles", "ends", "removals"])
def test_somebody_of_the_other_library_is_not_there(samir, baku, nu, what):
    there = nu.colleague("editor")
    before = nu.checksum()
    data = {"csrf_token": samir.token(TEAM), "role": "editor", "was": "editor"}
    assert samir.post(f"{TEAM}/{there.hex}/{what}", data=data).status_code == 404
    assert nu.checksum() == before


def test_the_link_made_here_is_a_weak_one(samir, baku):
    link = link_on(add(samir, name="Nigar", role="coordinator"))
    assert baku.rows("SELECT strong FROM sign_in_link WHERE used = 0") == [(0,)]
    nigar = baku.reader()
    nigar.post(link.removeprefix("https://baku.localhost"))
    assert nigar.get(TEAM).location == f"/factor?next={TEAM}"
