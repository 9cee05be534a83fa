"""An event that runs past its planned end: whoever is still there is not sent home."""

import pytest

from cast import EVENT

END = 5 * 3600 + 26 * 60 + 40
"""Seconds from the cast's now to the planned end of its running event."""
OVER = "The event is over. Thank you."


def listed(visitor):
    """Where the library's home lists the event: as running or as past."""
    sections = visitor.main("/").iter("section")
    [under] = [
        section.get("aria-labelledby")
        for section in sections
        if any(a.get("href") == f"/events/{EVENT}" for a in section.iter("a"))
    ]
    return "past" if under == "past" else "running"


@pytest.fixture
def late(leyla, clock):
    """Leyla holds a card, and the planned end is a minute past."""
    card = leyla.card("deniz")
    clock.shift(END + 60)
    return card


def test_while_cards_are_open_the_event_runs(leyla, late):
    assert listed(leyla) == "running"
    page = leyla.get(f"/events/{EVENT}").text
    assert OVER not in page
    assert "The last cards have been given." in page


def test_the_desk_still_leads_straight_to_it(baku, late):
    assert baku.staff("librarian").get("/desk").location == f"/desk/{EVENT}"


def test_the_browser_still_knows_its_card(leyla, late):
    assert "You already have a card." in leyla.get(f"/events/{EVENT}").text
    assert leyla.take("lala").location == late


def test_when_the_last_card_has_ended_it_is_over_for_readers_and_still_at_hand_for_the_desk(
    leyla, baku, late
):
    leyla.post(f"{late}/departure")
    assert listed(leyla) == "past"
    assert OVER in leyla.get(f"/events/{EVENT}").text
    assert baku.staff("librarian").get("/desk").location == f"/desk/{EVENT}"


def test_closed_is_closed(leyla, baku, late):
    baku.staff("librarian").tap("closures")
    assert listed(leyla) == "past"
    assert OVER in leyla.get(f"/events/{EVENT}").text


def test_after_three_hours_it_was_forgotten(leyla, baku, late, clock):
    clock.shift(3 * 3600 - 120)
    assert listed(leyla) == "running"
    clock.shift(120)
    assert listed(leyla) == "past"
    assert OVER in leyla.get(f"/events/{EVENT}").text
    assert baku.staff("librarian").get("/desk").status_code == 200


def test_one_that_was_never_opened_does_not_run_late(leyla, baku, clock):
    baku.change("UPDATE event SET phase = 'planned' WHERE code = ?", EVENT)
    clock.shift(END + 60)
    assert listed(leyla) == "past"


def test_a_look_at_it_leaves_the_key_as_it_is(leyla, late):
    """The key may belong to the next event of the day by now, and must live longer."""
    assert "Set-Cookie" not in leyla.get(f"/events/{EVENT}").headers
