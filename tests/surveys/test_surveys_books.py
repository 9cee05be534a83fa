"""A book's check-in: offered when its day is over, on a sheet that does not say whose it is."""

from sheets import ENDLINE, fill

from cast import EVENT
from humanshelf.impact.sheets import Moment
from humanshelf.records import answers as records


def read_and_leave(house, rana):
    for step in ("calls", "readings", "returns"):
        rana.tap(step, book="deniz")
    room = f"/backroom/{house.backroom('deniz')}"
    house.reader().post(f"{room}/limits", data={"more": "0"})
    return room


def test_it_is_offered_after_the_last_reading_only(baku, leyla, rana):
    leyla.card("deniz")
    room = f"/backroom/{baku.backroom('deniz')}"
    book = baku.reader()
    assert "/check-in" not in book.get(room).text
    room = read_and_leave(baku, rana)
    assert f"{room}/check-in" in book.get(room).text


def test_its_answers_lead_to_no_book(baku, leyla, rana):
    leyla.card("deniz")
    room, book = read_and_leave(baku, rana), baku.reader()
    fill(book, f"{room}/check-in", {"check-in.safe": "yes", "check-in.tired": "4"})
    fill(book, f"{room}/check-in", {"check-in.safe": "partly", "check-in.tired": "4"})
    ((moment, answers, texts),) = baku.rows("SELECT moment, answers, texts FROM sheet")
    assert moment == "check-in"
    assert "deniz" not in answers and texts is None
    with baku.inside():
        event_id = next(iter(records.db.session.scalars(records.select(records.SheetRow.event_id))))
        (sheet,) = records.sheets_of([event_id])
    assert sheet.moment is Moment.CHECK_IN
    assert {key: v for (key, _), v in sheet.answers.items()} == {
        "check-in.safe": "partly",
        "check-in.tired": 4,
    }


def test_one_phone_that_is_book_and_reader_has_two_pairs(baku, leyla, rana):
    leyla.card("deniz")
    room = read_and_leave(baku, rana)
    fill(leyla, f"{room}/check-in", {"check-in.safe": "yes"})
    fill(leyla, ENDLINE, {"satisfaction.event": "5"})
    assert len({pair for (pair,) in baku.rows("SELECT pair FROM sheet")}) == 2


def test_the_check_in_is_for_books_alone(baku, leyla):
    assert leyla.get(f"/events/{EVENT}/surveys/check-in").status_code == 404
    assert leyla.get("/backroom/nobody/check-in").status_code == 404
