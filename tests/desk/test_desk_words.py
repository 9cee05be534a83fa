"""Each reason and each refusal of the floor has words of its own, in every language."""

import pytest
from flask_babel import force_locale

from humanshelf import phrases
from humanshelf.config import LANGUAGES
from humanshelf.lending import mistakes as m
from humanshelf.lending.turns import Why

NEW = [
    m.TooLate(()),
    m.TooLate(("deniz",)),
    m.ReadEnough(),
    m.PausedEnough(),
    m.BookDeclines(),
    m.NoInterpreter(),
    m.UnknownInterpreter(),
    m.CannotSplit(),
    m.BadTime(),
]
VERBS = ("split", "off", "more", "own", "interpreter", "delay", "closes")


def said(stage, language, words):
    with stage.app.test_request_context(base_url="https://baku.localhost"):
        with force_locale(language):
            return words()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_reason_mistake_and_verb_has_its_own_words(stage, language):
    reasons = said(stage, language, lambda: [phrases.why(reason) for reason in Why])
    refusals = said(stage, language, lambda: [phrases.refusal(one) for one in NEW])
    verbs = said(stage, language, lambda: [phrases.done(verb) for verb in VERBS])
    for words in (reasons, refusals, verbs):
        assert all(words)
        assert len(set(words)) == len(words)


def test_a_card_that_a_book_declines_hears_nothing_of_the_book(stage):
    words = said(stage, "en", lambda: phrases.refusal(m.BookDeclines()))
    assert words == "This book cannot be given to this card. Please choose another one."
