"""A coordinator prepares an event on a laptop and on a phone, and calls one off while two wait."""

import re

from playwright.sync_api import expect

from browsing import EVENT, PHONE, SCREEN, take_card
from playing import listening, state


def coordinator(person, server, viewport, language="az"):
    somebody = person("baku", language, viewport=viewport)
    somebody.open(server.sign_in_link("baku", f"lead {viewport['width']}", "coordinator"))
    somebody.page.locator("main button.btn-main").click()
    somebody.page.wait_for_url(re.compile(r"/(desk|studio)"))
    return somebody


def no_wider(somebody):
    return somebody.page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def prepared(somebody, title):
    """From the empty form to a published event, by what stands on the pages."""
    page = somebody.page
    somebody.open("/studio/events/new")
    assert no_wider(somebody)
    page.fill("#day", "2031-12-13")
    page.fill("#begins", "16:00")
    page.fill("#ends", "19:30")
    page.fill("#title-az", title)
    page.fill("#capacity", "40")
    expect(page.locator("#shown article")).to_contain_text(title)
    page.locator("form[data-preview] .acts .btn-main").click()
    expect(page.locator("main h1")).to_have_text(title)
    assert no_wider(somebody)
    page.locator('a[href$="/shelf"].btn').click()
    for book in ("deniz", "lala"):
        page.locator(f'input[name="book"][value="{book}"]').check()
    assert no_wider(somebody)
    page.locator("main .acts .btn-main").click()
    expect(page.locator('main [role="status"]').first).to_be_visible()
    page.locator(".eyebrow a").click()
    page.locator('form[action$="/publications"] .btn-main').click()
    expect(page.locator("main .mark.free")).to_be_visible()
    assert no_wider(somebody)
    code = re.search(r"/studio/events/([0-9a-f]+)", page.url)[1]
    somebody.open(f"/events/{code}")
    expect(page.locator("main h1")).to_have_text(title)
    expect(page.locator("main .entry")).to_have_count(2)


def test_an_event_is_prepared_on_a_laptop(person, server):
    prepared(coordinator(person, server, SCREEN), "Qış axşamı")


def test_an_event_is_prepared_on_a_phone(person, server):
    prepared(coordinator(person, server, PHONE), "Yaz axşamı")


def test_two_who_wait_learn_at_once_that_it_is_called_off_and_that_it_is_not(person, server):
    live, plain = person("baku", "az"), person("baku", "ru", scripts=False)
    take_card(live, "deniz")
    take_card(plain, "lala")
    listening(live)
    samir = coordinator(person, server, SCREEN)
    samir.open(f"/studio/events/{EVENT}")
    samir.page.locator('a[href$="/calling-off"]').click()
    samir.page.fill("#notice-az", "Su basıb.")
    samir.page.fill("#notice-ru", "Затопило.")
    samir.page.locator("main .btn-stop").click()
    expect(samir.page.locator("main .mark.shut").first).to_be_visible()

    expect(live.page.locator("#main .notice.heed")).to_contain_text("Su basıb.")
    expect(plain.page.locator("#main .notice.heed")).to_contain_text("Затопило.", timeout=45000)
    assert no_wider(live)

    samir.page.locator('form[action$="/reinstatements"] button').click()
    expect(live.page.locator("#main .notice.heed")).to_have_count(0)
    plain.page.reload()
    expect(plain.page.locator("#main .notice.heed")).to_have_count(0)
    state(live, "ready")
