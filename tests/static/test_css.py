"""The habits of our CSS that an eye overlooks."""

import gzip
import re
from pathlib import Path

import pytest

import humanshelf

CSS = Path(humanshelf.__file__).parent / "static/css"
SHEETS = {path.stem: path.read_text() for path in sorted(CSS.glob("*.css"))}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
BLOCK = re.compile(r"([^{};]+)\{([^{}]*)\}")
COLOUR = re.compile(
    r"#[0-9a-f]{3,8}\b|\b(?:rgb|hsl|oklch|color)a?\(|:\s*(?:white|black|red)\b", re.IGNORECASE
)
# A library's sheet is last in line for no one: the order is said once, in base.css.
ORDER = "@layer reset, tokens, base, layout, parts, reader, desk, board, studio, print;"


def rules(sheet: str) -> list[tuple[str, list[str]]]:
    """Every innermost block: its selector and its declarations."""
    text = COMMENT.sub("", SHEETS[sheet])
    return [
        (selector.strip(), [line.strip() for line in body.split(";") if line.strip()])
        for selector, body in BLOCK.findall(text)
    ]


def declarations(sheet: str) -> list[str]:
    return [line for _, lines in rules(sheet) for line in lines]


def test_there_is_one_sheet_for_each_kind_of_page():
    assert list(SHEETS) == ["base", "board", "desk", "reader", "studio"]


def test_the_order_of_layers_is_said_first_and_once():
    first = COMMENT.sub("", SHEETS["base"]).strip().splitlines()[0]
    assert first == ORDER
    assert sum(text.count("@layer reset") for text in SHEETS.values()) == 2


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_rule_stands_in_a_layer(sheet):
    text = COMMENT.sub("", SHEETS[sheet]).replace(ORDER, "")
    outside, depth, kept = "", 0, []
    for sign in text:
        if sign == "{":
            kept.append(outside.strip()) if depth == 0 else None
            depth, outside = depth + 1, ""
        elif sign == "}":
            depth, outside = depth - 1, ""
        else:
            outside += sign
    assert depth == 0
    assert [start for start in kept if not start.startswith(("@layer ", "@media "))] == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_properties_are_logical(sheet):
    physical = re.compile(
        r"^(?:margin|padding|border|inset)?-?(?:left|right|top|bottom)\b"
        r"|^(?:min-|max-)?(?:width|height)\s*:"
        r"|^(?:text-align|float|clear)\s*:\s*(?:left|right)",
    )
    lopsided = re.compile(r"^(?:margin|padding|inset)\s*:\s*(\S+)\s+(\S+)\s+(\S+)\s+(\S+)$")
    found = [line for line in declarations(sheet) if physical.match(line)]
    for line in declarations(sheet):
        sides = lopsided.match(re.sub(r"\([^()]*\)", "()", line))
        if sides and sides[2] != sides[4]:
            found.append(line)
    assert found == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_colours_are_named_in_tokens_only(sheet):
    found = [line for line in declarations(sheet) if COLOUR.search(line) and line[:2] != "--"]
    assert found == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_is_forced_and_no_id_is_styled(sheet):
    assert "!important" not in SHEETS[sheet]
    assert [selector for selector, _ in rules(sheet) if re.search(r"#[a-z]", selector)] == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_nothing_is_fetched(sheet):
    assert re.findall(r"url\(|@import|@font-face", SHEETS[sheet]) == []


def test_every_token_that_is_used_is_set():
    everything = "".join(SHEETS.values())
    used = set(re.findall(r"var\((--[\w-]+)", everything))
    assert used - set(re.findall(r"(--[\w-]+)\s*:", everything)) == set()


def test_a_readers_page_takes_little_on_the_wire():
    on_the_wire = sum(len(gzip.compress(SHEETS[name].encode(), 9)) for name in ("base", "reader"))
    assert on_the_wire < 9_000
