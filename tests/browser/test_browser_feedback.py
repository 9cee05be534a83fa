"""From a reader’s words to a quote that everybody may read; and markup in them is text."""

import pytest
from playwright.sync_api import expect

from browsing import EVENT, TABLET, take_card
from furnishing import MARKUP
from playing import event_step, state, step

SAID = "I came with Zubeyda and stayed, it was warm."


@pytest.fixture
def coordinator(server, person):
    def make(library, language="en", **options):
        somebody = person(library, language, TABLET, **options)
        somebody.open(server.sign_in_link(library, f"lead {language}", "coordinator"))
        somebody.page.locator("main button.btn-main").click()
        somebody.page.wait_for_url("**/desk/*")
        return somebody

    return make


def send(somebody, text, agree=True):
    somebody.page.locator("#text").fill(text)
    if agree:
        somebody.page.locator("input[name=consent]").check()
    somebody.page.locator("main button.btn-main").click()
    expect(somebody.page.locator("main [role=status]")).to_be_visible()


def test_words_become_a_quote_without_any_script(person, coordinator):
    reader = person("nu", "kk", scripts=False)
    reader.open(f"/events/{EVENT}")
    reader.page.locator('main a[href$="/feedback"]').click()
    send(reader, SAID)

    lead = coordinator("nu", "kk", scripts=False)
    lead.open("/studio/feedback")
    lead.page.locator('article a[href*="/studio/feedback/"]').click()
    expect(lead.page.locator(".strike input:checked")).to_have_count(1)
    lead.page.locator("form:has(.strike) button").click()
    expect(lead.page.locator("blockquote")).to_have_text("I came with … and stayed, it was warm.")
    reader.open("/quotes")
    expect(reader.page.locator("blockquote")).to_have_count(0)
    lead.page.locator('form[action$="/releases"] button').click()
    reader.open("/quotes")
    expect(reader.page.locator("blockquote p")).to_have_text(
        "I came with … and stayed, it was warm."
    )
    lead.page.locator('form[action$="/withdrawals"] button').click()
    reader.open("/quotes")
    expect(reader.page.locator("blockquote")).to_have_count(0)


def test_the_card_of_somebody_who_has_read_leads_to_the_words_in_its_own_page(person, librarian):
    reader, desk = person("baku", "az"), librarian("baku")
    take_card(reader, "deniz")
    for what in ("calls", "readings", "returns"):
        step(desk, "deniz", what)
    state(reader, "thanks")
    reader.page.locator('#main a[href$="/feedback"]').click()
    reader.page.wait_for_url(f"**/events/{EVENT}/feedback")
    reader.page.locator("#text").fill("Half a")
    # A page of its own: whatever the event does meanwhile, what is typed stays.
    event_step(desk, "announcements", kind="late")
    expect(reader.page.locator("#text")).to_have_value("Half a")
    send(reader, SAID)


def test_markup_in_words_is_shown_as_text_in_every_browser(person, coordinator, server):
    reader, lead = person("nu"), coordinator("nu")
    reader.open(f"/events/{EVENT}/feedback")
    send(reader, MARKUP)
    lead.open("/studio/feedback")
    expect(lead.page.locator("article p").filter(has_text="onerror")).to_have_text(MARKUP)
    lead.page.locator("article", has_text="onerror").locator('a[href*="/studio/"]').click()
    lead.page.wait_for_load_state()
    for box in lead.page.locator(".strike input:checked").all():
        box.uncheck()
    lead.page.locator("form:has(.strike) button").click()
    lead.page.locator('form[action$="/releases"] button').click()
    reader.open("/quotes")
    expect(reader.page.locator("blockquote p").filter(has_text="onerror")).to_have_text(MARKUP)
    for somebody in (reader, lead):
        assert somebody.page.evaluate("window.hacked") is None
        assert (
            somebody.page.locator("main img, main blockquote b, [hx-trigger*=load] b").count() == 0
        )
        assert [url for url in somebody.asked if url.endswith(("/x", "/healthz"))] == []
