"""A book's own words, and what is sealed until a coordinator passes it on."""

import pytest

import fussy
from cast import EVENT
from humanshelf.backroom import feedback as door

WORDS = "Zephyrlike quietness bewildered grandmothers."


@pytest.fixture
def hers(baku):
    return f"/backroom/{baku.backroom('deniz')}"


def tap(samir, id, noun, **fields):
    data = {"csrf_token": samir.token(), **fields}
    return samir.post(f"/studio/feedback/{id}/{noun}", data=data)


def pages(reader, room):
    return [reader.get(path).text for path in (room, f"{room}/feedback")]


def test_not_a_byte_of_it_is_on_the_books_page_before_it_is_passed_on(hers, baku, leyla, samir):
    leyla.post(f"/events/{EVENT}/feedback", data={"text": WORDS, "book": "deniz"})
    before = pages(baku.reader(), hers)
    id = baku.rows("SELECT hex(id) FROM feedback")[0][0]
    for text in before:
        assert not [word for word in WORDS.split() if word in text]
        assert id not in text and id.lower() not in text
    assert "Nothing has been passed on to you yet." in before[1]

    assert tap(samir, id, "deliveries", book="deniz").status_code == 303
    assert WORDS in pages(baku.reader(), hers)[1]


def test_a_page_looks_the_same_whether_sealed_words_are_there_or_not(hers, baku, leyla):
    blank = [fussy.SECRETS.sub("", text) for text in pages(baku.reader(), hers)]
    leyla.post(f"/events/{EVENT}/feedback", data={"text": WORDS, "book": "deniz"})
    nonce = fussy.re.compile(r'nonce="[^"]+"')
    sealed = [fussy.SECRETS.sub("", text) for text in pages(baku.reader(), hers)]
    assert [nonce.sub("", text) for text in blank] == [nonce.sub("", text) for text in sealed]


def test_only_that_book_reads_it_and_a_second_thought_seals_it(hers, baku, nu, samir):
    id = baku.words(WORDS)
    other = f"/backroom/{baku.backroom('lala')}"
    tap(samir, id, "deliveries", book="deniz")
    assert WORDS in pages(baku.reader(), hers)[1]
    assert WORDS not in "".join(pages(baku.reader(), other))
    tap(samir, id, "deliveries", over="1")
    assert WORDS not in "".join(pages(baku.reader(), hers))
    tap(samir, id, "deliveries", book="deniz")
    tap(samir, id, "removals")
    assert WORDS not in "".join(pages(baku.reader(), hers))
    tap(samir, id, "removals", over="1")
    assert WORDS not in "".join(pages(baku.reader(), hers)), "passed on again by nobody"


def test_a_book_that_is_not_there_is_refused(baku, samir):
    id = baku.words(WORDS)
    for book in ("", "nobody"):
        answer = tap(samir, id, "deliveries", book=book)
        assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)
    assert baku.rows("SELECT about, passed FROM feedback") == [(None, 0)]


def test_a_books_own_words_come_in_once_and_do_not_say_which_book_it_was(hers, baku, leyla):
    form = fussy.fields(fussy.one(leyla.main(f"{hers}/feedback"), "form"))
    for _ in range(2):
        answer = leyla.post(f"{hers}/feedback", data=form | {"text": "I was tired, and glad."})
        assert (answer.status_code, answer.location) == (303, f"{hers}/feedback?sent=1")
    query = "SELECT source, who, text, consent, about FROM feedback"
    assert baku.rows(query) == [("book", "book", "I was tired, and glad.", 0, None)]
    assert "deniz" not in repr(baku.rows("SELECT * FROM feedback"))


@pytest.mark.parametrize("text", ["", "x" * 1001])
def test_nothing_and_too_much_are_refused(hers, baku, leyla, text):
    answer = leyla.post(f"{hers}/feedback", data={"text": text})
    assert answer.status_code == 422
    assert fussy.alerts(answer) == ["Please write between 1 and 1000 letters."]
    assert baku.count("feedback") == 0


def test_there_is_an_end_to_it(hers, baku, leyla, monkeypatch):
    monkeypatch.setattr(door, "MOST", 1)
    statuses = [leyla.post(f"{hers}/feedback", data={"text": "x"}).status_code for _ in range(2)]
    assert statuses == [303, 422]


def test_a_link_that_was_renewed_opens_nothing(hers, baku, leyla):
    baku.backroom("deniz")
    assert leyla.get(f"{hers}/feedback").status_code == 404
    assert leyla.post(f"{hers}/feedback", data={"text": "x"}).status_code == 404
