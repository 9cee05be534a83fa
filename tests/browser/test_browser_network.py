"""A network admin before a real browser, on a phone and on a laptop: in, invite, hide, open again."""

import re

import pytest

from browsing import PHONE, until
from newcomers import PASSWORD, come_in

LAPTOP = {"width": 1366, "height": 768}


def overflow(page):
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def small(page):
    """What is to be tapped and is lower than a finger."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main a, main button, main summary, nav a")]
          .filter((one) => one.checkVisibility() && one.getBoundingClientRect().height < 43.5)
          .map((one) => one.outerHTML)"""
    )


@pytest.mark.parametrize(("size", "name"), [(PHONE, "Aygün"), (LAPTOP, "Berik")])
def test_an_admin_comes_in_invites_hides_and_opens_again(server, person, size, name):
    admin = person("", viewport=size, scripts=False)
    page = admin.page
    codes = come_in(server, admin, name)
    assert len(codes) == 10
    assert overflow(page) == 0
    assert small(page) == []

    page.get_by_role("link", name="Invite a library").click()
    page.locator("#why").fill("city library")
    page.locator("main button.btn-main").click()
    letter = page.locator("article.letter")
    link = letter.locator("b").inner_text()
    assert re.fullmatch(r"http://localhost:\d+/invitations/[\w-]{22}", link)
    assert (overflow(page), small(page)) == (0, [])
    guest = person("", viewport=size)
    guest.open(link)
    assert guest.page.locator("h1").count() == 1
    assert guest.page.locator("form").count() > 0

    reader = person("baku", viewport=PHONE)
    for heading, status in (("Hide", 404), ("Open again", 200)):
        admin.open("/network/libraries/baku")
        assert (overflow(page), small(page)) == (0, [])
        form = page.locator("form", has=page.get_by_role("heading", name=heading, exact=True))
        form.locator("input[name=reason]").fill(f"{name} tries")
        form.get_by_role("button").click()
        page.wait_for_url("**/network/libraries/baku")
        seen(reader, status)
    admin.open("/network/acts")
    told = [" ".join(row.split()) for row in page.locator("tbody tr").all_inner_texts()]
    assert [f"{name} tries" in row for row in told[:3]] == [True, True, False]
    assert "city library" in told[2]

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/network/sign-in")
    page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#code").fill(codes[0])
    page.locator("main button.btn-main").click()
    page.wait_for_url("**/network")


def seen(reader, status):
    """Within seconds, whichever worker answers."""

    def answered():
        return reader.page.goto(f"{reader.origin}/").status

    until(lambda: [answered() for _ in range(4)] == [status] * 4, f"{status}", 8)


def test_a_library_is_exported_and_erased_with_proof(server, person):
    """On a phone and without scripts; the work is done in a process beside the workers."""
    admin = person("", viewport=PHONE, scripts=False, accept_downloads=True)
    page, codes = admin.page, come_in(server, admin, "Zarina")
    admin.open("/network/libraries/nu/exports")
    assert (overflow(page), small(page)) == (0, [])
    page.locator("#passphrase").fill("correct horse battery")
    page.locator("#again").fill("correct horse battery")
    page.locator("#why").fill("they move")
    page.locator("#code").fill(codes[0])
    page.locator("main button.btn-main").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click(timeout=60_000)
    assert download.value.suggested_filename == "bundle.zip"
    assert download.value.path().read_bytes()[:2] == b"PK"
    page.get_by_role("button", name="Delete the file here").click()
    page.wait_for_url("**/network")

    admin.open("/network/libraries/nu")
    page.locator("form:has(input[value=suspend]) input[name=reason]").fill("they move")
    page.locator("form:has(input[value=suspend]) button").click()
    page.get_by_role("link", name="Erase for good").click()
    assert (overflow(page), small(page)) == (0, [])
    page.locator("#confirm").fill("nu")
    page.locator("#why").fill("they moved")
    page.locator("#code").fill(codes[1])
    page.locator("main button.btn-stop").click()
    page.get_by_role("heading", name="Certificate of erasure").wait_for(timeout=60_000)
    assert overflow(page) == 0
    admin.open("/network?state=tombstone")
    assert page.locator("tbody tr").count() == 1
    reader = person("nu", viewport=PHONE)
    seen(reader, 404)
