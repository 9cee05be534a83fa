"""A reader's words: taken once, apart from every card, refused kindly."""

import pytest

import fussy
from cast import EVENT, NOW, later
from humanshelf.readers import feedback as door

PAGE = f"/events/{EVENT}/feedback"
ROW = "SELECT source, who, text, language, consent, about, passed, theme, tone, state, day"


def send(reader, text="It was good.", path=PAGE, **fields):
    form = fussy.fields(fussy.one(reader.main(path), "form"))
    return reader.post(path, data=form | {"text": text} | fields)


def test_words_are_kept_with_their_consent_and_thanked_for(leyla, baku, nu):
    answer = send(leyla, "It was\r\n\r\n good. \x07", consent="1", book="deniz")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?sent=1")
    assert "Thank you. Your words have arrived." in leyla.get(answer.location).text
    assert baku.rows(f"{ROW} FROM feedback") == [
        ("reader", "reader", "It was\ngood.", "en", 1, "deniz", 0, None, None, "new", "2026-10-17")
    ]
    assert nu.count("feedback") == 0


def test_without_a_tick_there_is_no_consent_and_without_a_choice_no_book(leyla, baku):
    send(leyla, book="nobody")
    assert baku.rows("SELECT consent, about FROM feedback") == [(0, None)]


def test_a_form_sent_twice_is_kept_once_and_another_form_is_another(leyla, murad, baku):
    form = fussy.fields(fussy.one(leyla.main(PAGE), "form")) | {"text": "It was good."}
    for _ in range(3):
        assert leyla.post(PAGE, data=form).status_code == 303
    assert baku.count("feedback") == 1
    send(murad)
    assert baku.count("feedback") == 2


def test_the_forms_key_is_in_no_row(leyla, baku):
    form = fussy.fields(fussy.one(leyla.main(PAGE), "form")) | {"text": "Good."}
    leyla.post(PAGE, data=form)
    assert form["form"][0] not in repr(baku.rows("SELECT * FROM feedback"))


@pytest.mark.parametrize("text", ["", " \n ", "\x00\u202e", "x" * 601])
def test_nothing_and_too_much_are_refused_with_what_was_written(leyla, baku, text):
    answer = send(leyla, text, consent="1", book="lala")
    assert answer.status_code == 422
    assert fussy.alerts(answer) == ["Please write between 1 and 600 letters."]
    kept = fussy.fields(fussy.one(fussy.main(answer.text), "form"))
    assert (kept["consent"], kept["book"]) == (["1"], ["lala"])
    assert baku.count("feedback") == 0


def test_when_too_many_wait_no_more_are_taken_until_some_were_read(leyla, baku, monkeypatch):
    monkeypatch.setattr(door, "MOST", 2)
    for _ in range(2):
        assert send(leyla).status_code == 303
    answer = send(leyla)
    assert (answer.status_code, len(fussy.alerts(answer))) == (422, 1)
    baku.change("UPDATE feedback SET state = 'kept', tone = 'glad' WHERE 1")
    assert send(leyla).status_code == 303


@pytest.mark.parametrize(
    ("at", "taken"),
    [(NOW, True), (later(60 * 24 * 13), True), (later(60 * 24 * 15), False)],
)
def test_words_are_taken_for_two_weeks(baku, clock, at, taken):
    clock.move_to(at)
    reader = baku.reader()
    assert len(fussy.every(reader.main(PAGE), "form")) == taken
    assert (reader.post(PAGE, data={"text": "Good."}).status_code == 303) is taken


def test_before_the_event_nobody_has_anything_to_say(leyla, baku):
    assert leyla.post("/events/winter/feedback", data={"text": "Good."}).status_code == 422
    assert "/events/winter/feedback" not in leyla.get("/events/winter").text
    assert baku.count("feedback") == 0


def test_the_event_and_the_card_that_was_read_lead_there(leyla, rana):
    card = leyla.card("deniz")
    assert PAGE not in leyla.get(card).text
    for step in ("calls", "readings", "returns"):
        rana.tap(step, book="deniz")
    assert PAGE in leyla.get(card).text
    assert PAGE in leyla.get(f"/events/{EVENT}").text


def test_an_event_that_is_not_there_and_a_rehearsal_have_none(leyla, samir):
    form = {"csrf_token": samir.token(), "event": EVENT, "speed": "5", "readers": "9"}
    samir.post("/studio/rehearsals", data=form)
    code = samir.house.rows("SELECT code FROM event WHERE rehearsal IS NOT NULL")[0][0]
    for path in ("/events/nothing/feedback", f"/events/{code}/feedback"):
        assert leyla.get(path).status_code == 404
        assert leyla.post(path, data={"text": "Good."}).status_code == 404
    assert "/feedback" not in leyla.get(f"/events/{code}").text


def test_no_column_leads_to_a_card_or_a_moment(leyla, murad, rana, baku):
    """Whoever has card and words of an evening cannot put the one to the other."""
    cards = [visitor.card("deniz") for visitor in (leyla, murad)]
    for visitor in (leyla, murad):
        send(visitor)
    columns = {name for (name,) in baku.rows("SELECT name FROM pragma_table_info('feedback')")}
    assert columns == {
        *("id", "event_id", "day", "source", "who", "text", "language", "consent"),
        *("link", "about", "passed", "theme", "tone", "state"),
        *("sealed", "readings"),
    }
    ids = [id for (id,) in baku.rows("SELECT id FROM feedback")]
    assert {len(id) for id in ids} == {16}
    in_cards = baku.rows("SELECT id, token_hash, reader_hash FROM card")
    assert not {*ids} & {value for row in in_cards for value in row}
    assert len(cards) == len(ids) == 2
    with pytest.raises(Exception, match="no such column"):
        baku.rows("SELECT rowid FROM feedback")


def test_what_the_other_library_has_is_not_told_here(aigul, baku, nu):
    send(aigul, "From Astana")
    assert (baku.count("feedback"), nu.count("feedback")) == (0, 1)
