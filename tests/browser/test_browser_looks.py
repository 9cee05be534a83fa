"""The contract of the looks: what fits, what is told without colour, what reaches the contrast."""

import base64
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest

import looking
from looking import Stop, Tour

ZOOMED = (320, 256)
"""1280 x 1024 at 400 %."""
SPACING = """
* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
p { margin-bottom: 2em !important }
"""
SPREAD = """(css) => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [sheet];
}"""
WIDE = f"""() => {{ {looking.IN_VIEW}
const width = innerWidth;
const faults = new Set();
if (document.documentElement.scrollWidth > width) faults.add("the page scrolls sideways");
for (const {{ text, element, box }} of seen) {{
  if (box.right > width + 1 || box.left < -1) faults.add(`outside: ${{text}}`);
  for (let around = element; around !== document.body; around = around.parentElement) {{
    const style = getComputedStyle(around);
    if (style.overflowX === "visible" || around.closest(".spines")) continue;
    const frame = around.getBoundingClientRect();
    if (box.right > frame.right + 1 || box.left < frame.left - 1) faults.add(`clipped: ${{text}}`);
  }}
}}
return [...faults]; }}"""
CROWDED = f"""() => {{ {looking.IN_VIEW}
const faults = [];
const shrunk = seen.map(({{ text, element, box }}) => ({{
  text, element, left: box.left + 1, right: box.right - 1,
  top: box.top + box.height / 4, bottom: box.bottom - box.height / 4,
}}));
const inside = (box, frame) => box.left >= frame.left - 2 && box.right <= frame.right + 2
  && box.top >= frame.top - 2 && box.bottom <= frame.bottom + 2;
const screen = {{ left: 0, top: 0, right: innerWidth, bottom: innerHeight }};
for (const one of shrunk) {{
  if (!inside(one, screen)) faults.push(`off the screen: ${{one.text}}`);
  const panel = one.element.closest(".plank li, .plaque, .calls, .aside, header, footer");
  if (panel && !inside(one, panel.getBoundingClientRect())) faults.push(`too wide: ${{one.text}}`);
  for (const other of shrunk) {{
    const apart = one.left >= other.right || other.left >= one.right
      || one.top >= other.bottom || other.top >= one.bottom;
    if (one.element !== other.element && !apart) faults.push(`${{one.text}} on ${{other.text}}`);
  }}
}}
for (const code of document.querySelectorAll(".qr")) {{
  const box = code.getBoundingClientRect();
  if (!inside(box, code.closest(".aside").getBoundingClientRect())) faults.push("the code is cut");
  const square = Math.abs(box.width - box.height) <= 2;
  if (box.width < innerWidth / 12 || !square) faults.push("the code is small");
}}
return faults; }}"""
TOKENS = (
    *("ground", "stock", "sunk", "ink", "soft", "edge", "brand", "fill", "on-fill", "wash"),
    *("go", "heed", "heed-wash", "stop", "stop-wash"),
)
RENDERED = """([names, schemes, hues]) => {
  const brush = Object.assign(document.createElement("canvas"), { width: 1, height: 1 })
    .getContext("2d", { willReadFrequently: true });
  const page = document.documentElement;
  const probe = document.body.appendChild(document.createElement("i"));
  const found = {};
  for (const scheme of schemes) for (const hue of hues) {
    page.dataset.scheme = scheme;
    page.dataset.hue = hue;
    for (const name of names) {
      probe.style.color = `var(--${name})`;
      brush.fillStyle = getComputedStyle(probe).color;
      brush.fillRect(0, 0, 1, 1);
      found[`${scheme} ${hue} ${name}`] = [...brush.getImageData(0, 0, 1, 1).data.slice(0, 3)];
    }
  }
  return found;
}"""
PAIRS = {
    # on whichever of these grounds, at least so much in the light and in the dark
    "ink": (("ground", "stock", "wash", "heed-wash", "stop-wash"), 13.4, 11.3),
    "soft": (("ground", "stock", "wash", "heed-wash", "stop-wash"), 6.4, 6.2),
    "brand": (("ground", "stock", "wash"), 6.0, 6.6),
    "on-fill": (("fill",), 7.1, 6.3),
    "edge": (("ground", "stock", "sunk"), 4.0, 4.2),
    "go": (("stock",), 7.4, 8.3),
    "heed": (("stock", "heed-wash"), 6.2, 6.7),
    "stop": (("stock", "stop-wash"), 6.2, 6.7),
}
SHAPE = """(marks) => marks.map((mark) => {
  const { borderWidth, borderRadius, clipPath, blockSize, rotate, backgroundColor }
    = getComputedStyle(mark, "::before");
  const filled = backgroundColor !== "rgba(0, 0, 0, 0)";
  const kind = [...mark.classList].filter((name) => name !== "mark").join(" ");
  const shape = [borderWidth, borderRadius, clipPath, blockSize, rotate, filled].join(" / ");
  return [kind, shape, mark.textContent.trim()];
})"""


