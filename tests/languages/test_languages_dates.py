"""Dates as the language writes them, clock times alike in all, both in the library's zone."""

import re
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale

from cast import EVENT
from humanshelf.lending.forecast import Range
from humanshelf.pages.backdrop import as_clock, as_day, as_span, as_zoned
from languages.content import bundle
from languages.reading import glance, read

EVENING = datetime(2026, 11, 23, 14, 5, 59, tzinfo=UTC)
NIGHT = datetime(2026, 11, 23, 20, 30, tzinfo=UTC)
"""The next day in both cities."""


@pytest.fixture
def at(stage):
    """What a filter answers in a library and a language."""

    def answer(slug, language, filter, *values):
        house = stage.houses[slug]
        with house.inside(), stage.app.test_request_context("/"), force_locale(language):
            return filter(*values)

    return answer


@pytest.mark.parametrize(
    ("language", "date", "short", "weekday"),
    [
        ("az", "23 noyabr 2026", "23 noy", "bazar ertəsi"),
        ("kk", "23 қараша 2026", "23 қар.", "дүйсенбі"),
        ("ru", "23 ноября 2026", "23 нояб.", "понедельник"),
        ("en", "23 November 2026", "23 Nov", "Monday"),
        ("tr", "23 Kasım 2026", "23 Kas", "Pazartesi"),
    ],
)
@pytest.mark.parametrize("slug", ["baku", "nu"])
def test_a_date_is_written_as_the_language_writes_it(at, slug, language, date, short, weekday):
    assert at(slug, language, as_day, EVENING) == date
    assert at(slug, language, as_day, EVENING, "d MMM") == short
    assert at(slug, language, as_day, EVENING, "EEEE") == weekday


@pytest.mark.parametrize("language", ["az", "kk", "ru", "en", "tr"])
@pytest.mark.parametrize(
    ("slug", "evening", "night", "offset"),
    [("baku", "18:05", "00:30", "+04:00"), ("nu", "19:05", "01:30", "+05:00")],
)
def test_a_time_is_the_library_s_and_alike_in_all_languages(
    at, slug, evening, night, offset, language
):
    assert at(slug, language, as_clock, EVENING) == evening
    assert at(slug, language, as_clock, NIGHT) == night
    assert at(slug, language, as_day, NIGHT, "d") == "24"
    assert at(slug, language, as_zoned, EVENING)[-6:] == offset
    span = Range(EVENING, EVENING + timedelta(minutes=15))
    assert at(slug, language, as_span, span) == f"{evening}–{evening[:3]}20"


@pytest.mark.parametrize(("name", "hours"), [("Asia/Baku", 4), ("Asia/Almaty", 5)])
def test_the_zones_are_those_of_today(name, hours):
    """Almaty moved to +5 in 2024: an old list of zones would show all times an hour late."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        packed = ZoneInfo.from_file(file)
    for zone in (packed, ZoneInfo(name)):
        assert zone.utcoffset(EVENING.replace(tzinfo=None)) == timedelta(hours=hours)
        assert zone.utcoffset(datetime(2026, 7, 1)) == timedelta(hours=hours)


@pytest.mark.parametrize("slug", ["baku", "nu"])
def test_every_time_on_a_page_is_written_alike_in_all_languages(stage, slug):
    visitor = stage.houses[slug].reader()
    seen = []
    for language in bundle(slug)["languages"]:
        page = read(glance(visitor, f"/events/{EVENT}?lang={language}"))
        times = [f.text for f in page if f.where == "time"]
        assert times
        assert all(re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", time) for time in times)
        seen.append(times)
    assert all(times == seen[0] for times in seen)


@pytest.mark.parametrize("slug", ["baku", "nu"])
def test_no_clock_shows_halves_of_days(stage, slug):
    for language in bundle(slug)["languages"]:
        page = glance(stage.houses[slug].reader(), f"/events/{EVENT}?lang={language}")
        assert not re.search(r"\d\s?([AaPp]\.?[Mm]\b|ÖÖ|ÖS|AM|PM)", page)
