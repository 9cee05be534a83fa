"""Each step at the desk: one tap, answered in place; each refusal in its own row."""

import pytest

import fussy
from cast import EVENT, HTMX, label_of


@pytest.fixture
def card(leyla):
    return leyla.card("deniz")


def stages(house):
    return [row for (row,) in house.rows("SELECT stage FROM card ORDER BY joined")]


def row_of(answer, book):
    return fussy.one(fussy.main(answer.text), "li", id=f"row-{book}")


def seats(house, what):
    return dict(house.rows(f"SELECT book, {what} FROM seat JOIN event ON event_id = event.id"
                           " WHERE code = 'autumn'"))  # fmt: skip


def test_a_card_goes_from_the_queue_to_the_table_and_back(rana, leyla, card, baku):
    way = []
    for noun in ("calls", "rings", "readings", "returns"):
        assert rana.tap(noun, book="deniz").status_code == 303
        way.append((stages(baku)[0], fussy.main(leyla.get(card).text).get("data-state")))
    assert way == [
        ("called", "come"),
        ("called", "come"),
        ("reading", "reading"),
        ("returned", "thanks"),
    ]
    assert seats(baku, "readings")["deniz"] == 1


def test_without_scripts_a_tap_leads_back_to_the_floor(rana, card):
    answer = rana.tap("calls", book="deniz")
    assert (answer.status_code, answer.location) == (303, f"/desk/{EVENT}")


def test_htmx_gets_the_floor_and_nothing_around_it(rana, card, leyla):
    answer = rana.tap("calls", book="deniz", headers=HTMX)
    assert answer.status_code == 200
    assert answer.text == rana.get(f"/desk/{EVENT}", headers=HTMX).text
    assert row_of(answer, "deniz").get("data-state") == "called"
    assert label_of(leyla.get(card)) in fussy.text(row_of(answer, "deniz"))


def test_the_floor_says_who_comes_next_and_why(rana, leyla, card):
    row = row_of(rana.get(f"/desk/{EVENT}"), "deniz")
    label = label_of(leyla.get(card))
    assert f"Next: {label}, longest wait" in fussy.text(row)


TWICE = "This book has a card already: {label}. Nothing was changed here."
NONE = "Nobody is called to this table any more. The page has been refreshed."
OVER = "This reading is over already. The page has been refreshed."
BREAK = "This book is on a break."
DONE = "This book is done for today. Please choose another one."


@pytest.mark.parametrize(
    ("before", "noun", "text"),
    [
        (["calls"], "calls", TWICE),
        (["calls", "readings"], "calls", TWICE),
        (["breaks"], "calls", BREAK),
        (["closures"], "calls", DONE),
        ([], "rings", NONE),
        ([], "readings", NONE),
        (["calls", "readings"], "readings", NONE),
        (["calls", "readings"], "no-shows", NONE),
        ([], "no-shows", NONE),
        ([], "returns", OVER),
        (["calls"], "returns", OVER),
        ([], "extensions", OVER),
        (["calls", "readings", "extensions"], "extensions", "This reading was extended already."),
        (["breaks"], "breaks", BREAK),
        (["closures"], "breaks", DONE),
        (["closures"], "closures", DONE),
    ],
)
def test_a_step_that_cannot_be_says_so_in_its_own_row(rana, leyla, card, baku, before, noun, text):
    for step in before:
        assert rana.tap(step, book="deniz").status_code == 303
    stood = baku.checksum()

    answer = rana.tap(noun, book="deniz", headers=HTMX)

    assert answer.status_code == 409
    said = text.format(label=label_of(leyla.get(card)))
    assert fussy.alerts(answer) == [said]
    row = row_of(answer, "deniz")
    assert [fussy.text(e) for e in row.iter() if e.get("role") == "alert"] == [said]
    assert baku.checksum() == stood


def test_without_scripts_a_refusal_stands_on_the_whole_floor(rana, card):
    answer = rana.tap("returns", book="deniz")
    assert answer.status_code == 409
    assert answer.text.lower().startswith("<!doctype")
    assert fussy.alerts(answer) == [OVER]


def test_nobody_waits_for_a_book(rana, card, baku):
    answer = rana.tap("calls", book="lala", headers=HTMX)
    assert (answer.status_code, fussy.alerts(answer)) == (
        409,
        ["Nobody is waiting for this book."],
    )


def test_a_reading_is_not_extended_while_others_wait(rana, murad, card, baku):
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    murad.card("deniz")
    answer = rana.tap("extensions", book="deniz", headers=HTMX)
    assert fussy.alerts(answer) == ["It cannot be extended: others are waiting for this book."]


def test_two_misses_and_a_card_is_out(rana, card, baku, leyla):
    for stage in ("aside", "left"):
        rana.tap("calls", book="deniz")
        rana.tap("no-shows", book="deniz")
        assert stages(baku) == [stage]
        leyla.post(f"{card}/return")


def test_a_break_and_its_end(rana, baku):
    rana.tap("breaks", book="deniz")
    assert row_of(rana.get(f"/desk/{EVENT}"), "deniz").get("data-state") == "break"
    rana.tap("breaks", book="deniz", over="1")
    assert row_of(rana.get(f"/desk/{EVENT}"), "deniz").get("data-state") == "free"
    answer = rana.tap("breaks", book="deniz", over="1", headers=HTMX)
    assert fussy.alerts(answer) == ["The break is over already."]