# what fits


def too_wide(page: Any) -> list[str]:
    """What does not fit on a small phone or in a large zoom, nor with the text spacing that people
    may ask for. The page is as wide as before afterwards."""
    size = page.viewport_size
    page.set_viewport_size(dict(zip(("width", "height"), ZOOMED, strict=True)))
    found = page.evaluate(WIDE)
    page.evaluate(SPREAD, SPACING)
    found += [f"spaced out: {fault}" for fault in page.evaluate(WIDE)]
    page.evaluate(SPREAD, "")
    page.set_viewport_size(size)
    return list(found)


def test_no_page_is_wider_than_a_small_phone_or_a_large_zoom(tour):
    """In Russian; in Kazakh test_browser_access.py measures it, on pages that it has open anyway."""
    stops = [s for s in tour.stops("nu") if not s.path.startswith("/board")]
    found = {}
    for stop, page in tour.walk("nu", "ru", ZOOMED, stops):
        if faults := too_wide(page):
            found[stop.name] = faults
    assert found == {}


def test_what_is_too_wide_is_found_and_the_page_left_as_it_was(tour):
    with tour.visit("nu", "kk", looking.TABLET) as page:
        page.goto("/rules")
        before = page.locator("main").bounding_box()
        assert too_wide(page) == []
        assert page.locator("main").bounding_box() == before
        page.locator("h1").evaluate("(title) => { title.style.whiteSpace = 'nowrap' }")
        page.locator("h1").evaluate("(title) => { title.textContent = 'wide '.repeat(99) }")
        assert any("outside" in fault or "sideways" in fault for fault in too_wide(page))


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080), (3840, 2160)])
@pytest.mark.parametrize("library", looking.LANGUAGES)
def test_the_board_fits_on_every_screen(tour, library, size):
    """With eight tables and twelve, long labels and table names, no call and five at once."""
    found = {}
    for stop, page in tour.walk(library, looking.LANGUAGES[library][0], size, tour.boards(library)):
        page.wait_for_function("document.querySelectorAll('.overlay').length === 0")
        for turn in range(1, len(looking.LANGUAGES[library]) + 1):
            page.evaluate("(turn) => { document.documentElement.dataset.turn = turn }", turn)
            if faults := page.evaluate(CROWDED):
                found[stop.name, turn] = faults
    assert found == {}


def test_a_new_call_fits_on_the_board_however_long(tour):
    with tour.visit("nu", "kk", (1280, 720)) as page:
        page.goto("/board/many")
        page.evaluate("""() => {
          const call = document.querySelector(".call");
          const overlay = Object.assign(document.createElement("div"), { className: "overlay" });
          overlay.append(...[...call.children].map((part) => part.cloneNode(true)));
          document.body.append(overlay);
        }""")
        label = page.locator(".overlay .label").bounding_box()
        assert 640 < label["width"] < 1280 * 0.94
        assert label["height"] > 80


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1080)])
def test_the_board_is_read_from_ten_metres(tour, size):
    """Labels of at least 5 % of the width, and nothing smaller than 2.1 %."""
    sizes = f"""() => {{ {looking.IN_VIEW}
      const size = (element) => parseFloat(getComputedStyle(element).fontSize);
      return seen.map(({{ text, element }}) => [size(element), text]);
    }}"""
    with tour.visit("nu", "kk", size) as page:
        page.goto("/board/many")
        shown = page.evaluate(sizes)
    em = size[0] / 100
    assert min(shown)[0] >= 2.1 * em - 0.1, min(shown)
    labels = [height for height, text in shown if "Құлпынай" in text]
    assert len(labels) == 3
    assert min(labels) >= 5 * em


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024), (360, 740)])
def test_the_next_step_stands_in_the_same_place_in_every_row(tour, size):
    with tour.visit("nu", "kk", size, "librarian") as page:
        page.goto("/desk/autumn")
        buttons = page.locator(".row > .do > form:first-child > .btn").all()
        places = [button.bounding_box() for button in buttons]
    assert len(places) == 8
    assert len({round(place["x"]) for place in places}) == 1
    assert min(place["height"] for place in places) >= 56


# colours


