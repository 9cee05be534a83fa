"""Both surveys on a phone in Azerbaijani and Kazakh, with scripts and without."""

import re

import pytest
from playwright.sync_api import expect

from browsing import EVENT, take_card
from playing import state, step


def go_on(somebody, word="next"):
    somebody.page.locator(f"button[name=go][value={word}]").click()


def choose(somebody, key, value):
    somebody.page.locator(f'input[name^="{key}."][value="{value}"]').check()


def narrow(somebody):
    width = somebody.page.evaluate("document.documentElement.scrollWidth")
    assert width <= somebody.page.viewport_size["width"]


@pytest.mark.parametrize(
    ("library", "language", "scripts"), [("baku", "az", True), ("nu", "kk", False)]
)
def test_a_reader_answers_before_and_after_and_keeps_a_code(
    person, librarian, library, language, scripts
):
    reader, desk = person(library, language, scripts=scripts), librarian(library, "en")
    take_card(reader, "deniz")
    card = reader.page.url
    reader.page.locator('a[href$="/surveys/baseline"]').click()
    choose(reader, "warmth.read", 7)
    choose(reader, "closeness.picture", 4)
    narrow(reader)
    go_on(reader)
    expect(reader.page.locator("fieldset")).to_have_count(2)

    # away and back: it is gone on with where it was left
    reader.page.goto(card)
    reader.page.locator('a[href$="/surveys/baseline"]').click()
    expect(reader.page.locator("fieldset")).to_have_count(2)
    go_on(reader, "send")
    reader.page.locator('a[href*="/cards/"]').click()
    expect(reader.page.locator('a[href$="/surveys/baseline"]')).to_have_count(0)

    for verb in ("calls", "readings", "returns"):
        step(desk, "deniz", verb)
    reader.page.reload()
    state(reader, "thanks")
    reader.page.locator('a[href$="/surveys/endline"]').click()
    choose(reader, "warmth.read", 9)
    choose(reader, "warmth.unread", 6)
    expect(reader.page.locator("fieldset .eyebrow")).to_have_count(2)
    go_on(reader)
    choose(reader, "satisfaction.event", 5)
    go_on(reader)
    reader.page.locator("textarea").fill("<b>Nar</b>")
    choose(reader, "words.stays", "rather-not")
    go_on(reader, "send")
    expect(reader.page.locator("fieldset.wrong .error")).to_have_count(1)
    narrow(reader)
    reader.page.locator("fieldset input[type=checkbox]").uncheck()
    reader.page.locator("input[name=quotable]").check()
    go_on(reader, "send")
    reader.page.locator('form[action$="/codes"] button').click()
    expect(reader.page.locator(".stamp")).to_have_text(re.compile(r"[0-9A-Z]{5} [0-9A-Z]{5}"))
    reader.open(f"/events/{EVENT}/surveys/endline")
    expect(reader.page.locator("fieldset")).to_have_count(0)
