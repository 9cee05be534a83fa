"""What becomes of answers: pairs parted with the cards, texts and sheets forgotten on time, and
the way that a reader's own code keeps for a month."""

import json
import re
from datetime import timedelta

import pytest
from sheets import BASELINE, ENDLINE, FOLLOW_UP, Form, fill, send

from cast import EVENT, NOW
from humanshelf.access.pairing import COOKIE
from humanshelf.impact.codes import SIGNS
from humanshelf.impact.sheets import Moment
from humanshelf.libraries.forgetting import forget_everywhere
from humanshelf.records import answers as records

END = NOW.replace(hour=19, minute=30, second=0, microsecond=0)
DUE = END + timedelta(hours=12)
OPEN = END + timedelta(days=25)
SHUT = END + timedelta(days=60)
CODE = re.compile(r"[0-9A-Z]{5} [0-9A-Z]{5}")


def rows(house, columns="moment, pair"):
    return house.rows(f"SELECT {columns} FROM sheet ORDER BY moment")


@pytest.fixture
def evening(baku, leyla, murad):
    """One who answers before and after, and one who only begins."""
    fill(leyla, BASELINE, {"warmth.read": "5"})
    fill(leyla, ENDLINE, {"warmth.read": "8", "words.stays-words": "It stays."}, quotable="1")
    send(murad, BASELINE, Form(murad.get(BASELINE).text), {"warmth.read": "2"}, go="next")
    return leyla


def code_of(visitor):
    """The code, as it is shown after the endline."""
    thanks = Form(visitor.get(ENDLINE).text)
    answer = visitor.post(f"/events/{EVENT}/codes", data=thanks.data({}))
    assert answer.status_code == 200, answer.text
    return CODE.search(answer.text)[0]


# parted


def test_pairs_are_drawn_anew_with_the_cards_and_stay_together(stage, baku, evening):
    before = rows(baku)
    ids = set(baku.rows("SELECT id FROM sheet"))
    assert forget_everywhere(stage.app, DUE - timedelta(seconds=1)) == 0
    assert rows(baku) == before
    assert forget_everywhere(stage.app, DUE) == 1, "the sheet that was begun and never sent"
    after = rows(baku)
    assert [moment for moment, _pair in after] == ["baseline", "endline"]
    assert after[0][1] == after[1][1]
    assert {pair for _moment, pair in after} & {pair for _moment, pair in before} == set()
    assert set(baku.rows("SELECT id FROM sheet")) & ids == set()
    assert forget_everywhere(stage.app, DUE) == 0


def test_the_browsers_secret_leads_nowhere_any_more(stage, baku, evening, clock):
    secret = evening.get_cookie(f"{COOKIE}{EVENT}", domain="baku.localhost").value
    forget_everywhere(stage.app, DUE)
    clock.move_to(DUE - timedelta(minutes=1))
    again = baku.reader()
    again.set_cookie(f"{COOKIE}{EVENT}", secret, domain="baku.localhost", secure=True)
    assert "checked" not in again.get(f"{BASELINE}?page=1").text


def test_answers_are_as_they_were(stage, baku, evening):
    before = [row for row in rows(baku, "moment, answers, done, quotable") if row[2]]
    forget_everywhere(stage.app, DUE)
    assert rows(baku, "moment, answers, done, quotable") == [
        (moment, answers, done, 0) for moment, answers, done, _quotable in before
    ]


def test_another_event_is_not_parted(stage, baku, evening, leyla):
    path = BASELINE.replace(EVENT, "winter")
    fill(leyla, path, {"warmth.read": "5"})
    pair = baku.rows(
        "SELECT pair FROM sheet WHERE event_id = (SELECT id FROM event WHERE code = 'winter')"
    )
    forget_everywhere(stage.app, DUE)
    assert pair[0] in baku.rows("SELECT pair FROM sheet")


def test_words_go_after_ninety_days_and_sheets_after_thirteen_months(stage, baku, evening):
    forget_everywhere(stage.app, DUE)
    baku.change("UPDATE sheet SET texts = '{\"own.bus 1\": \"Bus\"}' WHERE moment = 'endline'")
    forget_everywhere(stage.app, END + timedelta(days=90) - timedelta(seconds=1))
    assert json.loads(rows(baku, "texts")[1][0]).popitem()[1] == "Bus"
    forget_everywhere(stage.app, END + timedelta(days=90))
    assert rows(baku, "texts, quotable") == [(None, 0), (None, 0)]
    forget_everywhere(stage.app, END + timedelta(days=396) - timedelta(seconds=1))
    assert len(rows(baku)) == 2
    assert forget_everywhere(stage.app, END + timedelta(days=396)) == 2
    assert rows(baku) == []


# a month later


