"""What stands in no template: unsafe markup, inline styles and handlers, stray wiring."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src/humanshelf"
TEMPLATES = sorted(ROOT.rglob("*.html"))
NAMES = [str(path.relative_to(ROOT)) for path in TEMPLATES]
LIVE = ROOT / "templates/live.html"


def source(path):
    """A template without its comments."""
    return re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S)


def test_there_are_templates():
    assert len(TEMPLATES) > 20


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
@pytest.mark.parametrize(
    ("pattern", "what"),
    [
        (r"\|\s*safe\b", "markup that nobody escaped"),
        (r"autoescape", "escaping switched"),
        (r"\bstyle\s*=", "an inline style"),
        (r"<style\b", "an inline style sheet"),
        (r"\son\w+\s*=\s*[\"']", "an inline handler"),
        (r"javascript:", "a script in an address"),
        (r"https?://", "an address elsewhere"),
        (r"\bhref=\"/", "an address by hand"),
        (r"\baction=\"/", "an address by hand"),
        (r"<script(?![^>]*nonce=)", "a script without a nonce"),
        (r"<img\b(?![^>]*alt=)", "a picture without words"),
        (r"method=\"get\"", "a form that reads"),
    ],
)
def test_what_stands_in_no_template(path, pattern, what):
    assert re.search(pattern, source(path)) is None, what


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p != LIVE], ids=lambda p: p.name)
def test_htmx_is_wired_in_one_place(path):
    assert re.search(r"\bhx-", source(path)) is None


def test_that_place_is_one_element_with_a_nonce():
    assert len(re.findall(r"<\w+[^>]*\shx-", source(LIVE))) == 1
    assert 'hx-nonce="{{ nonce() }}"' in source(LIVE)


@pytest.mark.parametrize("path", TEMPLATES, ids=NAMES)
def test_a_script_block_holds_no_script(path):
    assert re.findall(r"<script[^>]*>\s*[^<\s]", source(path)) == []


def test_no_door_makes_markup_of_what_was_sent():
    """Markup(...) is for our own words: of a variable it would be HTML that nobody escaped."""
    doors = [path for name in ("readers", "desk", "board", "studio", "front", "access")
             for path in (ROOT / name).rglob("*.py")]  # fmt: skip
    loose = [
        f"{path.name}: {line.strip()}"
        for path in doors
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bMarkup\((?!\s*['\")])", line)
    ]
    assert loose == []


def test_the_scripts_know_no_eval_and_no_html():
    for path in (ROOT / "static/js").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        for word in ("eval(", "new Function", "innerHTML", "outerHTML", "document.write",
                     "localStorage", "sessionStorage", "indexedDB", "document.cookie"):  # fmt: skip
            assert word not in text, f"{path.name}: {word}"
