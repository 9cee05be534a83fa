"""Numbers in forms: what was typed stays as it was typed, and says beside it what is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

WHOLE = re.compile(r"\d{1,5}", re.ASCII)
DECIMAL = re.compile(r"\d{1,3}(?:[.,]\d{1,2})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Number:
    """A field with its words, what stands in it, and what is wrong with that."""

    name: str
    label: str
    hint: str
    typed: str
    wrong: str | None = None


Words = tuple[str, str, str]
"""A field's name, its label, and one plain sentence of what it does."""


def whole(typed: str) -> int | None:
    """A number as people type it; None if it is none."""
    typed = typed.strip()
    return int(typed) if WHOLE.fullmatch(typed) else None


def decimal(typed: str) -> float | None:
    """With a point or a comma, whatever the language."""
    typed = typed.strip()
    return float(typed.replace(",", ".")) if DECIMAL.fullmatch(typed) else None


def told(number: float) -> str:
    return f"{number:g}"


def numbers(
    words: list[Words], typed: Mapping[str, str], wrong: Mapping[str, str] | None = None
) -> list[Number]:
    found = wrong or {}
    return [Number(n, label, hint, typed[n], found.get(n)) for n, label, hint in words]


def read(
    typed: Mapping[str, str], name: str, how: Callable[[str], float | None] = whole
) -> float | None:
    return how(typed[name])
