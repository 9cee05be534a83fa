"""Reads and checks a library's bundle: data only, and every fault is told with file and line."""

import re
import tomllib
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from humanshelf.config import LANGUAGES
from humanshelf.libraries import logo, pieces
from humanshelf.libraries.exhibits import exhibits
from humanshelf.libraries.faults import BrokenBundle, Checked, Fault
from humanshelf.libraries.labels import FEWEST, LONGEST, fits
from humanshelf.libraries.slugs import RESERVED

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?")
CODE = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?")
VOCABULARY = ("Human Library", "Living Library")
ENFORCED = ("public",)
WHEN = ("now", "past", "coming")
TEXTS = ("strapline", "welcome", "exhibition", "place")


@dataclass
class Bundle:
    """A library as its folder tells of it."""

    slug: str
    languages: list[str]
    time_zone: str
    vocabulary: str
    licence: str
    hue: int
    logo: str
    words: list[str]
    texts: dict[str, dict[str, str]]
    themes: list[dict[str, Any]] = field(default_factory=list)
    books: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    exhibits: list[dict[str, Any]] = field(default_factory=list)
    pieces: list[dict[str, Any]] = field(default_factory=list)


def read(folder: Path) -> Bundle:
    """The bundle in this folder. Raises :class:`BrokenBundle` with all faults found."""
    faults: list[Fault] = []
    if not (folder / "tenant.toml").is_file():
        raise BrokenBundle([Fault(folder / "tenant.toml", 1, "this file is missing")])
    tenant = _load(folder / "tenant.toml", faults)
    if faults:
        raise BrokenBundle(faults)
    languages = [
        code
        for code in tenant.strings("languages")
        if tenant.expect(
            code in LANGUAGES, "languages", f"{code!r} is not one of {', '.join(LANGUAGES)}"
        )
    ]
    tenant.expect(bool(languages), "languages", "name at least one language")
    twice = len(set(languages)) < len(languages)
    tenant.expect(not twice, "languages", "a language stands there twice")
    slug = tenant.text("slug", SLUG, "small letters, digits and hyphens, at most 40")
    tenant.expect(
        slug not in RESERVED and not slug.startswith("xn--"), "slug", f"{slug!r} is reserved"
    )
    tenant.expect(
        tenant.get("visibility", "public") in ENFORCED,
        "visibility",
        f"{tenant.get('visibility')!r} is not enforced yet: only {', '.join(ENFORCED)}",
    )
    zone = tenant.text("time_zone")
    tenant.expect(_is_zone(zone), "time_zone", f"{zone!r} is not a time zone, as Asia/Baku is")
    words = tenant.strings("words")
    tenant.expect(len(words) >= FEWEST, "words", f"give at least {FEWEST} label words")
    tenant.expect(len(set(words)) == len(words), "words", "a label word stands there twice")
    for word in words:
        tenant.expect(fits(word), word, f"{word!r}: letters only, at most {LONGEST} of them")
    vocabulary = tenant.table("vocabulary")
    use = str(vocabulary.get("use", ""))
    tenant.expect(use in VOCABULARY, "use", f"use is one of {', '.join(VOCABULARY)}")
    brand = tenant.table("brand")
    hue = brand.get("hue")
    tenant.expect(
        type(hue) is int and 0 <= hue < 360 and hue % 15 == 0,
        "hue",
        "hue is a multiple of 15 from 0 to 345",
    )
    names = tenant.table("name")
    texts: dict[str, dict[str, str]] = {}
    for language in languages:
        tenant.expect(bool(names.get(language)), "name", f"the name in {language} is missing")
        found = _load(folder / "texts" / f"{language}.toml", faults)
        texts[language] = {
            "name": str(names.get(language, "")),
            **{key: found.text(key) for key in TEXTS},
        }
    bundle = Bundle(
        slug=slug,
        languages=languages,
        time_zone=zone,
        vocabulary=use,
        licence=str(vocabulary.get("licence", "")),
        hue=hue if isinstance(hue, int) else 0,
        logo=_logo(folder / str(brand.get("logo", "brand/logo.svg")), folder, faults),
        words=words,
        texts=texts,
    )
    if (folder / "sample").is_dir():
        bundle.themes = _themes(folder / "sample" / "themes.toml", languages, faults)
        bundle.books = _books(folder / "sample" / "books.toml", bundle, faults)
        bundle.events = _events(folder / "sample" / "events.toml", bundle, faults)
        bundle.exhibits = exhibits(_file(folder / "sample" / "exhibits.toml", faults), bundle)
        bundle.pieces = pieces.read(folder / "sample", partial(_load, faults=faults), languages)
    if faults:
        raise BrokenBundle(faults)
    return bundle


