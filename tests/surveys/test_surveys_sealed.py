"""What somebody writes in a survey is sealed with the page on which it is written."""

import json
from datetime import timedelta

import pytest
from sheets import ENDLINE, Form, fill, send

import fussy
from cast import EVENT, NOW
from humanshelf.impact.items import Answered
from humanshelf.impact.questions import Question, versioned
from humanshelf.impact.sheets import Item, Kind, Moment
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records.answers import Place, items_of, save, sheets_of
from humanshelf.records.events import ids_by_code
from humanshelf.records.retention import burn_now
from humanshelf.records.sealed_words import from_sheet, opened
from humanshelf.records.surveys import keep
from humanshelf.tenancy import writing
from sealing import opened_words, ready_vault

KEY = "words.stays"
DUE = NOW.replace(hour=19, minute=30, second=0, microsecond=0) + timedelta(hours=12)
HINT = "What you wrote here is sealed"


@pytest.fixture
def private(baku):
    with baku.inside():
        return ready_vault()


def opened_sheets(house, private):
    kept = [one for (_texts, told) in held(house) for one in json.loads(told).values()]
    with house.inside():
        return [opened(private, *from_sheet(one)) for one in kept]


def write(visitor, text):
    return fill(visitor, ENDLINE, {"satisfaction.event": "5", f"{KEY}-words": text}, quotable="1")


def page_with(visitor):
    pages = (Form(visitor.get(f"{ENDLINE}?page={number}").text) for number in range(1, 9))
    return next(page for page in pages if KEY in page.keys)


def held(house):
    return house.rows("SELECT texts, sealed FROM sheet")


def test_it_is_sealed_in_the_sheet_and_comes_to_the_feedback_as_it_is(stage, baku, leyla, private):
    write(leyla, "It stays.")
    ((texts, kept),) = held(baku)
    ((_question, (id, _blob)),) = json.loads(kept).items()
    assert texts is None and "It stays" not in kept
    forget_everywhere(stage.app, DUE)
    assert held(baku) == [(None, None)]
    assert opened_words(baku, private) == ["It stays."]
    assert baku.rows("SELECT hex(id), text, source, consent, readings FROM feedback") == [
        (id.upper(), "", "reader", 1, 0)
    ]


def test_the_page_cannot_show_it_again_and_says_so(baku, leyla, private):
    assert HINT not in page_with(leyla).text
    write(leyla, "It stays.")
    page = page_with(leyla)
    assert HINT in page.text and "It stays" not in page.text
    assert leyla.get(ENDLINE).status_code == 200


@pytest.mark.parametrize(
    ("sent", "go", "left"),
    [
        ({}, "send", ["First."]),
        ({f"{KEY}-words": "Second."}, "send", ["Second."]),
        ({KEY: "rather-not"}, "send", []),
        ({}, "skip", []),
    ],
)
def test_an_empty_field_keeps_it_other_words_or_none_take_its_place(
    stage, baku, leyla, private, sent, go, left
):
    write(leyla, "First.")
    send(leyla, ENDLINE, page_with(leyla), sent, go=go)
    forget_everywhere(stage.app, DUE)
    assert opened_words(baku, private) == left


def test_what_lay_in_sheets_before_the_vault_is_sealed_with_its_set_up(stage, baku, leyla, murad):
    write(leyla, "Before.")
    assert "Before." in held(baku)[0][0]
    with baku.inside():
        private = ready_vault()
    assert held(baku)[0][0] is None
    write(murad, "After.")
    forget_everywhere(stage.app, DUE)
    assert opened_words(baku, private) == ["After.", "Before."]


def test_figures_know_the_question_and_no_words(baku, leyla, private):
    write(leyla, "It stays.")
    with baku.inside():
        id = ids_by_code()[EVENT]
        assert KEY in {item.key for item in items_of([id])}
        assert all(key != KEY for sheet in sheets_of([id]) for key, _version in sheet.answers)


def test_burnt_it_is_gone(baku, leyla, private):
    write(leyla, "It stays.")
    with baku.inside():
        burn_now(ids_by_code()[EVENT])
    assert held(baku) == [(None, None)] and opened_words(baku, private) == []


def test_of_a_check_in_the_team_sees_that_there_is_something_sealed(baku, private, clock):
    with baku.inside():
        asked = versioned(Question(Item("own.day", "", Kind.TEXT), {"en": {"text": "Your day?"}}))
        with writing() as session:
            keep(session, [asked])
        place, id = Place(Moment.CHECK_IN, ids_by_code()[EVENT]), asked.item.id
        save(place, b"p" * 16, [id], {id: Answered("Long.", "Long.", free=True)}, done=True)
    assert opened_sheets(baku, private) == ["Long."]
    clock.move_to(DUE)
    samir = baku.staff("coordinator")
    shown = fussy.text(samir.main(f"/studio/surveys/check-in/results?event={EVENT}"))
    assert "Your day? Sealed." in shown