def rendered(tour: Tour) -> dict[tuple[str, str], dict[str, tuple[int, int, int]]]:
    """What the browser makes of the tokens, for each scheme and hue."""
    with tour.visit("baku", "az", ZOOMED) as page:
        page.goto("/rules")
        hues = [str(hue) for hue in range(0, 360, 15)]
        found = page.evaluate(RENDERED, [TOKENS, ["light", "dark"], hues])
    tokens: dict[tuple[str, str], dict[str, tuple[int, int, int]]] = {}
    for key, colour in found.items():
        scheme, hue, name = key.split()
        tokens.setdefault((scheme, hue), {})[name] = tuple(colour)
    return tokens


def luminance(colour: tuple[int, int, int]) -> float:
    parts = (part / 255 for part in colour)
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: tuple[int, int, int], other: tuple[int, int, int]) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_is_measured_as_wcag_says():
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((119, 119, 119), (255, 255, 255)) == pytest.approx(4.48, abs=0.01)


def test_every_hue_reaches_the_contrast_of_the_contract(tour):
    tokens = rendered(tour)
    assert len(tokens) == 48
    short = []
    for (scheme, hue), colours in tokens.items():
        for text, (grounds, light, dark) in PAIRS.items():
            least = light if scheme == "light" else dark
            for ground in grounds:
                reached = contrast(colours[text], colours[ground])
                if reached < least - 0.05:
                    short.append((scheme, hue, text, ground, round(reached, 2), least))
    assert short == []


def test_the_hues_differ_and_signals_do_not_follow_them(tour):
    tokens = rendered(tour)
    for scheme in ("light", "dark"):
        of = [colours for (s, _), colours in tokens.items() if s == scheme]
        assert len({colours["fill"] for colours in of}) == 24
        for signal in ("go", "heed", "stop"):
            assert len({colours[signal] for colours in of}) == 1


# told without colour


@pytest.fixture(scope="module")
def young(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tour]:
    """Halls that were opened a moment ago: the clock, too, tells in which state a card is."""
    with looking.tour(browser, tmp_path_factory.mktemp("young") / "data") as made:
        yield made


def test_every_mark_is_a_shape_and_a_word(young):
    found: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    wanted = ("desk autumn", "card coming", "event autumn", "desk over")
    stops = [stop for stop in young.stops("baku") if stop.name in wanted]
    for _stop, page in young.walk("baku", "en", looking.TABLET, stops):
        for kind, shape, word in page.locator(".mark").evaluate_all(SHAPE):
            found.setdefault(kind, set()).add(shape.replace("px", ""))
            words.setdefault(kind, set()).add(word)
    assert set(found) == {"", "free", "called", "late", "break", "shut", "done"}
    for one, other in combinations(found, 2):
        assert found[one].isdisjoint(found[other]), (one, other)
        assert words[one].isdisjoint(words[other] - {"Called"}), (one, other)
    assert all(all(said) for said in words.values())


def test_each_state_of_a_card_is_told_by_place_and_frame(young):
    """Which tab is in front, how the card is framed, whether the stage is flooded."""
    told = """() => {
      const card = document.querySelector("article.card");
      const tabs = [...document.querySelectorAll(".tabs > li")];
      const { borderTopWidth, borderTopStyle, outlineStyle } = getComputedStyle(card);
      const flood = getComputedStyle(card.parentElement).backgroundColor !== "rgba(0, 0, 0, 0)";
      const front = tabs.findIndex((tab) => tab.ariaCurrent || tab.getAttribute("aria-current"));
      return [front, borderTopWidth, borderTopStyle, outlineStyle, flood].join(" ");
    }"""
    seen = {}
    wanted = ("waiting", "ready", "come", "reading", "thanks", "paused")
    stops = [stop for stop in young.readers("baku") if stop.name.removeprefix("card ") in wanted]
    for stop, page in young.walk("baku", "az", looking.PHONE, stops):
        seen[stop.name] = page.evaluate(told)
    assert len(seen) == len(set(seen.values())) == len(wanted), seen


def test_what_a_person_came_for_is_the_largest_on_the_screen(young):
    largest = f"""() => {{ {looking.IN_VIEW}
      const size = ({{ element }}) => parseFloat(getComputedStyle(element).fontSize);
      return seen.sort((one, other) => size(other) - size(one))[0].text;
    }}"""
    found = {}
    wanted = ("card waiting", "card come", "card reading")
    stops = [stop for stop in young.readers("nu") if stop.name in wanted]
    for stop, page in young.walk("nu", "kk", looking.PHONE, stops):
        found[stop.name] = page.evaluate(largest)
    assert found["card come"] == "4"
    assert found["card reading"].isdigit()
    assert found["card waiting"][0].isdigit()