def _load(path: Path, faults: list[Fault]) -> Checked:
    """A TOML file with the means to say where something is wrong in it."""
    try:
        source = path.read_text(encoding="utf-8")
        return Checked(path, source, tomllib.loads(source), faults)
    except OSError:
        faults.append(Fault(path, 1, "this file is missing or cannot be read"))
    except UnicodeDecodeError:
        faults.append(Fault(path, 1, "this file is not UTF-8"))
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"line (\d+)", str(error))
        faults.append(Fault(path, int(at[1]) if at else 1, f"not TOML: {error}"))
    return Checked(path, "", {}, [])


def _file(path: Path, faults: list[Fault]) -> Checked | None:
    """A file that a library need not have."""
    return _load(path, faults) if path.is_file() else None


def _is_zone(name: str) -> bool:
    try:
        return bool(name) and ZoneInfo(name) is not None
    except (KeyError, ValueError, OSError):
        return False


def _logo(path: Path, folder: Path, faults: list[Fault]) -> str:
    """The path data of the library's mark; anything else an SVG may hold is refused."""
    inside = "\0" not in str(path) and path.resolve().is_relative_to(folder.resolve())
    if not inside or not path.is_file():
        faults.append(Fault(path, 1, "the logo is missing"))
        return ""
    drawing, wrong = logo.drawn(path.read_bytes().decode(errors="replace"))
    if wrong:
        faults.append(Fault(path, wrong.line, logo.SENTENCES[wrong.why]))
    return drawing


def _themes(path: Path, languages: list[str], faults: list[Fault]) -> list[dict[str, Any]]:
    """The broad themes of books and exhibits; a library need not have any."""
    found = _file(path, faults)
    themes: list[dict[str, Any]] = []
    for entry in found.entries("theme") if found else ():
        code = entry.text("code", CODE, "small letters, digits and hyphens")
        twice = code in [theme["code"] for theme in themes]
        entry.expect(not twice, "code", f"{code!r} stands there twice")
        names = {language: entry.inner("name", language) for language in languages}
        themes.append({"code": code, "names": names})
    return themes


def _books(path: Path, bundle: Bundle, faults: list[Fault]) -> list[dict[str, Any]]:
    found = _load(path, faults)
    languages = bundle.languages
    themes = {theme["code"] for theme in bundle.themes}
    seen: set[str] = set()
    books = []
    for entry in found.entries("book"):
        code = entry.text("code", CODE, "small letters, digits and hyphens")
        entry.expect(code not in seen, "code", f"{code!r} stands there twice")
        seen.add(code)
        limit = entry.get("group_limit", 1)
        entry.expect(type(limit) is int and 1 <= limit <= 5, "group_limit", "group_limit is 1 to 5")
        theme = str(entry.get("theme", "")) or None
        entry.expect(theme is None or theme in themes, "theme", f"there is no theme {theme!r}")
        spoken = entry.strings("languages")
        entry.expect(bool(spoken), "languages", "name at least one language of the talk")
        books.append(
            {
                "code": code,
                "pen_name": entry.text("pen_name"),
                "languages": spoken,
                "group_limit": limit,
                "theme": theme,
                "texts": {
                    language: {
                        "title": entry.inner(language, "title"),
                        "blurb": entry.inner(language, "blurb"),
                        "note": str(entry.table(language).get("note", "")),
                    }
                    for language in languages
                },
            }
        )
    return books


def _events(path: Path, bundle: Bundle, faults: list[Fault]) -> list[dict[str, Any]]:
    found = _load(path, faults)
    limits = {book["code"]: book["group_limit"] for book in bundle.books}
    events = []
    seen: set[str] = set()
    for entry in found.entries("event"):
        code = entry.text("code", CODE, "small letters, digits and hyphens")
        entry.expect(code not in seen, "code", f"{code!r} stands there twice")
        seen.add(code)
        when = entry.text("when")
        entry.expect(when in WHEN, "when", f"when is one of {', '.join(WHEN)}")
        seats = _seats(entry, limits)
        events.append(
            {
                "code": code,
                "when": when,
                "seats": seats,
                "texts": {
                    language: {
                        "title": entry.inner("title", language),
                        "place": str(entry.table("place").get(language, "")),
                        "room": str(entry.table("room").get(language, "")),
                        "side_room": str(entry.table("side_room").get(language, "")),
                    }
                    for language in bundle.languages
                },
            }
        )
    return events


def _seats(event: Checked, limits: dict[str, int]) -> list[dict[str, Any]]:
    """The event's shelf: each of the books once, at a table of its own."""
    seats: list[dict[str, Any]] = []
    for entry in event.entries("seat", "event.seat"):
        book, table = entry.text("book"), str(entry.get("table", "")).strip()
        entry.expect(not book or book in limits, "book", f"there is no book {book!r}")
        entry.expect(book not in [s["book"] for s in seats], "book", f"{book!r} sits there twice")
        entry.expect(bool(table), "table", "table is missing")
        taken = table in [s["table"] for s in seats]
        entry.expect(not taken, "table", f"table {table!r} is given twice")
        seats.append({"book": book, "table": table, "group_limit": limits.get(book, 1)})
    return seats
