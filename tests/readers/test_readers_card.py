"""The reader's own card: pause, return, here, leave, other wishes; and what is refused there."""

import pytest

import fussy
from cast import EVENT, HTMX, NOW, label_of

VERBS = ("pause", "return", "here", "departure")


def stage_of(answer):
    return fussy.main(answer.text).get("data-state")


def stage(house):
    return [row for (row,) in house.rows("SELECT stage FROM card ORDER BY joined, number")]


@pytest.fixture
def card(leyla):
    return leyla.card("deniz", "lala")


def test_a_pause_keeps_the_place(leyla, murad, card, baku, clock):
    clock.shift(60)
    murad.card("deniz", "lala")
    assert leyla.post(f"{card}/pause").status_code == 303
    assert stage_of(leyla.get(card)) == "paused"
    clock.shift(600)
    assert leyla.post(f"{card}/return").status_code == 303
    assert stage(baku) == ["waiting", "waiting"]
    assert "Nobody" not in leyla.get(card).text
    assert baku.floor().turns(NOW)["deniz"].card.label == label_of(leyla.get(card))


def test_leaving_can_be_taken_back_for_ten_minutes(leyla, murad, card, baku, clock):
    clock.shift(60)
    murad.card("deniz")
    leyla.post(f"{card}/departure")
    assert stage_of(leyla.get(card)) == "missed"
    assert stage(baku) == ["left", "waiting"]
    clock.shift(9 * 60)
    form = next(
        form for form in leyla.main(card).iter("form") if form.get("action") == f"{card}/return"
    )
    assert form is not None

    assert leyla.post(f"{card}/return").status_code == 303

    assert stage(baku) == ["waiting", "waiting"]
    named = {turn.card.label for turn in baku.floor().turns(NOW).values()}
    assert label_of(leyla.get(card)) in named


def test_after_ten_minutes_a_departure_stands(leyla, card, baku, clock):
    leyla.post(f"{card}/departure")
    clock.shift(10 * 60)
    assert f"{card}/return" not in leyla.get(card).text
    answer = leyla.post(f"{card}/return")
    assert answer.status_code == 409
    assert fussy.alerts(answer) == ["It is too late to undo this."]
    assert stage(baku) == ["left"]


def test_a_departure_is_not_taken_back_over_a_newer_card(leyla, card, baku):
    leyla.post(f"{card}/departure")
    leyla.card("timur")
    before = baku.checksum()
    assert leyla.post(f"{card}/return").status_code == 409
    assert baku.checksum() == before


def test_here_is_seen_at_the_desk(leyla, card, rana):
    rana.tap("calls", book="deniz")
    page = leyla.main(card)
    assert page.get("data-state") == "come"
    assert leyla.post(f"{card}/here").status_code == 303
    assert "on the way" in fussy.text(rana.main(f"/desk/{EVENT}"))
    assert f"{card}/here" not in leyla.get(card).text


def test_who_was_missed_says_here_and_comes_next(leyla, murad, card, rana, baku, clock):
    rana.tap("calls", book="deniz")
    clock.shift(600)
    murad.card("deniz")
    rana.tap("no-shows", book="deniz")
    assert stage_of(leyla.get(card)) == "missed"

    leyla.post(f"{card}/return")

    turn = baku.floor().turns(NOW)["deniz"]
    assert (turn.card.label, turn.why) == (label_of(leyla.get(card)), "came back")


def test_who_was_missed_twice_is_out(leyla, card, rana, baku):
    for _ in range(2):
        rana.tap("calls", book="deniz")
        rana.tap("no-shows", book="deniz")
        answer = leyla.post(f"{card}/return")
    assert answer.status_code == 409
    assert stage(baku) == ["left"]
    assert "We called you twice but did not meet you." in leyla.get(card).text


def test_a_reader_ends_the_own_reading(leyla, card, rana, baku):
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    assert stage_of(leyla.get(card)) == "reading"
    leyla.post(f"{card}/departure")
    assert stage(baku) == ["returned"]
    assert stage_of(leyla.get(card)) == "thanks"


@pytest.mark.parametrize("verb", VERBS)
def test_nothing_more_can_be_done_to_a_returned_card(leyla, card, rana, baku, verb):
    for step in ("calls", "readings", "returns"):
        rana.tap(step, book="deniz")
    before = baku.checksum()
    answer = leyla.post(f"{card}/{verb}")
    assert answer.status_code == 409
    assert len(fussy.alerts(answer)) == 1
    assert stage_of(answer) == "thanks"
    assert baku.checksum() == before


@pytest.mark.parametrize("verb", VERBS)
def test_the_same_tap_again_changes_nothing_more(leyla, card, rana, baku, verb):
    if verb == "return":
        leyla.post(f"{card}/pause")
    leyla.post(f"{card}/{verb}")
    before = baku.checksum()
    again = leyla.post(f"{card}/{verb}")
    assert again.status_code == 303
    assert baku.checksum() == before


