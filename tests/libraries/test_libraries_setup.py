"""A library set up from its invitation: made once, broken off anywhere, and gone on with."""

import re
from unittest.mock import patch

import pytest

from cast import NOW, Visitor
from humanshelf.libraries import founding, invitations
from humanshelf.libraries.founding import Founded
from humanshelf.libraries.slugs import Fault, SlugTaken
from humanshelf.records import tables
from humanshelf.records.profile import profile
from humanshelf.records.staff import all_staff
from humanshelf.tenancy import deployment, library, writing_control
from humanshelf.tenancy.models import State

TOLD = Founded("Kitab evi", "az", "Nigar")


@pytest.fixture
def inside(stage):
    with stage.app.app_context():
        yield


@pytest.fixture
def invited(inside):
    """The uid of a library that is invited, and the token of the link."""
    with writing_control() as session:
        return invitations.invite(session, NOW, "Aygün", "they asked")


def test_a_library_is_made_with_what_it_needs_and_nothing_else(invited):
    uid, _token = invited
    founding.found(uid, TOLD, "kitabevi", NOW)
    assert founding.state_of(uid) == State.DRAFT
    assert founding.slug_of(uid) == "kitabevi"
    with library(uid):
        row = profile()
        assert (row.languages, row.time_zone, row.vocabulary) == (
            ["az"],
            "Asia/Baku",
            TOLD.vocabulary,
        )
        assert row.texts == {"az": {"name": "Kitab evi"}}
        assert (row.hours_kept, row.words_kept, row.exit_url) == (12, 90, "")
        assert [(one.name, one.role, one.password_hash) for one in all_staff()] == [
            ("Nigar", "coordinator", None)
        ]


def test_a_second_tap_changes_nothing(invited):
    uid, _token = invited
    founding.found(uid, TOLD, "kitabevi", NOW)
    founding.found(uid, Founded("Another", "kk", "Aru"), "another", NOW)
    assert founding.slug_of(uid) == "kitabevi"
    with library(uid):
        assert profile().texts == {"az": {"name": "Kitab evi"}}
        assert len(all_staff()) == 1


def test_a_tap_that_is_overtaken_changes_nothing(invited):
    uid, _token = invited
    make = tables.make

    def overtaken(uid):
        with patch("humanshelf.libraries.founding.tables.make", make):
            founding.found(uid, TOLD, "kitabevi", NOW)
        make(uid)

    with patch("humanshelf.libraries.founding.tables.make", overtaken):
        founding.found(uid, Founded("Another", "kk", "Aru"), "another", NOW)
    assert founding.slug_of(uid) == "kitabevi"
    with library(uid):
        assert profile().texts == {"az": {"name": "Kitab evi"}}
        assert [one.name for one in all_staff()] == ["Nigar"]


@pytest.mark.parametrize(
    "broken",
    [
        "humanshelf.libraries.founding.tables.make",
        "humanshelf.libraries.founding.set_profile",
        "humanshelf.libraries.founding.add_staff",
        "humanshelf.libraries.founding.change",
    ],
)
def test_what_was_broken_off_is_made_anew(invited, broken):
    uid, _token = invited
    with patch(broken, side_effect=KeyboardInterrupt), pytest.raises(KeyboardInterrupt):
        founding.found(uid, Founded("Half", "ru", "Nobody"), "half", NOW)
    assert founding.state_of(uid) == State.INVITED

    founding.found(uid, TOLD, "kitabevi", NOW)
    assert founding.state_of(uid) == State.DRAFT
    with library(uid):
        assert profile().texts == {"az": {"name": "Kitab evi"}}
        assert [one.name for one in all_staff()] == ["Nigar"]


@pytest.mark.parametrize(
    ("slug", "fault"),
    [("baku", Fault.TAKEN), ("network", Fault.RESERVED), ("xn--abc", Fault.FORM), ("n", None)],
)
def test_an_address_that_cannot_be_taken_leaves_nothing_behind(invited, slug, fault):
    uid, _token = invited
    if fault is None:
        founding.found(uid, TOLD, slug, NOW)
        return
    with pytest.raises(SlugTaken) as refused:
        founding.found(uid, TOLD, slug, NOW)
    assert refused.value.fault == fault
    assert founding.state_of(uid) == State.INVITED
    assert not deployment().stores.exists(uid)


