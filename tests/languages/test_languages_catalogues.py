"""Every message in every language: there, whole, and in words that may be used."""

from collections import Counter
from dataclasses import replace

import pytest
from babel import Locale
from babel.support import Translations

from humanshelf.config import LANGUAGES
from languages import faults
from languages.texts import MEND, ROOT, catalogue, extracted, form_chooser, source, tool

TRANSLATED = [language for language in LANGUAGES if language != "en"]


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_holds_what_the_source_asks_for_and_nothing_else(language):
    wanted = Counter(text.key for text in source())
    held = Counter(text.key for text in catalogue(language).texts)
    assert (sorted(wanted - held), sorted(held - wanted)) == ([], []), MEND


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_catalogue_has_no_fault(language):
    assert faults.of(catalogue(language)) == []


def test_the_english_texts_have_no_fault():
    found = [
        (kind, form)
        for text in source()
        for form in text.forms
        for kind in faults.of_wording(form, "en", text.context)
    ]
    assert found == []


def test_every_language_of_the_product_has_its_catalogue_and_its_patterns():
    held = {path.parents[1].name for path in ROOT.glob("translations/*/*/messages.po")}
    assert held == set(TRANSLATED) == set(tool().LANGUAGES)
    assert set(faults.glossary()) == {"all", "terms", *LANGUAGES}


@pytest.mark.parametrize("language", TRANSLATED)
def test_the_header_chooses_the_form_that_the_language_wants(language):
    rule = catalogue(language).header["Plural-Forms"]
    assert rule == tool().PLURALS[language]
    count, choose = form_chooser(rule)
    names = ("one", "few", "many") if language == "ru" else ("one", "other")
    for number in range(1000):
        wanted = names.index(Locale(language).plural_form(number)) if count > 1 else 0
        assert choose(number) == wanted, number


def test_a_text_of_one_word_says_what_it_is_for():
    """The same word stands on a button and on a chip: a context keeps the two apart."""
    ids = Counter(text.id for text in source() if text.context)
    bare = {text.id for text in source() if not text.context}
    twice = {id for id in ids if id in bare}
    assert twice <= {"Free now", "Being read"}  # the board's, which has no chips


@pytest.mark.parametrize("language", TRANSLATED)
def test_what_is_compiled_is_what_is_written(language):
    """Every start compiles what is newer; an old one would answer the other tests in old words."""
    spoken = Translations.load(ROOT / "translations", [language])
    for text in catalogue(language).texts:
        if not text.plural:
            said = (
                spoken.upgettext(text.context, text.id)
                if text.context
                else spoken.ugettext(text.id)
            )
            assert said == text.forms[0], "run python3 bootstrap.py test, which compiles it"


def test_the_search_for_faults_sees_every_message():
    empty = replace(catalogue("az"), texts=())
    wanted = frozenset(text.key for text in source())
    assert len(faults.of(replace(empty, wanted=wanted))) == len(extracted())
