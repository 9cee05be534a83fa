"""What stands in no template: unsafe markup, inline styles and handlers, stray wiring."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "src/humanshelf"
LIVE = "templates/live.html"


@pytest.fixture(scope="module")
def templates():
    """All templates by their names, without their comments."""
    found = {
        str(path.relative_to(ROOT)): re.sub(
            r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.S
        )
        for path in ROOT.rglob("*.html")
    }
    assert len(found) > 20
    return found


def having(templates, pattern):
    return [name for name, text in templates.items() if re.search(pattern, text)]


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
def test_what_stands_in_no_template(templates, pattern, what):
    assert having(templates, pattern) == [], what


def test_htmx_is_wired_in_one_place(templates):
    assert having(templates, r"\bhx-") == [LIVE]


def test_that_place_is_one_element_with_a_nonce(templates):
    assert len(re.findall(r"<\w+[^>]*\shx-", templates[LIVE])) == 1
    assert 'hx-nonce="{{ nonce() }}"' in templates[LIVE]


def test_a_script_block_holds_no_script(templates):
    assert having(templates, r"<script[^>]*>\s*[^<\s]") == []


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
    """One script keeps a form of the staff's in the tab's memory, until it is saved."""
    for path in (ROOT / "static/js").glob("*.js"):
        text = path.read_text(encoding="utf-8")
        if path.name == "unsaved.js":
            text = text.replace("sessionStorage", "", 1)
        for word in ("eval(", "new Function", "innerHTML", "outerHTML", "document.write",
                     "localStorage", "sessionStorage", "indexedDB", "document.cookie"):  # fmt: skip
            assert word not in text, f"{path.name}: {word}"
