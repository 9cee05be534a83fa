"""What the libraries say for themselves, in their languages, and the names of their books."""

import tomllib
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from cast import BUNDLES


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


def texts(slug: str) -> Iterator[tuple[str, str, str]]:
    """Every text with its language, and where it stands."""
    for language in bundle(slug)["languages"]:
        yield bundle(slug)["name"][language], language, "name"
        for key, text in told(BUNDLES / slug / "texts" / f"{language}.toml").items():
            yield text, language, key
        for book in books(slug):
            for key, text in book[language].items():
                yield text, language, f"{book['code']} {key}"
        for event in events(slug):
            for key, said in event.items():
                if isinstance(said, dict):
                    yield said[language], language, f"{event['code']} {key}"


@cache
def languages_of(slug: str) -> dict[str, set[str]]:
    """Each text, and the languages in which it reads so."""
    found: dict[str, set[str]] = defaultdict(set)
    for text, language, _where in texts(slug):
        if text:
            found[text].add(language)
    return found


def pen_names(slug: str) -> set[str]:
    return {book["pen_name"] for book in books(slug)}
