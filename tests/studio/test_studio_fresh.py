"""Whoever finds a coordinator's browser open makes no second coordinator of it."""

from datetime import timedelta

import pytest

from cast import STAFF

SECOND, TEAM = "/studio/setup/second", "/studio/team"


@pytest.fixture
def left_open(samir, clock):
    """Signed in for a while, and still in use: the code was entered long ago."""
    samir.token(TEAM)
    clock.shift(timedelta(minutes=11))
    return samir


def test_nobody_becomes_coordinator_through_the_steps_of_setting_up(left_open, baku):
    before = baku.count("staff")
    data = {"csrf_token": left_open.csrf, "person": "Oğru", "role": "coordinator"}
    answer = left_open.post(SECOND, data=data)
    assert (answer.status_code, answer.location) == (303, f"/confirm?next={SECOND}")
    assert baku.count("staff") == before
    assert left_open.post(SECOND, data=data | {"role": "librarian"}).status_code == 200


def test_no_link_opens_a_coordinators_account(left_open, baku):
    links = f"{TEAM}/{STAFF['coordinator'].hex}/links"
    before = baku.count("sign_in_link")
    answer = left_open.post(links, data={"csrf_token": left_open.csrf})
    assert (answer.status_code, answer.location) == (303, f"/confirm?next={TEAM}")
    assert baku.count("sign_in_link") == before
