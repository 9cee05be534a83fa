"""Answers: what answers its question, what is skipped, and what contradicts itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from humanshelf.impact.items import (
    LONGEST,
    Answered,
    Contradiction,
    NoSuchAnswer,
    TooLong,
    Wrong,
    read,
)
from humanshelf.impact.questions import Question, as_plain, from_plain, versioned
from humanshelf.impact.sheets import RATHER_NOT, Item, Kind


def asked(kind, low=0, high=0, options=(), **words):
    return versioned(Question(Item("own.a", "", kind, low, high, options), {"en": words}))


SCALE = asked(Kind.SCALE, 0, 10, text="How warm?")
CHOICE = asked(Kind.CHOICE, options=("a", "b", "other"), text="Which?")
PLAIN = asked(Kind.CHOICE, options=("a", "b"), text="Which?")
SEVERAL = asked(Kind.SEVERAL, options=("a", "b", "none", "other"), text="Which?")
TEXT = asked(Kind.TEXT, text="What?")
ALL = (SCALE, CHOICE, PLAIN, SEVERAL, TEXT)


@pytest.mark.parametrize(
    ("question", "sent", "written", "answer", "words"),
    [
        (SCALE, ["0"], "", 0, ""),
        (SCALE, ["10"], "", 10, ""),
        (CHOICE, ["a"], "", "a", ""),
        (CHOICE, ["other"], "Something", "other", "Something"),
        (CHOICE, [], "Something", "other", "Something"),
        (CHOICE, ["other"], "", "other", ""),
        (SEVERAL, ["b", "a"], "", ("a", "b"), ""),
        (SEVERAL, ["none"], "", ("none",), ""),
        (SEVERAL, ["a"], "More", ("a", "other"), "More"),
        (TEXT, [], " It stays. \r\n\x00", "It stays.", "It stays."),
        (TEXT, [], "<b>Nar</b>\u202e", "<b>Nar</b>", "<b>Nar</b>"),
    ],
)
def test_an_answer_is_taken(question, sent, written, answer, words):
    found = read(question, sent, written)
    assert (found.answer, found.words) == (answer, words)
    assert found.free == (question is TEXT)


@pytest.mark.parametrize("question", ALL)
def test_every_question_may_be_skipped_or_left_unsaid(question):
    for sent, written in (([], ""), ([""], " \n")):
        assert read(question, sent, written).answer is None
    assert read(question, [RATHER_NOT]) == Answered(RATHER_NOT)


@pytest.mark.parametrize(
    ("question", "sent", "written"),
    [
        (SCALE, [RATHER_NOT, "4"], ""),
        (SCALE, ["3", "4"], ""),
        (CHOICE, ["a", "b"], ""),
        (CHOICE, ["a"], "Something else"),
        (CHOICE, [RATHER_NOT], "Something else"),
        (SEVERAL, ["none", "a"], ""),
        (SEVERAL, ["none"], "Something"),
        (SEVERAL, [RATHER_NOT, "a"], ""),
        (TEXT, [RATHER_NOT], "Words all the same"),
    ],
)
def test_what_contradicts_itself_is_refused(question, sent, written):
    with pytest.raises(Contradiction):
        read(question, sent, written)


@pytest.mark.parametrize(
    ("question", "sent", "written"),
    [
        (SCALE, ["11"], ""),
        (SCALE, ["-1"], ""),
        (SCALE, ["４"], ""),
        (CHOICE, ["c"], ""),
        (PLAIN, ["a"], "words where none are asked for"),
        (SEVERAL, ["a", "z"], ""),
        (TEXT, ["a"], ""),
    ],
)
def test_what_the_question_does_not_have_is_refused(question, sent, written):
    with pytest.raises(NoSuchAnswer):
        read(question, sent, written)


def test_a_text_has_an_end():
    assert read(TEXT, [], "a" * LONGEST).words == "a" * LONGEST
    with pytest.raises(TooLong):
        read(TEXT, [], "a" * (LONGEST + 1))


@given(
    st.sampled_from(ALL),
    st.lists(st.sampled_from(["a", "b", "none", "other", RATHER_NOT, "0", "7", "99", ""])),
    st.text(max_size=20),
)
def test_whatever_is_sent_is_an_answer_or_is_refused(question, sent, written):
    try:
        found = read(question, sent, written).answer
    except Wrong:
        return
    if found is None or found == RATHER_NOT:
        return
    match question.item.kind:
        case Kind.SCALE:
            assert found in question.steps
        case Kind.CHOICE:
            assert found in question.item.options
        case Kind.SEVERAL:
            assert isinstance(found, tuple)
            assert set(found) <= set(question.item.options) and len(set(found)) == len(found)
        case Kind.TEXT:
            assert isinstance(found, str) and found


# versions

WORDS = st.text(min_size=1, max_size=8)
QUESTIONS = st.builds(
    lambda kind, low, high, options, reverse, texts: Question(
        Item("own.a", "", kind, low, high, tuple(options), reverse), texts
    ),
    st.sampled_from(Kind),
    st.integers(0, 3),
    st.integers(4, 10),
    st.lists(WORDS, max_size=3, unique=True),
    st.booleans(),
    st.dictionaries(st.sampled_from(["az", "en", "kk"]), st.dictionaries(WORDS, WORDS)),
)


@given(QUESTIONS, QUESTIONS)
def test_two_questions_have_one_version_only_if_they_are_alike(one, other):
    def alike(question):
        item = question.item
        told = (item.kind, item.low, item.high, item.options, item.reverse)
        return told, {lang: dict(words) for lang, words in question.texts.items()}

    same = versioned(one).item.version == versioned(other).item.version
    assert same == (alike(one) == alike(other))


@given(QUESTIONS)
def test_a_question_comes_back_from_the_store_as_it_went(question):
    whole = versioned(question)
    assert from_plain("own.a", whole.item.version, as_plain(whole)) == whole
    assert versioned(whole) == whole


def test_one_changed_word_in_one_language_is_another_version():
    words = {"en": {"text": "How warm?"}, "az": {"text": "Nə qədər isti?"}}
    one = versioned(Question(Item("own.a", "", Kind.TEXT), words))
    words = {**words, "az": {"text": "Nə qədər istidir?"}}
    assert versioned(Question(Item("own.a", "", Kind.TEXT), words)).item.version != one.item.version


def test_what_is_not_said_in_a_language_is_found():
    half = Question(
        Item("own.a", "", Kind.SCALE, 1, 5),
        {
            "en": {"text": "How?", "low": "not", "high": "very"},
            "az": {"text": "Necə?", "low": "az"},
        },
    )
    assert half.missing(["en", "az", "ru"]) == ["az", "ru"]
