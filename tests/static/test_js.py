"""The habits of our scripts that a strict content policy and a slow phone demand."""

import gzip
import re
from pathlib import Path

import pytest

import humanshelf

STATIC = Path(humanshelf.__file__).parent / "static"
OURS = {path.stem: path.read_text() for path in sorted((STATIC / "js").glob("*.js"))}
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CARD_PAGE = [
    "css/base.css",
    "css/reader.css",
    "vendor/htmx-4.0.1.min.js",
    "vendor/hx-csp-4.0.1.min.js",
    "vendor/hx-sse-4.0.1.min.js",
    *(f"js/{name}.js" for name in ("clock", "live", "swap", "send", "attention", "exit")),
]
# Sinks that trusted types guard, code made from text, and memory that outlives the page.
FORBIDDEN = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\.src\s*=|\beval\b"
    r"|new Function|setTimeout\(\s*[\"'`]|localStorage|sessionStorage|indexedDB|document\.cookie"
    r"|https?://|\bfetch\(|XMLHttpRequest|sendBeacon|\.style\b|console\."
)


@pytest.mark.parametrize("name", OURS)
def test_a_script_says_first_what_it_is_for(name):
    assert OURS[name].startswith(("/* ", "// "))


@pytest.mark.parametrize("name", OURS)
def test_a_script_puts_no_name_of_its_own_on_the_page(name):
    assert re.findall(r"^(?:let|const|var|class|(?:async )?function)\b.*", OURS[name], re.M) == []
    named = re.findall(r"\bwindow\.(\w+)\s*=[^=]", OURS[name])
    assert named == (["humanshelf"] if name == "clock" else [])


@pytest.mark.parametrize("name", OURS)
def test_a_script_writes_no_markup_and_keeps_nothing(name):
    """But for the one that keeps a form of the staff's until it is saved, in the tab's memory; and
    none asks the server by itself, but for the one that needs a fresh challenge."""
    found = re.findall(FORBIDDEN, COMMENT.sub("", OURS[name]))
    assert found == {"unsaved": ["sessionStorage"], "passkey": ["fetch("]}.get(name, [])


@pytest.mark.parametrize("name", OURS)
def test_a_script_keeps_to_the_language_of_2020(name):
    newer = r"\?\?=|\|\|=|&&=|\.at\(|replaceAll|Object\.hasOwn|structuredClone|\bawait\s+import"
    assert re.findall(newer, COMMENT.sub("", OURS[name])) == []


@pytest.mark.parametrize("name", OURS)
def test_a_script_is_short_to_read(name):
    lines = OURS[name].splitlines()
    assert len(lines) < 170
    assert [line for line in lines if len(line) > 100] == []


def test_first_load_of_a_card_leaves_room_for_the_card():
    """With scripts it may be 40 kB on the wire; the page itself takes some five of them."""
    on_the_wire = sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in CARD_PAGE)
    assert on_the_wire < 34_200
