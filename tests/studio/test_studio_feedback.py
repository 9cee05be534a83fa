"""The coordinator's inbox: sorted, set aside and back, counted, warned about; nobody else's."""

import pytest

import fussy
from cast import NOW
from humanshelf.impact.voices import Source, Tone, Who
from humanshelf.records.feedback import Tally, theme_tally
from humanshelf.studio.tallies import Line, told

PAGE = "/studio/feedback"


def tap(samir, id, noun, **fields):
    return samir.post(f"{PAGE}/{id}/{noun}", data={"csrf_token": samir.token(), **fields})


def text(samir, path=PAGE):
    return fussy.text(samir.main(path))


def test_what_came_in_waits_in_the_inbox_by_source(samir, yerlan, baku):
    baku.words("From a reader.")
    baku.words("From a book.", source=Source.BOOK, who=Who.BOOK)
    assert "From a reader." in text(samir) and "From a book." in text(samir)
    only = text(samir, f"{PAGE}?source=book")
    assert "From a book." in only and "From a reader." not in only
    assert "From readers · 1" in only
    assert "From a" not in text(yerlan)


def test_whom_words_are_meant_for_stands_beside_them(samir, baku):
    baku.words(about="lala")
    name = baku.rows("SELECT pen_name FROM book WHERE code = 'lala'")[0][0]
    assert f"Meant for: {name}" in text(samir)


def test_theme_and_tone_are_chosen_and_the_tally_knows_them(samir, baku):
    id, theme = baku.words(), baku.rows("SELECT code FROM theme")[0][0]
    assert tap(samir, id, "themes", theme=theme, tone="mixed").location == f"{PAGE}"
    assert "It was good." not in text(samir)
    assert "It was good." in text(samir, f"{PAGE}?state=kept")
    with baku.inside():
        assert theme_tally() == [Tally(theme, Tone.MIXED, 1)]
        assert theme_tally([]) == []


@pytest.mark.parametrize("tone", ["", "furious"])
def test_a_tone_that_is_none_is_refused(samir, baku, tone):
    answer = tap(samir, baku.words(), "themes", tone=tone)
    assert (answer.status_code, fussy.alerts(answer)) == (422, ["Please choose a tone."])
    assert baku.rows("SELECT state, tone FROM feedback") == [("new", None)]


def test_a_theme_that_is_not_there_is_no_theme(samir, baku):
    tap(samir, baku.words(), "themes", tone="glad", theme="nothing")
    assert baku.rows("SELECT theme, tone FROM feedback") == [(None, "glad")]


def test_what_is_set_aside_comes_back_as_it_was(samir, baku):
    id = baku.words()
    tap(samir, id, "themes", tone="glad")
    answer = tap(samir, id, "removals", state="kept")
    assert answer.location == f"{PAGE}?state=kept&aside={id}"
    assert "It was good." not in text(samir, answer.location)
    with baku.inside():
        assert theme_tally() == []
    tap(samir, id, "removals", over="1")
    assert baku.rows("SELECT state, tone FROM feedback") == [("kept", "glad")]


def test_the_language_of_words_is_corrected_to_one_that_we_know(samir, baku):
    id = baku.words()
    for spoken, kept in (("az", "az"), ("xx", "az"), ("", "az")):
        answer = tap(samir, id, "languages", language=spoken)
        assert (answer.status_code, answer.location) == (303, f"{PAGE}/{id}")
        assert baku.rows("SELECT language FROM feedback") == [(kept,)]


def test_few_and_none_look_alike_in_the_tally():
    told_of = told([Tally("work", Tone.GLAD, 10), Tally("work", Tone.MIXED, 9)])
    assert told_of == [Line("work", (10, None, None, None))]
    assert told([]) == []


def test_a_number_below_ten_is_on_no_page(samir, baku):
    for count, tone in ((10, "glad"), (9, "critical")):
        for _ in range(count):
            tap(samir, baku.words(), "themes", tone=tone)
    table = fussy.one(samir.main(PAGE), "table")
    row = [fussy.text(cell) for cell in table.iter("td")]
    assert row == ["10", "–", "–", "–"]


def test_a_text_that_may_tell_who_somebody_is_stands_beside_a_warning(samir, baku):
    pen = baku.rows("SELECT pen_name FROM book WHERE code = 'deniz'")[0][0]
    baku.words("Nothing here but thanks.")
    assert "May tell" not in text(samir)
    baku.words(f"Thanks to {pen}, my number is +994 50 123 45 67.")
    warned = text(samir)
    assert "May tell who somebody is: a book’s pen name, a telephone number" in warned
    assert tap(samir, baku.words(f"I liked {pen}."), "themes", tone="glad").status_code == 303


def test_many_come_in_pages(samir, baku):
    for number in range(31):
        baku.words(f"Number {number}.")
    first, second = (samir.main(f"{PAGE}?page={n}") for n in (0, 1))
    assert [len(fussy.every(page, "article")) for page in (first, second)] == [30, 1]


@pytest.mark.parametrize("query", ["state=x", "source=x", "page=-1", "page=9999", "came=x&aside=x"])
def test_an_address_with_nonsense_shows_the_inbox(samir, query):
    assert samir.get(f"{PAGE}?{query}").status_code == 200


def test_another_librarys_words_are_not_there(samir, nu, baku):
    foreign = nu.words()
    for path in (foreign, "00", "zz", "0" * 64):
        assert samir.get(f"{PAGE}/{path}").status_code == 404
        assert tap(samir, path, "themes", tone="glad").status_code == 404
    assert nu.rows("SELECT state, day FROM feedback") == [("new", NOW.date().isoformat())]


def test_a_link_leads_away_only_by_a_tap_and_says_nothing_of_where_it_stood(samir, baku):
    id = baku.words("So good.", source=Source.ONLINE, link="https://social.example/p/1")
    link = fussy.one(samir.main(f"{PAGE}/{id}"), "a", target="_blank")
    assert (link.get("href"), link.get("rel")) == ("https://social.example/p/1", "noreferrer")
    bad = baku.words("So bad.", source=Source.ONLINE, link="javascript:alert(1)")
    assert "javascript" not in samir.get(f"{PAGE}/{bad}").text
