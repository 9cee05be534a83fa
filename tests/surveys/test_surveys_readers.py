"""Readers before and after: in pages, resumable, to be skipped, and the same sheet ten times."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from sheets import BASELINE, ENDLINE, Form, fill, send

from cast import EVENT, later
from humanshelf.access.pairing import COOKIE
from humanshelf.impact.items import Answered
from humanshelf.impact.sheets import RATHER_NOT, Moment
from humanshelf.records import answers as records
from humanshelf.records import survey_changes as changes
from humanshelf.records.events import ids_by_code
from humanshelf.records.surveys import questions_of, survey

FIVE = {
    "warmth.read": "7",
    "closeness.picture": "4",
    "anxiety.ease": "2",
    "anxiety.awkward": RATHER_NOT,
}
SEVEN = {
    "warmth.read": "9",
    "warmth.unread": "6",
    "anxiety.ease": "4",
    "satisfaction.event": "5",
    "words.stays-words": "The key in his pocket.",
}


def sheets(house):
    return house.rows("SELECT moment, done, quotable, answers, texts FROM sheet ORDER BY moment")


def ids_of(house):
    """The events that have sheets."""
    return sorted({UUID(row[0]) for row in house.rows("SELECT event_id FROM sheet")})


def read_deniz(rana):
    for step in ("calls", "readings", "returns"):
        assert rana.tap(step, book="deniz").status_code == 303


@pytest.fixture(params=["baku", "nu"])
def house(request):
    return request.getfixturevalue(request.param)


def test_a_reader_answers_before_and_after_on_two_sheets_of_one_pair(house):
    reader, rana = house.reader(), house.staff("librarian")
    card = reader.card("deniz")
    assert BASELINE in reader.get(card).text
    before = fill(reader, BASELINE, FIVE)
    assert [len(form.keys) for form in before] == [3, 2, 0]
    assert "Thank you for your answers." in before[-1].text
    read_deniz(rana)
    after = fill(reader, ENDLINE, SEVEN, quotable="1")
    assert [len(form.keys) for form in after] == [3, 3, 1, 0]

    event_id = ids_of(house)[0]
    with house.inside():
        found = {sheet.moment: sheet for sheet in records.sheets_of([event_id])}
        items = {item.key: item for item in records.items_of([event_id])}
        told = {
            moment: {key: value for (key, _version), value in sheet.answers.items()}
            for moment, sheet in found.items()
        }
        (unread,) = questions_of([items["warmth.unread"].id]).values()
        assert unread.texts["en"]["text"].startswith("Now think of people")
    assert told == {
        Moment.BASELINE: {
            "warmth.read": 7,
            "closeness.picture": 4,
            "anxiety.ease": 2,
            "anxiety.awkward": RATHER_NOT,
        },
        Moment.ENDLINE: {
            "warmth.read": 9,
            "warmth.unread": 6,
            "anxiety.ease": 4,
            "satisfaction.event": 5,
            "words.stays": "The key in his pocket.",
        },
    }
    assert found[Moment.BASELINE].pair == found[Moment.ENDLINE].pair
    assert (items["warmth.read"].role, items["warmth.unread"].role) == ("read", "unread")
    assert [row[2] for row in sheets(house)] == [0, 1]


def test_the_card_offers_what_is_not_answered_yet(baku, leyla, rana):
    card = leyla.card("deniz")
    assert BASELINE in leyla.get(card).text and ENDLINE not in leyla.get(card).text
    fill(leyla, BASELINE, FIVE)
    assert BASELINE not in leyla.get(card).text
    read_deniz(rana)
    assert ENDLINE in leyla.get(card).text
    fill(leyla, ENDLINE, {})
    assert ENDLINE not in leyla.get(card).text


def test_where_nothing_is_asked_nothing_is_offered(baku, leyla):
    baku.change("UPDATE survey SET asked = 0")
    assert "/surveys/" not in leyla.get(leyla.card("deniz")).text
    assert leyla.get(BASELINE).status_code == leyla.post(BASELINE).status_code == 404


def test_half_filled_it_is_gone_on_with_where_it_was_left(baku, leyla):
    first = Form(leyla.get(BASELINE).text)
    send(leyla, BASELINE, first, {"warmth.read": "3"}, go="next")
    again = Form(leyla.get(BASELINE).text)
    assert again.keys == ["anxiety.awkward", "anxiety.wrong"]
    back = Form(leyla.get(f"{BASELINE}?page=1").text)
    assert re.findall(r'value="(\d+)" checked', back.text) == ["3"]
    with baku.inside():
        assert records.sheets_of(ids_of(baku)) == [], "not sent is not said"


def test_everything_may_be_skipped(baku, leyla):
    forms = fill(leyla, BASELINE, {})
    assert "Thank you for your answers." in forms[-1].text
    assert sheets(baku) == [("baseline", 1, 0, "{}", None)]


def test_skipping_a_page_drops_what_was_ticked_there(baku, leyla):
    first = Form(leyla.get(BASELINE).text)
    send(leyla, BASELINE, first, {"warmth.read": "3"}, go="next")
    second = send(leyla, BASELINE, first, {"warmth.read": "4"}, go="skip")
    assert second.keys == ["anxiety.awkward", "anxiety.wrong"]
    assert json.loads(sheets(baku)[0][3]) == {}


def test_back_and_forth_keeps_the_answers_in_no_order(baku, leyla):
    first = Form(leyla.get(BASELINE).text)
    second = send(leyla, BASELINE, first, {"warmth.read": "3"}, go="next")
    send(leyla, BASELINE, second, {"anxiety.wrong": "1"}, go="back")
    send(leyla, BASELINE, first, {"closeness.picture": "2", "anxiety.ease": "5"}, go="next")
    kept = json.loads(sheets(baku)[0][3])
    assert [name.partition(" ")[0] for name in kept] == [
        "anxiety.ease",
        "anxiety.wrong",
        "closeness.picture",
    ]


# repeated, replayed, contradictory


def test_the_same_form_ten_times_at_once_is_one_sheet(baku, leyla):
    first = Form(leyla.get(BASELINE).text)
    data = first.data(FIVE, go="next")

    def again(_n):
        return leyla_again(baku, leyla).post(BASELINE, data=data).status_code

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(again, range(10))) == {303}
    assert baku.count("sheet") == 1


def leyla_again(house, leyla):
    """The same browser in another thread."""
    twin = house.reader()
    cookie = leyla.get_cookie(f"{COOKIE}{EVENT}", domain="baku.localhost")
    twin.set_cookie(cookie.key, cookie.value, domain="baku.localhost", secure=True)
    return twin


def test_sent_again_later_it_overwrites_and_stays_sent(baku, leyla):
    fill(leyla, BASELINE, FIVE)
    forms = fill(leyla, BASELINE, {"warmth.read": "1"})
    assert "Thank you" in forms[-1].text
    ((_moment, done, _quotable, answers, _texts),) = sheets(baku)
    assert done == 1
    assert list(json.loads(answers).values()) == [1]


@pytest.mark.parametrize(
    ("key", "value"),
    [("warmth.read", ["3", RATHER_NOT]), ("anxiety.ease", ["1", "2"]), ("warmth.read", "99")],
)
def test_what_contradicts_itself_is_said_beside_its_question(baku, leyla, key, value):
    first = Form(leyla.get(BASELINE).text)
    answer = leyla.post(BASELINE, data=first.data({key: value}, go="next"))
    assert answer.status_code == 422
    place = answer.text.index(f'id="{first.name[key].replace(".", "-")}-wrong"')
    field = answer.text.rindex("<fieldset", 0, place)
    assert 'class="field ask wrong"' in answer.text[field:place]
    assert baku.count("sheet") == 0


def test_words_with_markup_stay_words(baku, leyla):
    fill(leyla, ENDLINE, {"words.stays-words": "<b onclick=x>Nar</b>\x00\u202e"})
    page = leyla.get(f"{ENDLINE}?page=3").text
    assert "&lt;b onclick=x&gt;Nar&lt;/b&gt;</textarea>" in page
    assert json.loads(sheets(baku)[0][4]).popitem()[1] == "<b onclick=x>Nar</b>"


def test_too_many_words_are_refused_and_stay_in_the_form(baku, leyla):
    form = Form(leyla.get(f"{ENDLINE}?page=3").text)
    answer = leyla.post(ENDLINE, data=form.data({"words.stays-words": "a" * 601}, go="send"))
    assert answer.status_code == 422
    assert "a" * 601 in answer.text


def test_who_does_not_say_so_is_not_quoted(baku, leyla, murad):
    fill(leyla, ENDLINE, SEVEN)
    assert [row[2] for row in sheets(baku)] == [0]


def test_a_page_without_an_open_question_leaves_it_at_what_was_said(baku, leyla):
    fill(leyla, ENDLINE, SEVEN, quotable="1")
    send(leyla, ENDLINE, Form(leyla.get(f"{ENDLINE}?page=1").text), SEVEN, go="next")
    assert baku.rows("SELECT quotable FROM sheet") == [(1,)]


# without cookies


def test_without_cookies_the_secret_travels_in_the_form(baku):
    shy = baku.reader()
    shy._cookies = None
    page = Form(shy.get(BASELINE).text)
    for go in ("next", "send"):
        answer = shy.post(BASELINE, data=page.data(FIVE, go=go))
        assert answer.status_code == 200
        page = Form(answer.text)
    assert "Thank you for your answers." in page.text
    assert [row[1] for row in sheets(baku)] == [1]


# the contrast


def test_the_page_names_the_themes_and_the_sheet_does_not(baku, leyla, rana):
    leyla.card("deniz")
    plain = leyla.get(ENDLINE).text
    assert "Theme:" not in plain, "nothing was read yet"
    read_deniz(rana)
    page = leyla.get(ENDLINE).text
    assert page.count("Theme:") == 2
    assert "Theme: Being oneself" in page
    fill(leyla, ENDLINE, SEVEN)
    assert "identity" not in str(baku.rows("SELECT * FROM sheet"))
    assert leyla.get(f"{ENDLINE}?page=1").text.count("Theme:") == 2


def test_who_has_read_every_theme_is_not_asked_about_another(baku, leyla, rana):
    baku.change("UPDATE book SET theme = 'identity'")
    baku.change("UPDATE event SET edition = edition + 1")
    leyla.card("deniz")
    read_deniz(rana)
    assert "warmth.unread" not in Form(leyla.get(ENDLINE).text).keys


def test_where_nothing_else_is_asked_it_is_asked_all_the_same(baku, leyla, rana):
    """Rather than a survey without a question."""
    baku.change("UPDATE book SET theme = 'identity'")
    with baku.inside():
        for (code,) in baku.rows("SELECT code FROM survey WHERE moment = 'endline'"):
            for asked in survey(code).asked:
                changes.ask(code, asked.item.id, asked.item.role == "unread")
    leyla.card("deniz")
    read_deniz(rana)
    assert Form(leyla.get(ENDLINE).text).keys == ["warmth.unread"]


# their time


def test_a_survey_ends_when_its_pairs_are_parted(baku, leyla, clock):
    baku.change("UPDATE event SET closes = opens + 1000 WHERE code = 'autumn'")
    clock.move_to(later(60 * 13))
    assert leyla.get(BASELINE).status_code == leyla.post(BASELINE).status_code == 404


def test_a_change_in_the_middle_is_another_version_and_both_are_kept_apart(baku, leyla, murad):
    first = Form(leyla.get(BASELINE).text)
    baku.change(
        "INSERT INTO question SELECT key, 'other', told FROM question WHERE key = 'warmth.read'"
    )
    baku.change(
        "UPDATE survey SET items = replace(items, 'warmth.read\", \"' || (SELECT version FROM "
        "question WHERE key = 'warmth.read' AND version <> 'other'), 'warmth.read\", \"other'), "
        "past = json_insert(past, '$[#]', json_array('warmth.read', 'other')) "
        "WHERE moment = 'baseline'"
    )
    baku.change("UPDATE event SET edition = edition + 1")
    send(leyla, BASELINE, first, {"warmth.read": "3"}, go="next")
    send(leyla, BASELINE, Form(leyla.get(f"{BASELINE}?page=2").text), {}, go="send")
    fill(murad, BASELINE, {"warmth.read": "8"})
    with baku.inside():
        event_id = ids_of(baku)[0]
        found = {
            item.version: [
                s.answers[item.id] for s in records.sheets_of([event_id]) if item.id in s.answers
            ]
            for item in records.items_of([event_id])
        }
    assert len(found) == 2
    assert found["other"] == [8]
    assert sorted(value for values in found.values() for value in values) == [3, 8]


def test_one_librarys_secret_is_nothing_at_the_other(baku, nu, leyla):
    fill(leyla, BASELINE, FIVE)
    cookie = leyla.get_cookie(f"{COOKIE}{EVENT}", domain="baku.localhost")
    twin = nu.reader()
    twin.set_cookie(cookie.key, cookie.value, domain="nu.localhost", secure=True)
    fill(twin, BASELINE, {})
    assert baku.rows("SELECT pair FROM sheet") != nu.rows("SELECT pair FROM sheet")


def test_who_answers_both_wordings_counts_under_the_newer_one(baku):
    old, new = ("own.a", "1"), ("own.a", "2")
    with baku.inside():
        place = records.Place(Moment.BASELINE, ids_by_code()[EVENT])
        for id, step in ((old, 3), (new, 4)):
            records.save(place, b"somebody", [id], {id: Answered(step)}, done=True)
        assert records.filled(place, b"somebody").answers == {new: 4}
