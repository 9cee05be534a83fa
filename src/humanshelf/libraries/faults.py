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

    def entries(self, key: str) -> Iterator["Checked"]:
        """Each [[key]] of the file, knowing from which line on it stands."""
        starts = [m.start() for m in re.finditer(rf"^\[\[{key}\]\]", self.source, re.M)]
        found = self.values.get(key, [])
        for index, entry in enumerate(found):
            start = starts[index] if index < len(starts) else 0
            yield Checked(self.path, self.source, entry, self.faults, start)

    def expect(self, holds: bool, key: str, text: str) -> bool:
        """Note a fault where the key stands, if something does not hold."""
        if not holds:
            self.faults.append(Fault(self.path, self._line(key), text))
        return holds

    def _line(self, key: str) -> int:
        pattern = (
            rf"(^\s*{re.escape(key)}\s*=|^\[+[\w.]*{re.escape(key)}[\w.]*\]+|\"{re.escape(key)}\")"
        )
        found = re.compile(pattern, re.M).search(self.source, self.start)
        return self.source.count("\n", 0, found.start() if found else self.start) + 1
