"""Templates as their words see them: text and expressions, without the logic between."""

import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from jinja2 import Environment, nodes

from languages.texts import SOURCE

VALUE = "◆"
"""Stands where a template puts in a value."""
SPEAKING = {
    "alt",
    "aria-description",
    "aria-label",
    "aria-placeholder",
    "aria-roledescription",
    "aria-valuetext",
    "data-come-title",
    "data-fresh",
    "data-label",
    "data-lost",
    "data-news",
    "label",
    "placeholder",
    "title",
}
"""Attributes that are shown or read out, ours among them."""
SILENT = {"script", "style"}
INLINE = {"a", "abbr", "b", "em", "i", "small", "span", "strong", "time"}
TRANSLATING = {"_": 1, "gettext": 1, "ngettext": 2, "pgettext": 2, "npgettext": 3}
"""How many of their arguments are the message."""
ALIKE = {"QR", "Enter", "Shift", "SVG", "Tor Browser", "UTC"}
"""The same in every language; two of them stand on keys."""
KEYS = {"asset", "in_turn", "phase", "url_for", "why", "words"}
"""Functions that take keys, not texts."""
ENVIRONMENT = Environment(trim_blocks=True, lstrip_blocks=True)


@cache
def templates() -> dict[str, str]:
    paths = sorted(SOURCE.rglob("*.html"))
    return {str(path.relative_to(SOURCE)): path.read_text(encoding="utf-8") for path in paths}


def skeleton(source: str) -> str:
    """The HTML alone, with one mark for each value."""
    parts, inside = [], ""
    source = re.sub(
        r"{% (block|macro) \w+_attributes\b[^%]*%}.*?{% end\1 %}", "", source, flags=re.DOTALL
    )
    for _line, kind, value in ENVIRONMENT.lex(source):
        if kind in ("variable_begin", "block_begin", "comment_begin", "raw_begin"):
            inside = kind
            parts.append(VALUE if kind == "variable_begin" else "")
        elif kind in ("variable_end", "block_end", "comment_end", "raw_end"):
            inside = ""
        elif kind == "data" and not inside:
            parts.append(value)
    return "".join(parts)


class Words(HTMLParser):
    """Collects what is shown: runs of text between block elements, and speaking attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found = [""]
        self.attributes: list[str] = []
        self.silent = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = tag in SILENT
        self.part(tag)
        self.attributes += [value or "" for name, value in attrs if name in SPEAKING]
        # Words on a button can stand in its value too.
        given = dict(attrs)
        if tag == "input" and given.get("type") in ("submit", "button", "reset"):
            self.attributes.append(given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent = False
        self.part(tag)

    def part(self, tag: str) -> None:
        if tag not in INLINE:
            self.found.append("")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.found[-1] += data


def shown(source: str) -> list[str]:
    """All that a template shows, values as marks."""
    words = Words()
    words.feed(skeleton(source))
    words.close()
    return [text for text in (*words.found, *words.attributes) if text.strip()]


def escaped(source: str) -> list[str]:
    """Words that stand in a template and can never be translated."""
    literal = [text.strip() for text in shown(source) if any(c.isalpha() for c in text)]
    return [text for text in (*literal, *of_expressions(source)) if text not in ALIKE]


def of_expressions(source: str) -> Iterator[str]:
    """Words inside expressions: ``{{ "Yes" if … }}``."""
    tree = ENVIRONMENT.parse(source)
    keys: set[int] = set()
    for call in tree.find_all((nodes.Call, nodes.Filter)):
        name = call.name if isinstance(call, nodes.Filter) else called(call)
        if name in TRANSLATING or name in KEYS or name == "day":
            keys |= {id(leaf) for part in call.args for leaf in leaves(part)}
    for test in tree.find_all(nodes.Compare):
        keys |= {id(leaf) for leaf in leaves(test)}
    for leaf in tree.find_all(nodes.Const):
        if isinstance(leaf.value, str) and id(leaf) not in keys and looks_written(leaf.value):
            yield leaf.value


def leaves(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    yield from node.find_all(nodes.Const)


def looks_written(text: str) -> bool:
    """Words for people have spaces or begin with a capital; keys do not."""
    letters = any(c.isalpha() for c in text)
    return letters and (" " in text.strip() or text[0].isupper()) and not text.startswith("X-")


def called(call: nodes.Call) -> str:
    match call.node:
        case nodes.Name(name=name):
            return str(name)
        case nodes.Getattr(attr=attr):
            return str(attr)
    return ""


def glued(source: str) -> list[str]:
    """Values with a letter, an apostrophe or a hyphen right behind them."""
    return [text.strip() for text in shown(source) if re.search(rf"{VALUE}[\w'’`-]", text)]


def messages(source: str) -> Iterator[tuple[str, list[object], set[str]]]:
    """Each call for a translation: its name, its message, and the values that it is given."""
    for call in ENVIRONMENT.parse(source).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in TRANSLATING:
            parts = [getattr(part, "value", None) for part in call.args]
            yield call.node.name, parts, {pair.key for pair in call.kwargs}


def recased(source: str) -> list[str]:
    """Filters and methods that change the case of letters."""
    tree = ENVIRONMENT.parse(source)
    return [f.name for f in tree.find_all(nodes.Filter) if f.name in RECASING] + [
        called(call)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Getattr) and called(call) in RECASING
    ]


RECASING = {"upper", "lower", "title", "capitalize", "capwords", "swapcase", "casefold"}


def paths() -> list[Path]:
    """The Python files."""
    return [path for path in sorted(SOURCE.rglob("*.py")) if "migrations" not in path.parts]
