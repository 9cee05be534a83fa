"""What people do and see before their screens, for the tests in browsers."""

import http.client
import time
from difflib import ndiff
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Error, expect

from browsing import EVENT, PATIENCE, Person, until

expect.set_options(timeout=PATIENCE * 1000)
VOID = {"br", "img", "input", "hr", "meta", "link", "path", "wbr"}
HEED = """() => {
  if (!window.humanshelf) return false;
  /* After send.js, which stops those that it does not take. */
  if (!("taken" in window)) addEventListener("submit", () => { window.taken = true; }, true);
  window.taken = false;
  return true;
}"""
COUNTING = ("data-left", "data-over", "data-since", "data-clock-left")


def state(somebody: Person, name: str, seconds: float = PATIENCE) -> None:
    """The page shows this state, soon."""
    main = somebody.page.locator("#main")
    expect(main).to_have_attribute("data-state", name, timeout=seconds * 1000)


def listening(somebody: Person) -> None:
    """The page has its stream."""
    holds = "() => Boolean((document.getElementById('live')._htmx || {}).sse)"
    until(lambda: somebody.page.evaluate(holds), "a stream")


def row(desk: Person, book: str) -> Any:
    return desk.page.locator(f"#row-{book}")


def row_state(desk: Person, book: str, name: str, seconds: float = PATIENCE) -> None:
    expect(row(desk, book)).to_have_attribute("data-state", name, timeout=seconds * 1000)


def tap(somebody: Person, button: Any) -> None:
    """One tap on a form's button, answered. What lay there for less than half a second does not
    take it (send.js), and then one taps again. The page is asked whether it took it, not the clock:
    on a crowded machine the second tap would meet the next step's button."""
    scripted = somebody.page.evaluate(HEED)
    sent: list[Any] = []

    def note(request: Any) -> None:
        if request.method == "POST":
            sent.append(request)

    somebody.page.on("request", note)
    deadline = time.monotonic() + PATIENCE
    button.click()
    while not sent:
        assert time.monotonic() < deadline, "the tap was not sent"
        somebody.page.wait_for_timeout(20)
        if scripted and not sent and not taken(somebody):
            somebody.page.wait_for_timeout(250)
            button.click()
    somebody.page.remove_listener("request", note)
    sent[0].response()


def taken(somebody: Person) -> bool:
    """Whether the last tap became a form that is on its way, or led to another page."""
    try:
        return bool(somebody.page.evaluate("'taken' in window ? window.taken : true"))
    except Error:  # The page is being left.
        return True


def step(desk: Person, book: str, noun: str) -> None:
    """One step in a book's row at the desk; opens the row's menu where the step is in there."""
    button = row(desk, book).locator(f'form[action$="/{noun}"] button').first
    button.wait_for(state="attached")
    if not button.is_visible():
        row(desk, book).locator("summary").click()
    tap(desk, button)


def event_step(desk: Person, noun: str, **fields: str) -> None:
    """One step in the event's own menu; of several with the same noun the one with these fields."""
    menu = desk.page.locator("#event-menu")
    if not menu.locator("> div").is_visible():
        menu.locator("summary").click()
    values = "".join(f':has([name="{name}"][value="{fields[name]}"])' for name in fields)
    tap(desk, menu.locator(f'form[action$="/{noun}"]{values} button'))


def answer(reader: Person, noun: str) -> None:
    """A tap on the reader's own card."""
    tap(reader, reader.page.locator(f'#main form[action$="/{noun}"] button'))


def give_card(desk: Person, book: str, event: str = EVENT) -> str:
    """A card for a reader without a phone. Returns the label; the desk stays at the slip."""
    desk.open(f"/desk/{event}/cards")
    desk.page.locator("#wish0").select_option(book)
    desk.page.locator("main button.btn-main").click()
    desk.page.wait_for_url("**/slip")
    return str(desk.page.locator("h1.card-label").inner_text())


def token(reader: Person) -> str:
    return str(urlsplit(reader.page.url).path.split("/")[2])


class Words(HTMLParser):
    """The words of a fragment, without what counts by itself or answers a tap of a moment ago."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.skipped = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        moving = tag in ("time", "svg") or any(name in given for name in COUNTING)
        moving = moving or given.get("role") == "alert"
        if tag not in VOID and (self.skipped or moving):
            self.skipped += 1

    def handle_endtag(self, tag: str) -> None:
        if self.skipped and tag not in VOID:
            self.skipped -= 1

    def handle_data(self, data: str) -> None:
        if not self.skipped:
            self.found += data.split()


def words_of(html: str) -> list[str]:
    reader = Words()
    reader.feed(html)
    return reader.found


def shown(somebody: Person) -> list[str]:
    """What stands on the page now, word by word."""
    return words_of(somebody.page.locator("#main").evaluate("(main) => main.outerHTML"))


def truth(somebody: Person) -> list[str]:
    """What would stand there if the page was loaded anew."""
    address = urlsplit(somebody.page.url)
    path = address.path + (f"?{address.query}" if address.query else "")
    cookies = "; ".join(f"{c['name']}={c['value']}" for c in somebody.context.cookies())
    language = somebody.page.evaluate("navigator.language")
    return words_of(fetch(somebody.origin, path, Cookie=cookies, Accept_Language=language))


def fetch(origin: str, path: str, method: str = "GET", body: str = "", **headers: str) -> str:
    """One request without a browser. Raises OSError or HTTPException when it is not answered."""
    return request(origin, path, method, body, **headers)[1]


def request(
    origin: str, path: str, method: str = "GET", body: str = "", **headers: str
) -> tuple[dict[str, str], str]:
    """One request without a browser: the answer's headers, with its ``status``, and its body."""
    address = urlsplit(origin)
    sent = {name.replace("_", "-"): value for name, value in headers.items() if value}
    sent |= {"Host": address.netloc, "HX-Request": "true", "Sec-Fetch-Site": "same-origin"}
    if method == "POST":
        sent["Content-Type"] = "application/x-www-form-urlencoded"
    line = http.client.HTTPConnection("127.0.0.1", address.port, timeout=PATIENCE)
    try:
        line.request(method, path, body.encode(), sent)
        got = line.getresponse()
        text = got.read().decode()
    finally:
        line.close()
    return {"status": str(got.status), **{k.lower(): v for k, v in got.getheaders()}}, text


def current(*people: Person, seconds: float = PATIENCE) -> None:
    """Each page shows, by itself, what a fresh load would show."""
    for somebody in people:
        deadline = time.monotonic() + seconds
        while (seen := shown(somebody)) != (true := truth(somebody)):
            differs = [line for line in ndiff(true, seen) if line[0] in "+-"]
            assert time.monotonic() < deadline, f"{somebody.page.url} shows, or not: {differs}"
            time.sleep(0.05)
