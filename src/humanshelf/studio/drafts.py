"""What a form about the library's work sent: words in one language, and facts without one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _

from humanshelf.records.quotes import released
from humanshelf.telling import practice
from humanshelf.telling.figures import offered
from humanshelf.telling.goals import PATHS
from humanshelf.telling.telling import Field

LINKS = 3000
KEPT = "\n\u200c\u200d"
"""A line break, and what joins or parts letters in some scripts."""


@dataclass(frozen=True, slots=True)
class Typed:
    """All that was typed, so that nothing is lost when something in it is wrong."""

    texts: dict[str, str]
    facts: dict[str, Any]
    wrong: dict[str, str]


def typed_practice() -> Typed:
    names = ("scope", "started", "ended", "videos")
    facts = {name: clean(request.form.get(name, "")) for name in names}
    texts, wrong = typed_texts(practice.FIELDS)
    return Typed(texts, facts, wrong | wrong_in_practice(facts))


def wrong_in_practice(facts: Mapping[str, str]) -> dict[str, str]:
    """What is wrong, by field."""
    wrong = {}
    if facts["scope"] not in ("", *practice.SCOPES):
        wrong["scope"] = _("Choose one of these.")
    for name in ("started", "ended"):
        if facts[name] and not practice.MONTH.fullmatch(facts[name]):
            wrong[name] = _("Write a year, or year and month: %(example)s", example="2019-05")
    if not wrong and facts["ended"] and facts["ended"][:4] < facts["started"][:4]:
        wrong["ended"] = _("The end lies before the start.")
    if len(facts["videos"]) > LINKS:
        wrong["videos"] = too_long(LINKS)
    lines = [line.strip() for line in facts["videos"].splitlines() if line.strip()]
    for number, line in enumerate(lines, 1):
        if not practice.VIDEO.fullmatch(line):
            wrong["videos"] = _(
                "Line %(num)s: write a year, an address that begins with https:// and a name.",
                num=number,
            )
            break
    return wrong


def typed_story(fields: Iterable[Field]) -> Typed:
    """Quotes and figures are chosen, never typed: only what is released is kept."""
    texts, wrong = typed_texts(fields)
    day = request.form.get("day", "").strip()[:10]
    sent = {int(n) for n in request.form.getlist("goal") if n.isascii() and n.isdigit()}
    there = {quote.id for quote in released()}
    shown = [source.kept(figure) for source in offered() for figure in source.figures]
    ticked = set(request.form.getlist("figure"))
    facts = {
        "day": day,
        "goals": sorted(sent & set(PATHS)),
        "quotes": [id for id in request.form.getlist("quote") if id in there],
        "figures": [figure for figure in shown if figure in ticked],
    }
    if day and not is_day(day):
        wrong["day"] = _("This is no date.")
    return Typed(texts, facts, wrong)


def is_day(text: str) -> bool:
    try:
        return len(text) == 10 and date.fromisoformat(text).year > 1900
    except ValueError:
        return False


def typed_texts(fields: Iterable[Field]) -> tuple[dict[str, str], dict[str, str]]:
    texts = {field.name: clean(request.form.get(field.name, "")) for field in fields}
    longest = {field.name: field.longest for field in fields}
    wrong = {
        name: too_long(longest[name]) for name, text in texts.items() if len(text) > longest[name]
    }
    return texts, wrong


def too_long(longest: int) -> str:
    return _("This text is too long. Letters allowed: %(num)s", num=longest)


def clean(text: str) -> str:
    """Without what no keyboard writes; every line break the same."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return "".join(sign for sign in lines if sign in KEPT or sign.isprintable()).strip()