def test_the_code_opens_the_survey_a_month_later_and_keeps_the_pair(stage, baku, evening, clock):
    code = code_of(evening)
    forget_everywhere(stage.app, DUE)
    clock.move_to(OPEN)
    stranger = baku.reader()
    first = stranger.post(FOLLOW_UP, data={"code": code})
    assert Form(first.text).keys == ["warmth.read", "closeness.picture", "anxiety.ease"]
    said = {"warmth.read": "7", "since.talked": "often"}
    second = send(stranger, FOLLOW_UP, Form(first.text), said, go="next")
    last = send(stranger, FOLLOW_UP, second, said, go="send")
    assert "Thank you for your answers." in last.text
    pairs = rows(baku)
    assert [moment for moment, _pair in pairs] == ["baseline", "endline", "follow-up"]
    assert len({pair for _moment, pair in pairs}) == 1
    with baku.inside():
        event_id = next(iter(records.db.session.scalars(records.select(records.SheetRow.event_id))))
        told = {s.moment: len(s.answers) for s in records.sheets_of([event_id])}
    assert told == {Moment.BASELINE: 1, Moment.ENDLINE: 1, Moment.FOLLOW_UP: 2}


@pytest.mark.parametrize("language", ["az", "ru", "en", "tr"])
def test_one_wrong_sign_is_said_in_the_readers_language(baku, evening, clock, language):
    code = code_of(evening)
    wrong = code[:-1] + SIGNS[(SIGNS.index(code[-1]) + 1) % 32]
    clock.move_to(OPEN)
    reader = baku.reader(**{"Accept-Language": language})
    answer = reader.post(FOLLOW_UP, data={"code": wrong})
    said = {
        "az": "Bu kodun bir işarəsi düz deyil.",
        "ru": "В этом коде один знак неверен.",
        "en": "A sign of this code is not right.",
        "tr": "Bu kodun bir karakteri doğru değil.",
    }
    assert answer.status_code == 422
    assert said[language] in answer.text
    assert f'value="{wrong}"' in answer.text, "to be mended, not typed again"


def test_a_code_of_another_event_or_library_opens_nothing(baku, nu, evening, clock):
    code = code_of(evening)
    clock.move_to(OPEN)
    assert nu.reader().post(FOLLOW_UP, data={"code": code}).status_code == 422
    other = FOLLOW_UP.replace(EVENT, "spring")
    assert baku.reader().post(other, data={"code": code}).status_code == 422


def test_it_opens_and_closes_on_its_days(stage, baku, evening, clock):
    code = code_of(evening)
    reader = baku.reader()
    clock.move_to(OPEN - timedelta(seconds=1))
    assert 'name="code"' not in reader.get(FOLLOW_UP).text
    assert reader.post(FOLLOW_UP, data={"code": code}).status_code == 422
    clock.move_to(SHUT - timedelta(seconds=1))
    assert reader.post(FOLLOW_UP, data={"code": code}).status_code == 200
    clock.move_to(SHUT)
    assert reader.get(FOLLOW_UP).status_code == 404
    forget_everywhere(stage.app, SHUT)
    assert baku.count("follow_up") == 0
    assert len(rows(baku)) == 2


def test_only_the_hash_is_stored_and_the_same_form_gives_the_same_code(baku, evening):
    thanks = Form(evening.get(ENDLINE).text).data({})
    shown = {
        CODE.search(evening.post(f"/events/{EVENT}/codes", data=thanks).text)[0] for _ in range(10)
    }
    assert len(shown) == 1
    ((hashed, _event, pair),) = baku.rows("SELECT * FROM follow_up")
    assert len(hashed) == 16
    assert shown.pop().replace(" ", "").encode() not in hashed + pair


def test_a_new_code_ends_the_old_one(baku, evening, clock):
    old, new = code_of(evening), code_of(evening)
    assert old != new
    clock.move_to(OPEN)
    assert baku.reader().post(FOLLOW_UP, data={"code": old}).status_code == 422
    assert baku.reader().post(FOLLOW_UP, data={"code": new}).status_code == 200


def test_who_has_not_answered_gets_no_code(baku, murad):
    answer = murad.post(f"/events/{EVENT}/codes", data={"drawn": "0000000000"})
    assert (answer.status_code, answer.location) == (303, ENDLINE)
    assert baku.count("follow_up") == 0


def test_nobody_takes_somebody_elses_code(baku, evening, murad):
    code = code_of(evening)
    before = baku.rows("SELECT * FROM follow_up")
    fill(murad, ENDLINE, {})
    answer = murad.post(f"/events/{EVENT}/codes", data={"drawn": code})
    assert CODE.search(answer.text.partition("<main")[2]) is None
    assert baku.rows("SELECT * FROM follow_up") == before
