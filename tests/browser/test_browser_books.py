"""A book is prepared at a laptop with its preview beside it, and withdrawn while a phone shows it."""

import pytest
from playwright.sync_api import expect

from browsing import PHONE, SCREEN, take_card


@pytest.fixture
def writer(person, server):
    somebody = person("baku", viewport=SCREEN)
    somebody.page.goto(server.sign_in_link("baku", "keeper", role="coordinator"))
    somebody.page.locator("main button").first.click()
    somebody.page.wait_for_url("**/desk**")
    return somebody


def test_a_book_is_drawn_while_it_is_written_and_what_was_typed_is_not_lost(writer):
    page = writer.page
    writer.open("/studio/books/new")
    page.locator("#pen_name").fill("Səbinə")
    page.locator("#title-az").fill("Gecə növbəsi")
    preview = page.locator("#preview")
    expect(preview).to_contain_text("Gecə növbəsi")
    expect(preview).to_contain_text("Səbinə")
    writer.open("/studio/books")
    writer.open("/studio/books/new")
    expect(page.locator("#title-az")).to_have_value("Gecə növbəsi")
    page.locator('input[name="talk"][value="az"]').check()
    page.locator("form[data-unsaved] .btn-main").click()
    page.wait_for_url("**added=1")
    expect(page.locator("h1")).to_have_text("Səbinə")


def test_one_tap_takes_a_book_from_the_phone_that_waits_for_it(writer, person):
    first, reader = person("baku"), person("baku")
    take_card(first, "kamran")
    take_card(reader, "rafiga")
    reader.open("/events/autumn")
    expect(reader.page.locator("main")).to_contain_text("Rəfiqə")
    writer.open("/studio/books")
    writer.page.locator("tr", has_text="Rəfiqə").get_by_role("button").click()
    writer.page.wait_for_url("**withdrawn=rafiga")
    reader.open("/events/autumn")
    expect(reader.page.locator("main")).not_to_contain_text("Rəfiqə")
    reader.page.locator(".notice a").first.click()
    expect(reader.page.locator("main")).to_contain_text("done for today")
    writer.page.locator(".notice").get_by_role("button").click()
    writer.page.wait_for_url("**back=rafiga")
    expect(reader.page.locator("main")).not_to_contain_text("done for today")


@pytest.mark.parametrize(
    "path",
    ["books", "books/deniz", "books/new", "recruiting", "translations/ru", "books/import"],
)
def test_no_page_of_books_overflows_a_phone(writer, path):
    writer.page.set_viewport_size(PHONE)
    writer.open(f"/studio/{path}")
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert writer.page.evaluate(wide) == 0
    small = """[...document.querySelectorAll("main button, main .btn, main select")]
      .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 43.5)
      .map((one) => one.outerHTML)"""
    assert writer.page.evaluate(small) == []
