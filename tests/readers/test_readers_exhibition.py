"""The exhibition as readers see it: pages, pictures, films in parts, and what fits on the card."""

import re
from dataclasses import replace
from importlib import import_module
from uuid import uuid4

import pytest

import fussy
from cast import EVENT, HTMX, NOW, later
from exhibited import FILM, busy, file_names, hung, tap
from humanshelf.lending.card import Stage
from humanshelf.lending.forecast import Range
from humanshelf.readers.cards import facts_of
from humanshelf.readers.fits import fits as fits_of
from humanshelf.records.floors import scene
from humanshelf.records.hanging import note
from humanshelf.tenancy import StoreBusy

LIST, PAGE = f"/events/{EVENT}/exhibition", f"/exhibition/{FILM}"


def fits(visitor, card):
    """The suggestions on a card, by their names."""
    lists = fussy.every(visitor.main(card), "ul", class_="wishes fits")
    return [fussy.text(link) for found in lists for link in fussy.every(found, "a", class_="link")]


def counts(house, code=FILM):
    rows = house.rows(
        "SELECT c.suggested, c.opened FROM exhibit_count c JOIN exhibit e ON e.id = c.exhibit_id "
        "WHERE e.code = ?",
        code,
    )
    return rows[0] if rows else (0, 0)


# pages


@pytest.mark.parametrize(("house", "shown"), [("baku", 5), ("nu", 4)])
def test_the_exhibition_shows_what_hangs_and_when_films_start(stage, house, shown):
    page = stage.houses[house].reader().main(LIST)
    assert len(fussy.every(page, "h3")) == shown
    films = fussy.one(page, "ol", class_="slip shows")
    assert len(fussy.every(films, "time")) == 3


def test_small_pictures_come_in_sizes_late_and_with_their_shape(leyla):
    pictures = fussy.every(leyla.main(LIST), "img")
    assert len(pictures) == 5
    for picture in pictures:
        assert picture.get("loading") == "lazy"
        assert picture.get("sizes") == "5rem"
        assert picture.get("alt")
        assert int(picture.get("width")) == 240 and int(picture.get("height")) > 0
        widths = re.findall(r"/files/[0-9a-f]{32} (\d+)w", picture.get("srcset"))
        assert widths[0] == "240" and widths == sorted(widths, key=int)


def test_an_event_leads_to_its_exhibition_and_one_without_any_does_not(leyla, samir):
    assert f'href="{LIST}"' in leyla.get(f"/events/{EVENT}").text
    for code in ("street", "window", "kettle", "boat", "chairs"):
        tap(samir, f"/studio/exhibition/{code}/withdrawals")
    assert f'href="{LIST}"' not in leyla.get(f"/events/{EVENT}").text
    assert "Nothing is exhibited here now." in leyla.get(LIST).text


def test_the_film_of_the_sample_is_played_on_its_page(leyla, baku):
    page = leyla.main(PAGE)
    video = fussy.one(page, "video")
    assert (video.get("width"), video.get("height"), video.get("preload")) == (
        "640", "360", "metadata",
    )  # fmt: skip
    source = fussy.one(page, "source")
    assert source.get("type") == "video/mp4"
    assert source.get("src") == f"/files/{file_names(baku, FILM, 'film')[0]}"


def test_what_is_not_published_is_not_there(leyla, samir, baku):
    code = hung(samir)
    name = file_names(baku, code)[0]
    for path in (f"/exhibition/{code}", f"/files/{name}", "/exhibition/nothing"):
        assert leyla.get(path).status_code == 404
    assert samir.get(f"/studio/files/{name}").status_code == 200
    tap(samir, f"/studio/exhibition/{code}/publications")
    assert leyla.get(f"/exhibition/{code}").status_code == 200
    assert leyla.get(f"/files/{name}").status_code == 200
    tap(samir, f"/studio/exhibition/{code}/withdrawals")
    assert leyla.get(f"/files/{name}").status_code == 404


def test_a_link_says_that_it_leads_away_and_tells_nobody_from_where(leyla, samir):
    code = hung(samir, kind="documentary", link="https://films.example.org/a?b=1")
    tap(samir, f"/studio/exhibition/{code}/publications")
    page = leyla.main(f"/exhibition/{code}")
    away = fussy.one(page, "a", href="https://films.example.org/a?b=1")
    assert away.get("rel") == "noreferrer"
    assert "This link leaves our pages: films.example.org" in fussy.text(away)


def test_an_exhibit_of_one_event_is_not_shown_at_another(leyla, samir):
    code = hung(samir, event="winter")
    tap(samir, f"/studio/exhibition/{code}/publications")
    assert f"/exhibition/{code}" in leyla.get("/events/winter/exhibition").text
    assert f"/exhibition/{code}" not in leyla.get(LIST).text


