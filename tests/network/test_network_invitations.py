"""Invitations as network admins make them: shown once, in neutral words, in all languages."""

import re

import pytest

import fussy
from cast import NOW
from humanshelf.libraries.invitations import found

UID = "ab" * 8


def make(admin, reason="city library of Ganja", uid=UID):
    form = {"csrf_token": admin.token(), "uid": uid, "reason": reason}
    return admin.post("/network/invitations", data=form)


def send(admin, noun, epoch=0, reason="they asked", name=UID):
    form = {"csrf_token": admin.token(), "epoch": epoch, "reason": reason}
    return admin.post(f"/network/libraries/{name}/{noun}", data=form)


def token_in(answer):
    return re.search(r"https://localhost/invitations/([\w-]{22})<", answer.text)[1]


def leads_to(stage, token):
    with stage.app.app_context():
        return found(token, NOW)


def test_an_invitation_is_a_letter_in_all_languages_with_link_and_code(stage, aygun):
    answer = make(aygun)
    assert answer.status_code == 200
    assert leads_to(stage, token_in(answer)) == UID
    letter = fussy.one(fussy.main(answer.text), "article")
    languages = [one.get("lang") for one in letter.iter("section")]
    assert sorted(languages) == ["az", "en", "kk", "ru", "tr"]
    assert languages[0] == "en"
    texts = [fussy.text(one) for one in letter.iter("section")]
    assert len(set(texts)) == 5
    assert all("2026, 14:03 UTC" in text for text in texts)
    assert len(fussy.every(letter, "svg", role="img")) == 1


def test_the_letter_says_nothing_of_what_is_set_up(aygun):
    letter = fussy.text(fussy.one(fussy.main(make(aygun).text), "article")).lower()
    for word in ("library", "kitab", "кітап", "книг", "kitap", "human", "ganja", "живая", "reader"):
        assert word not in letter, word


def test_the_form_is_drawn_with_a_library_of_its_own(aygun):
    drawn = [fussy.fields(fussy.one(fussy.main(aygun.get("/network/invitations").text), "form"))
             for _ in range(2)]  # fmt: skip
    assert drawn[0]["uid"] != drawn[1]["uid"]


def test_the_same_form_makes_one_library(stage, aygun):
    token = token_in(make(aygun))
    again = make(aygun)
    assert again.status_code == 409
    assert "/invitations/" not in fussy.alerts(again)[0]
    assert leads_to(stage, token) == UID
    assert stage.control("SELECT count(*) FROM library WHERE state = 'invited'") == [(1,)]


def test_the_form_cannot_name_a_library_that_is_there(stage, aygun, baku):
    assert make(aygun, uid=baku.uid).status_code == 409
    assert stage.control("SELECT state FROM library WHERE slug = 'baku'") == [("active",)]
    for uid in ("", "../x", "x" * 16, "AB" * 8):
        assert make(aygun, uid=uid).status_code == 303
    assert stage.control("SELECT count(*) FROM library") == [(2,)]


def test_an_invitation_needs_a_reason_and_keeps_the_form(aygun):
    answer = make(aygun, reason=" ")
    assert answer.status_code == 422
    assert fussy.fields(fussy.one(fussy.main(answer.text), "form"))["uid"] == [UID]


def test_the_list_shows_an_invited_library_by_why_it_was_invited(aygun):
    make(aygun)
    page = fussy.main(aygun.get("/network?state=invited").text)
    assert "No address yet" in fussy.text(page)
    assert "city library of Ganja" in fussy.text(page)
    one = fussy.text(fussy.main(aygun.get(f"/network/libraries/{UID}").text))
    assert "Good until: 20 Oct 2026 14:03" in one


def test_a_renewed_invitation_is_a_new_letter_and_the_old_link_is_dead(stage, aygun):
    old = token_in(make(aygun))
    new = token_in(send(aygun, "invitations"))
    assert (leads_to(stage, old), leads_to(stage, new)) == (None, UID)


def test_a_withdrawn_invitation_is_dead(stage, aygun):
    token = token_in(make(aygun))
    assert send(aygun, "withdrawals").status_code == 303
    assert leads_to(stage, token) is None
    assert [send(aygun, noun).status_code for noun in ("withdrawals", "invitations")] == [409, 409]


@pytest.mark.parametrize("noun", ["withdrawals", "invitations"])
def test_neither_is_done_without_a_reason_or_after_somebody_else(stage, aygun, noun):
    token = token_in(make(aygun))
    assert send(aygun, noun, reason="").status_code == 422
    assert send(aygun, noun, epoch=7).status_code == 409
    assert leads_to(stage, token) == UID


def test_an_open_library_has_no_invitation(aygun):
    for noun in ("withdrawals", "invitations"):
        assert send(aygun, noun, name="baku").status_code == 409
