"""Texts in several languages, and which one stands in for a missing one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Texts by language, with the order in which others stand in for a missing one."""

    texts: dict[str, dict[str, str]]
    order: tuple[str, ...]

    def __call__(self, key: str, language: str) -> tuple[str, str]:
        """The text and the language it is in."""
        for candidate in (language, *self.order, *self.texts):
            found = self.texts.get(candidate, {}).get(key)
            if found:
                return found, candidate
        return "", language
