"""The little Markdown that libraries write their long texts in, read into tokens."""

import re
from collections.abc import Callable, Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

Block = Callable[[StateBlock, int, int, bool], bool]

BLOCKS = ("blockquote", "list", "heading")
INLINE = ("newline", "escape", "emphasis", "link")
LOWEST = 5
"""Headings go no further down than h5."""
DEEPEST = 6
"""Elements that lie in one another. What lies deeper stays text, so that none of it is lost."""

LONGEST = 20_000
"""The most that a form takes. What is longer came another way, and has paragraphs only."""

LINK = re.compile(r"https://[^\s/?#@\\%]+([/?#][^\s\\]*)?|/(?!/)[^\s\\]*")
"""Other sites over TLS, under their own name, and pages of the library itself."""
NEWLINE = re.compile(r"\r\n?")
MARKER = re.compile(r"^([ >]*\d*)([-+*.)])")
LATER = re.compile(r"(?!1[.)])\d+[.)]")
"""A number that no list begins with."""


def reader() -> MarkdownIt:
    """With the rules named above and no others; it knows no HTML."""
    made = MarkdownIt("zero", {"breaks": True}).enable([*BLOCKS, *INLINE])
    made.validateLink = lambda url: LINK.fullmatch(url) is not None  # type: ignore[method-assign]
    ruler = made.block.ruler
    for rule in ruler.__rules__:
        if rule.name in BLOCKS:
            ruler.at(rule.name, _shallow(rule.fn), {"alt": rule.alt})
    return made


def _shallow(rule: Block) -> Block:
    """The rule where there is room for it and something to hold; lists count from one."""

    def shallow(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
        goes_on = silent and state.sCount[start] < state.blkIndent
        if state.level >= DEEPEST or not line.strip("#> \t"):
            return False
        return (goes_on or not LATER.match(line)) and rule(state, start, end, silent)

    return shallow


READER = reader()
BARE = MarkdownIt("zero", {"breaks": True}).enable("newline")


def read(text: str, top: int = 3) -> list[Token]:
    """The text as tokens, its headings from h<top> on.

    What only looks like a list is none: a paragraph that begins with “3. sınıfta” stays as it is.
    """
    lines = NEWLINE.sub("\n", text).split("\n")
    if len(text) > LONGEST:
        return BARE.parse("\n".join(lines))
    tokens = READER.parse("\n".join(lines))
    false = _no_lists(tokens)
    for number in false:
        lines[number] = MARKER.sub(r"\1\\\2", lines[number], count=1)
    tokens = READER.parse("\n".join(lines)) if false else tokens
    _name_links(tokens)
    _set_headings(tokens, top)
    return tokens


def _no_lists(tokens: Iterable[Token]) -> list[int]:
    """The lines that begin lists of one, and those of lists that do not count 1, 2, 3."""
    found: list[int] = []
    within: list[list[Token]] = []
    for token in tokens:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            within.append([])
        elif token.type == "list_item_open":
            within[-1].append(token)
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            items = within.pop()
            numbers = [item.info for item in items if item.info]
            counts = numbers == [str(number) for number in range(1, len(numbers) + 1)]
            if not counts or (len(items) < 2 and token.level == 0):
                found += [item.map[0] for item in items if item.map]
    return found


def _name_links(tokens: Iterable[Token]) -> None:
    """A link in whose words nothing is to be seen is called by its address."""
    for token in tokens:
        children = token.children or []
        said = ""
        for at in range(len(children) - 1, -1, -1):
            one = children[at]
            said = "" if one.type == "link_close" else said + one.content
            if one.type == "link_open" and not any(s.isprintable() for s in said if s != " "):
                children.insert(at + 1, Token("text", "", 0, content=str(one.attrs["href"])))


def _set_headings(tokens: Iterable[Token], top: int) -> None:
    """Two levels: what lies below the text's first heading, however deep, goes one step down."""
    first = 0
    for token in tokens:
        if token.type.startswith("heading_"):
            level = int(token.tag[1:])
            first = first or level
            token.tag = f"h{min(LOWEST, top + (level > first))}"
