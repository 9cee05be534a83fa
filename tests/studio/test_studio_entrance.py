"""Who may come in, set in the studio: the code on site, the poster's, invitations."""

import re
from datetime import timedelta

import pytest

import fussy
from cast import COMING, NOW

PAGE = f"/studio/events/{COMING}/entrance"


def send(samir, noun="entrance", **fields):
    page = samir.get(PAGE).text
    edition = re.search(r'name="edition" value="(\d+)"', page)[1]
    form = {"csrf_token": samir.token(PAGE), "hours": "3", "edition": edition} | fields
    address = f"/studio/events/{COMING}/{noun}"
    return samir.post(address, data={k: v for k, v in form.items() if v is not None})


def link_in(answer):
    return re.search(r'readonly value="https://baku\.localhost/welcome/([\w-]{22})"', answer.text)[
        1
    ]


def test_an_event_is_open_to_all_until_somebody_says_otherwise(baku, samir):
    asked = "SELECT coded, invited, reveals FROM event WHERE code = ?"
    assert baku.rows(asked, COMING) == [(0, 0, 180)]
    assert send(samir, coded="1", invited="1", hours="24").location == f"{PAGE}?saved=1"
    assert baku.rows(asked, COMING) == [(1, 1, 1440)]
    assert "changed who may come in to an event" in samir.get("/studio/activity").text
    assert baku.reader().get(f"/events/{COMING}").status_code == 404
    assert send(samir).status_code == 303
    assert baku.reader().get(f"/events/{COMING}").status_code == 200


@pytest.mark.parametrize("hours", ["", "5", "-1", "x", "99999"])
def test_other_hours_than_those_offered_are_refused(samir, baku, hours):
    before = baku.checksum()
    assert send(samir, hours=hours).status_code == 422
    assert baku.checksum() == before


def test_who_saves_over_somebody_elses_change_is_told(samir, baku):
    refused = send(samir, invited="1", edition="999")
    assert refused.status_code == 409
    assert fussy.alerts(refused) == [
        "Somebody else has changed this meanwhile. This is how it stands now."
    ]


def test_a_link_is_shown_once_and_kept_only_as_a_hash(samir, baku, leyla):
    send(samir, invited="1")
    made = send(samir, "invitations", purpose="  the  choir ", most="2", days="7")
    token = link_in(made)
    assert token not in samir.get(PAGE).text
    assert "the choir" in samir.get(PAGE).text
    assert token not in str(baku.rows("SELECT * FROM invitation"))
    assert token not in samir.get("/studio/activity").text
    assert leyla.post(f"/welcome/{token}", data={}).status_code == 303
    assert "Browsers let in: 1 of 2" in samir.get(PAGE).text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"purpose": "", "most": "2"}, "Please say in a few words what it is for."),
        ({"purpose": "x" * 61, "most": "2"}, "Please say in a few words what it is for."),
        ({"purpose": "choir"}, "Please give one limit at least."),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_beside_the_field(samir, baku, fields, said):
    send(samir, invited="1")
    before = baku.checksum()
    refused = send(samir, "invitations", **fields)
    assert refused.status_code == 422
    assert fussy.alerts(refused) == [said]
    for number in ("0", "1001", "x"):
        assert send(samir, "invitations", purpose="choir", most=number).status_code == 422
    assert send(samir, "invitations", purpose="choir", days="91").status_code == 422
    assert baku.checksum() == before


def test_taken_back_it_shuts_out_those_too_who_came_by_it_until_it_is_undone(samir, baku, leyla):
    send(samir, invited="1")
    one = link_in(send(samir, "invitations", purpose="choir", most="9"))
    other = link_in(send(samir, "invitations", purpose="team", most="9"))
    murad = baku.reader()
    leyla.post(f"/welcome/{one}", data={})
    murad.post(f"/welcome/{other}", data={})
    (id,) = baku.rows("SELECT id FROM invitation WHERE purpose = 'choir'")[0]

    send(samir, f"invitations/{id}/revocations")

    assert leyla.get(f"/events/{COMING}").status_code == 404
    assert leyla.get(f"/welcome/{one}").status_code == 404
    assert murad.get(f"/events/{COMING}").status_code == 200
    send(samir, f"invitations/{id}/revocations", over="1")
    assert leyla.get(f"/events/{COMING}").status_code == 200


def test_after_its_days_a_link_lets_nobody_in_and_who_is_in_stays(samir, baku, leyla, clock):
    send(samir, invited="1")
    token = link_in(send(samir, "invitations", purpose="choir", days="2"))
    leyla.post(f"/welcome/{token}", data={})
    clock.move_to(NOW + timedelta(days=2, seconds=1))
    assert baku.reader().get(f"/welcome/{token}").status_code == 404
    assert leyla.get(f"/events/{COMING}").status_code == 200


def test_a_draft_is_shown_to_nobody_by_its_links(samir, baku, leyla):
    send(samir, invited="1")
    token = link_in(send(samir, "invitations", purpose="choir", most="9"))
    baku.change("UPDATE event SET state = 'draft', edition = edition + 1 WHERE code = ?", COMING)
    assert leyla.get(f"/welcome/{token}").status_code == 404
    assert samir.get(PAGE).status_code == 200


def test_the_posters_code_is_made_renewed_and_ended(samir, baku):
    send(samir, coded="1")
    asked = "SELECT printed FROM entrance"
    assert baku.rows(asked) == [(None,)]
    send(samir, "posters")
    first = baku.rows(asked)
    send(samir, "posters")
    assert baku.rows(asked) not in ([(None,)], first)
    send(samir, "posters", over="1")
    assert baku.rows(asked) == [(None,)]


def test_after_a_restore_a_link_still_opens(samir, baku, leyla):
    """No backup holds the secret that passes are made from; a link makes another one."""
    send(samir, invited="1")
    token = link_in(send(samir, "invitations", purpose="choir", most="9"))
    baku.change("DELETE FROM entrance")
    baku.change("UPDATE event SET edition = edition + 1")
    assert leyla.get(f"/events/{COMING}").status_code == 404
    assert leyla.post(f"/welcome/{token}", data={}).status_code == 303
    assert leyla.get(f"/events/{COMING}").status_code == 200


def test_another_librarys_event_of_the_same_code_is_as_it_was(samir, baku, nu):
    before = nu.checksum()
    send(samir, invited="1", coded="1")
    assert nu.checksum() == before
    assert nu.reader().get(f"/events/{COMING}").status_code == 200