def test_the_same_codes_and_no_file_of_one_library_in_the_other(leyla, aigul, baku, nu):
    """Both have a film called street."""
    ours, theirs = file_names(baku, FILM, "film"), file_names(nu, FILM, "film")
    assert leyla.get(f"/files/{ours[0]}").status_code == 200
    assert aigul.get(f"/files/{theirs[0]}").status_code == 200
    assert aigul.get(f"/files/{ours[0]}").status_code == 404
    assert leyla.get(f"/files/{theirs[0]}").status_code == 404
    assert aigul.get("/exhibition/kettle").status_code == 404


# parts of films


def film(leyla, baku, **headers):
    name = file_names(baku, FILM, "film")[0]
    answer = leyla.get(
        f"/files/{name}", headers={k.replace("_", "-"): v for k, v in headers.items()}
    )
    return answer, name


def test_a_film_comes_whole_to_who_asks_for_the_whole(leyla, baku):
    answer, name = film(leyla, baku)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "video/mp4"
    assert answer.headers["Accept-Ranges"] == "bytes"
    assert answer.headers["ETag"] == f'"{name}"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.data) == int(answer.headers["Content-Length"])
    assert answer.data[4:8] == b"ftyp"


@pytest.mark.parametrize(
    ("asked", "start", "end"),
    [("bytes=0-99", 0, 100), ("bytes=1000-1000", 1000, 1001), ("bytes=30000-", 30000, None),
     ("bytes=-50", -50, None), ("bytes=38000-99999999", 38000, None),
     ("bytes=-99999999", 0, None), ("bytes=0-", 0, None)],
)  # fmt: skip
def test_a_part_is_that_part(leyla, baku, asked, start, end):
    whole = film(leyla, baku)[0].data
    answer, _name = film(leyla, baku, Range=asked)
    part = whole[start:end]
    assert (answer.status_code, answer.data) == (206, part)
    first = start if start >= 0 else len(whole) + start
    said = f"bytes {first}-{first + len(part) - 1}/{len(whole)}"
    assert answer.headers["Content-Range"] == said
    assert int(answer.headers["Content-Length"]) == len(part)


def test_a_part_that_is_not_there_is_refused_with_the_length(leyla, baku):
    whole = film(leyla, baku)[0].data
    answer, _name = film(leyla, baku, Range=f"bytes={len(whole)}-")
    assert answer.status_code == 416
    assert answer.headers["Content-Range"] == f"bytes */{len(whole)}"


@pytest.mark.parametrize("asked", ["bytes=0-9,20-29", "lines=1-2", "bytes=nonsense", "bytes=9-3"])
def test_what_cannot_be_understood_is_answered_whole(leyla, baku, asked):
    assert film(leyla, baku, Range=asked)[0].status_code == 200


def test_a_part_of_another_film_than_the_browser_knows_is_not_mixed_in(leyla, baku):
    _answer, name = film(leyla, baku)
    same = film(leyla, baku, Range="bytes=0-9", If_Range=f'"{name}"')[0]
    other = film(leyla, baku, Range="bytes=0-9", If_Range='"another"')[0]
    dated = film(leyla, baku, Range="bytes=0-9", If_Range="Wed, 21 Oct 2015 07:28:00 GMT")[0]
    assert [one.status_code for one in (same, other, dated)] == [206, 200, 200]


def test_who_asks_for_the_head_gets_no_body(leyla, baku):
    name = file_names(baku, FILM, "film")[0]
    answer = leyla.head(f"/files/{name}")
    assert (answer.status_code, answer.data) == (200, b"")
    assert int(answer.headers["Content-Length"]) > 30_000


# what fits before the call


def test_a_waiting_card_shows_the_film_that_ends_before_its_turn(leyla, rana, baku):
    busy(baku, rana)
    card = leyla.card("deniz")
    text = fussy.text(leyla.main(card))
    assert "When the lights go on18:10–18:12 · Exhibition room" in text
    assert len(fits(leyla, card)) == 3
    assert "All of this ends before your turn." in text


def test_whose_turn_is_near_is_sent_nowhere(leyla, rana, baku):
    """The lower end is now: nothing ends before it."""
    card = leyla.card("deniz")
    assert fits(leyla, card) == []
    rana.tap("calls", book="deniz")
    assert fits(leyla, card) == []


def test_what_touches_the_wishes_stands_before_the_rest(leyla, murad, rana, baku):
    """Kamran's theme is the family, as are the kettle's and the chairs'; Deniz's is another."""
    for book in ("deniz", "kamran"):
        busy(baku, rana, book=book)
    rows = baku.rows("SELECT code, theme FROM book WHERE code IN ('deniz', 'kamran') ORDER BY code")
    assert dict(rows)["kamran"] == "family" != dict(rows)["deniz"]
    by_theme = fits(murad, murad.card("kamran"))
    assert by_theme == ["When the lights go on", "Grandmother’s kettle", "Two chairs"]


