"""What is left of people, shown to all staff; and an event that is forgotten before its time."""

from datetime import timedelta

import pytest

import fussy
from cast import EVENT, NOW, later
from humanshelf.libraries import left as records
from humanshelf.libraries import steady
from humanshelf.libraries.forgetting import forget_by_the_clock, forget_everywhere
from humanshelf.libraries.snapshots import Seen, snap_everywhere
from humanshelf.tenancy import event_keys

PAGE, NOW_PAGE = "/studio/left", f"/studio/left/{EVENT}"
END = NOW.replace(hour=19, minute=30, second=0, microsecond=0)


def told(visitor, address=PAGE):
    """What the page says of each kind under the event: how many, until when."""
    page = fussy.main(visitor.get(address).text)
    rows = {}
    for row in fussy.every(page, "tr"):
        head, *cells = row
        rows.setdefault(fussy.text(head), [fussy.text(cell) for cell in cells])
    return rows


@pytest.fixture
def evening(stage, baku, nu, leyla, murad, aigul, rana):
    for visitor in (leyla, murad, aigul):
        visitor.card("deniz")
    rana.tap("calls", book="deniz")
    baku.backroom("lala")
    baku.words("I am Zubeyda.")
    snap_everywhere(stage.app, NOW, Seen())


def test_it_says_how_much_and_until_when_where_the_library_is(baku, evening, samir):
    found = told(samir)
    assert found["Cards"] == ["2", "18 Oct 2026, 11:30"]
    assert found["Steps at the desk"] == ["3", "18 Oct 2026, 11:30"]
    assert found["Links to books’ own pages"] == ["1", "18 Oct 2026, 11:30"]
    assert found["A sealed copy, should the disk fail"] == ["1", "18 Oct 2026, 11:30"]
    assert found["What people said"] == ["1", "15 Jan 2027, 23:30"]
    assert found["Accounts of the team"] == ["2", "it is erased"]
    assert "Zubeyda" not in samir.get(PAGE).text


@pytest.mark.parametrize(
    ("zone", "until"),
    [
        ("Asia/Baku", "18 Oct 2026, 11:30"),
        ("Asia/Almaty", "18 Oct 2026, 12:30"),
        ("Europe/Istanbul", "18 Oct 2026, 10:30"),
    ],
)
def test_in_each_time_zone_it_is_the_same_moment(stage, baku, evening, samir, zone, until):
    baku.change("UPDATE profile SET time_zone = ?", zone)
    assert told(samir)["Cards"] == ["2", until]
    assert forget_everywhere(stage.app, END + timedelta(hours=12, seconds=-1)) <= 2, "sessions"
    assert baku.count("card") == 2
    forget_everywhere(stage.app, END + timedelta(hours=12))
    assert baku.count("card") == 0


def test_where_clocks_change_in_that_night_twelve_hours_are_twelve_hours(stage, baku, evening):
    """From 19:30 in summer to 06:30 in winter: an hour earlier by the wall clock of Berlin."""
    baku.change("UPDATE profile SET time_zone = 'Europe/Berlin'")
    summer = timedelta(days=7)
    baku.change("UPDATE event SET closes = closes + 604800000 WHERE code = ?", EVENT)
    forget_everywhere(stage.app, END + summer + timedelta(hours=12, seconds=-1))
    assert baku.count("card") == 2
    forget_everywhere(stage.app, END + summer + timedelta(hours=12))
    assert baku.count("card") == 0


@pytest.mark.parametrize("role", ["librarian", "editor", "translator", "coordinator"])
def test_all_staff_read_it_and_coordinators_alone_may_act(baku, evening, clock, role):
    clock.move_to(later(60 * 9))
    person = baku.staff(role)
    page = fussy.main(person.get(PAGE).text)
    links = [a.get("href") for a in fussy.every(page, "a")]
    assert (NOW_PAGE in links) == (role == "coordinator")
    assert person.get(NOW_PAGE).status_code == (200 if role == "coordinator" else 403)


def test_of_a_private_event_it_says_what_is_left_too(baku, evening, samir):
    before = told(samir)["Cards"]
    baku.invitation(EVENT)
    assert told(samir)["Cards"] == before
    assert samir.get(NOW_PAGE).status_code == 200


