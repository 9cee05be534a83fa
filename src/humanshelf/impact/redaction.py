"""Words struck out of a text. What comes back holds nothing of them, not even their number."""

from collections.abc import Collection

from humanshelf.impact.telling import words

GONE = "…"


def struck(text: str, out: Collection[int]) -> str:
    """The text with these words, by number, replaced; several in a row by one mark."""
    kept: list[str] = []
    for at, word in enumerate(words(text)):
        shown = GONE if at in out else word
        if shown != GONE or kept[-1:] != [GONE]:
            kept.append(shown)
    return " ".join(kept)


def empty(text: str) -> bool:
    """Whether nothing is left to quote."""
    return not any(character.isalnum() for character in text)