def test_a_break_after_this_reading(rana, card, baku):
    rana.tap("calls", book="deniz")
    rana.tap("breaks", book="deniz")
    rana.tap("readings", book="deniz")
    answer = rana.tap("returns", book="deniz", headers=HTMX)
    assert row_of(answer, "deniz").get("data-state") == "break"


def test_done_for_today_and_back_again(rana, baku):
    rana.tap("closures", book="deniz")
    assert seats(baku, "done")["deniz"] == 1
    rana.tap("closures", book="deniz", over="1")
    assert seats(baku, "done")["deniz"] == 0


def test_a_book_moves_to_another_table(rana, card, leyla, baku):
    rana.tap("calls", book="deniz")
    rana.tap("moves", book="deniz", table=" 12 ")
    assert seats(baku, "table_name")["deniz"] == "12"
    assert "12" in fussy.text(fussy.one(leyla.main(card), "p", class_="giant"))


def test_two_books_do_not_sit_at_one_table(rana, baku):
    answer = rana.tap("moves", book="deniz", table="1", headers=HTMX)
    assert (answer.status_code, fussy.alerts(answer)) == (
        409,
        ["Another book sits at this table."],
    )


def test_opening_last_call_and_closing(rana, leyla, baku):
    phases = []
    for noun in ("last-calls", "closures", "openings", "closures", "openings"):
        assert rana.tap(noun).status_code == 303
        phases += baku.rows("SELECT phase FROM event WHERE code='autumn'")[0]
    assert phases == ["last-call", "closed", "open", "closed", "open"]
    leyla.card("deniz")


def test_an_event_to_come_is_opened_by_a_tap(rana, leyla):
    assert leyla.take("lala", event="winter").status_code == 422
    rana.tap("openings", event="winter")
    assert leyla.take("lala", event="winter").status_code == 303


def test_an_announcement_reaches_all_who_wait(rana, leyla, card, baku, clock):
    rana.tap("announcements", kind="late")
    said = "We are running a little late. Your place is kept."
    for page in (leyla.get(card), rana.get(f"/desk/{EVENT}"), leyla.get(f"/board/{EVENT}")):
        assert said in page.text
    clock.shift(20 * 60)
    assert said not in leyla.get(card).text
    rana.tap("announcements", kind="quiet")
    rana.tap("announcements", kind="")
    assert baku.rows("SELECT said, said_at FROM event WHERE code='autumn'") == [(None, None)]


ODD = [
    ("calls", {"book": "aigerim"}),
    ("calls", {"book": ""}),
    ("calls", {}),
    ("calls", {"book": "\x00"}),
    ("calls", {"book": "deniz", "card": "nonsense"}),
    ("calls", {"book": "deniz", "card": "0" * 32}),
    ("rings", {"book": "\u202e"}),
    ("readings", {"book": "deniz' --"}),
    ("returns", {"book": "x" * 5000}),
    ("no-shows", {"book": "aigerim"}),
    ("breaks", {"book": "aigerim"}),
    ("breaks", {"book": "aigerim", "over": "1"}),
    ("extensions", {"book": "aigerim"}),
    ("moves", {"book": "aigerim", "table": "1"}),
    ("moves", {"book": "deniz", "table": "  "}),
    ("moves", {"book": "deniz"}),
    ("closures", {"book": "aigerim"}),
    ("closures", {"book": "aigerim", "over": "1"}),
    ("announcements", {"kind": "party"}),
    ("announcements", {"kind": "\x00"}),
    ("reversals", {}),
    ("reversals", {"step": "0"}),
    ("reversals", {"step": "999999999"}),
    ("reversals", {"step": "²"}),
    ("reversals", {"step": "-1"}),
    ("reversals", {"step": "9" * 5000}),
    ("pauses", {}),
    ("pauses", {"card": "0" * 32}),
    ("pauses", {"card": "nonsense", "over": "1"}),
    ("departures", {"card": "0" * 32}),
    ("departures", {"card": "\ud7ff"}),
]


@pytest.mark.parametrize("headers", [HTMX, {}], ids=["htmx", "plain"])
@pytest.mark.parametrize(("noun", "sent"), ODD)
def test_odd_input_changes_nothing_and_is_answered_in_words(rana, baku, noun, sent, headers):
    before = baku.checksum()
    answer = rana.tap(noun, headers=headers, **sent)
    assert answer.status_code == 409, answer.status
    assert len(fussy.alerts(answer)) == 1
    assert len(fussy.every(fussy.main(answer.text), "li", class_="row")) == 8
    assert baku.checksum() == before


@pytest.mark.parametrize("noun", ["calls", "readings", "reversals", "cards", "announcements"])
def test_an_event_that_is_not_there_has_no_desk(rana, baku, noun):
    before = baku.checksum()
    assert rana.tap(noun, event="summer", book="deniz").status_code == 404
    assert rana.get("/desk/summer").status_code == 404
    assert rana.get("/desk/summer/live").status_code == 404
    assert baku.checksum() == before


def test_the_desk_of_one_running_event_is_one_tap_away(rana, baku):
    assert rana.get("/desk").location == f"/desk/{EVENT}"
    baku.change("UPDATE event SET phase = 'closed'")
    page = rana.get("/desk")
    assert page.status_code == 200
    assert len([a for a in fussy.main(page.text).iter("a") if "/desk/" in a.get("href")]) == 3
