"""Markup in what a library wrote is text; an attribute of htmx that came from outside is dead."""

import pytest
from playwright.sync_api import expect

from browsing import EVENT, SCREEN, take_card
from furnishing import ATTRIBUTE, MARKUP
from playing import current, give_card, listening, row, row_state, state, step

INJECT = """(nonce) => {
  const button = document.createElement("button");
  button.setAttribute("hx-get", "/healthz");
  button.setAttribute("hx-trigger", "load");
  button.setAttribute("hx-swap", "none");
  button.textContent = "injected";
  if (nonce) button.setAttribute("hx-nonce", nonce);
  document.body.append(button);
  htmx.process(button);
  return button.hasAttribute("hx-get");
}"""
SINKS = {
    "innerHTML": "() => { document.body.innerHTML = '<p>'; }",
    "script": "() => { document.createElement('script').textContent = '1'; }",
    "srcdoc": "() => { document.createElement('iframe').srcdoc = '<p>'; }",
    "timer": "() => { setTimeout('1'); }",
}


@pytest.fixture(scope="module")
def hostile(server):
    server.change("baku", "hostile_words")


def untouched(somebody):
    """Nothing of the markup became part of the page."""
    assert somebody.page.evaluate("window.hacked") is None
    for inserted in (
        "img:not([src^='/files/'])",
        "main i",
        "main b:text-is('bold')",
        "[hx-get]",
        "form[action='/sign-out']:has(b)",
    ):
        assert somebody.page.locator(inserted).count() == 0, inserted
    assert [url for url in somebody.asked if url.endswith(("/x", "/healthz"))] == []


def test_markup_in_the_words_of_a_library_is_shown_as_text(hostile, person, librarian):
    reader, board, desk = person("baku"), person("baku", viewport=SCREEN), librarian("baku")
    shelf, exhibition = f"/events/{EVENT}", f"/events/{EVENT}/exhibition"
    for path in ("/", shelf, f"{shelf}/books/deniz", exhibition, "/exhibition/chairs"):
        reader.open(path)
        assert MARKUP in reader.page.locator("main").inner_text()
        untouched(reader)
    take_card(reader, "deniz")
    listening(reader)
    board.open(f"/board/{EVENT}?room=side")
    listening(board)
    expect(board.page.locator("header h1")).to_have_text(MARKUP)
    expect(desk.page.locator("h1")).to_have_text(MARKUP)
    expect(row(desk, "deniz").locator("h2")).to_contain_text(ATTRIBUTE + "deniz")

    # By the stream as by the first load, and in what a desk writes.
    desk.page.locator("#more-deniz summary").click()
    desk.page.locator("#more-deniz input[name=table]").fill("<b>9</b>")
    step(desk, "deniz", "moves")
    expect(row(desk, "deniz").locator(".no")).to_have_text("Table: <b>9</b>")
    step(desk, "deniz", "calls")
    state(reader, "come")
    expect(reader.page.locator("#main .giant b")).to_have_text("<b>9</b>")
    expect(reader.page.locator("#main .clock .line > span")).to_have_text(
        f"{ATTRIBUTE}deniz is waiting for you"
    )
    # One by one: while the board still shows what is free, there are several.
    expect(board.page.locator("#main .call .plaque")).to_have_count(1)
    expect(board.page.locator("#main .call .plaque")).to_have_text("<b>9</b>")
    expect(board.page.locator(".overlay .plaque")).to_have_text("<b>9</b>")
    current(reader, board, desk)
    step(desk, "deniz", "readings")
    row_state(desk, "deniz", "reading")
    for somebody in (reader, board, desk):
        untouched(somebody)
    give_card(desk, "lala")
    untouched(desk)


def test_an_injected_attribute_does_nothing_without_the_nonce_of_the_page(person):
    reader = person("nu")
    reader.forgiven = ("htmx: [hx-csp] blocked",)
    take_card(reader, "deniz")
    listening(reader)

    assert reader.page.evaluate(INJECT, "") is False
    assert reader.page.evaluate(INJECT, "guessed") is False
    # With the nonce the same button would have asked, so the first two had time enough.
    nonce = reader.page.locator("#live").get_attribute("hx-nonce")
    with reader.page.expect_response("**/healthz"):
        assert reader.page.evaluate(INJECT, nonce) is True

    assert [url for url in reader.asked if url.endswith("/healthz")] == [f"{reader.origin}/healthz"]


@pytest.mark.parametrize("sink", SINKS)
def test_text_does_not_become_markup_or_code_by_a_script_either(person, sink):
    reader = person("nu")
    # The browser says on the console what it has refused.
    reader.forgiven = ("This document requires", "The Content Security Policy")
    take_card(reader, "lala")
    refused = (
        f"() => {{ try {{ ({SINKS[sink]})(); return null; }} catch (e) {{ return e.name; }} }}"
    )
    assert reader.page.evaluate(refused) in ("TypeError", "EvalError")
