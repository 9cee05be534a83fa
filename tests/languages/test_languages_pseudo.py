"""In the pseudo-locale all that is shown stands in brackets, but for what libraries say."""

import re
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from babel import Locale
from flask_babel import gettext, ngettext, pgettext

from cast import EVENT, TEAM, House, Stage, Visitor
from humanshelf.config import EXIT
from humanshelf.pages.language import OWN_NAMES
from humanshelf.pages.wayout import PLACES
from humanshelf.pages.wording import wording
from humanshelf.studio.parts.clock import CONTINENTS, city, zones
from languages import walks
from languages.content import bundle, languages_of, pen_names, videos
from languages.pseudo import LONGER, outside, spoken, stretched
from languages.reading import Read, glance, read
from languages.texts import source


def own(slug: str) -> list[str]:
    """What need not be translated: the library's texts, names, address, days, tongues."""
    days = Locale(bundle(slug)["languages"][0]).days["format"]["wide"].values()
    kinds = Locale(bundle(slug)["languages"][0]).months
    months = {*kinds["format"]["abbreviated"].values(), *kinds["format"]["wide"].values()}
    months |= set(kinds["stand-alone"]["wide"].values())
    # Paragraphs, items and words set apart stand in elements of their own; so do links and names.
    told = (part for text in languages_of(slug) for part in re.split(r"\n+(?:- )?|\*+", text))
    links = (part for line in videos(slug) for part in line.split(" ", 2)[1:])
    team = set(TEAM.values())
    words = {*languages_of(slug), *pen_names(slug), *bundle(slug)["words"], *OWN_NAMES.values()}
    words.add("Telefon")  # What somebody calls a passkey.
    posters = {f"https://{slug}.localhost/{path}" for path in (f"events/{EVENT}", "surveys/help")}
    main = bundle(slug)["languages"][0]
    ways = {address.replace("%(language)s", main) for address in (*PLACES.values(), EXIT)}
    cities = {city(zone, main) for places in zones().values() for zone in places}
    continents = {Locale(main).territories[code] for code in CONTINENTS.values()}
    all_of_it = {
        *words,
        *cities,
        *continents,
        *told,
        *links,
        *days,
        *months,
        *team,
        *posters,
        *ways,
        "[…](https://…)",
    }
    return sorted(filter(None, map(str.strip, all_of_it)), key=len, reverse=True)


def escaped(found: Read, known: list[str]) -> str:
    """What of a text has escaped translation."""
    if found.text in OWN_NAMES:
        return ""  # a language's code, in the switch
    rest = outside(found.text)
    for text in known:
        rest = rest.replace(text, " ")
    return rest.strip() if any(c.isalpha() for c in rest) else ""


Walk = Callable[[House], Iterator[tuple[Visitor, str]]]


@pytest.mark.parametrize("slug", ["baku", "nu"])
@pytest.mark.parametrize(
    "walk",
    [walks.readers, walks.staff, walks.surveys, walks.rounds, walks.quiet, walks.lockdown],
)
def test_nothing_on_a_page_escapes_translation(stage: Stage, slug: str, walk: Walk):
    house = stage.houses[slug]
    known = own(slug)
    seen: list[str] = []
    for visitor, path in walk(house):
        visitor.own_headers["Accept-Language"] = bundle(slug)["languages"][0]
        with spoken(stage.app):
            page = read(glance(visitor, path))
        wrong = [(f.where, rest) for f in page if (rest := escaped(f, known))]
        assert wrong == [], path
        assert any(f.text.startswith("⟦") for f in page)
        seen.append(path)
    assert len(seen) >= 5


def test_without_it_every_page_is_full_of_such_words(baku):
    visitor = baku.reader()
    for path in ("/", "/rules", "/safety", "/sign-in", "/no-such-page"):
        page = read(glance(visitor, path))
        assert sum(bool(escaped(found, own("baku"))) for found in page) > 5, path


def test_what_escapes_is_found():
    assert escaped(Read("⟦Tablees⟧: Nar 27", "az", "p"), ["Nar"]) == ""
    assert escaped(Read("⟦Frree⟧ Back to the queue", "az", "p"), []) == "Back to the queue"
    assert escaped(Read("⟦one ⟦in⟧ another⟧", "az", "p"), []) == ""


def test_every_message_is_two_fifths_longer_and_keeps_its_values():
    for text in source():
        for form in text.forms:
            longer = stretched(form)
            values = re.findall(r"%\(\w+\)s", form)
            assert re.findall(r"%\(\w+\)s", longer) == values
            short = len(form) - sum(map(len, values))
            added = len(longer) - 2 - len(form)
            assert short * LONGER - 2 <= added <= short * LONGER, longer
            if "%" not in form:
                assert Counter(form.split()).total() == len(longer.split())


def test_templates_and_code_both_speak_it(stage, baku):
    with baku.inside(), stage.app.test_request_context("/?lang=az"):
        with spoken(stage.app):
            template = wording("az")
            assert template["_"]("Your card: %(card)s", card="Nar 27") == "⟦Youur ccarrd: Nar 27⟧"
            assert template["ngettext"]("%(num)s person", "%(num)s people", 3) == "⟦3 peeopple⟧"
            assert template["pgettext"]("chip", "Left") == "⟦Lefft⟧"
            assert template["npgettext"]("button", "a %(num)s", "b %(num)s", 1) == "⟦a 1⟧"
            assert gettext("Events") == "⟦Eveentts⟧"
            assert ngettext("%(num)s card", "%(num)s cards", 1) == "⟦1 caardd⟧"
            assert pgettext("chip", "Left") == "⟦Lefft⟧"
    with baku.inside(), stage.app.test_request_context("/?lang=az"):
        assert wording("az")["_"]("Tables") == gettext("Tables") == "Masalar"
