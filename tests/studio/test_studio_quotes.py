"""Quotes: nothing without consent, nothing of what was struck out, gone when withdrawn."""

from uuid import UUID

import pytest

import fussy
from humanshelf.impact.voices import Who
from humanshelf.records.quotes import ShownQuote, released, released_by_id

SAID = "I met Zubeyda at Nizami street, and I am glad."
SHOWN = "I met … at … street, and I am glad."


def post(samir, path, **fields):
    return samir.post(path, data={"csrf_token": samir.token(), **fields})


def made(samir, words, *out):
    answer = post(samir, f"/studio/feedback/{words}/quotes", out=list(map(str, out)))
    assert answer.status_code == 303
    return answer.location


def seen(house):
    return fussy.text(house.reader().main("/quotes"))


def test_from_words_to_a_released_quote_and_back(samir, baku, nu):
    words = baku.words(SAID, consent=True)
    quote = made(samir, words, 2, 4)
    assert SHOWN in fussy.text(samir.main(quote))
    assert SHOWN not in seen(baku), "nobody has released it"
    assert post(samir, f"{quote}/releases").status_code == 303
    assert SHOWN in seen(baku) and "A reader" in seen(baku)
    assert "/quotes" in baku.reader().get("/").text
    assert SHOWN not in seen(nu)
    post(samir, f"{quote}/withdrawals")
    assert SHOWN not in seen(baku)
    assert "What people say" not in baku.reader().get("/").text


def test_the_struck_words_are_nowhere_in_what_is_released(samir, baku):
    quote = made(samir, baku.words(SAID, consent=True), 2, 4)
    post(samir, f"{quote}/releases")
    row = repr(baku.rows("SELECT * FROM quote"))
    pages = [baku.reader().get("/quotes").text, samir.get(quote).text]
    for told in (row, *pages):
        assert "Zubeyda" not in told and "Nizami" not in told
    assert baku.rows("SELECT json_extract(texts, '$.en') FROM quote") == [(SHOWN,)]


def test_without_consent_nothing_is_released(samir, baku):
    words = baku.words(SAID)
    quote = made(samir, words)
    answer = post(samir, f"{quote}/releases")
    assert (answer.status_code, len(fussy.alerts(answer))) == (409, 1)
    assert baku.rows("SELECT released FROM quote") == [(0,)]
    post(samir, f"/studio/feedback/{words}/consents")
    assert post(samir, f"{quote}/releases").status_code == 303
    assert "I met Zubeyda" in seen(baku)


def test_who_takes_consent_back_takes_the_quote_from_every_page(samir, baku):
    words = baku.words(SAID, consent=True)
    post(samir, f"{made(samir, words)}/releases")
    post(samir, f"/studio/feedback/{words}/consents", over="1")
    assert "I met" not in seen(baku)
    assert baku.rows("SELECT released FROM quote") == [(0,)]


def test_reports_ask_by_event_and_by_id_and_get_what_may_still_be_shown(baku):
    with baku.inside():
        assert released() == []
    words = baku.words(SAID, consent=True)
    id = baku.quote(words, 2, 4, released=True)
    hidden = baku.quote(words)
    event = baku.rows("SELECT event_id FROM quote")[0][0]
    with baku.inside():
        (quote,) = released()
        assert isinstance(quote, ShownQuote)
        assert (quote.id, quote.who, quote.theme) == (id, Who.READER, None)
        assert quote.words("text", "az") == (SHOWN, "en")
        assert [one.id for one in released_by_id([id, hidden, "00" * 16])] == [id]
        assert released([UUID(event)]) == [quote]
        assert released([UUID(int=0)]) == [] == released([])
    baku.change("UPDATE quote SET released = 0 WHERE 1")
    with baku.inside():
        assert released_by_id([id]) == []


def test_a_translation_is_shown_in_its_language_and_the_rest_as_it_was_said(samir, baku):
    quote = made(samir, baku.words(SAID, consent=True), 2, 4)
    fields = {"text-az": "Görüşdüm və şadam.", "text-ru": " \n", "who": "near", "out": "9"}
    assert post(samir, f"{quote}/texts", **fields).location == f"{quote}?saved=1"
    post(samir, f"{quote}/releases")
    az, ru = (baku.reader(**{"Accept-Language": tag}) for tag in ("az", "ru"))
    assert "Görüşdüm və şadam." in az.get("/quotes").text
    assert '<span lang="en">I met … at … street, and I am …</span>' in ru.get("/quotes").text
    assert "Somebody whom it reached" in seen(baku)


@pytest.mark.parametrize("fields", [{"who": "nobody"}, {"who": "reader", "text-az": "x" * 2001}])
def test_what_no_form_of_ours_sends_is_refused(samir, baku, fields):
    quote = made(samir, baku.words(SAID, consent=True))
    answer = post(samir, f"{quote}/texts", **fields)
    assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)
    assert baku.rows("SELECT who, texts FROM quote") == [("reader", f'{{"en": "{SAID}"}}')]


def test_a_double_tap_makes_one_quote_and_other_strokes_another(samir, baku):
    words = baku.words(SAID)
    assert made(samir, words, 2) == made(samir, words, 2) != made(samir, words, 4)
    assert baku.count("quote") == 2


def test_a_quote_of_nothing_is_refused(samir, baku):
    words = baku.words("One two")
    answer = post(samir, f"/studio/feedback/{words}/quotes", out=["0", "1"])
    assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)
    assert baku.count("quote") == 0
    quote = made(samir, words)
    answer = post(samir, f"{quote}/texts", who="reader", out=["0", "1"])
    assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)


def test_words_that_may_tell_too_much_are_ticked_beforehand(samir, baku):
    page = samir.main(f"/studio/feedback/{baku.words(SAID)}")
    boxes = fussy.every(page, "input", name="out")
    ticked = [box.get("value") for box in boxes if box.get("checked") is not None]
    assert (len(boxes), ticked) == (10, ["2", "4", "5"])


def test_a_draft_can_be_erased_and_another_librarys_is_not_there(samir, yerlan, baku, nu):
    quote = made(samir, baku.words(SAID, consent=True))
    foreign = f"/studio/quotes/{nu.quote()}"
    assert samir.get(foreign).status_code == 404
    for noun in ("texts", "releases", "withdrawals", "removals"):
        assert post(samir, f"{foreign}/{noun}").status_code == 404
    assert nu.count("quote") == 1
    assert post(samir, f"{quote}/removals").location == "/studio/quotes"
    assert baku.count("quote") == 0
