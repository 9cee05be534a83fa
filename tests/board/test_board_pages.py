"""The hall's board and the side room's: labels only, in the library's languages in turn."""

import re

import pytest
import segno

import fussy
from cast import EVENT, HTMX, PAST, label_of

BOARD = f"/board/{EVENT}"


def calls(visitor, path=BOARD):
    page = visitor.main(path)
    return [li.get("data-call").partition("@")[0] for li in fussy.every(page, "li", class_="call")
            if li.get("data-call")]  # fmt: skip


def test_a_called_card_stands_on_the_board_until_it_is_seated(rana, leyla, murad):
    card = leyla.card("deniz")
    label = label_of(leyla.get(card))
    assert calls(murad) == []
    rana.tap("calls", book="deniz")
    assert calls(murad) == [label]
    rana.tap("readings", book="deniz")
    assert calls(murad) == []


def test_a_card_set_aside_leaves_the_board(rana, leyla):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("no-shows", book="deniz")
    assert calls(leyla) == []


def test_the_newest_call_stands_first_and_a_ring_makes_it_new(rana, leyla, murad, clock):
    labels = []
    for visitor, book in ((leyla, "deniz"), (murad, "lala")):
        labels.append(label_of(visitor.get(visitor.card(book))))
        rana.tap("calls", book=book)
        clock.shift(60)
    assert calls(leyla) == labels[::-1]
    rana.tap("rings", book="deniz")
    assert calls(leyla) == labels


def test_the_board_shows_labels_and_tables_and_nothing_of_the_books(rana, leyla):
    leyla.card("deniz", "kamran")
    rana.tap("calls", book="deniz")
    text = fussy.text(fussy.parsed(leyla.get(BOARD).text))
    for name in ("Deniz", "Kamran", "Lalə", "Nərgiz"):
        assert name not in text


@pytest.mark.parametrize(
    ("house", "languages"), [("baku", ["az", "ru", "en", "tr"]), ("nu", ["kk", "ru", "en"])]
)
def test_its_words_stand_in_all_the_librarys_languages(stage, house, languages):
    page = stage.houses[house].reader().main(BOARD)
    sets = fussy.every(page, "span", class_="langset")
    assert len(sets) > 3
    for langset in sets:
        assert [span.get("lang") for span in langset] == languages


def test_the_code_leads_to_this_event_of_this_library(leyla, aigul, monkeypatch):
    said = []
    draw = segno.make
    monkeypatch.setattr(segno, "make", lambda text, **how: said.append(text) or draw(text, **how))
    for visitor in (leyla, aigul):
        visitor.get(BOARD)
    assert said == [
        f"https://baku.localhost/events/{EVENT}",
        f"https://nu.localhost/events/{EVENT}",
    ]


def test_the_side_room_sends_people_to_the_hall(leyla, rana):
    card = leyla.card("deniz")
    rana.tap("calls", book="deniz")
    assert calls(leyla, f"{BOARD}?room=side") == [label_of(leyla.get(card))]
    assert "go to its table in the hall" in leyla.get(f"{BOARD}?room=side").text


def test_where_there_is_no_side_room_there_is_no_board_for_it(aigul):
    assert aigul.get("/board/winter?room=side").status_code == 404
    assert aigul.get("/board/winter?room=hall").status_code == 200


def test_htmx_gets_the_board_and_nothing_around_it(leyla):
    answer = leyla.get(BOARD, headers=HTMX)
    assert answer.text.startswith("<main")


def test_each_phase_has_its_words(rana, leyla):
    said = []
    for noun in (None, "last-calls", "closures"):
        if noun:
            rana.tap(noun)
        text = fussy.text(leyla.main(BOARD))
        said.append(
            [part for part in ("Scan the code", "No more cards", "is over") if part in text]
        )
    assert said == [["Scan the code"], ["No more cards"], ["is over"]]
    assert "is over" in fussy.text(leyla.main(f"/board/{PAST}"))
    assert "not started" in fussy.text(leyla.main("/board/winter"))


def test_a_free_table_and_a_busy_one_differ_without_colour(leyla, murad, rana):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    plank = fussy.one(murad.main(BOARD), "ol", class_="plank")
    shown = {fussy.text(li[0]): fussy.text(li[1]) for li in plank}
    assert re.fullmatch(r"18:\d\d", shown["6"])
    assert "now" in shown["1"]


SIDE = f"{BOARD}?room=side"


def films(visitor, path):
    """The films on a board, as (times, title in the main language, whether it runs)."""
    lists = fussy.every(visitor.main(path), "ol", class_="films")
    return [
        (fussy.text(li[0]), fussy.text(li[1]), li.get("class") == "running")
        for found in lists
        for li in found
    ]


@pytest.mark.parametrize(
    ("house", "title", "hour"),
    [("baku", "İşıqlar yananda", 18), ("nu", "Шамдар жанғанда", 19)],
)
def test_the_side_room_shows_what_plays_there_and_the_hall_what_plays_next_door(
    stage, house, title, hour
):
    anybody = stage.houses[house].reader()
    shown = [f"{hour}:{m}–{hour}:{m + 2}" for m in (10, 20, 30, 45)]
    assert films(anybody, SIDE) == [(times, title, False) for times in shown]
    assert films(anybody, BOARD) == [(times, title, False) for times in shown[:2]]


def test_the_programme_goes_on_with_the_clock(leyla, clock):
    clock.shift(7 * 60)
    assert films(leyla, SIDE)[0] == ("18:10–18:12", "İşıqlar yananda", True)
    clock.shift(2 * 60)
    assert films(leyla, SIDE)[0] == ("18:20–18:22", "İşıqlar yananda", False)


def test_beside_calls_both_rooms_say_what_comes_next_while_there_is_room(baku, rana, leyla):
    """Under two calls on the table of calls; beside more of them in the side room only."""
    shown = []
    for book in ("deniz", "lala", "timur"):
        baku.reader().card(book)
        rana.tap("calls", book=book)
        shown.append((len(films(leyla, SIDE)), len(films(leyla, BOARD))))
    assert shown == [(2, 2), (2, 2), (2, 0)]
    assert len(calls(leyla, SIDE)) == 3


def test_after_the_event_no_film_is_announced(leyla, rana):
    rana.tap("closures")
    assert films(leyla, SIDE) == films(leyla, BOARD) == []
