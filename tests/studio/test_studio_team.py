"""The team: who may sign in, and links that work once, shown once."""

import re
from datetime import timedelta

import pytest

import fussy
from cast import EVENT, NOW, STAFF

TEAM = "/studio/team"


def link_on(answer):
    """The one-time link on a page, as a path."""
    values = [field.get("value", "") for field in fussy.main(answer.text).iter("input")]
    (shown,) = [value for value in values if value.startswith("https://")]
    return shown


def add(samir, **fields):
    token = samir.token(TEAM)
    return samir.post(TEAM, data={"csrf_token": token} | fields)


def test_the_team_is_listed_with_its_roles(samir):
    rows = fussy.every(samir.main(TEAM), "tr")[1:]
    assert [[fussy.text(cell) for cell in row][:2] for row in rows] == [
        ["Rəna", "librarian"],
        ["Samir", "coordinator"],
    ]


@pytest.mark.parametrize(("role", "studio"), [("librarian", 403), ("coordinator", 200)])
def test_somebody_new_comes_in_by_the_link_that_is_shown(samir, baku, role, studio):
    answer = add(samir, name="Nigar", role=role)
    assert answer.status_code == 200
    link = link_on(answer)
    assert re.fullmatch(r"https://baku\.localhost/sign-in/[\w-]{22}", link)
    assert "sign-in/" not in samir.get(TEAM).text, "shown only once"

    nigar = baku.reader()
    path = link.removeprefix("https://baku.localhost")
    assert nigar.post(path).status_code == 303
    assert nigar.get(f"/desk/{EVENT}").status_code == 200
    assert nigar.get(TEAM).status_code == studio


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
    form = fussy.every(samir.main(TEAM), "form")[0]
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
