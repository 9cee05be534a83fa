"""A long form of the studio that was changed asks before it goes; the quick exit never does."""

import pytest

from browsing import TABLET


@pytest.fixture
def writer(person, server):
    somebody = person("baku", viewport=TABLET)
    somebody.page.goto(server.sign_in_link("baku", "writer", role="coordinator"))
    somebody.page.locator("main button").first.click()
    somebody.page.wait_for_url("**/desk**")
    somebody.asked_to_stay = []
    somebody.page.on("dialog", lambda asked: (somebody.asked_to_stay.append(asked.type),
                                              asked.accept()))  # fmt: skip
    return somebody


def test_unsaved_work_is_asked_about_and_saved_work_is_not(writer):
    page = writer.page
    for path, field in (
        ("/studio/practice", "aim"),
        ("/studio/stories/bread", "title"),
        ("/studio/exhibition/street", "minutes"),
    ):
        writer.asked_to_stay.clear()
        writer.open(path)
        page.locator(".menu a[href='/studio/books']").first.click()
        page.wait_for_url("**/studio/books")
        assert writer.asked_to_stay == []

        writer.open(path)
        page.locator(f"#{field}").press_sequentially("1")
        page.locator(".menu a[href='/studio/books']").first.click()
        page.wait_for_url("**/studio/books")
        assert writer.asked_to_stay == ["beforeunload"]

        writer.open(path)
        page.locator(f"#{field}").fill("12")
        page.locator("form[data-keep] .btn-main").click()
        page.wait_for_url("**saved=*")
        assert writer.asked_to_stay == ["beforeunload"]


def test_the_quick_exit_asks_nothing(writer):
    writer.open("/studio/practice")
    writer.page.locator("#aim").press_sequentially("1")
    writer.page.evaluate("document.querySelector('a.exit').href = '/healthz'")
    writer.page.locator("a.exit").click()
    writer.page.wait_for_url("**/healthz")
    assert writer.asked_to_stay == []
