"""Invitations: one link, one library, three days, once."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from cast import NOW
from humanshelf.libraries import founding, invitations
from humanshelf.libraries.founding import Founded
from humanshelf.libraries.life import NotFromHere, change
from humanshelf.records.staff import Staff
from humanshelf.tenancy import library
from humanshelf.tenancy.db import db, writing, writing_control
from humanshelf.tenancy.models import Invitation, Library, NetworkAct, State

HOW = {"at": NOW, "actor": "Aygün", "reason": "they asked"}


@pytest.fixture
def control(stage):
    with stage.app.app_context():
        yield stage


def invited():
    with writing_control() as session:
        return invitations.invite(session, **HOW)


def of(uid):
    return db.session.get_one(Library, uid)


def acts(uid):
    query = sa.select(NetworkAct).where(NetworkAct.library == uid).order_by(NetworkAct.id)
    return [(act.act, act.actor, act.reason) for act in db.session.scalars(query)]


def test_an_invited_library_has_no_address_and_no_store(control):
    uid, token = invited()
    row = of(uid)
    assert (row.state, row.slug, row.epoch) == (State.INVITED, None, 0)
    assert not control.app.extensions["humanshelf.tenancy"].stores.exists(uid)
    assert invitations.found(token, NOW) == uid
    assert acts(uid) == [("invite", "Aygün", "they asked")]


def test_of_the_token_only_its_hash_is_kept(control):
    _uid, token = invited()
    assert len(token) == 22
    with control.app.extensions["humanshelf.tenancy"].control.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM invitation").all()
    assert len(kept) == 1
    assert token not in repr(kept)


def test_a_link_works_for_three_days_and_not_a_moment_longer(control):
    uid, token = invited()
    end = NOW + timedelta(hours=72)
    assert invitations.found(token, end - timedelta(milliseconds=1)) == uid
    assert invitations.found(token, end) is None
    assert invitations.good_until(uid, NOW) == (end.replace(microsecond=123000))


def test_looking_at_a_link_does_not_use_it_up(control):
    uid, token = invited()
    assert [invitations.found(token, NOW) for _ in range(3)] == [uid] * 3


def test_a_link_leads_on_until_the_library_has_a_password(control):
    uid, token = invited()
    founding.found(uid, Founded("Kitabevi", "az", "Nigar"), "kitabevi", NOW)
    assert invitations.found(token, NOW) == uid
    with library(uid), writing() as session:
        session.execute(sa.update(Staff).values(password_hash="set"))
    assert invitations.found(token, NOW) is None


def test_a_link_leads_nowhere_when_the_library_is_open(control):
    uid, token = invited()
    founding.found(uid, Founded("Kitabevi", "az", "Nigar"), "kitabevi", NOW)
    with writing_control() as session:
        change(session, session.get_one(Library, uid), State.ACTIVE, **HOW)
    assert invitations.found(token, NOW) is None


def test_a_renewed_link_kills_the_older_one(control):
    uid, old = invited()
    with writing_control() as session:
        new = invitations.renew(session, session.get_one(Library, uid), **HOW)
    assert invitations.found(old, NOW) is None
    assert invitations.found(new, NOW) == uid
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Invitation)) == 1


def test_a_withdrawn_invitation_leaves_nothing_but_its_acts(control):
    uid, token = invited()
    other, still = invited()
    with writing_control() as session:
        invitations.withdraw(session, session.get_one(Library, uid), **HOW)
    assert invitations.found(token, NOW) is None
    assert of(uid).state == State.TOMBSTONE
    assert [act for act, *_ in acts(uid)] == ["invite", "withdraw", "erasing", "tombstone"]
    assert invitations.found(still, NOW) == other


def test_withdrawing_does_not_throw_away_what_has_begun(control):
    uid, token = invited()
    with writing_control() as session:
        change(session, session.get_one(Library, uid), State.DRAFT, **HOW)
    with writing_control() as session:
        invitations.withdraw(session, session.get_one(Library, uid), **HOW)
    assert invitations.found(token, NOW) is None
    assert of(uid).state == State.DRAFT


@pytest.mark.parametrize("verb", [invitations.renew, invitations.withdraw])
def test_a_library_that_is_open_has_no_invitation(control, baku, verb):
    with pytest.raises(NotFromHere), writing_control() as session:
        verb(session, session.get_one(Library, baku.uid), **HOW)
    assert acts(baku.uid) == []


@pytest.mark.parametrize("token", ["", "x" * 22, "\N{SNOWMAN}", "x" * 5000])
def test_what_is_no_token_finds_nothing(control, token):
    invited()
    assert invitations.found(token, NOW) is None
