"""A story from the library's work."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import format_date, pgettext

from humanshelf.records.quotes import ShownQuote, released_by_id
from humanshelf.telling.figures import Source, taken
from humanshelf.telling.goals import Goal, goals
from humanshelf.telling.telling import Field

FIELDS = (Field("title", 120), Field("text", 20_000, long=True), Field("contributor", 120))


def labels() -> dict[str, str]:
    return {
        "title": pgettext("story", "Title"),
        "text": pgettext("story", "Text"),
        "contributor": pgettext("story", "Told by"),
        "day": pgettext("story", "Date"),
        "goals": pgettext("story", "Goals for sustainable development"),
    }


@dataclass(frozen=True, slots=True)
class Aside:
    """What stands beside a story's words."""

    day: str
    goals: list[Goal]
    sources: list[Source]
    quotes: list[ShownQuote]

    @property
    def sample(self) -> bool:
        """Whether some of its figures are of made up readers."""
        return any(source.sample for source in self.sources)


def aside(facts: Mapping[str, Any]) -> Aside:
    """A quote or a report that was taken back meanwhile is not shown here either."""
    known, day = goals(), facts.get("day")
    return Aside(
        day=format_date(date.fromisoformat(day), "d MMMM y") if day else "",
        goals=[known[number] for number in facts.get("goals", ()) if number in known],
        sources=taken(facts.get("figures", ())),
        quotes=released_by_id(facts["quotes"]) if facts.get("quotes") else [],
    )
