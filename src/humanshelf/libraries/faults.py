"""Faults in a bundle: which file, which line, what to mend."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Fault:
    path: Path
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.text}"


class BrokenBundle(Exception):
    """A bundle has faults, all of which are told."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(map(str, faults)))
        self.faults = faults


@dataclass
class Checked:
    """A table of a TOML file, with the place where it stands."""

    path: Path
    source: str
    values: dict[str, Any]
    faults: list[Fault]
    start: int = 0
    end: int | None = None

    def get(self, key: str, otherwise: Any = None) -> Any:
        return self.values.get(key, otherwise)

    def table(self, key: str) -> dict[str, Any]:
        found = self.values.get(key, {})
        if not isinstance(found, dict):
            self.expect(False, key, f"{key} must be a table")
            return {}
        return found

    def text(self, key: str, shape: re.Pattern[str] | None = None, hint: str = "") -> str:
        found = self.values.get(key)
        if not isinstance(found, str) or not found.strip():
            self.expect(False, key, f"{key} is missing")
            return ""
        if shape is not None:
            self.expect(bool(shape.fullmatch(found)), key, f"{key}: {hint}")
        return found.strip()

    def inner(self, key: str, inner: str) -> str:
        found = self.table(key).get(inner)
        self.expect(bool(found), key, f"{key}.{inner} is missing")
        return str(found or "").strip()

    def strings(self, key: str) -> list[str]:
        found = self.values.get(key)
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            self.expect(False, key, f"{key} must be a list of texts")
            return []
        return found

    def entries(self, key: str, header: str = "") -> Iterator["Checked"]:
        """Each [[key]] of the table, knowing from which line to which it stands."""
        header = header or key
        found = self.values.get(key, [])
        if not isinstance(found, list) or not all(isinstance(entry, dict) for entry in found):
            self.expect(False, key, f"give each {key} under a [[{header}]] of its own")
            return
        pattern = re.compile(rf"^[ \t]*\[\[\s*{re.escape(header)}\s*\]\]", re.M)
        end = len(self.source) if self.end is None else self.end
        starts = [m.start() for m in pattern.finditer(self.source, self.start, end)]
        bounds = [*starts, end] if len(starts) == len(found) else [self.start] * len(found) + [end]
        for entry, start, stop in zip(found, bounds, bounds[1:], strict=False):
            yield Checked(self.path, self.source, entry, self.faults, start, stop)

    def expect(self, holds: bool, key: str, text: str) -> bool:
        """Note a fault where the key stands, if something does not hold."""
        fault = None if holds else Fault(self.path, self._line(key), text)
        if fault and fault not in self.faults:
            self.faults.append(fault)
        return holds

    def _line(self, key: str) -> int:
        """Where a key is given, or heads a table, or else stands as a text."""
        word = re.escape(key)
        end = len(self.source) if self.end is None else self.end
        for shape in (rf"^\s*{word}\s*=", rf"^\[+[\w.]*{word}[\w.]*\]+", f'"{word}"'):
            if found := re.compile(shape, re.M).search(self.source, self.start, end):
                return self.source.count("\n", 0, found.end()) + 1
        return self.source.count("\n", 0, self.start + 1) + 1
