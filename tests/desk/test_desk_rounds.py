"""Rounds at the desk: one big tap, a row of chairs for each book, and nothing rung elsewhere."""

import pytest

import fussy
from cast import EVENT, HTMX, label_of

DESK = f"/desk/{EVENT}"


@pytest.fixture
def hall(baku):
    """Four rounds, the first in five minutes; two chairs at each book."""
    baku.in_rounds()
    return baku


@pytest.fixture
def cards(hall, leyla, murad):
    return [reader.card("lala") for reader in (leyla, murad)]


def big_tap(rana):
    """What the big button of the bell sends."""
    form = fussy.one(fussy.one(fussy.main(rana.get(DESK).text), "section", id="bell"), "form")
    sent = {field.get("name"): field.get("value") for field in form.iter("input")}
    sent.pop("csrf_token")
    return sent


def ring(rana, **changed):
    """Tap it."""
    return rana.tap("bells", **big_tap(rana) | changed)


def row_of(answer, book):
    return fussy.one(fussy.main(answer.text), "li", id=f"row-{book}")


def chair(hall, number=0, book="lala"):
    """What a button at this chair sends."""
    card = hall.floor().at_book(book)[number]
    return {"book": book, "card": card.id.hex, "seen": card.label}


def test_the_big_tap_leads_through_all_rounds(rana, hall, cards):
    seen = []
    for _ in range(4):
        for _ in range(3):
            sent = big_tap(rana)
            seen.append((sent["bell"], sent["round"]))
            assert ring(rana).status_code == 303
    assert seen[:4] == [("gather", "1"), ("begin", "1"), ("end", "1"), ("gather", "2")]
    assert len(seen) == 12
    bell = fussy.one(fussy.main(rana.get(DESK).text), "section", id="bell")
    assert fussy.text(bell) == "All rounds are over."


def test_all_who_are_called_sit_down_at_the_bell_and_come_back_at_the_next(
    rana, hall, cards, leyla
):
    for state in ("come", "reading", "thanks"):
        ring(rana)
        assert fussy.main(leyla.get(cards[0]).text).get("data-state") == state


def test_a_row_shows_each_chair_with_its_card(rana, hall, cards, leyla, murad):
    ring(rana)
    row = fussy.text(row_of(rana.get(DESK), "lala"))
    for reader, card in zip((leyla, murad), cards, strict=True):
        assert label_of(reader.get(card)) in row


def test_a_second_tap_of_the_same_bell_does_nothing(rana, hall, cards):
    sent = big_tap(rana)
    assert rana.tap("bells", **sent).status_code == 303
    steps = hall.count("step")
    assert rana.tap("bells", **sent).status_code == 303
    assert hall.count("step") == steps


def test_a_bell_for_another_round_is_overtaken(rana, hall, cards):
    ring(rana)
    ring(rana)
    answer = rana.tap("bells", bell="end", round="2", headers=HTMX)
    assert answer.status_code == 409
    said = fussy.one(fussy.main(answer.text), "p", role="alert")
    assert fussy.text(said) == "Someone was faster. The page has been refreshed."


@pytest.mark.parametrize(
    "sent", [{"bell": "gong"}, {"bell": ""}, {"round": ""}, {"round": "²"}, {"round": "99999"}]
)
def test_what_no_button_sends_rings_nothing(rana, hall, sent):
    assert rana.tap("bells", **{"bell": "gather", "round": "1"} | sent).status_code == 409
    assert hall.count("step") == 0


def test_a_bell_is_undone_with_all_that_it_moved(rana, hall, cards):
    ring(rana)
    ring(rana)
    undo = fussy.one(fussy.main(rana.get(DESK).text), "form", id="undo")
    assert fussy.text(undo) == "UndoRound 1, round begun"
    assert rana.tap("reversals", step=undo.get("data-state")).status_code == 303
    assert [card.stage for card in hall.floor().at_book("lala")] == ["called", "called"]
    assert big_tap(rana) == {"bell": "begin", "round": "1"}


def test_somebody_is_here_before_the_bell(rana, hall, cards, leyla):
    ring(rana)
    assert rana.tap("arrivals", **chair(hall)).status_code == 303
    here = [card.label for card in hall.floor().at_book("lala") if card.here]
    assert len(here) == 1
    assert "Here" in fussy.text(row_of(rana.get(DESK), "lala"))


def test_a_chair_of_somebody_who_did_not_come_is_given_to_the_next(rana, hall, cards, clock):
    clock.shift(1)
    third = hall.reader()
    waits = third.card("lala")
    ring(rana)
    assert rana.tap("no-shows", **chair(hall)).status_code == 303
    row = fussy.text(row_of(rana.get(DESK), "lala"))
    label = label_of(third.get(waits))
    assert f"Next: {label}" in row
    assert "1 empty chair" in row
    assert rana.tap("calls", book="lala", seen=label).status_code == 303
    assert fussy.main(third.get(waits).text).get("data-state") == "come"


def test_who_is_called_after_the_bell_starts_alone(rana, hall, cards):
    for _ in range(2):
        ring(rana)
    late = hall.reader()
    late.card("deniz")
    assert rana.tap("calls", book="deniz").status_code == 303
    assert rana.tap("readings", **chair(hall, book="deniz")).status_code == 303
    assert [card.stage for card in hall.floor().at_book("deniz")] == ["reading"]


