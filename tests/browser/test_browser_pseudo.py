"""A server that speaks the pseudo-locale: every text 40 % longer, on a phone of 320 px.

What stands outside the brackets has escaped translation, unless a library says it for itself.
languages/test_languages_pseudo.py reads the same in the HTML; here it is what is seen, after the
scripts have had their say.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from test_browser_looks import CROWDED, WIDE

import looking
from browsing import ROOT
from languages.content import books, bundle, languages_of, videos
from languages.pseudo import CLOSE, OPEN, outside
from looking import LANGUAGES, Tour

HOOK = '''"""The server's app is made to speak the pseudo-locale, whoever makes it."""
import importlib.util
import sys


class Hook:
    def find_spec(self, name, path=None, target=None):
        if name != "humanshelf.app":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            make = module.create_app

            def create_app(*given, **named):
                from languages.pseudo import install

                app = make(*given, **named)
                install(app)
                return app

            module.create_app = create_app

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Hook())
'''
# Secrets to copy and names of columns stand in <code>: they are the same in all languages.
WORDS = "seen.filter(({ element }) => !element.closest('code')).map(({ text }) => text)"
SEEN = f"() => {{ {looking.IN_VIEW} return [...new Set({WORDS})]; }}"


@pytest.fixture(scope="module")
def tour(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    folder: Path = tmp_path_factory.mktemp("pseudo")
    (folder / "sitecustomize.py").write_text(HOOK)
    paths = ":".join(map(str, (folder, ROOT / "src", ROOT / "tests")))
    with looking.tour(browser, folder / "data", PYTHONPATH=paths) as made:
        yield made


def own(library: str) -> list[str]:
    """What a library says for itself, and names of people, languages and days."""
    from babel import Locale

    from humanshelf.pages.language import OWN_NAMES
    from humanshelf.studio.parts.clock import city
    from played import NAMES
    from reporting import QUOTE

    days = [
        name
        for language in LANGUAGES[library]
        for kind in ("days", "months")
        for width in ("wide", "abbreviated")
        for name in getattr(Locale(language), kind)["format"][width].values()
    ]
    names = [book["pen_name"] for book in books(library)]
    place = city(bundle(library)["time_zone"], LANGUAGES[library][0])
    texts = {place, *languages_of(library), *names, *bundle(library)["words"], *OWN_NAMES.values()}
    # Paragraphs, items and words set apart stand in elements of their own; so do links and names.
    parts = (part for text in texts for part in re.split(r"\n\s*\n|\n|\*", text))
    told = {part.strip().removeprefix("- ") for part in parts}
    told |= {part for line in videos(library) for part in line.split(" ", 2)[1:]}
    every = {*texts, *told, *days, *OWN_NAMES, *NAMES, *QUOTE.values(), "choir"}
    every |= {day.capitalize() for day in days}
    return sorted(filter(None, every), key=len, reverse=True)


def escaped(text: str, known: list[str]) -> str:
    rest = outside(re.sub(r"https?://\S+", " ", text))
    for said in known:
        rest = rest.replace(said, " ")
    return rest.strip() if any(character.isalpha() for character in rest) else ""


@pytest.mark.parametrize(("library", "language"), [("baku", "en"), ("nu", "kk")])
def test_no_text_escapes_translation_and_none_outgrows_a_phone(tour, library, language):
    known = own(library)
    found: dict[str, list[str]] = {}
    staff = tour.staff(library) if library == "nu" else []
    stops = [*tour.readers(library), *staff]
    for stop, page in tour.walk(library, language, looking.PHONE, stops):
        texts = page.evaluate(SEEN)
        assert any(text[0] == OPEN and text[-1] == CLOSE for text in texts), stop.name
        faults = [rest for text in texts if (rest := escaped(text, known))] + page.evaluate(WIDE)
        if faults:
            found[stop.name] = faults
    assert found == {}


def test_the_board_has_room_for_longer_words(tour):
    known = own("nu")
    found: dict[str, list[str]] = {}
    for stop, page in tour.walk("nu", "kk", (1280, 720), tour.boards("nu")):
        faults = [rest for text in page.evaluate(SEEN) if (rest := escaped(text, known))]
        faults += set(page.evaluate(CROWDED)) - {"the code is small"}
        if faults:
            found[stop.name] = faults
    assert found == {}


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024)])
def test_the_desk_has_room_for_longer_words(tour, size):
    found = {}
    stops = [stop for stop in tour.staff("baku") if stop.name in ("desk autumn", "desk many")]
    for stop, page in tour.walk("baku", "en", size, stops):
        if faults := page.evaluate(WIDE):
            found[stop.name] = faults
    assert found == {}