def light(page: Any) -> float:
    """How bright the screen is on the whole, up to 255; a page without a policy looks at it."""
    shown = base64.b64encode(page.screenshot()).decode()
    beside = page.context.new_page()
    mean = beside.evaluate(
        """async (png) => {
          const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` });
          await image.decode();
          const canvas = Object.assign(document.createElement("canvas"), { width: 64, height: 64 });
          const brush = canvas.getContext("2d");
          brush.drawImage(image, 0, 0, 64, 64);
          const { data } = brush.getImageData(0, 0, 64, 64);
          return data.filter((_, n) => n % 4 === 1).reduce((sum, green) => sum + green, 0) / 4096;
        }""",
        shown,
    )
    beside.close()
    return float(mean)


def test_a_called_phone_lights_up_in_the_dark(young):
    with young.visit("baku", "az", (360, 740), color_scheme="dark") as page:
        page.goto(young.halls["baku"].cards["come"])
        called = light(page)
        page.goto(young.halls["baku"].cards["waiting"])
        assert called > 3 * light(page)


def test_forced_colours_keep_what_is_told(tour):
    seen = """() => ({
      late: getComputedStyle(document.querySelector("[data-state=late]")).outlineWidth,
      main: getComputedStyle(document.querySelector(".row .btn-main")).borderTopWidth,
      marks: [...document.querySelectorAll(".row .mark")].map((mark) => {
        const { color, display } = getComputedStyle(mark, "::before");
        return display !== "none" && color;
      }),
    })"""
    with tour.visit("baku", "az", looking.TABLET, "librarian", forced_colors="active") as page:
        page.goto("/desk/autumn")
        shown = page.evaluate(seen)
        assert (shown["late"], shown["main"]) == ("3px", "3px")
        assert all(shown["marks"])
        ink = page.evaluate("getComputedStyle(document.body).color")
        assert set(shown["marks"]) == {ink}


# print


def visible(page: Any, selector: str) -> int:
    return sum(found.is_visible() for found in page.locator(selector).all())


def test_the_desk_prints_as_a_ledger(tour):
    line = """(rows) => rows.map((row) =>
      getComputedStyle(row.querySelector(".do"), "::after").borderBottomStyle)"""
    with tour.visit("nu", "kk", (794, 1123), "librarian") as page:
        page.goto("/desk/autumn")
        assert visible(page, "button, summary") > 10
        page.emulate_media(media="print")
        assert visible(page, "button, summary, .btn, .tools, .footbar") == 0
        assert page.locator(".row").evaluate_all(line) == ["solid"] * 8
        assert visible(page, ".row h2") == 8
        assert page.evaluate(WIDE) == []
        assert (
            page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        )


def test_a_slip_prints_with_its_code_and_without_buttons(tour):
    slip = next(stop for stop in tour.staff("nu") if stop.name == "slip")
    with tour.visit("nu", "kk", (794, 1123), slip.role) as page:
        page.goto(slip.path)
        page.emulate_media(media="print", color_scheme="dark")
        assert visible(page, "button, .btn, .footbar, .langs") == 0
        assert visible(page, ".card-label, .wishes, .qr") == 3
        assert page.locator(".qr").bounding_box()["width"] >= 100
        assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_the_tour_has_been_everywhere(tour):
    """Every page that a person opens by GET stands on the tour."""
    from humanshelf.app import create_app
    from humanshelf.config import Settings

    data = tour.server.data
    app = create_app(Settings(data=data, keys=data / "keys"))
    silent = ("live", "show_asset", "assets", "health", "leave", "readers.file", "studio.file")
    silent += (
        "_pdf",
        "_document",
        "_table",
        "_data",
        "calendar",
        "export_books",
        "exported",
        "export_file",
    )
    # They answer on the bare domain: test_browser_network.py looks at them.
    silent += ("network.", "front.invitation")
    # It asks for a second factor first: test_browser_passkeys.py opens it.
    silent += ("front.passkey",)
    # No style sheet reaches it; the walk of lockdown in the languages' tests comes by.
    silent += ("front.switch",)
    rules = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not any(word in rule.endpoint for word in silent)
    ]
    adapter = app.url_map.bind("")
    seen = set()
    for library in looking.LANGUAGES:
        for stop in tour.stops(library):
            if stop.name != "nothing":
                seen.add(adapter.match(stop.path.partition("?")[0])[0])
    assert " ".join(sorted({rule.endpoint for rule in rules} - seen)) == ""
    assert Stop("home", "/") in tour.stops("nu")
