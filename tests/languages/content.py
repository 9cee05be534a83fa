"""What the libraries say for themselves, in their languages, and the names of their books."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

from cast import BUNDLES, HELP
from humanshelf.impact.instruments import instruments
from reporting import QUOTE


@cache
def told(path: Path) -> dict[str, Any]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


@cache
def bundle(slug: str) -> dict[str, Any]:
    return told(BUNDLES / slug / "tenant.toml")


def books(slug: str) -> list[dict[str, Any]]:
    return told(BUNDLES / slug / "sample" / "books.toml")["book"]


def events(slug: str) -> list[dict[str, Any]]:
    return told(BUNDLES / slug / "sample" / "events.toml")["event"]


def exhibits(slug: str) -> list[dict[str, Any]]:
    return told(BUNDLES / slug / "sample" / "exhibits.toml")["exhibit"]


def texts(slug: str) -> Iterator[tuple[str, str, str]]:
    """Every text with its language, and where it stands."""
    for language in bundle(slug)["languages"]:
        yield bundle(slug)["name"][language], language, "name"
        for key, text in told(BUNDLES / slug / "texts" / f"{language}.toml").items():
            yield text, language, key
        for book in books(slug):
            for key, text in book[language].items():
                yield text, language, f"{book['code']} {key}"
        for theme in told(BUNDLES / slug / "sample" / "themes.toml")["theme"]:
            yield theme["name"][language], language, f"{theme['code']} name"
        for exhibit in exhibits(slug):
            for key, text in exhibit[language].items():
                yield from (
                    (line, language, f"{exhibit['code']} {key}") for line in text.splitlines()
                )
        for piece in pieces(slug):
            for key, said in piece.items():
                if isinstance(said, dict) and language in said:
                    yield said[language].strip(), language, f"{piece.get('code', 'practice')} {key}"
        for event in events(slug):
            for key, said in event.items():
                if isinstance(said, dict):
                    yield said[language], language, f"{event['code']} {key}"
        yield QUOTE[language], language, "quote"
        for id, instrument in instruments().items():
            yield instrument.construct[language], language, f"{id} construct"
            for question in instrument.questions:
                for key, text in question.texts[language].items():
                    yield text, language, f"{question.item.key} {key}"


def pieces(slug: str) -> list[dict[str, Any]]:
    """The practice card and the stories; a text may be missing in some languages."""
    folder = BUNDLES / slug / "sample"
    return [told(folder / "practice.toml"), *told(folder / "stories.toml")["story"]]


def videos(slug: str) -> list[str]:
    return pieces(slug)[0]["videos"].strip().splitlines()


@cache
def languages_of(slug: str) -> dict[str, set[str]]:
    """Each text, and the languages in which it reads so."""
    found: dict[str, set[str]] = defaultdict(set)
    for text, language, _where in chain(texts(slug), asked(slug)):
        if text:
            found[text].add(language)
    return found


def asked(slug: str) -> Iterator[tuple[str, str, str]]:
    """What surveys say: the instruments, the name of one by link, and the themes that they name."""
    for theme in told(BUNDLES / slug / "sample" / "themes.toml")["theme"]:
        yield from ((name, language, "theme") for language, name in theme["name"].items())
    for language, name in HELP.items():
        yield name, language, "by link"
    for instrument in instruments().values():
        yield instrument.citation, "en", instrument.id
        for language in bundle(slug)["languages"]:
            yield instrument.construct[language], language, instrument.id
            yield instrument.note[language], language, instrument.id
            for question in instrument.questions:
                for text in question.texts[language].values():
                    yield text, language, question.item.key


def pen_names(slug: str) -> set[str]:
    return {book["pen_name"] for book in books(slug)}
