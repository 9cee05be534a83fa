"""A question as it is asked: an item with its words in each language, and the item's version."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from humanshelf.impact.sheets import Item, Kind

OTHER, NONE = "other", "none"
"""The options "other", which takes words, and "none of these", which stands alone."""
LANGUAGES = ("az", "kk", "ru", "en", "tr")
Texts = Mapping[str, Mapping[str, str]]
"""By language: "text" is the question; the ends of a scale are "low" and "high", its steps their
numbers, options their codes."""


@dataclass(frozen=True, slots=True)
class Question:
    """``picture``: each step of the scale is drawn as two circles."""

    item: Item
    texts: Texts = field(hash=False)
    picture: bool = False

    @property
    def steps(self) -> range:
        return range(self.item.low, self.item.high + 1)

    @property
    def said(self) -> bool:
        """Whether the steps of its scale have words of their own."""
        return any(str(self.item.high) in words for words in self.texts.values())

    def needed(self) -> list[str]:
        """What has to be said in a language."""
        if self.item.kind is Kind.SCALE:
            named = [str(step) for step in self.steps] if self.said else ["low", "high"]
            return ["text", *named]
        return ["text", *self.item.options]

    def missing(self, languages: tuple[str, ...] | list[str]) -> list[str]:
        """The languages in which something of it is not said."""
        return [
            language
            for language in languages
            if not all(self.texts.get(language, {}).get(key) for key in self.needed())
        ]


def versioned(question: Question) -> Question:
    """The same with the version that follows from kind, scale, options and wording."""
    item = question.item
    texts = {lang: dict(words) for lang, words in question.texts.items()}
    told = [item.kind.value, item.low, item.high, item.options, item.reverse, question.picture]
    plain = json.dumps([told, texts], sort_keys=True, ensure_ascii=False)
    version = sha256(plain.encode()).hexdigest()[:12]
    return replace(question, item=replace(item, version=version))


def as_plain(question: Question) -> dict[str, Any]:
    item = question.item
    return {
        "kind": item.kind.value,
        "low": item.low,
        "high": item.high,
        "options": list(item.options),
        "reverse": item.reverse,
        "role": item.role,
        "picture": question.picture,
        "texts": {lang: dict(words) for lang, words in question.texts.items()},
    }


def from_plain(key: str, version: str, told: Mapping[str, Any]) -> Question:
    return Question(
        Item(
            key,
            version,
            Kind(told["kind"]),
            told["low"],
            told["high"],
            tuple(told["options"]),
            told["reverse"],
            told["role"],
        ),
        told["texts"],
        told["picture"],
    )
