"""The library's home, the event with its shelf, the book: what a reader sees before choosing."""

import pytest

import fussy
from cast import COMING, EVENT, PAST

SAMPLE = "Sample data: the people and events on this page are made up."


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/events/{EVENT}",
        f"/events/{COMING}",
        f"/events/{PAST}",
        f"/events/{EVENT}/books/lala",
    ],
)
def test_sample_data_says_so(leyla, aigul, path):
    for visitor in (leyla, aigul):
        marked = fussy.every(fussy.parsed(visitor.get(path).text), "p", class_="sample")
        assert [fussy.text(p) for p in marked] == [SAMPLE]


def test_the_pages_of_a_card_say_that_they_are_a_sample_too(leyla, rana, baku):
    card = leyla.card("deniz")
    for visitor, path in (
        (leyla, card),
        (leyla, f"{card}/wishes"),
        (leyla, f"{card}/link"),
        (leyla, f"/board/{EVENT}"),
        (rana, f"/desk/{EVENT}"),
        (rana, f"/desk/{EVENT}/cards"),
    ):
        assert "Sample data" in fussy.text(fussy.parsed(visitor.get(path).text)), path
    baku.change("UPDATE event SET phase = 'closed'")
    assert SAMPLE in fussy.text(fussy.parsed(rana.get("/desk").text))


def test_a_real_event_does_not(baku, leyla):
    baku.change("UPDATE event SET sample = 0")
    for path in ("/", f"/events/{EVENT}"):
        assert SAMPLE not in leyla.get(path).text


def test_the_shelf_shows_each_book_with_its_table(leyla):
    page = leyla.main(f"/events/{EVENT}")
    books = fussy.every(page, "li", class_="entry")
    assert len(books) == 8
    assert all("Free now" in fussy.text(book) for book in books)


def test_a_taken_book_says_about_when(leyla, murad, rana):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    entries = fussy.every(murad.main(f"/events/{EVENT}"), "li", class_="entry")
    deniz = next(
        fussy.text(e) for e in entries if "Dəniz" in fussy.text(e) or "Deniz" in fussy.text(e)
    )
    assert "about 18:" in deniz
    assert "Free now" not in deniz


def test_the_shelf_can_be_sifted_by_the_language_of_the_talk(leyla):
    for talk, books in (("az", 8), ("tr", 1), ("en", 1), ("xx", 0), ("%00", 0)):
        page = leyla.main(f"/events/{EVENT}?talk={talk}")
        assert len(fussy.every(page, "li", class_="entry")) == books, talk


def test_an_event_without_books_says_so(aigul):
    assert "No books yet." in fussy.text(aigul.main(f"/events/{COMING}"))


def test_an_event_to_come_offers_no_card(leyla):
    page = leyla.get(f"/events/{COMING}")
    assert "The event has not started yet." in page.text
    assert "/books/" not in page.text
    assert "<form" not in leyla.get(f"/events/{COMING}/books/lala").text


@pytest.mark.parametrize(("language", "name"), [("ru", "Открытая полка"), ("tr", "Açık Raf")])
def test_a_language_is_chosen_and_kept(leyla, language, name):
    assert name in leyla.get(f"/?lang={language}").text
    assert fussy.parsed(leyla.get("/rules").text).get("lang") == language
    assert leyla.get("/?lang=kk").status_code == 200
    assert fussy.parsed(leyla.get("/rules").text).get("lang") == language


@pytest.mark.parametrize(
    "path",
    [
        "/",
        f"/events/{EVENT}?talk=az",
        f"/events/{EVENT}/books/lala",
        "/no",
    ],
)
def test_the_switch_leads_to_the_same_page(leyla, path):
    page = fussy.parsed(leyla.get(path).text)
    links = [a.get("href") for a in page.iter("a") if a.get("hreflang") == "ru"]
    assert len(links) == 1
    there = leyla.get(links[0])
    assert there.status_code == 200
    assert fussy.parsed(there.text).get("lang") == "ru"


def test_the_switch_after_a_refused_form_leads_somewhere(leyla):
    page = fussy.parsed(leyla.take("deniz", "deniz").text)
    links = [a.get("href") for a in page.iter("a") if a.get("hreflang") == "ru"]
    assert leyla.get(links[0]).status_code == 200
