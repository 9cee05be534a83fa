"""Public events in a calendar: neutral, in the asker's language, and heard of when they change."""

from datetime import timedelta

import pytest
from icalendar import Calendar

from cast import COMING, EVENT
from readers.test_readers_called_off import call_off
from studio.test_studio_events import EVENTS, draft, form_on, post


def read(visitor, path):
    answer = visitor.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    return Calendar.from_ical(answer.data).walk("VEVENT")


def one(visitor, code=COMING, query=""):
    (found,) = read(visitor, f"/events/{code}.ics{query}")
    return found


@pytest.mark.parametrize("library", ["baku", "nu"])
def test_an_entry_has_times_place_and_a_neutral_title_and_no_book(library, request):
    house = request.getfixturevalue(library)
    entry, floor = one(house.reader()), house.floor(COMING)
    assert (entry["dtstart"].dt, entry["dtend"].dt) == (floor.opens, floor.closes)
    assert (entry["summary"], entry["status"], entry["class"]) == (
        "Reading list",
        "CONFIRMED",
        "PRIVATE",
    )
    assert entry["url"] == f"{house.origin}/events/{COMING}"
    raw = house.reader().get(f"/events/{COMING}.ics").text
    names = [name for row in house.rows("SELECT pen_name, code FROM book") for name in row]
    names += [title for (title,) in house.rows("SELECT title FROM book_text")]
    names += [title for (title,) in house.rows("SELECT title FROM event_text")]
    assert [name for name in names if name in raw] == []


def test_the_title_and_the_place_are_in_the_language_of_who_asks(baku):
    titles = {
        lang: str(one(baku.reader(), query=f"?lang={lang}")["summary"]) for lang in ("az", "ru")
    }
    assert titles == {"az": "Oxu siyahısı", "ru": "Список для чтения"}


def test_all_public_events_stand_in_one_file_and_no_draft(samir, leyla, baku, nu):
    code = draft(baku, samir)
    links = [str(entry["url"]).rpartition("/")[2] for entry in read(leyla, "/events.ics")]
    assert {EVENT, COMING} <= set(links)
    assert code not in links
    assert leyla.get(f"/events/{code}.ics").status_code == 404
    assert leyla.get("/events/none.ics").status_code == 404
    theirs = {str(entry["uid"]) for entry in read(nu.reader(), "/events.ics")}
    assert len(theirs) == len(read(nu.reader(), "/events.ics"))


def test_the_uid_stays_and_the_sequence_rises_with_every_change_that_matters(samir, leyla, baku):
    first = one(leyla)
    page = f"{EVENTS}/{COMING}"
    samir.post(page, data=form_on(samir, page) | {"place-az": "Başqa zal"})
    moved = one(leyla)
    call_off(samir, COMING)
    off = one(leyla)
    post(samir, COMING, "reinstatements")
    back = one(leyla)
    assert len({str(entry["uid"]) for entry in (first, moved, off, back)}) == 1
    assert [entry["sequence"] for entry in (first, moved, off, back)] == [0, 1, 2, 3]
    assert [entry["status"] for entry in (moved, off, back)] == [
        "CONFIRMED",
        "CANCELLED",
        "CONFIRMED",
    ]
    assert str(off["description"]) == "The hall is flooded."
    assert "description" not in back
    ids = [UUID for (UUID,) in baku.rows("SELECT id FROM event")]
    assert str(first["uid"]).replace("-", "") not in ids


def test_another_end_at_the_desk_is_heard_and_another_step_is_not(rana, leyla):
    first = one(leyla, EVENT)
    leyla.card("deniz")
    assert one(leyla, EVENT)["sequence"] == first["sequence"]
    rana.tap("ends", time="23:45")
    after = one(leyla, EVENT)
    assert after["sequence"] == first["sequence"] + 1
    assert after["dtend"].dt - first["dtend"].dt > timedelta()


def test_readers_pages_lead_to_it(leyla):
    assert f'href="/events/{COMING}.ics?lang=en"' in leyla.get(f"/events/{COMING}").text
    assert 'href="/events.ics?lang=en"' in leyla.get("/").text
