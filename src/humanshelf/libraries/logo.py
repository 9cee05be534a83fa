"""A library's mark: path data in a square of 28, and nothing else that an SVG may hold."""

import re
from dataclasses import dataclass
from enum import StrEnum
from xml.etree import ElementTree

PATH = re.compile(r"[MmLlHhVvCcSsQqTtAaZz0-9 .,\-+eE\n]+")
LONGEST = 4000


class Why(StrEnum):
    TOO_MUCH = "too much"
    NO_SVG = "no svg"
    NOT_PATHS = "not paths"
    NO_DATA = "no data"


SENTENCES = {
    Why.TOO_MUCH: "only <svg> with <path>, at most 4,000 characters",
    Why.NO_SVG: "not SVG",
    Why.NOT_PATHS: "only paths in a viewBox of 0 0 28 28",
    Why.NO_DATA: "a path holds more than path data",
}


@dataclass(frozen=True, slots=True)
class Wrong:
    why: Why
    line: int = 1


# fmt: off
MARKS = {
    "shelf": "M3 24h22v2H3zM5 6h4v17H5zM10.5 3h5v20h-5zM18.2 8.3l3.8-1 4 14.9-3.8 1z",
    "book": "M3 5c4-1.4 8-1 10.3 1v17.5C11 21.5 7 21.1 3 22.5z"
    "M25 5c-4-1.4-8-1-10.3 1v17.5c2.3-2 6.3-2.4 10.3-1z",
    "talk": "M4 4h20a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H13l-6 6v-6H4a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z",
    "door": "M6 2h16v24h-3V5H9v21H6zM11 7h6v19h-6zM2 24h3v2H2zM23 24h3v2h-3z",
    "lamp": "M9 3h10l5 11H4zM12.8 14h2.4v9H19v3H9v-3h3.8z",
    "leaf": "M24 3c1 11-3 17-11 17-1.8 0-3.3-.4-4.5-1.1L5 25l-2-1.2 4.3-7C6 9 12 3.5 24 3z",
    "table": "M2 9h24v3H2zM5 12h3v13H5zM20 12h3v13h-3zM10 4h8v3h-8z",
    "sun": "M14 8a6 6 0 1 1 0 12a6 6 0 1 1 0-12z"
    "M13 1h2v4h-2zM13 23h2v4h-2zM1 13h4v2H1zM23 13h4v2h-4z",
}
# fmt: on
"""Marks for a library that has none of its own."""


def drawn(source: str) -> tuple[str, Wrong | None]:
    """The path data of an SVG file; or nothing, and what is wrong with it."""
    if len(source) > LONGEST or "<!" in source or "<?" in source:
        return "", Wrong(Why.TOO_MUCH)
    try:
        root = ElementTree.fromstring(source)  # nosec B314  no <! gets here: no entities
    except ElementTree.ParseError as error:
        return "", Wrong(Why.NO_SVG, error.position[0])
    paths = [child.get("d", "") for child in root]
    plain = all(child.tag.rpartition("}")[2] == "path" for child in root)
    if root.get("viewBox") != "0 0 28 28" or not paths or not plain:
        return "", Wrong(Why.NOT_PATHS)
    if not all(PATH.fullmatch(d) for d in paths):
        return "", Wrong(Why.NO_DATA)
    return " ".join(paths), None
