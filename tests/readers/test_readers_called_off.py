"""An event that does not take place says so wherever it is seen, and can be taken back."""

import pytest
import time_machine

import fussy
from cast import COMING, EVENT, HTMX, later
from humanshelf.lending.mistakes import CalledOff
from humanshelf.records.floors import changing, scene
from studio.test_studio_events import EVENTS, form_on, post

NOTICE = {"az": "Su basıb.", "ru": "Затопило.", "en": "The hall is flooded.", "tr": "Su bastı."}


def call_off(person, event=EVENT, **told):
    told = told or NOTICE
    fields = {f"notice-{language}": text for language, text in told.items()}
    return post(person, event, "calling-off", **fields)


def said(visitor, path, **headers):
    return fussy.text(fussy.main(visitor.get(path, headers=headers).text))


def test_every_card_page_list_board_desk_and_backroom_says_it(samir, rana, leyla, murad, baku):
    waiting, called = leyla.card("deniz"), murad.card("lala")
    hers = f"/backroom/{baku.backroom('deniz')}"
    rana.tap("calls", book="lala")
    assert call_off(samir).location == f"{EVENTS}/{EVENT}?off=1"
    for path in (waiting, called, f"/events/{EVENT}", f"/events/{EVENT}/books/deniz", "/", hers):
        assert "The hall is flooded." in said(leyla, path), path
    assert "The hall is flooded." in said(rana, f"/desk/{EVENT}")
    board = said(leyla, f"/board/{EVENT}")
    assert "Su basıb." in board, "in the library's main language"
    assert "Now called" not in board
    assert "Your table" not in said(murad, called)


def test_each_reader_reads_it_in_their_own_language(samir, leyla, baku):
    card = leyla.card("deniz")
    call_off(samir)
    for language, text in NOTICE.items():
        assert text in said(leyla, card, **{"Accept-Language": language})


def test_the_usual_words_stand_there_in_every_language_and_can_be_changed(samir, baku):
    areas = fussy.every(samir.main(f"{EVENTS}/{EVENT}/calling-off"), "textarea")
    told = {area.get("name"): fussy.text(area) for area in areas}
    assert told["notice-en"] == "This event does not take place. We are sorry."
    assert len(set(told.values())) == len(told) == 4
    call_off(samir)
    assert call_off(samir, az="Yenə.").status_code == 303
    assert "Yenə." in said(baku.reader(), f"/events/{EVENT}")


@pytest.mark.parametrize("told", [{"az": "", "en": "Off."}, {"az": "x" * 301}])
def test_without_words_in_the_main_language_nothing_happens(samir, baku, told):
    assert call_off(samir, **told).status_code == 422
    assert baku.rows("SELECT state FROM event WHERE code = ?", EVENT) == [("published",)]


def test_nobody_takes_a_card_and_nobody_is_called(samir, rana, leyla, murad, baku):
    leyla.card("deniz")
    call_off(samir)
    answer = murad.take("lala")
    assert answer.status_code == 422
    assert "This event does not take place." in fussy.text(fussy.main(answer.text))
    assert rana.tap("calls", book="deniz").status_code == 409
    assert rana.tap("cards", wish="deniz").status_code == 422
    assert rana.tap("last-calls").status_code == 409
    assert (baku.floor().calls, baku.floor().taken) == (0, 1)


def test_a_reading_that_runs_is_still_ended(samir, rana, leyla, baku):
    card = leyla.card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    call_off(samir)
    assert "End this reading" in said(leyla, card)
    assert rana.tap("returns", book="deniz").status_code == 303
    assert "The hall is flooded." in said(leyla, card)


def test_taken_back_the_cards_have_their_places_and_the_next_is_called(samir, rana, leyla, murad):
    first, second = leyla.card("deniz"), murad.card("deniz")
    call_off(samir)
    for _tap in "ab":
        answer = post(samir, EVENT, "reinstatements")
        assert answer.location == f"{EVENTS}/{EVENT}?on=1"
    assert "The hall is flooded." not in said(leyla, first)
    assert "You are in the queue" in said(murad, second)
    assert rana.tap("calls", book="deniz").status_code == 303
    assert "It is your turn" in said(leyla, first)


def test_a_step_kept_by_another_worker_does_not_slip_through(samir, rana, leyla, baku):
    """A worker that has read the floor before must not call by what it remembers."""
    leyla.card("deniz")
    with baku.inside():
        found = scene(EVENT, later(0))
    call_off(samir)
    with baku.inside(), pytest.raises(CalledOff):
        with changing(found.event.id) as change:
            change.floor.call("deniz", at=later(1))


def test_once_its_time_is_over_it_is_neither_called_off_nor_taken_back(samir, baku):
    call_off(samir)
    with time_machine.travel(later(60 * 10), tick=False):
        late = baku.staff("coordinator")
        assert post(late, EVENT, "reinstatements").status_code == 409
    assert call_off(samir, "spring").status_code == 409
    assert baku.rows(
        "SELECT state FROM event WHERE code IN (?, 'spring') ORDER BY state", EVENT
    ) == [
        ("called-off",),
        ("published",),
    ]


def test_a_coming_event_that_is_called_off_says_so_in_the_list(samir, leyla, nu):
    before = nu.checksum()
    call_off(samir, COMING)
    assert "Called off The hall is flooded." in said(leyla, "/")
    assert "Called off" in fussy.text(samir.main("/desk?all=1"))
    assert nu.checksum() == before


def test_the_fragment_of_a_card_is_the_page_without_scripts(samir, leyla):
    card = leyla.card("deniz")
    call_off(samir)
    whole, part = leyla.get(card).text, leyla.get(card, headers=HTMX).text
    assert "The hall is flooded." in part
    assert fussy.text(fussy.main(whole)) == fussy.text(fussy.main(part))


# room for readers


def test_a_full_event_tells_it_before_and_at_taking(samir, rana, leyla, murad, baku):
    page = f"{EVENTS}/{EVENT}"
    assert samir.post(page, data=form_on(samir, page) | {"capacity": "1"}).status_code == 303
    card = leyla.card("deniz")
    full = "All cards for this event are given. If somebody leaves, there is room again."
    assert full in said(murad, f"/events/{EVENT}")
    assert full in said(murad, f"/events/{EVENT}/books/lala")
    assert full not in said(leyla, f"/events/{EVENT}"), "who has a card need not know"
    answer = murad.take("lala")
    assert (answer.status_code, full in fussy.text(fussy.main(answer.text))) == (422, True)
    assert "one more can be given all the same" in said(rana, f"/desk/{EVENT}")
    assert rana.tap("cards", wish="lala").status_code == 303
    rana.tap("cards", wish="lala")
    leyla.post(f"{card}/departure")
    assert full in said(murad, f"/events/{EVENT}"), "two were given at the desk"
    assert baku.floor().given == 2
