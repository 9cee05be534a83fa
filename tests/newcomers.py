"""People who meet the product: the first coordinator of a library, an admin of the network."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyotp
from playwright.sync_api import expect

from browsing import Person, Server
from humanshelf.access.factors import CODES

ZONES = {"az": "Asia/Baku", "kk": "Asia/Almaty", "en": "Europe/London"}
PASSWORD = "long enough"


@dataclass
class Newcomer:
    """Somebody at a phone who fills and taps what is there; everything is counted."""

    page: Any
    steps: int = 0
    seen: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def fill(self, field: str, text: str) -> None:
        self.page.locator(f"main #{field}").fill(text)
        self.steps += 1

    def tap(self, what: str = "main .btn-main >> visible=true") -> None:
        self.page.locator(what).first.click()
        self.page.wait_for_load_state("load")
        self.steps += 1
        self.look()

    def look(self) -> None:
        """Nothing lies beside the screen, and each page has its heading."""
        root = "document.documentElement"
        wide = self.page.evaluate(f"{root}.scrollWidth - {root}.clientWidth")
        assert wide <= 0, self.page.url
        self.seen.append(self.page.locator("h1").first.inner_text())


def set_up(somebody: Newcomer, name: str, slug: str, language: str, scripts: bool = True) -> None:
    """Everything up to the studio's home, with what is there already and one skip."""
    page = somebody.page
    somebody.look()
    somebody.fill("name", name)
    somebody.fill("slug", slug)
    somebody.fill("coordinator", "Samir")
    if scripts:
        page.locator("#address .mark").wait_for()  # told while one types
    somebody.tap()
    somebody.tap()
    somebody.fill("password", "bir dəfə quyuya")
    somebody.tap()
    secret = "".join(page.locator("main code").inner_text().split())
    somebody.fill("code", pyotp.TOTP(secret).now())
    somebody.tap()
    somebody.tap()
    somebody.tap()
    for step in ("languages", "vocabulary", "clock", "look", "privacy"):
        assert page.url.endswith(f"/studio/setup/{step}")
        somebody.tap("main form .btn-main")
    assert page.url.endswith("/studio/setup/second")
    somebody.tap("form[action$='/skips'] button")
    there = datetime.now(UTC).astimezone(ZoneInfo(ZONES[language]))
    somebody.fill("day", f"{there:%Y-%m-%d}")
    somebody.fill("time", f"{there:%H:%M}")
    somebody.tap("main form .btn-main")


def come_in(server: Server, somebody: Person, name: str) -> list[str]:
    """By the link of the command line, with a password and an app. Returns the recovery codes."""
    page = somebody.page
    somebody.open(server.admin_link(name))
    page.locator("#password").fill(PASSWORD)
    page.locator("main button.btn-main").click()
    page.wait_for_url("**/factor")
    secret = page.locator("main code").inner_text().replace(" ", "")
    page.locator("#code").fill(pyotp.TOTP(secret).at(datetime.now(UTC)))
    page.locator("main button.btn-main").click()
    expect(page.locator("main code")).to_have_count(CODES)  # The secret stood in one too.
    codes: list[str] = page.locator("main code").all_inner_texts()
    page.locator("main a.btn-main").click()
    page.wait_for_url("**/network")
    return codes
