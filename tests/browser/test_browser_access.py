"""Every page in every state, as an audit and a hand without a mouse meet it."""

from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from test_browser_looks import too_wide

import looking
from looking import LANGUAGES, PHONE, TABLET, Stop, Tour

AXE = Path(axe_playwright_python.__file__).with_name("axe.min.js")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AUDIT = """async (rules) => {
  // what sticks to an edge may cover half a target until one scrolls
  for (const bar of document.querySelectorAll(".footbar, .tools")) bar.style.position = "static";
  const how = { runOnly: RULES, rules, preload: false, resultTypes: ["violations"] };
  const found = await axe.run(how);
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}""".replace("RULES", str(RULES))
TAP, DESK_TAP = 44, 56
SMALL = """([least, desk]) => {
  const small = [];
  const WANTED = "a, button, select, summary, input:not([type=hidden]), label.choice";
  for (const target of document.querySelectorAll(WANTED)) {
    if (!target.checkVisibility({ visibilityProperty: true })) continue;
    if (target.matches(".skip, label.choice input, .hues input")) continue;
    if (target.matches("p a:only-of-type:not(.link)")) continue;  // a link in a sentence
    const { width, height } = target.getBoundingClientRect();
    const needed = target.matches(".row *, .tools *, .bar *") ? desk : least;
    if (height < needed - 0.5 || width < least - 0.5) {
      small.push(`${target.tagName} ${target.textContent.trim()} ${width} x ${height}`);
    }
  }
  return small;
}"""
MOVING = """() => [...document.querySelectorAll("*")].flatMap((element) => {
  const style = getComputedStyle(element);
  const moving = style.animationName !== "none" || parseFloat(style.transitionDuration) > 0;
  return moving ? [element.className] : [];
})"""
FOREIGN = f"""() => {{ {looking.IN_VIEW}
return [...new Set(seen
  .filter(({{ text, element }}) => /\\p{{Script=Cyrillic}}/u.test(text)
    && !["ru", "kk"].includes(element.closest("[lang]").lang))
  .map(({{ text }}) => text))]; }}"""


def audit(page: Any, **rules: bool) -> list[str]:
    """What axe finds, each as one line."""
    page.evaluate(AXE.read_text())
    return page.evaluate(AUDIT, {name: {"enabled": on} for name, on in rules.items()})


def size_of(stop: Stop) -> tuple[int, int]:
    return TABLET if stop.path.startswith(("/desk", "/board")) else PHONE


def audited(tour: Tour, library: str, language: str, stops: list[Stop], **how: Any) -> None:
    """Every stop, by axe with these rules or, where they are None, by what words can change."""
    rules = how.pop("rules", {})
    found = {}
    for size in (PHONE, TABLET):
        here = [stop for stop in stops if size_of(stop) == size]
        for stop, page in tour.walk(library, language, size, here, **how):
            assert page.locator("html").get_attribute("lang") == language
            # an open menu lies over half a button; SMALL measures those
            covered = {"target-size": False} if "menu" in stop.name else {}
            board = stop.path.startswith("/board")
            faults = too_wide(page) if library == "nu" and not board else []
            faults += audit(page, **rules, **covered) if rules is not None else []
            if not board:
                faults += page.evaluate(SMALL, [TAP, DESK_TAP])
            if library == "baku" and language != "ru":
                faults += page.evaluate(FOREIGN)
            if faults:
                found[stop.name] = faults
    assert "\n".join(f"{stop}: {faults}" for stop, faults in found.items()) == ""


@pytest.mark.parametrize("library", LANGUAGES)
def test_no_page_has_a_fault_in_its_librarys_own_language(tour, library):
    """No finding of an audit, no target too small, no foreign letters without their language; in
    the library with the longer words nothing that outgrows a phone.

    Contrast is measured in one library: in all 24 hues it stands in the looks' own test.
    """
    rules = {} if library == "baku" else {"color-contrast": False}
    audited(tour, library, LANGUAGES[library][0], tour.stops(library), rules=rules)


