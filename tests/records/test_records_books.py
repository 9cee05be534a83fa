"""The one rule of what may be shown, seats of books that may not, and what erasing leaves."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from cast import EVENT, NOW, PAST, STAFF, later
from humanshelf.lending.mistakes import BookIsDone
from humanshelf.records import collection, erasures, retention
from humanshelf.records.books import Book, Consent, Stage
from humanshelf.records.floors import changing, scene
from humanshelf.records.showing import NAMELESS
from humanshelf.tenancy.db import db, writing

SAMIR = STAFF["coordinator"]


def step(what, *more):
    with writing() as session:
        return what(session, *more)


def stands(code):
    found = scene(EVENT, NOW)
    return found.event.books[code], found.floor.shelf[code]


@given(
    stage=st.sampled_from([stage.value for stage in Stage]),
    consent=st.sampled_from([consent.value for consent in Consent]),
    taken_back=st.booleans(),
    withdrawn=st.booleans(),
)
@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
def test_a_book_is_shown_only_when_all_four_agree(baku, stage, consent, taken_back, withdrawn):
    with baku.inside():
        with writing() as session:
            book = session.scalars(select(Book).where(Book.code == "deniz")).one()
            book.stage, book.consent = stage, consent
            book.consent_withdrawn = NOW.date() if taken_back else None
            book.withdrawn = NOW if withdrawn else None
        agreed = stage == "approved" and consent != "" and not taken_back and not withdrawn
        assert db.session.scalar(select(Book.shown).where(Book.code == "deniz")) is agreed
        assert collection.find_book("lala").shown is True


def test_what_was_on_the_shelf_before_is_approved_and_made_up_where_it_is_a_sample(baku):
    rows = baku.rows("SELECT DISTINCT stage, visibility, consent, adult FROM book")
    assert rows == [("approved", "public", "fictional", 0)]


def test_the_store_refuses_a_group_and_a_stage_that_there_is_not(baku):
    with baku.inside():
        for change in ("group_limit = 6", "stage = 'famous'", "consent = 'yes'"):
            with pytest.raises(IntegrityError), writing() as session:
                session.connection().exec_driver_sql(f"UPDATE book SET {change}")


def test_a_new_book_is_shown_to_nobody(baku):
    told = {"pen_name": "S", "languages": ["az"], "group_limit": 1, "theme": None}
    with baku.inside():
        made = step(collection.add_applicant, told | {"texts": {}})
        assert (made.stage, made.consent, made.shown) == ("applied", "", False)


def test_without_consent_nobody_is_approved(baku):
    told = {"pen_name": "S", "languages": ["az"], "group_limit": 1, "theme": None, "texts": {}}
    with baku.inside():
        code = step(collection.add_applicant, told).code
        with pytest.raises(collection.NoConsent):
            step(collection.move_to, code, Stage.APPROVED)
        step(collection.record_consent, code, date(2026, 10, 1), SAMIR)
        step(collection.move_to, code, Stage.APPROVED)
        assert collection.find_book(code).shown is True


def test_the_second_of_two_who_edit_is_told(baku):
    told = {"pen_name": "S", "languages": ["az"], "group_limit": 1, "theme": None, "texts": {}}
    with baku.inside():
        step(collection.change_book, "deniz", told, 0)
        with pytest.raises(collection.Overtaken):
            step(collection.change_book, "deniz", told, 0)


# the floor


def test_a_withheld_book_is_nameless_and_done(baku):
    with baku.inside():
        assert stands("deniz")[0].pen_name == "Deniz"
        step(collection.withdraw, "deniz", NOW, SAMIR)
        shown, seat = stands("deniz")
        assert (shown.pen_name, shown.words.texts, shown.shown) == (NAMELESS, {}, False)
        assert (seat.done, seat.withheld) == (True, False)
        step(collection.put_back, "deniz")
        shown, seat = stands("deniz")
        assert (shown.pen_name, seat.done, seat.withheld) == ("Deniz", False, None)


def test_no_tap_and_no_undo_lends_a_withheld_book(baku, leyla, rana):
    leyla.card("deniz")
    rana.tap("retirements", book="deniz")
    with baku.inside():
        step(collection.withdraw, "deniz", NOW, SAMIR)
    rana.tap("arrivals", book="deniz")
    for number in range(1, 5):
        rana.tap("reversals", step=str(number))
    assert rana.tap("calls", book="deniz").status_code == 409
    with baku.inside():
        event = scene(EVENT, NOW).event.id
        with pytest.raises(BookIsDone), changing(event) as change:
            change.floor.call("deniz", at=NOW)
    assert baku.floor().shelf["deniz"].withheld is not None


def test_a_reading_that_runs_is_left_to_its_table(baku, leyla, rana):
    leyla.card("deniz")
    rana.tap("calls", book="deniz")
    rana.tap("readings", book="deniz")
    with baku.inside():
        step(collection.withdraw, "deniz", NOW, SAMIR)
    assert rana.tap("returns", book="deniz").status_code == 303
    assert baku.floor().shelf["deniz"].readings == 1
    with baku.inside():
        step(collection.put_back, "deniz")
    assert baku.floor().shelf["deniz"].done is False


# erased for good


def test_an_erased_book_leaves_counts_under_a_code_that_says_nothing(baku, clock):
    seats = "SELECT sum(readings), count(*) FROM seat"
    with baku.inside():
        before = baku.rows(seats)
        stood = scene(PAST, NOW).event.books
        code = next(iter(set(stood) - set(scene(EVENT, NOW).event.books)), None) or "deniz"
        clock.move_to(NOW + timedelta(days=3))
        retention.forget(NOW + timedelta(days=3))
        step(collection.withdraw, code, NOW, SAMIR)
        name = collection.find_book(code).pen_name
        step(collection.erase, code, NOW.date())
        assert collection.find_book(code) is None
    assert baku.rows(seats) == before
    assert baku.rows("SELECT count(*) FROM book WHERE code = ? OR pen_name = ?", code, name) == [
        (0,)
    ]
    assert baku.rows("SELECT count(*) FROM seat WHERE book = ?", code) == [(0,)]
    assert baku.rows("SELECT pen_name, stage FROM book WHERE code LIKE 'gone-%'") == [
        ("", "erased")
    ]
    assert baku.rows("SELECT kind, day FROM erasure") == [("book", "2026-10-17")]


def test_while_its_event_runs_only_the_code_stays_and_then_that_goes_too(baku, leyla, clock):
    leyla.card("deniz", "lala")
    with baku.inside():
        step(collection.withdraw, "deniz", NOW, SAMIR)
        step(collection.erase, "deniz", NOW.date())
        assert baku.rows("SELECT pen_name, languages FROM book WHERE code = 'deniz'") == [
            ("", "[]")
        ]
        assert (
            baku.count("book_text")
            == baku.rows(
                "SELECT count(*) FROM book_text JOIN book ON id = book_id WHERE code != 'deniz'"
            )[0][0]
        )
        assert stands("deniz")[0].pen_name == NAMELESS
        clock.move_to(later(60 * 24))
        retention.forget(later(60 * 24))
    assert baku.rows("SELECT count(*) FROM book WHERE code = 'deniz'") == [(0,)]
    assert leyla.get(f"/events/{EVENT}").status_code == 200


def test_a_restored_store_loses_again_what_was_erased(baku, nu):
    with baku.inside():
        id = collection.find_book("rafiga").id
        step(erasures.note, erasures.BOOK, id, NOW.date())
        assert step(erasures.replay) == 1
        assert step(erasures.replay) == 0
        assert collection.find_book("rafiga") is None
        assert collection.find_book("deniz").pen_name == "Deniz"
    with nu.inside():
        assert step(erasures.replay) == 0


def test_what_was_done_on_an_erased_book_names_it_no_longer(baku, samir):
    data = {"csrf_token": samir.token()}
    samir.post("/studio/books/rafiga/withdrawals", data=data)
    assert baku.rows("SELECT act, subject FROM act WHERE subject = 'rafiga'") == [
        ("withdraw-book", "rafiga")
    ]
    samir.post("/studio/books/rafiga/erasures", data=data)
    assert baku.rows("SELECT count(*) FROM act WHERE subject = 'rafiga'") == [(0,)]
