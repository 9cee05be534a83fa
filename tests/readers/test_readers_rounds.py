"""An event in rounds on readers' phones, books' phones and the board, in both libraries at once."""

import re

import pytest

import furnishing
import fussy
from cast import EVENT, label_of
from humanshelf.pages.clock import now
from humanshelf.records.floors import changing, scene


@pytest.fixture(autouse=True)
def rounds(stage, clock):
    for house in stage.houses.values():
        with house.inside():
            furnishing.furnish("in_rounds")
        stage.app.extensions["humanshelf.tenancy"].memory.clear()


def bell(house, verb):
    """The desk's tap, without the desk."""
    with house.inside(), changing(scene(EVENT, now()).event.id) as change:
        getattr(change.floor, verb)(at=now())


def text(visitor, path):
    return fussy.text(visitor.main(path))


def test_the_event_says_that_it_is_held_in_rounds_and_when(leyla):
    shown = text(leyla, f"/events/{EVENT}")
    assert "This event is held in 4 rounds." in shown
    assert "Each takes 25 minutes" in shown
    assert re.search(r"18:0\d–18:[23]\d.*18:3\d–", shown)


def test_a_card_says_which_book_it_reads_in_which_round(leyla, murad, clock):
    leyla.card("deniz")
    clock.shift(1)
    shown = text(murad, murad.card("deniz"))
    assert re.search(r"Round ?2 ?About ?18:3", shown)
    assert "As it looks now, you read: Deniz" in shown


def test_who_comes_after_two_full_rounds_is_told_only_when_at_the_earliest(baku, clock):
    for _ in range(2):
        baku.reader().card("deniz")
        clock.shift(1)
    late = baku.reader()
    shown = text(late, late.card("deniz"))
    assert re.search(r"Not before ?19:0", shown)
    assert "The coming two rounds are full. Your turn comes in a later one." in shown


def test_a_round_is_gathered_read_and_over_on_the_phone(leyla, baku):
    card = leyla.card("deniz")
    bell(baku, "gather")
    called = text(leyla, card)
    assert "It is your turn" in called and "Round 1 of 4" in called
    bell(baku, "begin")
    assert "25 min left" in text(leyla, card)
    bell(baku, "end")
    assert "Thank you for reading." in text(leyla, card)


def test_each_stroke_of_the_bell_leaves_another_time_on_phone_board_and_books_page(
    leyla, baku, clock
):
    paths = [leyla.card("deniz"), f"/board/{EVENT}", f"/backroom/{baku.backroom('deniz')}"]
    heard = []
    for verb in ("gather", "begin", "end", "gather", "begin"):
        bell(baku, verb)
        heard.append([leyla.main(path).get("data-rang") for path in paths])
        clock.shift(300)
    board = [each[1] for each in heard]
    assert board[0] == "" and board[3] == board[2]
    assert len({board[1], board[2], board[4]}) == 3
    assert all(each[1] == each[2] for each in heard)
    assert heard[1][0] == board[1]


def test_wishes_for_the_round_after_let_the_card_go_on(leyla, baku):
    card = leyla.card("deniz")
    assert leyla.post(f"{card}/then", data={"wish": ["lala", "", ""]}).status_code == 303
    assert "Your wishes for the round after 1Lalə" in text(leyla, card).replace("1 ", "1")
    bell(baku, "gather")
    bell(baku, "begin")
    bell(baku, "end")
    shown = text(leyla, card)
    assert "As it looks now, you read: Lalə" in shown
    assert re.search(r"Round ?2 ?About ?18:3", shown)


def test_wishes_for_the_round_after_can_be_given_while_reading(leyla, baku):
    card = leyla.card("deniz")
    bell(baku, "gather")
    bell(baku, "begin")
    assert "Choose books for the round after" in text(leyla, card)
    leyla.post(f"{card}/then", data={"wish": ["lala"]})
    assert "Change the wishes for the round after" in text(leyla, card)


@pytest.mark.parametrize("wishes", [["deniz", "deniz"], ["nobody"]])
def test_senseless_wishes_are_refused_on_their_form(leyla, wishes):
    card = leyla.card("deniz")
    refused = leyla.post(f"{card}/then", data={"wish": wishes})
    assert refused.status_code == 422
    assert fussy.every(fussy.main(refused.text), "p", role="alert")


def test_a_walk_up_card_has_no_round_after(nu):
    nu.change("UPDATE event SET policy = json_set(policy, '$.rounds', 0), edition = edition + 1")
    reader = nu.reader()
    card = reader.card("deniz")
    assert reader.get(f"{card}/then").location == card


def test_a_book_sees_all_who_sit_with_it_and_no_tap_that_rounds_do_not_have(leyla, murad, baku):
    hers = f"/backroom/{baku.backroom('lala')}"
    labels = [label_of(reader.get(reader.card("lala"))) for reader in (leyla, murad)]
    bell(baku, "gather")
    bell(baku, "begin")
    shown = text(leyla, hers)
    assert all(label in shown for label in labels)
    assert "Round 1 of 4" in shown
    assert "End this now" not in shown and "more time with this reader" not in shown
    assert "In rounds a break means: you sit out the next round." in shown


def test_the_board_tells_the_round_and_what_goes_on(leyla, baku):
    leyla.card("deniz")
    board = f"/board/{EVENT}"
    assert "It begins at about" in text(leyla, board)
    bell(baku, "gather")
    assert "Please go to your table. It begins at about" in text(leyla, board)
    bell(baku, "begin")
    assert "Reading until about" in text(leyla, board)
    assert "1/4" in text(leyla, board)


def test_a_bell_in_one_library_is_not_heard_in_the_other(leyla, baku, nu):
    other = nu.reader()
    card, theirs = leyla.card("deniz"), other.card("deniz")
    bell(baku, "gather")
    bell(baku, "begin")
    assert leyla.main(card).get("data-rang")
    assert other.main(theirs).get("data-rang") == ""
    assert other.main(theirs).get("data-state") == "ready"