@pytest.mark.parametrize("language", LANGUAGES["baku"][1:])
def test_nor_in_another_language(tour, language):
    """Markup is the same in all of them, and one board or shelf as good as another."""
    alike = ("event quiet", "event many", "desk quiet", "desk many", "one language")
    stops = [stop for stop in tour.stops("baku") if stop.name not in alike]
    stops = [stop for stop in stops if not stop.name.startswith("board") or "autumn" in stop.name]
    audited(tour, "baku", language, stops, rules=None)


def test_nor_in_the_dark(tour):
    main = ("home", "event autumn", "book, more", "desk autumn", "desk, menu", "desk, refused")
    main += ("sign-in, wrong", "slip", "team, link", "nothing", "wishes")
    stops = [s for s in tour.stops("baku") if s.name in main or s.name.startswith("card ")]
    audited(tour, "baku", "az", stops, color_scheme="dark")


def test_the_neutral_page_has_none(tour):
    context = tour.browser.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    page.goto(f"http://nobody.localhost:{tour.server.port}/")
    assert page.title() == "Nothing here"
    assert audit(page) == []
    context.close()


@pytest.mark.parametrize("path", ["/", "/events/autumn", "/rules", "/sign-in", "/nothing"])
def test_a_link_to_another_language_says_which(tour, path):
    with tour.visit("baku", "az", PHONE) as page:
        page.goto(path)
        others = page.locator(".langs a")
        told = [[link.get_attribute(n) for n in ("lang", "hreflang")] for link in others.all()]
        assert told == [[code, code] for code in LANGUAGES["baku"][1:]]
        assert page.locator(".langs [aria-current]").get_attribute("lang") == "az"
        names = [link.locator("abbr").get_attribute("title") for link in others.all()]
        assert names == ["Русский", "English", "Türkçe"]


def test_nothing_moves_for_those_who_asked_for_stillness(tour):
    moving = {}
    for motion in ("reduce", "no-preference"):
        with tour.visit("baku", "az", PHONE, reduced_motion=motion) as page:
            page.goto(tour.halls["baku"].cards["thanks"])
            page.locator(".card").evaluate("(card) => card.classList.add('fresh')")
            moving[motion] = page.evaluate(MOVING)
    assert moving["reduce"] == []
    assert len(moving["no-preference"]) == 2


def test_nothing_moves_by_itself(tour):
    stops = [s for s in tour.stops("baku") if s.name in ("home", "card come", "desk autumn")]
    for stop, page in tour.walk("baku", "az", TABLET, stops):
        assert page.evaluate(MOVING) == [], stop.name


def test_the_way_through_a_page_by_keyboard_is_seen(tour):
    """The focus has an outline of three pixels, on every element that takes it."""
    outline = """() => {
      const style = getComputedStyle(document.activeElement);
      return [document.activeElement.tagName, style.outlineStyle, style.outlineWidth];
    }"""
    with tour.visit("baku", "az", PHONE) as page:
        page.goto("/events/autumn/books/kamran")
        seen = []
        for _ in range(12):
            page.keyboard.press("Tab")
            seen.append(page.evaluate(outline))
        tags = [tag for tag, *_ in seen if tag != "BODY"]
        assert [tag for tag, *how in seen if how == ["solid", "3px"]] == tags
        assert len(tags) > 8


def test_a_focus_is_not_hidden_behind_the_bars(tour):
    with tour.visit("nu", "kk", PHONE) as page:
        page.goto("/events/autumn")
        bar = page.locator(".footbar").bounding_box()["y"]
        for _ in range(30):
            page.keyboard.press("Tab")
            hidden = page.evaluate(
                """(bar) => {
                  const target = document.activeElement;
                  const { top } = target.getBoundingClientRect();
                  return !target.closest(".footbar") && top > bar - 20 ? target.outerHTML : null;
                }""",
                bar,
            )
            assert hidden is None
