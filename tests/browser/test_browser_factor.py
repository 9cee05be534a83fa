"""The second factor on a small phone, with and without scripts; and a device that is ended."""

import re
import time

import pyotp
import pytest
from playwright.sync_api import expect

SMALL = {"width": 360, "height": 740}
PASSWORD = "a long enough password"


def fits(somebody):
    """Nothing lies outside the screen, and what is tapped is large enough."""
    page = somebody.page
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for button in page.locator(
        "main button:visible, main a.btn:visible, main summary:visible"
    ).all():
        box = button.bounding_box()
        assert box["height"] >= 44, button.inner_text()


def sign_in(somebody, name):
    somebody.open("/sign-in")
    somebody.page.fill("#name", name)
    somebody.page.fill("#password", PASSWORD)
    somebody.page.locator("main button.btn-main").click()
    somebody.page.wait_for_url(re.compile("/(factor|confirm)"))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_set_up_used_recovered_and_ended(person, server, scripts):
    name, how = f"nigar {scripts}", {"viewport": SMALL, "scripts": scripts}
    first = person("baku", **how)
    first.open(server.sign_in_link("baku", name, "coordinator"))
    first.page.fill("#password", PASSWORD)
    first.page.locator("main button.btn-main").click()
    first.page.wait_for_url("**/desk/*")

    phone = person("baku", **how)
    sign_in(phone, name)
    fits(phone)
    secret = phone.page.locator("main code").inner_text().replace(" ", "")
    totp = pyotp.TOTP(secret)
    phone.page.fill("#code", "000000")
    phone.page.locator("main button").click()
    expect(phone.page.locator("#code-error")).to_be_visible()
    phone.page.fill("#code", totp.now())
    phone.page.locator("main button").click()
    expect(phone.page.locator("main h1")).to_have_text("Your recovery codes")
    shown = phone.page.locator("main code")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    fits(phone)
    phone.page.locator("main a.btn-main").click()
    phone.page.wait_for_url("**/desk/*")
    first.open("/account")
    assert "/sign-in" in first.page.url, "setting it up ended the other devices"

    tablet = person("baku", **how)
    sign_in(tablet, name)
    fits(tablet)
    tablet.page.fill("#code", totp.at(int(time.time()) + 30))
    tablet.page.locator("main button").click()
    tablet.page.wait_for_url("**/desk/*")

    lost = person("baku", **how)
    sign_in(lost, name)
    lost.page.fill("#code", codes[3].upper())
    lost.page.locator("main button").click()
    lost.page.wait_for_url("**/desk/*")
    lost.open("/account")
    fits(lost)
    expect(lost.page.locator("#devices ~ div li")).to_have_count(3)
    lost.page.get_by_role("button", name="End all others").click()
    expect(lost.page.locator(".notice")).to_be_visible()
    expect(lost.page.locator("#devices ~ div li")).to_have_count(1)
    for ended in (phone, tablet):
        ended.open("/account")
        assert "/sign-in" in ended.page.url
    lost.open("/studio/activity")
    fits(lost)
    expect(lost.page.locator("tbody tr").first).to_contain_text("signed out all other devices")
