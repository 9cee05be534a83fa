"""Times by the clocks of the library: missing, coming twice, over a change, held again."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import fussy
from cast import COMING
from humanshelf.pages.localtime import Every, NoSuchTime, again, days, moments, offset
from studio.test_studio_events import EVENTS, draft, form_on, post, wrong

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Asia/Baku", "Asia/Almaty", "Europe/Istanbul", "Europe/Berlin")
CHANGING = (*ZONES, "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC")
zones = st.sampled_from(CHANGING).map(ZoneInfo)
dates = st.dates(date(2000, 1, 1), date(2099, 12, 31))
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


# the rule


@given(dates, clocks, zones)
def test_every_moment_shows_the_wall_time_it_was_found_for(day, clock, zone):
    found = moments(day, clock, zone)
    assert len(found) <= 2
    assert list(found) == sorted(set(found))
    for moment in found:
        assert moment.astimezone(zone).replace(tzinfo=None) == datetime.combine(day, clock)


@given(st.datetimes(datetime(2000, 1, 2), datetime(2099, 12, 30)), zones)
def test_every_moment_is_found_again_by_its_wall_time(naive, zone):
    moment = naive.replace(second=0, microsecond=0, tzinfo=UTC)
    wall = moment.astimezone(zone)
    assert moment in moments(wall.date(), wall.time().replace(fold=0), zone)


@pytest.mark.parametrize(
    ("day", "clock", "found"),
    [
        ((2027, 3, 28), (2, 30), ()),
        ((2027, 3, 28), (3, 0), (utc(2027, 3, 28, 1),)),
        ((2026, 10, 25), (2, 30), (utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30))),
        ((2026, 10, 25), (3, 0), (utc(2026, 10, 25, 2),)),
    ],
)
def test_in_berlin_an_hour_is_missing_in_march_and_comes_twice_in_october(day, clock, found):
    assert moments(date(*day), time(*clock), BERLIN) == found


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Baku", "UTC+4"),
        ("Asia/Almaty", "UTC+5"),
        ("Europe/Istanbul", "UTC+3"),
        ("Europe/Berlin", "UTC+1"),
        ("Asia/Kathmandu", "UTC+5:45"),
        ("America/New_York", "UTC−5"),
        ("UTC", "UTC+0"),
    ],
)
def test_the_distance_from_utc_is_told(zone, shown):
    assert offset(utc(2026, 12, 12, 12), ZoneInfo(zone)) == shown


@given(dates, st.sampled_from(Every), st.integers(1, 26))
def test_later_days_fall_on_the_same_weekday_and_go_on(first, every, times):
    found = days(first, every, times)
    assert len(found) == times
    assert {day.weekday() for day in found} == {first.weekday()}
    assert [first, *found] == sorted({first, *found})


@given(dates, st.integers(1, 26))
def test_a_month_later_is_the_same_weekday_of_the_next_month(first, times):
    found = days(first, Every.MONTH, times)
    months = [day.year * 12 + day.month for day in (first, *found)]
    assert [b - a for a, b in zip(months, months[1:], strict=False)] == [1] * times
    nth = (first.day - 1) // 7
    for day in found:
        fifth = (day + timedelta(7)).month != day.month
        assert (day.day - 1) // 7 == nth if nth < 4 else fifth


@given(dates, clocks, st.integers(30, 20 * 60), st.sampled_from(Every), zones)
def test_held_again_the_clocks_show_the_same_hours(day, clock, minutes, every, zone):
    meant = moments(day, clock, zone)
    if not meant:
        return
    opens, closes = meant[0], meant[0] + timedelta(minutes=minutes)
    try:
        found = again(opens, closes, every, 5, zone)
    except NoSuchTime:
        return
    for begin, end in found:
        for now, then in ((begin, opens), (end, closes)):
            assert now.astimezone(zone).time() == then.astimezone(zone).time()


def test_an_hour_that_is_missing_on_a_later_day_is_named():
    with pytest.raises(NoSuchTime) as missing:
        again(utc(2027, 3, 21, 1, 30), utc(2027, 3, 21, 4), Every.WEEK, 2, BERLIN)
    assert (missing.value.day, missing.value.clock) == (date(2027, 3, 28), time(2, 30))


def test_held_again_over_the_change_it_is_another_distance_from_utc():
    opens, closes = utc(2026, 10, 24, 16), utc(2026, 10, 24, 19)
    assert again(opens, closes, Every.WEEK, 1, BERLIN) == [
        (utc(2026, 10, 31, 17), utc(2026, 10, 31, 20))
    ]


# the form


def in_zone(house, zone):
    house.change("UPDATE profile SET time_zone = ?", zone)


def make(person, **typed):
    form = form_on(person, f"{EVENTS}/new", EVENTS)
    form |= {"day": "2026-12-12", "begins": "16:00", "ends": "19:30"} | typed
    return form["code"], person.post(EVENTS, data=form)


def times_of(house, code):
    floor = house.floor(code)
    return floor.opens, floor.closes


@pytest.mark.parametrize(
    ("zone", "hour", "shown"),
    [
        ("Asia/Baku", 12, "UTC+4"),
        ("Asia/Almaty", 11, "UTC+5"),
        ("Europe/Istanbul", 13, "UTC+3"),
        ("Europe/Berlin", 15, "UTC+1"),
    ],
)
def test_a_time_is_meant_where_the_library_is_and_the_zone_is_shown(samir, baku, zone, hour, shown):
    in_zone(baku, zone)
    code = draft(baku, samir)
    assert times_of(baku, code) == (utc(2026, 12, 12, hour), utc(2026, 12, 12, hour + 3, 30))
    city = zone.partition("/")[2]
    assert f"{city} ({shown})" in fussy.text(samir.main(f"{EVENTS}/{code}"))
    form = form_on(samir, f"{EVENTS}/{code}")
    assert (form["day"], form["begins"], form["ends"]) == ("2026-12-12", "16:00", "19:30")


def test_a_time_that_does_not_exist_is_refused_in_words(samir, baku):
    in_zone(baku, "Europe/Berlin")
    _code, answer = make(samir, day="2027-03-28", begins="02:30", ends="05:00")
    assert answer.status_code == 422
    assert wrong(answer) == {
        "begins": "The clocks are set forward that night: this time does not exist on that day."
    }


def test_of_a_time_that_comes_twice_one_is_chosen(samir, baku):
    in_zone(baku, "Europe/Berlin")
    code, answer = make(samir, day="2027-10-31", begins="02:30", ends="05:00")
    assert answer.status_code == 422
    assert wrong(answer) == {
        "begins": "The clocks are set back that night: this time comes twice. Please choose one."
    }
    radios = [f for f in fussy.main(answer.text).iter("input") if f.get("type") == "radio"]
    assert [(one.get("name"), one.get("value")) for one in radios] == [
        ("begins-which", "0"),
        ("begins-which", "1"),
    ]
    form = {
        name: values[0]
        for name, values in fussy.fields(
            next(f for f in fussy.main(answer.text).iter("form") if f.get("action") == EVENTS)
        ).items()
    }
    assert samir.post(EVENTS, data=form | {"begins-which": "1"}).status_code == 303
    assert times_of(baku, code) == (utc(2027, 10, 31, 1, 30), utc(2027, 10, 31, 4))
    # Saved again untouched, it stays the second.
    page = f"{EVENTS}/{code}"
    assert samir.post(page, data=form_on(samir, page)).status_code == 303
    assert times_of(baku, code)[0] == utc(2027, 10, 31, 1, 30)


def test_an_event_over_the_change_has_its_true_length(samir, baku):
    in_zone(baku, "Europe/Berlin")
    code, answer = make(samir, day="2027-03-27", begins="20:00", until="2027-03-28", ends="04:00")
    assert answer.status_code == 303
    opens, closes = times_of(baku, code)
    assert closes - opens == timedelta(hours=7)
    said = fussy.text(samir.main(f"{EVENTS}/{code}"))
    assert "Length in hours: 7:00" in said
    assert "Berlin (UTC+1 → UTC+2)" in said


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"day": ""}, {"day": "Please choose a day."}),
        ({"day": "2026-02-30"}, {"day": "Please choose a day."}),
        ({"day": "20261212"}, {"day": "Please choose a day."}),
        ({"day": "9999-12-31"}, {"day": "Please choose a day."}),
        ({"begins": "25:00"}, {"begins": "Please give a time of day."}),
        ({"begins": "４:00"}, {"begins": "Please give a time of day."}),
        (
            {"ends": "02:00"},
            {
                "ends": "It ends before it begins. "
                "If it ends after midnight, please choose that day too."
            },
        ),
        ({"until": "2026-12-14"}, {"ends": "An event lasts at most 24 hours."}),
        ({"day": "2026-10-17", "begins": "18:00"}, {"day": "This time is past already."}),
        ({"capacity": "0"}, {"capacity": "A number between 1 and 600."}),
        ({"capacity": "many"}, {"capacity": "A number between 1 and 600."}),
        ({"tables": "A, A"}, {"tables": "Each table once, at most 60 of them."}),
        ({"tables": "A table too long"}, {"tables": "A table’s name has at most 8 signs."}),
        ({"title-az": "x" * 121}, {"title-az": "At most 120 signs, please."}),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_made(samir, baku, typed, said):
    _code, answer = make(samir, **typed)
    assert answer.status_code == 422
    assert wrong(answer) == said
    form = fussy.fields(
        next(f for f in fussy.main(answer.text).iter("form") if f.get("action") == EVENTS)
    )
    assert {name: form[name][0] for name in typed} == typed
    assert baku.rows("SELECT count(*) FROM event WHERE state = 'draft'") == [(0,)]


def test_a_day_and_a_night_are_the_longest(samir, baku):
    code, answer = make(samir, until="2026-12-13", ends="16:00")
    assert answer.status_code == 303
    opens, closes = times_of(baku, code)
    assert closes - opens == timedelta(hours=24)


def test_another_time_moves_the_books_and_the_films_along(samir, baku):
    page = f"{EVENTS}/{COMING}"
    old = baku.floor(COMING)
    (exhibit,) = baku.rows("SELECT id FROM exhibit WHERE code = 'street'")
    baku.change(
        "INSERT INTO screening (id, event_id, exhibit_id, room, starts, minutes) "
        "SELECT ?, id, ?, 'hall', opens + 600000, 5 FROM event WHERE code = ?",
        "0" * 32,
        exhibit[0],
        COMING,
    )
    form = form_on(samir, page)
    later = (date.fromisoformat(form["day"]) + timedelta(7)).isoformat()
    assert samir.post(page, data=form | {"day": later, "until": ""}).status_code == 303
    new = baku.floor(COMING)
    assert new.opens - old.opens == timedelta(7)
    assert {seat.free_since for seat in new.shelf.values()} == {new.opens}
    asked = "SELECT starts - opens FROM screening JOIN event ON event.id = event_id WHERE code = ?"
    assert baku.rows(asked, COMING) == [(600000,)]


def test_once_it_has_been_opened_its_times_belong_to_the_desk(samir, baku):
    page = f"{EVENTS}/autumn"
    form = form_on(samir, page)
    assert "day" not in form
    before = times_of(baku, "autumn")
    answer = samir.post(page, data=form | {"day": "2027-01-01", "begins": "10:00", "ends": "12:00"})
    assert answer.status_code == 303
    assert times_of(baku, "autumn") == before


def test_a_series_that_meets_a_missing_hour_is_refused_with_its_day(samir, baku):
    in_zone(baku, "Europe/Berlin")
    code, answer = make(samir, day="2027-03-21", begins="02:30", ends="05:00")
    assert answer.status_code == 303
    answer = post(samir, code, "repetitions", batch="abc123", every="week", times="2")
    assert answer.status_code == 409
    assert "On 28 March 2027 the clocks are set forward" in fussy.text(fussy.main(answer.text))
    assert baku.rows("SELECT count(*) FROM event WHERE state = 'draft'") == [(1,)]
