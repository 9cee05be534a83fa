"""A practice card or a story as it is shown in one language, with others standing in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from humanshelf.records.words import Words


@dataclass(frozen=True, slots=True)
class Field:
    """One text of a form, in each language. ``long`` ones have paragraphs."""

    name: str
    longest: int
    long: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """Facts and words of a draft, or of what is shown."""

    code: str
    facts: Mapping[str, Any]
    words: Words

    @classmethod
    def of(cls, code: str, text: Mapping[str, Any], languages: Iterable[str]) -> "Telling":
        return cls(code, text["facts"], Words(text["texts"], tuple(languages)))

    def borrowed(self, fields: Iterable[Field], language: str) -> list[str]:
        """The other languages in which parts are shown, where the page's is missing."""
        found = (self.words(field.name, language) for field in fields)
        return list(dict.fromkeys(its for text, its in found if text and its != language))

    def untranslated(self, fields: Iterable[Field], language: str) -> list[Field]:
        """What is written in some language and not in this one."""
        own = self.words.texts.get(language, {})
        return [f for f in fields if not own.get(f.name) and self.words(f.name, language)[0]]