def test_one_reading_may_end_before_the_bell(rana, hall, cards):
    for _ in range(2):
        ring(rana)
    gone = chair(hall)
    assert rana.tap("returns", **gone).status_code == 303
    assert [card.id.hex for card in hall.floor().at_book("lala")] != [gone["card"]]
    assert len(hall.floor().at_book("lala")) == 1


def test_which_of_two_cards_is_meant_must_be_said(rana, hall, cards):
    for _ in range(2):
        ring(rana)
    assert rana.tap("returns", book="lala").status_code == 409
    assert len(hall.floor().at_book("lala")) == 2


def test_between_rounds_nobody_is_called(rana, hall, cards):
    answer = rana.tap("calls", book="lala", headers=HTMX)
    assert answer.status_code == 409
    assert "Between rounds nobody is called." in fussy.text(row_of(answer, "lala"))


def test_the_desk_notes_wishes_for_the_round_after(rana, hall, leyla):
    card = leyla.card("lala")
    (id,) = hall.floor().cards
    page = f"{DESK}/cards/{id.hex}"
    sent = {"csrf_token": rana.token(), "wish": ["deniz", "", "lala"]}
    assert rana.post(f"{page}/next-wishes", data=sent).status_code == 303
    assert hall.floor().cards[id].then == ("deniz", "lala")
    assert fussy.text(fussy.main(rana.get(page).text)).count("Wishes for the round after") == 1
    for _ in range(3):
        ring(rana)
    assert hall.floor().cards[id].wishes == ("deniz", "lala")
    assert fussy.main(leyla.get(card).text).get("data-state") in ("waiting", "ready")


def test_wishes_that_do_not_fit_are_refused_beside_them(rana, hall, leyla):
    leyla.card("lala")
    (id,) = hall.floor().cards
    sent = {"csrf_token": rana.token(), "wish": ["deniz", "deniz"]}
    answer = rana.post(f"{DESK}/cards/{id.hex}/next-wishes", data=sent)
    assert answer.status_code == 422
    said = fussy.one(fussy.main(answer.text), "p", role="alert")
    assert fussy.text(said) == "The same book is chosen twice. Please choose different books."


def test_no_bell_rings_in_the_other_library(rana, hall, cards, nu, dana, aigul):
    nu.in_rounds()
    aigul.card("lala")
    before = nu.checksum()
    ring(rana)
    ring(rana)
    assert nu.checksum() == before
    (id,) = nu.floor().cards
    sent = {"csrf_token": rana.token(), "wish": ["deniz"]}
    assert rana.post(f"{DESK}/cards/{id.hex}/next-wishes", data=sent).status_code == 404
    assert big_tap(dana) == {"bell": "gather", "round": "1"}


def test_a_walk_up_desk_has_no_bell(rana, baku, leyla):
    leyla.card("lala")
    assert 'id="bell"' not in rana.get(DESK).text
    assert rana.tap("bells", bell="gather", round="1").status_code == 409


@pytest.mark.parametrize("taps", range(4))
def test_a_desk_shows_every_state_of_a_round_in_each_language(taps, rana, hall, cards, clock):
    for _ in range(taps):
        ring(rana)
    clock.shift(60 * 40)
    for language in ("az", "en", "ru", "tr"):
        rana.own_headers["Accept-Language"] = language
        assert fussy.one(fussy.main(rana.get(DESK).text), "section", id="bell") is not None


def test_what_happened_in_a_round_on_paper_is_entered_afterwards(rana, hall, cards, clock):
    """The desk was dark: two bells rang, one reader did not come, another sat down for them."""
    ring(rana)
    gone, stays = hall.floor().at_book("lala")
    third = hall.reader()
    third.card("lala")
    (waits,) = (card for card in hall.floor().cards.values() if card.stage == "waiting")
    clock.shift(60 * 40)
    page = rana.main(f"{DESK}/paper")
    form = {f.get("name"): f.get("value") for f in fussy.every(page, "input", type="hidden")}
    lines = {
        "bell0": ("begin", "18:08"),
        "bell1": ("end", "18:33"),
        "lala-0": (f"missed-{gone.id.hex}", "18:09"),
        "lala-1": (waits.id.hex, "18:11"),
    }
    for name, (what, time) in lines.items():
        form |= {f"what-{name}": what, f"time-{name}": time}
    assert rana.post(f"{DESK}/paper", data=form).status_code == 303
    stages = dict(hall.rows("SELECT stage, count(*) FROM card GROUP BY stage"))
    assert stages == {"aside": 1, "returned": 2}
    assert (hall.floor().round, hall.floor().sitting) == (1, "ahead")


def test_the_sheet_shows_the_timetable_and_all_at_a_table(rana, hall, cards, leyla, murad):
    ring(rana)
    sheet = fussy.text(rana.main(f"{DESK}/sheet"))
    assert "Round 1 · 18:08–18:33" in sheet
    for reader, card in zip((leyla, murad), cards, strict=True):
        assert label_of(reader.get(card)) in sheet
