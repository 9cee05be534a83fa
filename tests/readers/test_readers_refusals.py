"""Bad input at the readers' door: a page in the reader's language with a way on, nothing made."""

import pytest

import fussy
from cast import COMING, EVENT, PAST

HUGE = "9" * 5000
ODD = [
    "\x00",
    "\u2028",
    "deniz\x00",
    "\u202edeniz",
    "ə" * 300,
    "😀" * 200,
    "\ud7ff",
    "%(x)s",
    "<b>",
    "' OR 1",
]


def state(house):
    return {name: house.count(name) for name in house.tables()}


def says(answer, status, text=None):
    """A whole page in the reader's language, with a link or a form that leads on."""
    assert answer.status_code == status, (answer.status, answer.text[:300])
    root = fussy.parsed(answer.text)
    assert root.get("lang") == "en"
    if text is not None:
        assert fussy.alerts(answer) == [text]
    main = fussy.main(answer.text)
    assert [e for e in main.iter() if e.tag in ("a", "form")], "there is no way on"


@pytest.mark.parametrize(
    "path",
    [
        "/events/summer",
        "/events/Autumn",
        "/events/autumn ",
        "/events/%00",
        "/events/" + "a" * 1000,
        f"/events/{EVENT}/books/aigerim",
        f"/events/{EVENT}/books/%F0%9F%98%80",
        f"/events/{EVENT}/books/..%2f..%2fetc",
        "/events/summer/books/deniz",
        "/cards/short",
        "/cards/" + "A" * 22,
        "/cards/" + "A" * 1000,
        "/cards/%00",
        "/cards/%ff%fe",
        "/cards/ə",
        "/cards/" + "A" * 22 + "/live",
        "/cards/" + "A" * 22 + "/wishes",
        "/cards/" + "A" * 22 + "/link",
        "/board/summer",
        f"/board/{EVENT}?room=cellar",
        f"/board/{PAST}/live?room=side%00",
        "/nowhere",
        "/wp-login.php",
        "/.env",
    ],
)
def test_what_is_not_there_is_said_calmly(leyla, path):
    says(leyla.get(path), 404)


@pytest.mark.parametrize("path", ["/events/summer/cards", *("/cards/" + "A" * 22 + s for s in (
    "/pause", "/return", "/here", "/wishes", "/departure"))])  # fmt: skip
def test_nothing_can_be_sent_to_what_is_not_there(leyla, baku, path):
    before = baku.checksum()
    says(leyla.post(path, data={"wish": "deniz", "agree": "1"}), 404)
    assert baku.checksum() == before


NO_WISH = "Please choose at least one book."
UNKNOWN = "This book is not on the shelf today. Please choose another one."
AT_MOST_ONE = "A chosen book reads with at most 1 person at once."
AT_MOST_TWO = "A chosen book reads with at most 2 people at once."


@pytest.mark.parametrize(
    ("wishes", "fields", "text"),
    [
        ([], {}, NO_WISH),
        ([""], {}, NO_WISH),
        (["deniz", "deniz"], {}, "The same book is chosen twice. Please choose different books."),
        (["aigerim"], {}, UNKNOWN),
        (["deniz", "aigerim"], {}, UNKNOWN),
        (
            ["deniz", "lala", "timur", "kamran"],
            {},
            "That is more books than one card can hold. Please choose fewer.",
        ),
        (["deniz"] * 900, {}, "That is more books than one card can hold. Please choose fewer."),
        (["deniz"], {"group": "2"}, AT_MOST_ONE),
        (["lala", "timur"], {"group": "3"}, AT_MOST_TWO),
        (["rafiga"], {"group": "4"}, "A chosen book reads with at most 3 people at once."),
        (["timur"], {"group": "0"}, AT_MOST_TWO),
        (["timur"], {"group": "-1"}, AT_MOST_TWO),
        (["timur"], {"group": "²"}, AT_MOST_TWO),
        (["timur"], {"group": "١"}, AT_MOST_TWO),
        (["timur"], {"group": "1e1"}, AT_MOST_TWO),
        (["timur"], {"group": HUGE}, AT_MOST_TWO),
        (["timur"], {"group": ""}, AT_MOST_TWO),
        (["deniz"], {"agree": None}, "Please accept the rules first."),
        (["deniz"], {"agree": "0"}, "Please accept the rules first."),
        ([], {"agree": None}, "Please accept the rules first."),
    ],
)
def test_a_card_that_cannot_be_given(leyla, baku, wishes, fields, text):
    before = baku.checksum()
    says(leyla.take(*wishes, **fields), 422, text)
    assert baku.checksum() == before


@pytest.mark.parametrize("odd", ODD)
def test_odd_letters_in_a_field_are_refused_like_any_unknown_book(leyla, baku, odd):
    before = baku.checksum()
    says(leyla.take(odd), 422, UNKNOWN)
    says(leyla.take("deniz", odd), 422, UNKNOWN)
    says(leyla.take("deniz", group=odd), 422, AT_MOST_ONE)
    assert baku.checksum() == before