@pytest.mark.parametrize(
    ("verb", "state"), [("pause", "paused"), ("return", "ready"), ("departure", "missed")]
)
def test_a_tap_that_came_twice_is_answered_with_the_card_as_it_is(leyla, card, verb, state):
    if verb == "return":
        leyla.post(f"{card}/pause")
    leyla.post(f"{card}/{verb}")
    again = leyla.post(f"{card}/{verb}", headers=HTMX)
    assert (again.status_code, stage_of(again), fussy.alerts(again)) == (200, state, [])


def test_a_late_tap_on_pause_does_not_take_a_call_back(leyla, card, rana, baku):
    leyla.post(f"{card}/pause")
    leyla.post(f"{card}/return")
    rana.tap("calls", book="deniz")
    late = leyla.post(f"{card}/pause")
    assert (late.status_code, stage_of(late)) == (409, "come")
    assert stage(baku) == ["called"]


@pytest.mark.parametrize("verb", VERBS)
def test_htmx_gets_the_card_and_nothing_around_it(leyla, card, verb):
    if verb == "return":
        leyla.post(f"{card}/pause")
    answer = leyla.post(f"{card}/{verb}", headers=HTMX)
    assert answer.status_code == 200
    assert answer.text.startswith("<main")
    again = leyla.get(card, headers=HTMX)
    assert answer.text == again.text


def test_a_refused_tap_answers_htmx_in_place(leyla, card):
    leyla.post(f"{card}/departure")
    answer = leyla.post(f"{card}/pause", headers=HTMX)
    assert answer.status_code == 409
    assert answer.text.startswith("<main")
    assert fussy.alerts(answer) == ["This card is closed."]


# wishes


def wishes(house):
    return house.rows("SELECT wishes, group_size, hold_first FROM card")


def test_other_wishes_keep_the_joining_time(leyla, murad, card, baku, clock):
    clock.shift(60)
    murad.card("timur")
    clock.shift(60)
    answer = leyla.post(
        f"{card}/wishes", data={"wish": ["timur", "lala"], "group": "2", "hold_first": "1"}
    )
    assert (answer.status_code, answer.location) == (303, card)
    assert wishes(baku)[0] == ('["timur", "lala"]', 2, 1)
    assert baku.floor().turns(NOW)["timur"].card.label == label_of(leyla.get(card))


def test_the_form_shows_the_wishes_as_they_are(leyla, card):
    sent = fussy.fields(fussy.one(leyla.main(f"{card}/wishes"), "form"))
    assert sent == {"wish": ["deniz", "lala", ""], "group": ["1"], "hold_first": [""]}
    assert leyla.post(f"{card}/wishes", data=sent).status_code == 303


@pytest.mark.parametrize(
    ("sent", "text"),
    [
        ({}, "Please choose at least one book."),
        ({"wish": ["", ""]}, "Please choose at least one book."),
        (
            {"wish": ["aigerim"]},
            "This book is not on the shelf today. Please choose another one.",
        ),
        (
            {"wish": ["\x00", "\u202e"]},
            "This book is not on the shelf today. Please choose another one.",
        ),
        (
            {"wish": ["lala", "lala"]},
            "The same book is chosen twice. Please choose different books.",
        ),
        (
            {"wish": ["lala", "timur", "kamran", "tural"]},
            "That is more books than one card can hold. Please choose fewer.",
        ),
        ({"wish": ["lala"], "group": "²"}, "A chosen book reads with at most 3 people at once."),
        ({"wish": ["deniz"], "group": "2"}, "A chosen book reads with at most 1 person at once."),
    ],
)
def test_wishes_that_cannot_be(leyla, card, baku, sent, text):
    before = baku.checksum()
    answer = leyla.post(f"{card}/wishes", data=sent)
    assert answer.status_code == 422
    assert fussy.alerts(answer) == [text]
    assert fussy.one(fussy.main(answer.text), "form").get("action") == f"{card}/wishes"
    assert baku.checksum() == before


def test_wishes_of_a_card_that_was_called_meanwhile_are_refused(leyla, card, rana, baku):
    leyla.get(f"{card}/wishes")
    rana.tap("calls", book="deniz")
    before = baku.checksum()
    answer = leyla.post(f"{card}/wishes", data={"wish": ["timur"]})
    assert answer.status_code == 422
    assert fussy.alerts(answer) == ["Someone was faster. The page has been refreshed."]
    assert baku.checksum() == before


def test_a_wish_for_a_book_that_is_done_may_stay_but_not_be_new(leyla, card, rana, baku):
    rana.tap("closures", book="lala")
    rana.tap("closures", book="timur")
    stays = leyla.post(f"{card}/wishes", data={"wish": ["lala", "deniz"]})
    new = leyla.post(f"{card}/wishes", data={"wish": ["timur", "deniz"]})
    assert (stays.status_code, new.status_code) == (303, 422)
    assert wishes(baku)[0][0] == '["lala", "deniz"]'


# the link


def test_the_link_carries_the_card_to_another_phone(leyla, baku, card):
    page = leyla.main(f"{card}/link")
    code = fussy.one(page, "svg", class_="qr")
    assert code.get("aria-label") == "Code with the link to your card"
    other = baku.reader()
    assert label_of(other.get(card)) == label_of(leyla.get(card))


def test_the_card_survives_a_closed_tab(baku, leyla, card):
    assert baku.reader().get(card).status_code == 200
    assert card in leyla.get(f"/events/{EVENT}").text