def test_an_address_taken_in_the_last_moment_takes_store_and_key_away_again(invited):
    uid, _token = invited
    answers = iter([None, SlugTaken("kitabevi", Fault.TAKEN)])

    def taken(*args, **kwargs):
        if (answer := next(answers)) is not None:
            raise answer

    with patch("humanshelf.libraries.founding.may_take", taken), pytest.raises(SlugTaken):
        founding.found(uid, TOLD, "kitabevi", NOW)
    assert not deployment().stores.exists(uid)
    founding.found(uid, TOLD, "kitabevi", NOW)
    assert founding.state_of(uid) == State.DRAFT


def test_the_store_is_at_the_newest_revision(stage, invited):
    uid, _token = invited
    founding.found(uid, TOLD, "kitabevi", NOW)
    (told,) = stage.control(f"SELECT schema_revision FROM library WHERE uid = '{uid}'")
    assert told[0] == tables.newest()


# the invitation's page


@pytest.fixture
def invitee(stage):
    return stage.stranger("localhost")


def begin(invitee: Visitor, token: str, **fields: str):
    address = f"/invitations/{token}"
    form = {"name": "Kitab evi", "slug": "kitabevi", "which": "own", "coordinator": "Nigar"}
    known = invitee.__dict__.get("csrf") or invitee.token(address)
    form |= {"csrf_token": known} | fields
    return invitee.post(address, data=form)


def link_on(answer) -> str:
    """The path of the one-time link on a page."""
    found = re.search(r'https?://kitabevi\.localhost(/sign-in/[\w-]+)"', answer.text)
    assert found, answer.text
    return found[1]


def test_looking_at_the_invitation_uses_nothing_up(stage, invited, invitee):
    _uid, token = invited
    before = stage.control("SELECT * FROM library"), stage.control("SELECT * FROM invitation")
    for _ in range(3):
        assert invitee.get(f"/invitations/{token}").status_code == 200
    after = stage.control("SELECT * FROM library"), stage.control("SELECT * FROM invitation")
    assert after == before


def test_an_unknown_link_is_nothing(invitee, inside):
    assert invitee.get("/invitations/AAAAAAAAAAAAAAAAAAAAAA").status_code == 404


def test_what_is_wrong_is_said_and_what_was_typed_stays(invited, invitee):
    _uid, token = invited
    answer = begin(invitee, token, name="", slug="Baku", coordinator="N")
    assert answer.status_code == 422
    assert 'value="baku"' in answer.text
    assert "Please give the library a name." in answer.text
    answer = begin(invitee, token, slug="baku")
    assert answer.status_code == 422
    assert "This address cannot be taken. Please choose another one." in answer.text


def test_who_is_here_is_not_told_to_a_stranger(invited, invitee):
    """Taken, alike and kept read the same."""
    _uid, token = invited
    said = set()
    for slug in ("baku", "bakuu", "b-aku"):
        form = {"csrf_token": invitee.token(f"/invitations/{token}"), "slug": slug, "which": "own"}
        answer = invitee.post(
            f"/invitations/{token}/addresses", data=form, headers={"HX-Request": "true"}
        )
        said.add(answer.text.strip().replace(slug, "…"))
    assert len([one for one in said if "cannot be taken" in one]) == 1


def test_until_there_is_a_password_the_invitation_leads_on(stage, invited, invitee):
    _uid, token = invited
    first = link_on(begin(invitee, token))
    second = link_on(begin(invitee, token))  # the same form once more, or another device
    stage.open()
    nigar = Visitor(stage.app, f"{stage.settings.scheme}://kitabevi.localhost")
    assert nigar.get(first).status_code == 404
    assert nigar.get(second).status_code == 200
    assert nigar.post(second, data={}).status_code == 422, "a password is needed here"
    answer = nigar.post(second, data={"password": "bir dəfə quyuya"})
    assert (answer.status_code, answer.location) == (303, "/studio")

    assert invitee.get(f"/invitations/{token}").status_code == 404
    assert begin(invitee, token).status_code == 404