def test_when_nothing_is_left_it_says_so(stage, baku, evening, clock):
    clock.move_to(NOW + timedelta(days=400))
    forget_everywhere(stage.app, NOW + timedelta(days=400))
    assert "Nothing is left of any event but counts." in baku.staff("coordinator").get(PAGE).text


def test_a_coordinator_lets_an_event_be_forgotten_that_is_over(
    stage, baku, nu, evening, clock, leyla
):
    clock.move_to(later(60 * 9))
    samir, other = baku.staff("coordinator"), nu.checksum()
    before = baku.rows("SELECT taken, calls FROM event WHERE code = ?", EVENT)
    assert told(samir, NOW_PAGE)["Cards"] == ["2"]
    assert "This cannot be undone." in samir.get(NOW_PAGE).text
    data = {"csrf_token": samir.token(NOW_PAGE)}

    for _tap in range(2):
        answer = samir.post(f"{NOW_PAGE}/forgettings", data=data)
        assert (answer.status_code, answer.location) == (303, f"{PAGE}?forgotten=1")

    assert baku.count("card") == baku.count("step") == baku.count("backroom") == 0
    assert baku.rows("SELECT taken, calls FROM event WHERE code = ?", EVENT) == before
    assert baku.rows("SELECT text FROM feedback") == [("I am Zubeyda.",)]
    assert baku.rows("SELECT act, subject FROM act WHERE act = 'forget-event'") == [
        ("forget-event", EVENT)
    ]
    keys = stage.app.extensions["humanshelf.tenancy"].keys
    assert list(event_keys.events_with_key(keys, baku.uid)) == []
    assert list(event_keys.events_with_key(keys, nu.uid)) != []
    assert nu.checksum() == other


def test_one_that_runs_is_not_forgotten(baku, evening, samir):
    page = samir.get(NOW_PAGE).text
    assert "It is not over yet." in page
    assert "/forgettings" not in page
    answer = samir.post(f"{NOW_PAGE}/forgettings", data={"csrf_token": samir.token()})
    assert answer.status_code == 409
    assert baku.count("card") == 2


def test_what_is_not_there_is_not_found(baku, samir):
    data = {"csrf_token": samir.token()}
    assert samir.get("/studio/left/nothing").status_code == 404
    assert samir.post("/studio/left/nothing/forgettings", data=data).status_code == 404


def test_it_says_so_when_the_clock_looks_wrong_and_what_to_do(stage, baku, evening, monkeypatch):
    up = timedelta(hours=2)
    for wall in (NOW, NOW + timedelta(days=365)):
        monkeypatch.setattr(steady, "look", lambda wall, taps: steady.Look("boot", up, wall))
        forget_by_the_clock(stage.app, wall)
    page = baku.staff("librarian").get(PAGE).text
    assert "Forgetting waits: the clock of the machine looks wrong." in page
    assert "It shows 17 Oct 2027, 18:03." in page
    assert "humanshelf forget --clock-is-right" in page


def test_after_a_night_switched_off_it_says_that_it_goes_on_within_the_hour(
    stage, baku, evening, monkeypatch
):
    up = timedelta(hours=2)
    for boot, wall in (("first", NOW), ("second", NOW + timedelta(hours=10))):
        monkeypatch.setattr(
            steady, "look", lambda wall, taps, boot=boot: steady.Look(boot, up, wall)
        )
        forget_by_the_clock(stage.app, wall)
    page = baku.staff("librarian").get(PAGE).text
    assert "The machine was off for a while." in page
    assert "looks wrong" not in page


def test_every_table_that_leads_to_people_has_its_line():
    """What goes with the cards is asked of the tables themselves: a new one cannot be left out."""
    from humanshelf.records.retention import GOING

    told = {kind.word for kind in records.OF_EVENTS if kind.goes}
    assert {*("card", "step", "backroom", "interpreter", "note"), *("entrance", "invitation")} == {
        kind.__tablename__ for kind in GOING
    }, "a new kind that goes needs a line on the page"
    told_of = {"cards", "steps", "links", "interpreters", "note", "snapshot", "tied"}
    assert told == told_of | {"entrance", "invitations"}
