"""Plain text with paragraphs, and words between *asterisks* set apart. There is no more markup."""

import re

STRESSED = re.compile(r"\*(?!\s)([^*\n]+?)(?<!\s)\*")

Run = tuple[str, bool]
"""Some words, and whether they are set apart. A line break stays one."""


def paragraphs(text: str) -> list[list[Run]]:
    """Blank lines part paragraphs."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return [_runs(part.strip()) for part in parts if part.strip()]


def _runs(text: str) -> list[Run]:
    pieces = STRESSED.split(text)
    return [(piece, bool(at % 2)) for at, piece in enumerate(pieces) if piece]