def test_cards_that_are_looked_at_together_are_each_told_by_their_own_wishes(rana, baku):
    """A stream looks at all phones at one moment, and asks only once what fits for like ones."""
    busy(baku, rana)
    with baku.inside():
        found = scene(EVENT, NOW)
        card = next(one for one in found.floor.cards.values() if one.stage is Stage.WAITING)
        facts = replace(facts_of(found, card), range=Range(later(40), later(50)))
        shown = [
            [fit.code for fit in fits_of(found, replace(card, wishes=(wish,)), facts)]
            for wish in ("deniz", "kamran", "deniz")
        ]
        assert len([key for key in found.asked if key[2] == later(40)]) == 2
    first, second = ["street", "boat", "window"], ["street", "kettle", "chairs"]
    assert shown == [first, second, first]


@pytest.mark.parametrize("minutes", [0, 1.3, 11, 15])
def test_in_rounds_the_lower_end_is_never_later_than_the_round(baku, minutes):
    """So what ends before the one ends before the other."""
    baku.in_rounds(12)
    for book in ("deniz", "deniz", "deniz", "kamran"):
        baku.reader().card(book)
    with baku.inside():
        found = scene(EVENT, later(minutes))
        facts = [facts_of(found, card) for card in found.floor.cards.values()]
    assert [one.range.earliest <= one.round.starts for one in facts] == [True] * 4


def test_it_changes_as_time_passes(leyla, rana, baku, clock):
    busy(baku, rana)
    card = leyla.card("deniz")
    assert "18:10–18:12" in fussy.text(leyla.main(card))
    clock.shift(7 * 60)
    text = fussy.text(leyla.main(card))
    assert "18:10–18:12" not in text
    assert "18:20–18:22" in text


def test_it_changes_as_the_exhibition_does(leyla, rana, samir, baku):
    busy(baku, rana)
    card = leyla.card("deniz")
    assert "When the lights go on" in fits(leyla, card)
    tap(samir, f"/studio/exhibition/{FILM}/withdrawals")
    assert "When the lights go on" not in fits(leyla, card)


def test_a_reader_who_does_not_wait_is_suggested_nothing(leyla, rana, baku):
    busy(baku, rana)
    card = leyla.card("deniz")
    leyla.post(f"{card}/pause")
    assert fits(leyla, card) == []
    leyla.post(f"{card}/departure")
    assert fits(leyla, card) == []


def test_what_was_suggested_and_opened_is_a_sum_and_nothing_more(leyla, murad, rana, baku):
    busy(baku, rana)
    before = counts(baku)[0]
    card, _other = leyla.card("deniz"), murad.card("deniz")
    assert counts(baku) == (before + 2, 0)
    leyla.get(card)
    leyla.get(PAGE)
    assert counts(baku) == (before + 2, 0), "who only looks writes nothing"
    answer = leyla.post(f"{card}/visits/{FILM}")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert counts(baku) == (before + 2, 1)
    columns = [row[1] for row in baku.rows("PRAGMA table_info(exhibit_count)")]
    assert columns == ["event_id", "exhibit_id", "suggested", "opened"]
    with pytest.raises(Exception, match="no such column: rowid"):
        baku.rows("SELECT rowid FROM exhibit_count")


def test_a_card_that_is_asked_for_twice_is_counted_once(leyla, rana, baku):
    busy(baku, rana)
    before = counts(baku)[0]
    assert leyla.take("deniz").location == leyla.take("deniz").location
    assert counts(baku) == (before + 1, 0)


def test_a_sum_that_cannot_be_written_keeps_nobody_from_going(leyla, baku, monkeypatch):
    def taken(*args):
        raise StoreBusy("the store is busy")

    card = leyla.card("deniz")
    with baku.inside():
        event = scene(EVENT, NOW).event.id
        note(event, [uuid4()], "opened")  # An exhibit that has just been removed.
        monkeypatch.setattr(import_module("humanshelf.tenancy.db"), "_begin", taken)
    answer = leyla.post(f"{card}/visits/{FILM}")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert counts(baku)[1] == 0


def test_a_live_card_is_led_to_the_page_of_the_exhibit(leyla, baku):
    card = leyla.card("deniz")
    answer = leyla.post(f"{card}/visits/{FILM}", headers=HTMX)
    assert answer.headers["HX-Redirect"] == PAGE
    assert leyla.post(f"{card}/visits/nothing").status_code == 404
    assert leyla.post(f"/cards/nobody/visits/{FILM}").status_code == 404
