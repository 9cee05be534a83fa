"""The sample practice card and stories of a bundle; a library need not have any.

A text may be missing in some language: others stand in for it, as they do in the product.
"""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from humanshelf.libraries.faults import Checked

LINES = ("name", "strategy", "organiser", "licence", "city", "country")
PROSE = ("description", "aim", "designers", "change", "impact", "evaluation")
STORY = ("title", "text", "contributor")
CODE = re.compile(r"[a-z](?:[a-z-]{0,30}[a-z])?")
MONTH = re.compile(r"(\d{4}(-\d\d)?)?")
DAY = re.compile(r"\d{4}-\d\d-\d\d")


def practice(found: Checked, languages: list[str]) -> dict[str, Any]:
    scope = found.text("scope", re.compile("local|national|international"), "one of the three")
    times = {name: str(found.get(name, "")) for name in ("started", "ended")}
    for name, time in times.items():
        found.expect(bool(MONTH.fullmatch(time)), name, f"{name} is a year, or year and month")
    facts = {"scope": scope, **times, "videos": str(found.get("videos", "")).strip()}
    for main in languages[:1]:
        found.inner("name", main)
    texts = _texts(found, (*LINES, *PROSE), languages)
    return {"kind": "practice", "code": "practice", "facts": facts, "texts": texts}


def stories(found: Checked, languages: list[str]) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    for entry in found.entries("story"):
        code = entry.text("code", CODE, "small letters and hyphens")
        twice = code in [one["code"] for one in told]
        entry.expect(not twice, "code", f"{code!r} stands there twice")
        goals = entry.get("goals", [])
        known = isinstance(goals, list) and all(goal in range(1, 18) for goal in goals)
        entry.expect(known, "goals", "goals are numbers from 1 to 17")
        for main in languages[:1]:
            entry.inner("title", main)
            entry.inner("text", main)
        day = entry.text("day", DAY, "a date, as 2026-05-16")
        facts = {"day": day, "goals": goals, "quotes": [], "figures": []}
        texts = _texts(entry, STORY, languages)
        told.append({"kind": "story", "code": code, "facts": facts, "texts": texts})
    return told


def read(folder: Path, load: Any, languages: list[str]) -> list[dict[str, Any]]:
    """Both files of the folder, those that are there. ``load`` notes their faults."""
    card, tales = folder / "practice.toml", folder / "stories.toml"
    found = [practice(load(card), languages)] if card.is_file() else []
    return found + (stories(load(tales), languages) if tales.is_file() else [])


def _texts(found: Checked, keys: Iterable[str], languages: list[str]) -> dict[str, dict[str, str]]:
    tables = {key: found.table(key) for key in keys}
    return {
        language: {
            key: str(table[language]).strip() for key, table in tables.items() if language in table
        }
        for language in languages
    }
