"""The instruments: what is asked, where it comes from, how it is counted. Data, read once.

Each file is one instrument. Where the words themselves can hurt, the file holds none: it only
says that the instrument exists, and why it is not offered.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from humanshelf.impact.questions import LANGUAGES, Question, versioned
from humanshelf.impact.sheets import Item, Kind

HOME = Path(__file__).parent / "instruments"
ORDER = (
    *("warmth", "anxiety", "closeness", "distance", "willingness", "satisfaction", "words"),
    *("heard", "recruiting", "since", "check-in", "negativity"),
)
BASELINE = (
    *("warmth.read", "closeness.picture", "anxiety.ease"),
    *("anxiety.awkward", "anxiety.wrong"),
)
ENDLINE = (
    *("warmth.read", "warmth.unread", "anxiety.ease"),
    *("anxiety.awkward", "anxiety.wrong", "satisfaction.event", "words.stays"),
)
FOLLOW_UP = (*BASELINE, "since.talked")
CHECK_IN = ("check-in.safe", "check-in.tired", "check-in.again", "check-in.hurt")
ALONE = ("recruiting.wish", "recruiting.needs", "heard.where")


@dataclass(frozen=True, slots=True)
class Instrument:
    """``scoring`` is one of "mean", "shares", "words" and "none". One that is ``off`` is not
    offered for surveys."""

    id: str
    construct: Mapping[str, str]
    citation: str
    scoring: str
    note: Mapping[str, str]
    off: bool
    questions: tuple[Question, ...]


@cache
def instruments() -> dict[str, Instrument]:
    """All of them by id, in the order in which they are offered."""
    return {
        name: _read(tomllib.loads((HOME / f"{name}.toml").read_text("utf-8"))) for name in ORDER
    }


def question(key: str) -> Question | None:
    """The instruments' question of this key, as it is asked today."""
    found = instruments().get(key.partition(".")[0])
    for one in found.questions if found and not found.off else ():
        if one.item.key == key:
            return one
    return None


def questions(keys: tuple[str, ...]) -> list[Question]:
    return [found for key in keys if (found := question(key))]


def _read(told: dict[str, Any]) -> Instrument:
    return Instrument(
        told["id"],
        told["construct"],
        told["citation"],
        told["scoring"],
        told["note"],
        told["off"],
        tuple(_questions(told)),
    )


def _questions(told: dict[str, Any]) -> Iterator[Question]:
    for item in told.get("item", ()):
        yield versioned(
            Question(
                Item(
                    f"{told['id']}.{item['code']}",
                    "",
                    Kind(item["kind"]),
                    item.get("low", 0),
                    item.get("high", 0),
                    tuple(item.get("options", ())),
                    item.get("reverse", False),
                    item.get("role"),
                ),
                {language: item[language] for language in LANGUAGES},
                item.get("picture", False),
            )
        )
