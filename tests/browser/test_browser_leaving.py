"""Quick exit: at once, with nothing to go back to and nothing left behind."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from browsing import EVENT, PHONE, SCREEN, free_port, start_server, take_card, until
from humanshelf.pages.clock import now
from humanshelf.records.floors import scene
from humanshelf.records.retention import forget
from playing import listening, state

STORED = """async () => ({
  local: localStorage.length,
  session: sessionStorage.length,
  databases: (await indexedDB.databases()).length,
  caches: (await caches.keys()).length,
  workers: (await navigator.serviceWorker.getRegistrations()).length,
  cookies: document.cookie,
})"""
NOTHING = {"local": 0, "session": 0, "databases": 0, "caches": 0, "workers": 0, "cookies": ""}
COLOURS = """async (png) => {
  const image = Object.assign(new Image(), { src: `data:image/png;base64,${png}` });
  await image.decode();
  const { width, height } = image;
  const brush = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d");
  brush.drawImage(image, 0, 0);
  return new Set(new Uint32Array(brush.getImageData(0, 0, width, height).data.buffer)).size;
}"""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """Whoever leaves lands on this very server: no test asks anything of the internet."""
    port = free_port()
    away = {"HUMANSHELF_EXIT_URL": f"http://baku.localhost:{port}/healthz"}
    running = start_server(tmp_path_factory.mktemp("deployment") / "data", port, **away)
    yield running
    running.stop()


def visited(somebody):
    """The addresses that this tab can go back to."""
    history = somebody.context.new_cdp_session(somebody.page).send("Page.getNavigationHistory")
    return [entry["url"].removeprefix(somebody.origin) for entry in history["entries"]]


class Screen:
    """What is on a page's screen, seen from outside: Chromium answers no question put to a page
    that is on its way to another."""

    def __init__(self, somebody):
        self.console = somebody.context.new_cdp_session(somebody.page)
        self.beside = somebody.context.browser.new_page()

    def blank(self):
        shown = self.console.send("Page.captureScreenshot")["data"]
        return self.beside.evaluate(COLOURS, shown) == 1


def told(somebody):
    """Playwright tells what the browser did only while it is asked something itself: whoever
    merely sleeps waits in vain for a request that was made long ago."""
    somebody.page.wait_for_timeout(1)
    return True


def tapped(somebody):
    box = somebody.page.locator("a.exit").bounding_box()
    somebody.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def shifted(somebody):
    for _press in range(3):
        somebody.page.keyboard.press("Shift")


@pytest.mark.parametrize("leave", [tapped, shifted])
def test_whoever_leaves_cannot_be_led_back_to_the_card(person, leave):
    reader = person("baku")
    take_card(reader, "lala")
    listening(reader)
    held = []
    reader.page.route("**/leave", lambda route: held.append(route))
    screen = Screen(reader)
    assert not screen.blank()
    leave(reader)

    # Blank before the network has answered, or if it never does.
    until(lambda: told(reader) and held, "the way out")
    until(screen.blank, "a blank page")
    held[0].continue_()
    reader.page.wait_for_url("**/healthz")
    shelf = f"/events/{EVENT}"
    assert visited(reader)[1:] == [shelf, f"{shelf}/books/lala", "/healthz"]
    # Back, and further back, shows nothing, until whoever holds the phone says to go on.
    for _step in range(2):
        reader.page.go_back()
        expect(reader.page.locator("main")).to_have_text("Reading list Continue")
        assert reader.page.title() == "Reading list"
    reader.page.locator("main button").click()
    reader.page.wait_for_url("**/autumn")
    expect(reader.page.locator(".masthead")).to_be_visible()
    screen.beside.close()


def test_the_way_out_lies_under_the_thumb_and_is_large_enough(person):
    reader = person("nu", "kk")
    take_card(reader, "aigerim")
    card = reader.page.url
    for path in (card, f"/events/{EVENT}", f"/events/{EVENT}/surveys/baseline", "/nothing"):
        reader.open(path)
        box = reader.page.locator("a.exit").bounding_box()
        assert box["height"] >= 44 and box["width"] >= 44, path
        assert box["y"] > PHONE["height"] * 2 / 3, path
        assert box["x"] + box["width"] / 2 > PHONE["width"] / 2, path


def test_the_plain_link_leads_out_as_well(person):
    reader = person("baku", scripts=False)
    take_card(reader, "lala")
    reader.page.locator("a.exit").click()
    reader.page.wait_for_url("**/healthz")
    expect(reader.page.locator("body")).to_have_text("ok")


def test_two_taps_of_shift_or_shift_within_a_word_do_not_lead_out(person):
    reader = person("baku")
    take_card(reader, "lala")
    for key in ("Shift", "Shift", "a", "Shift", "Shift"):
        reader.page.keyboard.press(key)
    assert "/cards/" in reader.page.url
    expect(reader.page.locator("body")).to_be_visible()

    reader.page.keyboard.press("Shift")
    reader.page.wait_for_url("**/healthz")


def test_a_browser_keeps_nothing_but_two_cookies_that_no_script_can_read(person):
    reader = person("baku")
    reader.open("/?lang=ru")
    take_card(reader, "deniz")
    state(reader, "ready")
    reader.page.locator("[data-sound]").click()
    assert reader.page.evaluate(STORED) == NOTHING
    reader.open(f"/board/{EVENT}")
    reader.page.set_viewport_size(SCREEN)
    listening(reader)
    assert reader.page.evaluate(STORED) == NOTHING

    kept = {cookie["name"]: cookie for cookie in reader.context.cookies()}
    assert sorted(kept) == ["__Host-language", "__Host-reader"]
    for cookie in kept.values():
        flags = (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"])
        assert flags == (True, True, "Lax", "/")
        assert cookie["domain"] == "baku.localhost"

    reader.open(f"/events/{EVENT}")
    reader.page.locator("a.exit").click()
    reader.page.wait_for_url("**/healthz")

    # The key stays, so that an exit in fright does not cost the place in the queue.
    kept = {cookie["name"] for cookie in reader.context.cookies()}
    assert kept == {"__Host-reader", "__Host-away"}


def test_one_tap_leaves_no_trace_at_all_and_leads_to_another_site(person):
    """From Astana's library: the way out lies in Baku's, where a form of ours may not lead."""
    reader = person("nu", "kk")
    take_card(reader, "kamran")
    card = reader.page.url
    reader.open("/?lang=ru")
    reader.page.locator("nav.below a").click()
    reader.page.locator("main form[action='/forgetting'] button").click()
    reader.page.wait_for_url("http://baku.*/healthz")
    reader.asked.remove(reader.page.url)  # there, and nowhere else
    assert reader.context.cookies() == []
    assert reader.page.goto(card).status == 404
    assert reader.page.evaluate(STORED) == NOTHING


def test_a_page_that_the_browser_kept_alive_comes_back_blank_and_asks_anew(person):
    reader = person("baku")
    take_card(reader, "timur")
    restored = "dispatchEvent(new PageTransitionEvent('{}', {{ persisted: true }}))"
    reader.page.evaluate(restored.format("pagehide"))
    expect(reader.page.locator("body")).to_be_hidden()
    with reader.page.expect_navigation():
        reader.page.evaluate(restored.format("pageshow"))
    expect(reader.page.locator("h1.card-label")).to_be_visible()


def test_a_desk_keeps_nothing_but_its_session(person, librarian):
    desk = librarian("baku")
    listening(desk)
    assert desk.page.evaluate(STORED) == NOTHING
    assert [cookie["name"] for cookie in desk.context.cookies()] == ["__Host-staff"]


def test_what_stays_ends_by_itself_soon_after_the_event(server, person):
    reader = person("nu")
    take_card(reader, "kamran")
    card = reader.page.url
    reader.open(f"/events/{EVENT}/surveys/baseline")
    closes = server.inside("nu", lambda: scene(EVENT, now()).event.closes)
    cookies = reader.context.cookies()
    assert len(cookies) == 2
    for cookie in cookies:
        assert 0 < cookie["expires"] <= closes.timestamp() + 3 * 3600 + 1, cookie["name"]

    # Twelve hours later the address is dead, and so is every page of the card.
    server.inside("nu", lambda: forget(closes + timedelta(hours=12, minutes=1)))
    for path in ("", "/wishes", "/link"):
        assert reader.page.goto(card + path).status == 404
    assert reader.page.title() == "Reading list"
    assert reader.page.evaluate(STORED) == NOTHING
