"""Setting up, step by step: broken off after each, gone on from there, on another device too."""

import re
from datetime import UTC, datetime

import pytest

import fussy
from cast import NOW
from founding import coordinator, draft
from humanshelf.records.events import all_events
from humanshelf.records.library import all_books
from humanshelf.records.profile import profile
from humanshelf.records.staff import all_staff
from humanshelf.studio.setup import STEPS

SETUP = "/studio/setup"


@pytest.fixture
def house(stage):
    return draft(stage)


@pytest.fixture
def nigar(house):
    return coordinator(house)


def form(person, step, /, **typed):
    """The step's form as the page draws it, with some fields typed anew."""
    forms = fussy.main(person.get(f"{SETUP}/{step}").text).iter("form")
    fields = fussy.fields(next(one for one in forms if one.get("data-unsaved") is not None))
    return fields | {name.replace("__", "-"): value for name, value in typed.items()}


def take(person, step, /, **typed):
    if step == "second":
        typed = {"person": "Rəna"} | typed
    return person.post(f"{SETUP}/{step}", data=form(person, step, **typed))


def skip(person, step):
    data = {"csrf_token": person.token("/studio")}
    return person.post(f"{SETUP}/{step}/skips", data=data)


def test_each_step_leads_to_the_next_and_the_last_one_home(nigar, house):
    assert nigar.get(SETUP).location == f"{SETUP}/{STEPS[1]}"
    for step, following in zip(STEPS[1:], [*STEPS[2:], None], strict=True):
        answer = take(nigar, step)
        if step == "second":
            assert answer.status_code == 200, "the link is shown, once"
            assert f'href="{SETUP}/{following}"' in answer.text
        else:
            wanted = f"{SETUP}/{following}" if following else "/studio"
            assert (answer.status_code, answer.location) == (303, wanted), step
    assert nigar.get(SETUP).location == "/studio"


@pytest.mark.parametrize("broken", range(1, len(STEPS)))
def test_whoever_breaks_off_goes_on_there_on_another_device(nigar, house, broken):
    for step in STEPS[1:broken]:
        take(nigar, step)
    page = nigar.get(f"{SETUP}/{STEPS[broken]}")  # looked at, and the lid is closed
    assert page.status_code == 200

    other = coordinator(house)
    assert other.get(SETUP).location == f"{SETUP}/{STEPS[broken]}"
    for step in STEPS[broken:]:
        take(other, step)
    assert other.get(SETUP).location == "/studio"


def test_each_step_can_be_skipped_and_stays_in_the_list(nigar, house):
    for step in STEPS[1:]:
        assert skip(nigar, step).status_code == 303
    assert nigar.get(SETUP).location == "/studio"
    page = fussy.text(fussy.main(nigar.get("/studio").text))
    assert page.count("Ke") >= 1
    with house.inside():
        assert {profile().setup[step] for step in STEPS[1:]} == {"skipped"}
        assert (len(all_staff()), all_events()) == (1, [])
    assert take(nigar, "languages").status_code == 303
    with house.inside():
        assert profile().setup["languages"] == "done"


def test_what_is_done_is_not_skipped_by_an_old_page(nigar, house):
    take(nigar, "languages")
    skip(nigar, "languages")
    with house.inside():
        assert profile().setup["languages"] == "done"


def test_the_progress_is_told(nigar):
    page = fussy.main(nigar.get(f"{SETUP}/languages?lang=az").text)
    bar = fussy.one(page, "progress")
    assert (bar.get("value"), bar.get("max")) == ("2", "8")


def test_what_is_wrong_keeps_what_was_typed(nigar, house):
    answer = take(nigar, "vocabulary", use="Human Library", licence="")
    assert answer.status_code == 422
    with house.inside():
        assert "vocabulary" not in profile().setup
    answer = take(nigar, "second", person="N")
    assert answer.status_code == 422
    assert take(nigar, "second", person="nigar").status_code == 422, "somebody has this name"
    with house.inside():
        assert len(all_staff()) == 1


