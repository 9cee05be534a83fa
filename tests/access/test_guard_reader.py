"""The reader's key: whose card it opens, and who gets to see it."""

import fussy
from cast import EVENT

BOOK = f"/events/{EVENT}/books/deniz"


def fields(visitor):
    page = fussy.main(visitor.get(BOOK).text)
    return [field.get("value") for field in fussy.every(page, "input", name="reader")]


def test_a_browser_without_cookies_carries_the_key_in_its_form(baku):
    [key] = fields(baku.reader())
    assert len(key) == 22


def test_a_browser_that_keeps_cookies_is_not_shown_its_key_again(leyla):
    [first] = fields(leyla)
    assert leyla.get_cookie("__Host-reader", domain="baku.localhost").value == first
    assert fields(leyla) == []
    refused = leyla.take("deniz", agree=None)
    assert first not in refused.text


def test_the_key_of_a_cookie_wins_over_one_in_a_form(leyla, murad):
    """Nobody can move a reader to a key of his own by a form that he made for her."""
    hers = leyla.card("deniz")
    his = murad.card("deniz")
    assert leyla.take("deniz", reader="planted").location == hers
    assert murad.take("deniz", reader="planted").location == his


def test_a_form_from_elsewhere_cannot_plant_a_key(baku):
    for headers in ({"Sec-Fetch-Site": "same-site"}, {"Sec-Fetch-Site": "cross-site"}):
        visitor = baku.reader(**headers)
        assert visitor.take("deniz", reader="planted").status_code == 403
        assert visitor.get_cookie("__Host-reader", domain="baku.localhost") is None


def test_no_address_plants_a_key(baku):
    visitor = baku.reader()
    visitor.get(f"{BOOK}?reader=planted")
    assert visitor.get_cookie("__Host-reader", domain="baku.localhost").value != "planted"


def test_a_key_opens_its_card_in_its_own_library_and_event_only(leyla, nu, baku):
    leyla.card("deniz")
    key = leyla.get_cookie("__Host-reader", domain="baku.localhost").value
    other = nu.reader(Cookie=f"__Host-reader={key}")
    assert "/cards/" not in other.get(f"/events/{EVENT}").text
    [mine] = baku.rows("SELECT reader_hash FROM card")
    other.take(nu.rows("SELECT book FROM seat ORDER BY position")[0][0])
    [theirs] = nu.rows("SELECT reader_hash FROM card")
    assert mine != theirs
