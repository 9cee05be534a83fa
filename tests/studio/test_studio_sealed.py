"""Sealed words in the studio: masked, read one by one by who can open them, and nobody else."""

from datetime import timedelta

import pytest

import fussy
from cast import EVENT
from humanshelf.impact.voices import Source, Tone, Who
from humanshelf.records.feedback import Tally, theme_tally
from sealing import open_it, second, send, set_up

INBOX = "/studio/feedback"
SAID = "Thank you. Her name is Zubeyda."
MASKED = "T•••• •••. ••• •••• •• •••••da."


@pytest.fixture
def words(samir, baku):
    """The id of sealed words for a book. Nothing is open."""
    set_up(samir)
    return baku.words(SAID, about="deniz", consent=True)


def read(person, id):
    return send(person, f"{INBOX}/{id}/readings")


def shows(answer):
    return fussy.text(fussy.main(answer.text))


# the ways in


def test_what_readers_books_and_interviews_bring_is_sealed_at_once(samir, baku, leyla, rana):
    set_up(samir)
    said = {"text": SAID, "consent": "1"}
    room = f"/backroom/{baku.backroom('deniz')}"
    assert leyla.post(f"/events/{EVENT}/feedback", data=said).status_code == 303
    assert baku.reader().post(f"{room}/feedback", data=said).status_code == 303
    rana.token(f"/desk/{EVENT}/interviews")
    told = send(rana, f"/desk/{EVENT}/interviews", who="near", text=SAID)
    assert baku.rows("SELECT text, sealed IS NULL FROM feedback") == [("", 0)] * 3
    page = fussy.text(rana.main(told.location))
    assert "Written down." in page and "Sealed." in page and "Zubeyda" not in page


def test_until_it_is_set_up_the_inbox_says_that_they_lie_open(samir, baku):
    baku.words(SAID, source=Source.ONLINE, who=Who.ONLINE)
    assert "lies here as they wrote it" not in fussy.text(samir.main(INBOX))
    baku.words(SAID)
    assert "lies here as they wrote it" in fussy.text(samir.main(INBOX))
    set_up(samir)
    page = fussy.text(samir.main(INBOX))
    assert "lies here as they wrote it" not in page and "What people say is sealed." in page


# reading


def test_shut_they_are_shown_to_nobody_and_the_page_says_how_to_open_them(samir, baku, words):
    for path in (INBOX, f"{INBOX}/{words}"):
        page = samir.main(path)
        assert "Sealed." in fussy.text(page) and "Zubeyda" not in fussy.text(page)
        assert fussy.every(page, "a", href="/studio/vault")
    for noun, fields in (
        ("readings", {}),
        ("deliveries", {"book": "deniz"}),
        ("quotes", {"out": "5"}),
    ):
        answer = send(samir, f"{INBOX}/{words}/{noun}", **fields)
        assert answer.status_code == 409, noun
        assert fussy.alerts(answer) == ["These words are sealed. Please open them first."]
    assert baku.rows("SELECT readings, passed FROM feedback") == [(0, 0)]
    assert baku.count("quote") == 0


def test_open_they_are_masked_first_and_each_full_reading_counts(samir, baku, words):
    open_it(samir)
    for path in (INBOX, f"{INBOX}/{words}"):
        page = fussy.text(samir.main(path))
        assert MASKED in page and "Zubeyda" not in page, page
    for _twice in range(2):
        answer = read(samir, words)
        assert answer.status_code == 200 and SAID in shows(answer)
    assert "May tell who somebody is" in shows(answer)
    assert "Read in full 2 times." in fussy.text(samir.main(f"{INBOX}/{words}"))
    assert (
        baku.rows("SELECT act, subject FROM act WHERE act = 'read-words'")
        == [("read-words", words[:8])] * 2
    )


def test_they_are_read_by_nobody_else_and_nowhere_else(samir, baku, yerlan, rana, words):
    open_it(samir)
    assert read(second(baku), words).status_code == 409, "without a key of their own"
    rana.token(f"/desk/{EVENT}/interviews")
    assert read(rana, words).status_code == 403
    set_up(yerlan)
    open_it(yerlan)
    assert read(yerlan, words).status_code == 404
    assert read(samir, "00" * 16).status_code == 404


def test_the_second_factor_has_to_be_of_a_moment_ago(samir, baku, words, clock, monkeypatch):
    open_it(samir)
    monkeypatch.setattr("humanshelf.access.doorkeeper.fresh", lambda: False)
    for noun in ("readings", "quotes", "deliveries"):
        answer = send(samir, f"{INBOX}/{words}/{noun}")
        assert (answer.status_code, answer.location[:9]) == (303, "/confirm?")
    assert baku.rows("SELECT readings FROM feedback") == [(0,)]


def test_after_ten_minutes_they_are_shut_again(samir, words, clock):
    open_it(samir)
    clock.shift(timedelta(minutes=10))
    assert read(samir, words).status_code == 409


def test_what_was_sealed_elsewhere_opens_nowhere(samir, baku, words):
    other = baku.words("Other.")
    open_it(samir)
    take = "UPDATE feedback SET sealed = (SELECT sealed FROM feedback WHERE id = ?) WHERE id = ?"
    baku.change(take, bytes.fromhex(words), bytes.fromhex(other))
    answer = read(samir, other)
    assert answer.status_code == 409 and "Nobody can read them." in shows(answer)
    assert "Nobody can read them." in fussy.text(samir.main(INBOX))


# what comes of it


def test_it_is_sorted_from_the_page_on_which_it_was_read_and_stays_sealed(samir, baku, words):
    open_it(samir)
    page = fussy.main(read(samir, words).text)
    [form] = [f for f in fussy.every(page, "form") if f.get("action").endswith("/themes")]
    assert send(samir, form.get("action"), tone="glad").status_code == 303
    assert baku.rows("SELECT text, sealed IS NULL, state FROM feedback") == [("", 0, "kept")]
    with baku.inside():
        assert theme_tally() == [Tally(None, Tone.GLAD, 1)]


def test_passed_on_the_book_reads_it_and_sealed_again_it_does_not(samir, baku, words):
    room, book = f"/backroom/{baku.backroom('deniz')}/feedback", baku.reader()
    open_it(samir)
    wrong = send(samir, f"{INBOX}/{words}/deliveries", book="nobody")
    assert wrong.status_code == 422 and SAID in shows(wrong)
    assert send(samir, f"{INBOX}/{words}/deliveries", book="deniz").status_code == 303
    assert SAID in fussy.text(book.main(room))
    assert send(samir, f"{INBOX}/{words}/deliveries", over="1").status_code == 303
    assert SAID not in fussy.text(book.main(room))
    assert baku.rows("SELECT text, sealed IS NULL FROM feedback") == [("", 0)]


def test_a_quote_takes_out_what_is_not_struck_out(samir, baku, words):
    open_it(samir)
    nothing = send(samir, f"{INBOX}/{words}/quotes", out=[str(n) for n in range(6)])
    assert nothing.status_code == 422 and SAID in shows(nothing)
    assert send(samir, f"{INBOX}/{words}/quotes", out=["5"]).status_code == 303
    assert baku.rows("SELECT json_extract(texts, '$.en') FROM quote") == [
        ("Thank you. Her name is …",)
    ]
    assert baku.rows("SELECT text FROM feedback") == [("",)]


def test_words_that_lie_open_are_read_as_ever(samir, baku):
    id = baku.words(SAID)
    assert SAID in shows(read(samir, id))
    assert baku.rows("SELECT readings FROM feedback") == [(0,)]
