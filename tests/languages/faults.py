"""What GLOSSARY.md forbids, looked for in a catalogue. The patterns stand in glossary.toml."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from languages.texts import Catalogue, Text, form_chooser

SHORT = {"button", "chip", "book", "title", "notification"}
"""Contexts of texts that are no sentences."""
NEUTRAL = {"title", "notification"}
"""Contexts of texts that a lock screen may show."""
AS_IN_ENGLISH = {
    "az": {"Film"},
    "kk": {"Human Library"},
    "ru": {"Human Library"},
    "tr": {"Film"},
}
"""Texts that stay English: a licensed mark, where no licensed name is known; and a word that is
the same."""
LATIN = re.compile(r"\b(?:IP|CSV|PDF|https)\b|^Human Library$")
"""What may stand in any alphabet, and is left alone when a text is lower-cased."""
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
MARKS = set("“”‘’„‟‚‛«»‹›\"'`´")
LONG = 25

Fault = tuple[str, str]
"""Its kind, and the text in which it was found."""


@cache
def glossary() -> dict[str, Any]:
    path = Path(__file__).with_name("glossary.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def lowered(text: str, language: str) -> str:
    """In lower case by the language's own rule."""
    if language in ("az", "tr"):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower()


def plain(text: str, language: str) -> str:
    """As the patterns want it: lower case, and each placeholder the one character ¤."""
    return lowered(LATIN.sub("№", PLACEHOLDER.sub("¤", text)), language)


def of(catalogue: Catalogue) -> list[Fault]:
    """Everything that is wrong with a catalogue."""
    return [
        *of_header(catalogue),
        *(("obsolete", text) for text in catalogue.obsolete),
        *of_set(catalogue),
        *(fault for text in catalogue.texts for fault in of_text(text, catalogue.language)),
    ]


def of_header(catalogue: Catalogue) -> Iterator[Fault]:
    rule = catalogue.header.get("Plural-Forms", "")
    count, _choose = form_chooser(rule)
    if catalogue.header.get("Language") != catalogue.language:
        yield "header", "Language"
    if count != glossary()[catalogue.language]["plurals"]:
        yield "header", rule


def of_set(catalogue: Catalogue) -> Iterator[Fault]:
    keys = [text.key for text in catalogue.texts]
    for key in set(keys):
        if keys.count(key) > 1:
            yield "twice", key[1]
    if catalogue.wanted:
        for key in catalogue.wanted.difference(keys):
            yield "not there", key[1]
        for key in set(keys).difference(catalogue.wanted):
            yield "not asked for", key[1]


def of_text(text: Text, language: str) -> Iterator[Fault]:
    """What is wrong with one message in all its forms."""
    if "fuzzy" in text.flags:
        yield "fuzzy", text.id
    if ("%(" in text.id) != ("python-format" in text.flags):
        yield "flag", text.id
    if text.plural:
        yield from of_forms(text, language)
    for number, form in enumerate(text.forms):
        if form:
            yield from ((kind, form) for kind in of_form(form, text.english(number), text))
            yield from ((kind, form) for kind in of_wording(form, language, text.context))
            yield from ((kind, form) for kind in of_terms(form, text.english(number), language))
        else:
            yield "missing", text.id
        if form == text.english(number) and form not in AS_IN_ENGLISH.get(language, ()):
            yield "english", form


def of_forms(text: Text, language: str) -> Iterator[Fault]:
    wanted = glossary()[language]["plurals"]
    if len(text.forms) != wanted:
        yield "plurals", text.id
    if language in ("az", "kk") and len(set(text.forms)) != 1:
        yield "forms differ", text.id
    if language == "ru" and len(set(text.forms)) == 1:
        yield "forms alike", text.id
    for form in text.forms:
        if "%(num)s" not in form:
            yield "num", form


def of_form(form: str, english: str, text: Text) -> Iterator[str]:
    """What is wrong beside the English."""
    if sorted(PLACEHOLDER.findall(form)) != sorted(PLACEHOLDER.findall(english)):
        yield "placeholders"
    if "%" in PLACEHOLDER.sub("", form):
        yield "placeholders"
    if text.context not in SHORT:
        ends = english[-1] if english[-1] in ".?:" else ""
        if (form[-1] if form[-1] in ".?:" else "") != ends and not english.endswith(")s"):
            yield "end"
    elif form[-1] in ".:;,":
        yield "full stop"
    if english[0] != "%" and form[0] != "%":
        first, theirs = (next(c for c in s if c.isalnum()) for s in (form, english))
        if not first.isdigit() and first.isupper() != theirs.isupper():
            yield "capital"


def of_wording(form: str, language: str, context: str = "") -> Iterator[str]:
    """What is wrong with the words themselves; the English source is read by it too."""
    rules = glossary()[language]
    low = plain(form, language)
    for kind, pattern in glossary()["all"].items():
        if re.search(pattern, low):
            yield kind
    for kind in ("familiar", "digits", "forbidden", "foreign", "outing", "gendered"):
        if kind in rules and re.search(rules[kind], low):
            yield kind
    if context in NEUTRAL and re.search(rules["title"], low):
        yield "title"
    yield from of_letters(form, language)
    letters = sum(character.isalpha() for character in low)
    if letters >= LONG and not re.search(rules.get("must_have", ""), low):
        yield "must_have"


def of_letters(form: str, language: str) -> Iterator[str]:
    """Letters and quotation marks of another language; free texts are read by it too."""
    rules = glossary()[language]
    if not unicodedata.is_normalized("NFC", form):
        yield "NFC"
    low = plain(form, language)
    if any(c.isalpha() and c not in rules["letters"] for c in low):
        yield "letters"
    if any(c in MARKS and c not in rules["quotes"] for c in form):
        yield "quotes"


def of_terms(form: str, english: str, language: str) -> Iterator[str]:
    low, said = plain(form, language), plain(english, "en")
    for term, stems in glossary()["terms"].items():
        if re.search(rf"\b{term}s?\b", said) and stems[language] not in low:
            yield f"term {term}"
