"""The practice card: the form that partners are asked for."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date, pgettext

from humanshelf.telling.telling import Field

FIELDS = (
    Field("name", 120),
    Field("strategy", 200),
    Field("organiser", 200),
    Field("licence", 200),
    Field("city", 80),
    Field("country", 80),
    Field("description", 4000, long=True),
    Field("aim", 2000, long=True),
    Field("designers", 1000, long=True),
    Field("change", 2000, long=True),
    Field("impact", 2000, long=True),
    Field("evaluation", 2000, long=True),
)
SCOPES = ("local", "national", "international")
MONTH = re.compile(r"(19|20)\d\d(-(0[1-9]|1[0-2]))?")
VIDEO = re.compile(r"((?:19|20)\d\d)\s+(https://[^\s\"<>]+)(?:\s+(\S.*))?")


@dataclass(frozen=True, slots=True)
class Video:
    year: str
    link: str
    name: str


def labels() -> dict[str, str]:
    return {
        "name": pgettext("practice", "Name of the practice"),
        "strategy": pgettext("practice", "Type of strategy"),
        "organiser": pgettext("practice", "Organiser"),
        "licence": pgettext("practice", "Licence holder"),
        "city": pgettext("practice", "City"),
        "country": pgettext("practice", "Country"),
        "description": pgettext("practice", "Description"),
        "aim": pgettext("practice", "Aim"),
        "designers": pgettext("practice", "Who designed it"),
        "change": pgettext("practice", "What it sets out to change"),
        "impact": pgettext("practice", "Impact on civil society"),
        "evaluation": pgettext("practice", "How the impact is evaluated"),
        "scope": pgettext("practice", "Scope"),
        "started": pgettext("practice", "Start"),
        "ended": pgettext("practice", "End"),
        "videos": pgettext("practice", "Short videos by year"),
    }


def scopes() -> dict[str, str]:
    return {
        "local": pgettext("practice", "local"),
        "national": pgettext("practice", "national"),
        "international": pgettext("practice", "international"),
    }


def month(typed: str) -> str:
    """2019, or May 2019."""
    year, _dash, number = typed.partition("-")
    return format_date(date(int(year), int(number), 1), "LLLL y") if number else year


def videos(typed: str) -> list[Video]:
    """Newest year first; within a year in the order in which they were given."""
    matches = (VIDEO.fullmatch(line.strip()) for line in typed.splitlines())
    found = [Video(m[1], m[2], (m[3] or "").strip()) for m in matches if m]
    return sorted(found, key=lambda video: video.year, reverse=True)


def facts(told: Mapping[str, Any]) -> dict[str, str]:
    """What has no language, in the page's words; only what is known."""
    started, ended = told.get("started", ""), told.get("ended", "")
    going_on = pgettext("practice", "still going on") if started else ""
    shown = {
        "scope": scopes().get(told.get("scope", ""), ""),
        "started": month(started) if started else "",
        "ended": month(ended) if ended else going_on,
    }
    return {name: text for name, text in shown.items() if text}