@pytest.mark.parametrize("odd", [*ODD, "\r\nSet-Cookie: x=y", "a;b,c=d", "\x7f"])
def test_odd_letters_as_the_readers_key_are_a_key_like_any_other(baku, odd):
    sent = {"wish": "deniz", "agree": "1", "reader": odd}
    places = {baku.reader().post(f"/events/{EVENT}/cards", data=sent).location for _ in range(2)}
    assert len(places) == 1
    assert baku.count("card") == 1


@pytest.mark.parametrize("odd", ODD)
def test_odd_letters_in_the_cookie_do_no_harm(baku, odd):
    visitor = baku.reader(Cookie=f"__Host-reader={odd.encode().decode('latin-1')}")
    assert visitor.get(f"/events/{EVENT}").status_code == 200


def test_more_than_fits_is_refused_before_it_is_read(leyla, baku):
    before = baku.checksum()
    says(leyla.take("deniz", note="x" * 70_000), 413)
    says(leyla.take("deniz", reader="x" * 65_536), 413)
    says(leyla.post("/sign-in", data={"name": "x" * 70_000}), 413)
    assert baku.checksum() == before


@pytest.mark.parametrize("type", ["application/json", "text/plain", "multipart/form-data", ""])
def test_a_body_of_another_kind_asks_for_nothing(leyla, baku, type):
    before = baku.checksum()
    answer = leyla.post(f"/events/{EVENT}/cards", data=b"\xff{", content_type=type)
    says(answer, 422, "Please accept the rules first.")
    assert baku.checksum() == before


def test_an_event_that_has_not_started_gives_no_card(leyla, baku):
    before = baku.checksum()
    says(leyla.take("deniz", event=COMING), 422, "The event has not started yet.")
    assert baku.checksum() == before


def test_an_event_that_is_over_gives_no_card(leyla, baku):
    before = baku.checksum()
    says(leyla.take("deniz", event=PAST), 422, "The event is over. Thank you.")
    assert baku.checksum() == before


LAST = "The last cards have been given. No more cards today."


def test_after_the_last_call_no_card_is_given(leyla, rana, baku):
    rana.tap("last-calls")
    before = baku.checksum()
    says(leyla.take("deniz"), 422, LAST)
    assert baku.checksum() == before


def test_the_planned_end_is_a_last_call_without_a_tap(leyla, baku, clock):
    clock.move_to("2026-10-17 19:30:01Z")
    before = baku.checksum()
    says(leyla.take("deniz"), 422, LAST)
    assert baku.checksum() == before


def test_a_full_hall_gives_no_card_but_keeps_those_it_gave(leyla, murad, baku):
    baku.change("UPDATE event SET policy = json_set(policy, '$.open_cards', 1)")
    card = leyla.card("deniz")
    before = baku.checksum()
    says(
        murad.take("deniz"),
        422,
        "All cards are taken for now. Please try again in a little while.",
    )
    assert leyla.card("deniz") == card
    assert baku.checksum() == before


def test_a_form_from_before_the_book_was_done_is_refused_in_words(leyla, rana, baku):
    leyla.get(f"/events/{EVENT}/books/deniz")
    rana.tap("closures", book="deniz")
    before = baku.checksum()
    done = "This book is done for today. Please choose another one."
    says(leyla.take("deniz"), 422, done)
    says(leyla.take("lala", "deniz"), 422, done)
    assert baku.checksum() == before


def test_what_was_chosen_still_stands_in_the_form_that_is_refused(leyla):
    answer = leyla.take("timur", "lala", "", group="3")
    sent = fussy.fields(fussy.one(fussy.main(answer.text), "form"))
    assert sent["wish"] == ["timur", "lala", ""]
    assert sent["group"] == ["3"]


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        ("az", "az"),
        ("ru-RU,ru;q=0.9", "ru"),
        ("tr", "tr"),
    ],
)
def test_refusals_speak_the_readers_language_in_baku(baku, accept, language):
    visitor = baku.reader(**{"Accept-Language": accept})
    answers = [
        visitor.get("/events/summer"),
        visitor.take("aigerim"),
        visitor.take("deniz", agree=None),
        visitor.take("deniz", event=PAST),
        visitor.take("deniz", note="x" * 70_000),
        visitor.post("/cards/x/pause", headers={"Sec-Fetch-Site": "cross-site"}),
        visitor.delete("/"),
    ]
    assert [a.status_code for a in answers] == [404, 422, 422, 422, 413, 403, 405]
    assert {fussy.parsed(a.text).get("lang") for a in answers} == {language}


@pytest.mark.parametrize(("accept", "language"), [("kk-KZ", "kk"), ("fr", "kk"), ("az", "kk")])
def test_refusals_speak_the_readers_language_in_astana(nu, accept, language):
    visitor = nu.reader(**{"Accept-Language": accept})
    answers = [
        visitor.get("/events/summer"),
        visitor.take("aytan"),
        visitor.take("deniz", group="9"),
    ]
    assert [a.status_code for a in answers] == [404, 422, 422]
    assert {fussy.parsed(a.text).get("lang") for a in answers} == {language}
