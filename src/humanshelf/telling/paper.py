"""A practice card or a story for paper: what its template needs, in the page's language."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from humanshelf.pages import voices
from humanshelf.pages.here import here
from humanshelf.pages.language import language
from humanshelf.telling import practice, story
from humanshelf.telling.figures import Source
from humanshelf.telling.printed import printed
from humanshelf.telling.telling import Telling

INK = "#2b2b33"


def marked(found: tuple[str, str]) -> dict[str, str]:
    text, its = found
    return {"text": text, "lang": its}


def house() -> dict[str, Any]:
    """What every document of this library begins with. The title says nothing over a shoulder."""
    library, shown = here(), language()
    assert library is not None
    return {
        "lang": shown,
        "title": pgettext("title", "Reading list"),
        "library": marked(library.words("name", shown)),
        "hue": library.hue,
    }


def _part(told: Telling) -> Callable[[str], dict[str, str]]:
    return lambda name: marked(told.words(name, language()))


def practice_paper(told: Telling) -> dict[str, Any]:
    part, labels, facts = _part(told), practice.labels(), practice.facts(told.facts)
    order = ("strategy", "scope", "started", "ended", "organiser", "licence", "city", "country")
    brief = [(labels[n], facts[n] if n in facts else part(n)) for n in order]
    long = [(f.name, told.words(f.name, language())) for f in practice.FIELDS if f.long]
    return house() | {
        "eyebrow": pgettext("practice", "Practice card"),
        "heading": part("name"),
        "brief": [[name, text] for name, text in brief if _said(text)],
        "long": [[labels[name], printed(found, 3)] for name, found in long if found[0]],
        "videos-name": labels["videos"],
        "videos": [
            {"year": v.year, "name": v.name, "link": v.link}
            for v in practice.videos(told.facts.get("videos", ""))
        ],
    }


def _said(text: str | dict[str, str]) -> bool:
    return bool(text["text"] if isinstance(text, dict) else text)


def story_paper(told: Telling) -> dict[str, Any]:
    part, labels, beside, shown = _part(told), story.labels(), story.aside(told.facts), language()
    quotes = [(q.words("text", shown), voices.who(q.who)) for q in beside.quotes]
    return house() | {
        "eyebrow": pgettext("story", "Story"),
        "heading": part("title"),
        "day": beside.day,
        "by": part("contributor"),
        "text": printed(told.words("text", shown), 2),
        "sources-name": _("Figures from the report:"),
        "sources": [_source(source) for source in beside.sources],
        "quotes": [{"words": marked(words), "who": who} for words, who in quotes],
        "goals-name": labels["goals"],
        "goals": [
            {"number": str(g.number), "name": g.name, "drawing": g.file(INK)} for g in beside.goals
        ],
    }


def _source(source: Source) -> dict[str, Any]:
    return {
        "title": marked(source.title),
        "days": source.days,
        "numbers": [{"name": marked(one.name), "value": one.says} for one in source.numbers],
        "sentences": [[marked(one.name), one.says] for one in source.sentences],
    }
