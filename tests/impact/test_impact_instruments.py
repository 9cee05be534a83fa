"""The instruments: whole in five languages, cited, and none that hurts."""

import re

import pytest

from humanshelf.impact.instruments import (
    ALONE,
    BASELINE,
    CHECK_IN,
    ENDLINE,
    FOLLOW_UP,
    HOME,
    ORDER,
    instruments,
    question,
    questions,
)
from humanshelf.impact.questions import LANGUAGES, NONE, OTHER
from humanshelf.impact.sheets import Kind

ALL = instruments()
ITEMS = [one for instrument in ALL.values() for one in instrument.questions]
RESERVED = {"text", "low", "high", "rather-not"}
ALPHABETS = {
    "az": re.compile(r"[A-ZÇƏĞİÖŞÜa-zçəğıöşü]"),
    "tr": re.compile(r"[A-ZÇĞİÖŞÜÂÎÛa-zçğıöşüâîû]"),
    "en": re.compile(r"[A-Za-z]"),
    "kk": re.compile(r"[А-ЯЁӘҒҚҢӨҰҮҺІа-яёәғқңөұүһі]"),
    "ru": re.compile(r"[А-ЯЁа-яё]"),
}


def test_every_file_is_in_the_order_and_says_that_it_awaits_a_native_reader():
    files = sorted(HOME.glob("*.toml"))
    assert sorted(ORDER) == [path.stem for path in files]
    for path in files:
        assert "awaits a native reader" in path.read_text("utf-8").splitlines()[0]
        assert ALL[path.stem].id == path.stem


@pytest.mark.parametrize("instrument", ALL.values(), ids=ALL)
def test_each_has_its_construct_citation_scoring_and_note(instrument):
    for told in (instrument.construct, instrument.note):
        assert set(told) == set(LANGUAGES)
        assert all(told.values())
    assert instrument.citation
    assert instrument.scoring in ("mean", "shares", "words", "none")


@pytest.mark.parametrize("asked", ITEMS, ids=[one.item.key for one in ITEMS])
def test_each_question_is_whole_in_five_languages(asked):
    assert asked.missing(LANGUAGES) == []
    assert {tuple(sorted(words)) for words in asked.texts.values()} == {
        tuple(sorted(asked.needed()))
    }
    for language, words in asked.texts.items():
        for text in words.values():
            letters = [sign for sign in text if sign.isalpha()]
            assert [s for s in letters if not ALPHABETS[language].match(s)] == [], text
            assert '"' not in text and "'" not in text


def test_no_word_of_a_question_is_a_reserved_code():
    for one in ITEMS:
        assert not RESERVED & set(one.item.options)
        assert one.item.kind is not Kind.SCALE or one.item.low < one.item.high


def test_none_and_other_stand_last():
    for one in ITEMS:
        tail = [option for option in one.item.options if option in (NONE, OTHER)]
        assert list(one.item.options[len(one.item.options) - len(tail) :]) == tail


def test_what_can_hurt_is_off_and_holds_no_words():
    off = [instrument for instrument in ALL.values() if instrument.off]
    assert [instrument.id for instrument in off] == ["negativity"]
    assert off[0].questions == ()
    assert question("negativity.anything") is None


def test_the_usual_surveys_are_short():
    counted = [len(questions(keys)) for keys in (BASELINE, ENDLINE, FOLLOW_UP, CHECK_IN, ALONE)]
    assert counted == [5, 7, 6, 4, 3]


def test_the_endline_asks_about_what_was_read_and_what_was_not():
    roles = [one.item.role for one in questions(ENDLINE)]
    assert roles[:2] == ["read", "unread"]
    assert set(roles[2:]) == {None}


def test_unease_has_one_statement_that_counts_in_reverse():
    assert [one.item.reverse for one in ALL["anxiety"].questions] == [True, False, False]
    assert len(ALL["willingness"].questions) == 4


def test_only_the_circles_are_a_picture():
    assert [one.item.key for one in ITEMS if one.picture] == ["closeness.picture"]
