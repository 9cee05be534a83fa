"""The libraries' own texts: complete, in their own letters, and of a length that can be read."""

import re
import unicodedata

import pytest

from humanshelf.config import LANGUAGES
from languages import faults
from languages.content import BUNDLES, books, bundle, events, languages_of, texts, told

SLUGS = sorted(path.parent.name for path in BUNDLES.glob("*/tenant.toml"))
BLURB = range(30, 71)
LABEL = 12
TEXTS = {"strapline", "welcome", "exhibition", "place"}
BOOK = {"title", "blurb", "note"}
EVENT = {"title", "place", "room"}


@pytest.fixture(params=SLUGS)
def slug(request):
    return request.param


def test_every_text_is_written_in_the_letters_and_marks_of_its_language(slug):
    """No straight quotes, no Latin look-alikes in Kazakh, the right schwa, composed letters."""
    found = [
        (language, where, kind)
        for text, language, where in texts(slug)
        for kind in faults.of_letters(text, language)
    ]
    assert found == []


def test_no_text_shouts_or_has_stray_spaces(slug):
    rules = faults.glossary()["all"]
    for text, language, where in texts(slug):
        for kind in ("shouting", "bad_marks"):
            assert not re.search(rules[kind], faults.lowered(text, language)), (where, language)


def test_a_text_said_to_be_in_a_language_is(slug):
    """Turkish is not Azerbaijani, nor Russian Kazakh: a long text has letters of its own."""
    for text, language, where in texts(slug):
        letters = sum(character.isalpha() for character in text)
        if letters >= faults.LONG and "must_have" in faults.glossary()[language]:
            assert re.search(faults.glossary()[language]["must_have"], text.lower()), where


def test_no_long_text_stands_under_two_languages(slug):
    for text, languages in languages_of(slug).items():
        assert len(languages) == 1 or len(text) < 25, text


def test_every_language_of_the_library_is_complete(slug):
    languages = set(bundle(slug)["languages"])
    assert languages <= set(LANGUAGES)
    assert set(bundle(slug)["name"]) == languages
    files = {path.stem for path in (BUNDLES / slug / "texts").glob("*.toml")}
    assert files == languages
    for language in languages:
        found = told(BUNDLES / slug / "texts" / f"{language}.toml")
        assert set(found) == TEXTS
        assert all(found.values())


def test_every_book_speaks_every_language_of_the_library(slug):
    languages = set(bundle(slug)["languages"])
    for book in books(slug):
        assert {key for key, said in book.items() if isinstance(said, dict)} == languages
        for language in languages:
            assert set(book[language]) == BOOK
            assert book[language]["title"]
            assert book[language]["blurb"]
        noted = {bool(book[language]["note"]) for language in languages}
        assert len(noted) == 1, f"{book['code']}: a note in one language is missing in another"
        assert set(book["languages"]) <= set(LANGUAGES)


def test_every_event_speaks_every_language_of_the_library(slug):
    languages = set(bundle(slug)["languages"])
    for event in events(slug):
        said = {key: value for key, value in event.items() if isinstance(value, dict)}
        assert EVENT <= set(said) <= EVENT | {"side_room"}
        for value in said.values():
            assert set(value) == languages
            assert all(value.values())


def test_a_blurb_can_be_read_while_standing(slug):
    for book in books(slug):
        for language in bundle(slug)["languages"]:
            words = [w for w in book[language]["blurb"].split() if any(map(str.isalnum, w))]
            assert len(words) in BLURB, (book["code"], language, len(words))


def test_a_sentence_ends_and_a_title_does_not(slug):
    short = {"name", "strapline", "title", "room", "side_room"}
    for text, language, where in texts(slug):
        kind = where.rpartition(" ")[2]
        if kind in short:
            assert text[-1] not in ".:;,", (where, language)
        elif kind in ("blurb", "note", "welcome", "exhibition") and text:
            assert text[-1] in ".?”»", (where, language)


def test_a_label_word_is_written_in_the_main_language_s_letters(slug):
    main = bundle(slug)["languages"][0]
    letters = faults.glossary()[main]["letters"]
    words = bundle(slug)["words"]
    assert len(words) == 48
    for word in words:
        assert unicodedata.is_normalized("NFC", word)
        assert set(faults.lowered(word, main)) <= set(letters), word
        assert word[0].isupper()
        assert word[1:] == faults.lowered(word[1:], main)
        assert len(word) >= 3
        assert len(f"{word} 999") <= LABEL
    assert len({faults.lowered(word, main) for word in words}) == len(words)


def test_a_pen_name_is_written_in_the_main_language_s_letters(slug):
    main = bundle(slug)["languages"][0]
    for book in books(slug):
        assert not list(faults.of_letters(book["pen_name"], main)), book["pen_name"]


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("Тірi кітап", "kk", "letters"),
        ("Т\u04d9rbi\u0444", "az", "letters"),
        ("Kitabx\u04d9n", "az", "letters"),
        ('Он сказал "да"', "ru", "quotes"),
        ("Don't", "en", "quotes"),
        ("Bu «kitap»", "tr", "quotes"),
        ("Cafe\u0301", "en", "NFC"),
    ],
)
def test_a_planted_letter_or_mark_is_found(text, language, kind):
    assert kind in set(faults.of_letters(text, language))
