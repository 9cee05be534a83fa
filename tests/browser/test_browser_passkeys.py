"""A passkey in a real browser, on a device made of software: added, used, refused, removed."""

import re
import time

import pyotp
from playwright.sync_api import expect

PASSWORD = "a long enough password"
SMALL = {"width": 360, "height": 740}
SIGN_IN = "Sign in with a passkey"
ASK_ELSEWHERE = """(host) => navigator.credentials.get({publicKey: {
  challenge: new Uint8Array(32), rpId: host, userVerification: "required"}})
  .then(() => "answered", (error) => error.name)"""


def device(somebody):
    """A phone's own: it has a finger on it, and keeps passkeys."""
    cdp = somebody.context.new_cdp_session(somebody.page)
    cdp.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
    options |= {"hasUserVerification": True, "isUserVerified": True}
    options |= {"automaticPresenceSimulation": True}
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return cdp, made["authenticatorId"]


def fits(page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = "main button:visible, main a.btn:visible"
    assert min(one.bounding_box()["height"] for one in page.locator(small).all()) >= 44


def set_up(server, somebody, name):
    """A coordinator with a password and an app; returns what the app shows, later on."""
    page = somebody.page
    somebody.open(server.sign_in_link("baku", name, "coordinator"))
    page.fill("#password", PASSWORD)
    page.locator("main button.btn-main").click()
    page.wait_for_url(re.compile("/desk"))
    somebody.open("/account/passkeys")
    assert page.url.endswith("/factor?next=/account/passkeys"), "the codes come first"
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.locator("main button.btn-main").click()
    page.locator("main a.btn-main").click()
    page.wait_for_url("**/account/passkeys")
    return pyotp.TOTP(secret)


def sign_out(page):
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/sign-in")


def test_added_used_refused_elsewhere_and_removed(person, server):
    samir = person("baku", viewport=SMALL)
    page = samir.page
    cdp, phone = device(samir)
    totp = set_up(server, samir, "samir")
    fits(page)
    assert page.get_by_text("This browser cannot").is_hidden()
    page.fill("#label", "My phone")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account?done=passkey")
    fits(page)
    held = cdp.send("WebAuthn.getCredentials", {"authenticatorId": phone})["credentials"]
    assert [(one["rpId"], one["isResidentCredential"]) for one in held] == [
        ("baku.localhost", True)
    ]
    sign_out(page)

    # The finger is not the owner's: nothing is sent, and the page says so.
    verified = {"authenticatorId": phone, "isUserVerified": False}
    cdp.send("WebAuthn.setUserVerified", verified)
    button = page.get_by_role("button", name=SIGN_IN)
    button.click()
    expect(page.locator("main [data-failed]")).to_have_text(re.compile("^No passkey was used"))
    fits(page)
    cdp.send("WebAuthn.setUserVerified", verified | {"isUserVerified": True})
    button.click()
    page.wait_for_url(re.compile("/desk"))
    samir.open("/studio/team")
    assert page.url.endswith("/studio/team"), "no code is asked for beside it"
    sign_out(page)

    # A sibling's page gets no answer for this host; nor does this passkey answer for the sibling.
    sibling = person("nu", viewport=SMALL)
    there, same = device(sibling)
    there.send("WebAuthn.addCredential", {"authenticatorId": same, "credential": held[0]})
    sibling.open("/sign-in")
    assert sibling.page.evaluate(ASK_ELSEWHERE, "baku.localhost") == "SecurityError"
    sibling.page.get_by_role("button", name=SIGN_IN).click()
    expect(sibling.page.locator("main [data-failed]")).to_be_visible()
    assert sibling.page.url.endswith("/sign-in")

    # It stands for a code, and a lost one is removed from elsewhere.
    samir.open("/sign-in")
    page.fill("#name", "samir")
    page.fill("#password", PASSWORD)
    page.locator("main button.btn-main").click()
    page.wait_for_url(re.compile("/confirm"))
    fits(page)
    page.get_by_role("button", name="Use a passkey instead").click()
    page.wait_for_url(re.compile("/desk"))
    tablet = person("baku", scripts=False)
    tablet.open("/sign-in")
    assert tablet.page.get_by_role("button", name=SIGN_IN).count() == 0
    tablet.page.fill("#name", "samir")
    tablet.page.fill("#password", PASSWORD)
    tablet.page.locator("main button.btn-main").click()
    assert tablet.page.get_by_role("button", name="passkey").count() == 0
    tablet.page.fill("#code", totp.at(int(time.time()) + 30))
    tablet.page.locator("main button.btn-main").click()
    tablet.open("/account")
    tablet.page.get_by_role("button", name="Remove the passkey: My phone").click()
    tablet.page.wait_for_url("**/account?done=passkey-gone")
    samir.open("/desk")
    assert "/sign-in" in page.url, "it is signed out where it was used"
    page.get_by_role("button", name=SIGN_IN).click()
    expect(page.locator("main .error:visible")).to_have_text(
        re.compile("^This passkey does not open here")
    )
