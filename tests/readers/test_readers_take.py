"""Taking a card: two taps, once per browser and event, whatever is tapped twice."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from http.cookies import SimpleCookie

import pytest

import fussy
from cast import EVENT, label_of


def form_of(visitor, book="deniz", event=EVENT):
    """The form on a book's page, as a browser would send it."""
    page = visitor.main(f"/events/{event}/books/{book}")
    return fussy.fields(fussy.one(page, "form"))


def test_two_taps_from_the_shelf_to_a_card(leyla):
    shelf = leyla.main(f"/events/{EVENT}")
    first_tap = next(a.get("href") for a in shelf.iter("a") if "books/deniz" in a.get("href"))
    form = fussy.one(leyla.main(first_tap), "form")

    answer = leyla.post(form.get("action"), data=fussy.fields(form) | {"agree": "1"})

    assert answer.status_code == 303
    card = leyla.get(answer.location)
    assert card.status_code == 200
    assert re.fullmatch(r"[^\W\d]+ \d\d", label_of(card))
    assert fussy.main(card.text).get("data-state") in ("waiting", "ready")


def test_the_form_as_it_stands_asks_for_one_reader_and_one_wish(leyla):
    sent = form_of(leyla)
    assert sent["wish"] == ["deniz", "", ""]
    assert sent["group"] == ["1"]
    assert sent["hold_first"] == [""]


def test_the_rules_stand_beside_the_button(leyla):
    page = leyla.main(f"/events/{EVENT}/books/deniz")
    assert "/rules" in [a.get("href") for a in fussy.one(page, "form").iter("a")]
    assert len(fussy.every(leyla.main("/rules"), "li")) == 10


@pytest.mark.parametrize(
    ("wishes", "fields", "stored"),
    [
        (["deniz"], {}, ('["deniz"]', 1, 0)),
        (["kamran", "lala"], {"group": "2"}, ('["kamran", "lala"]', 2, 0)),
        (["lala", "aytan", "rafiga"], {"group": "3"}, ('["lala", "aytan", "rafiga"]', 3, 0)),
        (["lala", "", "deniz"], {"hold_first": "1"}, ('["lala", "deniz"]', 1, 1)),
        (["lala"], {"hold_first": "1"}, ('["lala"]', 1, 0)),
        (["deniz"], {"hold_first": "yes"}, ('["deniz"]', 1, 0)),
    ],
)
def test_wishes_group_and_holding_are_kept_as_sent(baku, leyla, wishes, fields, stored):
    leyla.card(*wishes, **fields)
    assert baku.rows("SELECT wishes, group_size, hold_first FROM card") == [stored]


def test_nothing_of_the_reader_is_stored(baku, leyla):
    card = leyla.card("deniz")
    token = card.rpartition("/")[2]
    key = leyla.get_cookie("__Host-reader", domain="baku.localhost").value
    columns = baku.rows("SELECT * FROM card")[0]
    assert all(secret not in repr(columns) for secret in (token, key))


def test_one_browser_has_one_open_card_in_an_event(baku, leyla):
    first = leyla.card("deniz")
    assert leyla.card("lala", "timur") == first
    assert baku.rows("SELECT wishes FROM card") == [('["deniz"]',)]


def test_the_event_and_the_book_show_the_card_that_one_has(leyla):
    card = leyla.card("deniz")
    label = label_of(leyla.get(card))
    for path in (f"/events/{EVENT}", f"/events/{EVENT}/books/lala"):
        link = fussy.one(leyla.main(path), "a", href=card)
        assert label in fussy.text(link)


def test_a_form_sent_ten_times_is_one_card(baku, leyla):
    sent = form_of(leyla) | {"agree": "1"}
    places = {leyla.post(f"/events/{EVENT}/cards", data=sent).location for _ in range(10)}
    assert len(places) == 1
    assert baku.count("card") == 1


def test_two_tabs_are_one_reader(baku, leyla):
    one, other = form_of(leyla, "deniz"), form_of(leyla, "lala")
    places = {
        leyla.post(f"/events/{EVENT}/cards", data=form | {"agree": "1"}).location
        for form in (one, other)
    }
    assert len(places) == 1
    assert baku.count("card") == 1


def test_a_browser_without_cookies_is_known_by_its_form(baku, leyla):
    sent = form_of(leyla) | {"agree": "1"}
    places = {baku.reader().post(f"/events/{EVENT}/cards", data=sent).location for _ in range(3)}
    assert len(places) == 1
    assert baku.count("card") == 1


def test_two_browsers_are_two_readers(baku, leyla, murad):
    assert leyla.card("deniz") != murad.card("deniz")
    assert baku.count("card") == 2


@pytest.mark.parametrize("same", [True, False])
def test_sixteen_taps_at_once(baku, same):
    """With one reader's key one card; with a key each, sixteen, no label twice."""
    sent = form_of(baku.reader()) | {"agree": "1"}
    books = list(baku.floor().shelf)
    visitors = [baku.reader() for _ in range(16)]

    def tap(number):
        other = {"reader": f"key-of-{number}", "wish": books[number % len(books)]}
        form = sent if same else sent | other
        return visitors[number].post(f"/events/{EVENT}/cards", data=form)

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(tap, range(16)))

    assert {answer.status_code for answer in answers} == {303}
    cards = 1 if same else 16
    assert len({answer.location for answer in answers}) == cards
    assert baku.count("card") == cards
    assert len({number for (number,) in baku.rows("SELECT number FROM card")}) == cards
    assert baku.rows("SELECT taken, revision FROM event WHERE code='autumn'") == [(cards, cards)]


def test_the_readers_key_lives_three_hours_longer_than_the_event(baku, leyla):
    answer = leyla.get(f"/events/{EVENT}")
    cookie = SimpleCookie(answer.headers["Set-Cookie"])["__Host-reader"]
    assert cookie["expires"] == "Sat, 17 Oct 2026 22:30:00 GMT"
    assert baku.rows("SELECT closes FROM event WHERE code='autumn'") == [(1792265400000,)]


def test_looking_at_a_past_event_keeps_the_key_of_the_running_one(leyla):
    card = leyla.card("deniz")
    assert "Set-Cookie" not in leyla.get("/events/spring").headers
    assert leyla.card("lala") == card


def test_an_ended_card_makes_room_for_another(baku, leyla):
    first = leyla.card("deniz")
    leyla.post(f"{first}/departure")
    assert leyla.card("deniz") != first
    assert baku.count("card") == 2


def test_the_same_browser_is_another_reader_in_the_other_library(baku, nu, leyla):
    leyla.card("deniz")
    key = leyla.get_cookie("__Host-reader", domain="baku.localhost").value
    visitor = nu.reader()
    visitor.set_cookie("__Host-reader", key, domain="nu.localhost", secure=True)

    page = visitor.main(f"/events/{EVENT}")
    assert not [a for a in page.iter("a") if a.get("href").startswith("/cards/")]
    visitor.card("deniz")
    hashes = [house.rows("SELECT reader_hash FROM card")[0][0] for house in (baku, nu)]
    assert hashes[0] != hashes[1]


def test_labels_come_from_the_librarys_own_words(leyla, aigul, baku, nu):
    for visitor, house in ((leyla, baku), (aigul, nu)):
        word = label_of(visitor.get(visitor.card("deniz"))).split()[0]
        assert word in json.loads(house.rows("SELECT words FROM profile")[0][0])
