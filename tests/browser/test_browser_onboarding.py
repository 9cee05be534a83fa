"""From an invitation to a card on a phone, by somebody who has never seen it; each step counted."""

import subprocess
import sys

import pytest

from browsing import PHONE, until
from newcomers import Newcomer, set_up

LIMIT = 26
"""Taps and filled fields from the opened invitation to the card: five minutes at eleven seconds
each. Six of them are the password and the second key."""
INVITE = """
from datetime import UTC, datetime
from humanshelf.app import create_app
from humanshelf.libraries.invitations import invite
from humanshelf.tenancy import writing_control
with create_app().app_context(), writing_control() as session:
    print(invite(session, datetime.now(UTC), "Aygün", "they asked")[1])
"""


@pytest.fixture
def newcomer(browser):
    made = []

    def make(language, scripts=True):
        context = browser.new_context(viewport=PHONE, locale=language, java_script_enabled=scripts)
        somebody = Newcomer(context.new_page())
        somebody.page.on("pageerror", lambda error: somebody.complaints.append(str(error)))
        made.append((context, somebody))
        return somebody

    yield make
    for context, somebody in made:
        assert somebody.complaints == []
        context.close()


def invited(server):
    command = [sys.executable, "-c", INVITE]
    made = subprocess.run(command, env=server.environ, capture_output=True, text=True, check=True)
    return f"http://localhost:{server.port}/invitations/{made.stdout.strip()}"


@pytest.mark.parametrize(
    ("language", "slug", "name", "scripts"),
    [
        ("az", "kitabevi", "Kitab evi", True),
        ("kk", "kitapuyi", "Кітап үйі", True),
        ("en", "bookhouse", "Book house", False),
    ],
)
def test_a_newcomer_comes_from_the_invitation_to_a_card(
    server, newcomer, language, slug, name, scripts
):
    somebody = newcomer(language, scripts) if scripts else plain(newcomer, language)
    page = somebody.page
    page.goto(invited(server))
    set_up(somebody, name, slug, language, scripts)
    here = f"http://{slug}.localhost:{server.port}"
    assert page.url.split("?")[0] == f"{here}/studio"
    phone = newcomer(language).page
    assert phone.goto(f"{here}/events/event-1").status == 404  # nobody finds it yet

    somebody.tap("form[action$='/studio/opening'] button")
    assert f"{slug}.localhost" in page.locator("main .notice").inner_text()
    somebody.tap("main a[href='/desk/event-1']")
    somebody.tap("form[action$='/desk/event-1/openings'] button >> visible=true")

    book = phone.locator('a[href$="/books/book-1"]')

    def lets_in():
        return phone.goto(f"{here}/events/event-1").status == 200 and book.count() > 0

    until(lets_in, "readers to be let in, and the desk's tap to arrive")
    book.first.click()
    phone.locator('button[name="agree"]').first.click()
    phone.wait_for_url("**/cards/*")
    assert phone.locator("h1.card-label").inner_text()
    assert somebody.steps + 3 <= LIMIT, somebody.steps


def plain(newcomer, language):
    """Without scripts: the pages are looked at less closely, as nothing can be measured there."""
    somebody = newcomer(language, scripts=False)
    somebody.look = lambda: None
    return somebody


def test_what_is_typed_and_not_saved_comes_back_and_goes_with_the_session(server, browser):
    context = browser.new_context(viewport=PHONE, locale="en")
    page = context.new_page()
    page.goto(server.sign_in_link("baku", "writer", role="coordinator"))
    page.locator("main button").first.click()
    page.wait_for_load_state("load")
    origin = server.origin("baku")
    page.goto(f"{origin}/studio/library/names")
    before = page.locator("#strapline-az").input_value()
    page.locator("#strapline-az").fill("Half a sentence")

    page.goto(f"{origin}/studio/library")
    page.goto(f"{origin}/studio/library/names")
    assert page.locator("#strapline-az").input_value() == "Half a sentence"
    assert page.locator(".unsaved").is_visible()
    page.locator(".unsaved [data-undo]").click()
    assert page.locator("#strapline-az").input_value() == before

    page.locator("#strapline-az").fill("Another half")
    other = context.new_page()
    other.goto(f"{origin}/studio/library/names")
    other.locator("#strapline-ru").fill("Новое")
    other.locator("main form .btn-main").click()
    other.wait_for_url("**saved=1")
    page.goto(f"{origin}/studio/library/names")
    assert page.locator("#strapline-az").input_value() == before, "newer content is not covered"
    page.locator(".unsaved [data-back]").click()
    assert page.locator("#strapline-az").input_value() == "Another half"
    page.locator("main form .btn-main").click()
    page.wait_for_url("**saved=1")
    assert page.locator(".unsaved").is_visible() is False
    assert page.evaluate("Object.keys(sessionStorage)") == []

    page.locator("#place-az").fill("Somewhere")
    page.locator("form[action$='/sign-out'] button").click()
    page.wait_for_url("**/sign-in")
    assert page.evaluate("Object.keys(sessionStorage)") == []
    context.close()


def test_the_preview_follows_what_is_typed(server, browser):
    context = browser.new_context(viewport=PHONE, locale="en")
    page = context.new_page()
    page.goto(server.sign_in_link("baku", "painter", role="coordinator"))
    page.locator("main button").first.click()
    page.wait_for_load_state("load")
    page.goto(f"{server.origin('baku')}/studio/library/look")
    page.locator("input[name=hue][value='150']").check()
    page.locator("#preview [data-hue='150']").wait_for()
    page.goto(f"{server.origin('baku')}/studio/library/names")
    page.locator("#welcome-az").fill("<b>Salam</b>")
    page.locator("#preview").get_by_text("<b>Salam</b>").wait_for()
    assert page.locator("#preview b b").count() == 0
    context.close()