def test_two_devices_at_one_step_the_second_is_told(nigar, house):
    other, mine = coordinator(house), form(nigar, "clock", zone="Asia/Tbilisi")
    assert take(other, "clock", zone="Asia/Almaty").status_code == 303
    answer = nigar.post(f"{SETUP}/clock", data=mine)
    assert answer.status_code == 409
    assert "Asia/Almaty" in answer.text
    with house.inside():
        assert profile().time_zone == "Asia/Almaty"


def test_the_second_person_comes_in_by_the_link_that_is_shown(nigar, house):
    page = take(nigar, "second").text
    link = re.search(r"/sign-in/[\w-]+", page)[0]
    rana = house.reader()
    assert rana.post(link, data={"password": "bir dəfə quyuya"}).status_code == 303
    with house.inside():
        assert [(one.name, one.role) for one in all_staff()] == [
            ("Nigar", "coordinator"),
            ("Rəna", "librarian"),
        ]


def test_the_first_event_stands_when_the_clock_there_says_so(nigar, house):
    typed = {"day": "2026-10-25", "time": "18:00", "size": "try", "title": "Payız"}
    assert take(nigar, "event", **typed).status_code == 303
    with house.inside():
        (event,) = all_events()
        assert (event.opens, event.closes) == (
            datetime(2026, 10, 25, 14, tzinfo=UTC),
            datetime(2026, 10, 25, 16, tzinfo=UTC),
        )
        assert [book.sample for book in all_books()] == [True, True, True]


def test_a_second_tap_makes_no_second_event(nigar, house):
    typed = form(nigar, "event")
    for _ in range(2):
        assert nigar.post(f"{SETUP}/event", data=typed).status_code == 303
    assert house.count("event") == 1
    assert house.count("book") == 6


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"title": ""}, "title"),
        ({"size": "huge"}, "size"),
        ({"day": "2026-02-30"}, "day"),
        ({"day": "2026-10-01"}, "day"),
        ({"time": "25:00"}, "day"),
        ({"time": "18:00+02:00"}, "day"),
        ({"pen__1": "Aru"}, "title-1"),
        ({"title__2": "A story"}, "pen-2"),
        ({"title__2": "x" * 121, "pen__2": "Aru"}, "title-2"),
    ],
)
def test_an_event_that_cannot_be_is_refused_at_its_field(nigar, house, typed, field):
    answer = take(nigar, "event", **typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text
    assert house.count("event") == 0


def test_an_hour_that_the_clocks_leave_out_is_no_time(nigar, house):
    take(nigar, "clock", zone="Europe/Berlin")
    answer = take(nigar, "event", day="2027-03-28", time="02:30")
    assert answer.status_code == 422


def test_named_books_need_the_word_of_their_people(nigar, house):
    named = {"pen__1": "Aru", "title__1": "My way", "size": "try"}
    data = form(nigar, "event", **named)
    data.pop("samples")
    assert nigar.post(f"{SETUP}/event", data=data).status_code == 303
    with house.inside():
        (book,) = all_books()
        assert (book.shown, book.consent, book.sample) == (False, "", False)


def test_with_it_they_are_on_the_shelf_beside_samples(nigar, house):
    named = {"pen__1": "Aru", "title__1": "My way", "size": "try", "agreed": "1"}
    assert take(nigar, "event", **named).status_code == 303
    with house.inside():
        books = all_books()
        assert [book.shown for book in books] == [True, True, True]
        assert [book.sample for book in books] == [False, True, True]
        assert (books[0].consent, books[0].consent_on) == ("recorded", NOW.date())


def test_a_step_that_is_none_is_not_there(nigar):
    assert nigar.get(f"{SETUP}/labels").status_code == 404
    assert nigar.get(f"{SETUP}/nothing").status_code == 404
    assert skip(nigar, "nothing").status_code == 404
