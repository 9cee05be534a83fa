#!/usr/bin/env python3
"""Maintainers: make the README's pictures anew, from the running product.

    .venv/bin/python tools/pictures.py

Starts it on a folder of its own, plays a few cards of made-up readers, and writes
docs/pictures/{card,desk,board}.png. Needs the test requirements and Chromium.
"""

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from browsing import ARGUMENTS, EVENT, PHONE, SCREEN, TABLET, Server, chromium, start_server  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
READERS = (
    ("deniz", "lala", "kamran"),
    ("aytan", "deniz"),
    ("kamran", "tural"),
    ("lala",),
    ("kamran", "lala", "nargiz"),
    ("deniz",),
    ("timur", "rafiga"),
)


def take(browser: Browser, server: Server, wishes: tuple[str, ...]) -> Page:
    """A reader with a card for these books."""
    page = browser.new_context(viewport=PHONE, locale="az").new_page()
    page.goto(f"{server.origin('baku')}/events/{EVENT}/books/{wishes[0]}")
    if len(wishes) > 1:
        page.locator("#more summary").click()
        for rank, wish in enumerate(wishes[1:], 1):
            page.locator(f"#wish{rank}").select_option(wish)
    page.locator('button[name="agree"]').first.click()
    page.wait_for_url("**/cards/*")
    return page


def play(browser: Browser, server: Server) -> tuple[Page, Page, Page]:
    """A desk in the middle of its evening, the first reader's card, and the board."""
    desk = browser.new_context(viewport=TABLET, locale="az").new_page()
    desk.goto(server.sign_in_link("baku", "pictures"))
    desk.locator("main button.btn-main").click()
    desk.wait_for_url("**/desk/*")
    readers = [take(browser, server, wishes) for wishes in READERS]
    board = browser.new_context(viewport=SCREEN, locale="az").new_page()
    for book in ("kamran", "lala"):
        tap(desk, book, "called")
        tap(desk, book, "reading")
    board.goto(f"{server.origin('baku')}/board/{EVENT}")
    for book in ("deniz", "aytan"):
        tap(desk, book, "called")
    tap(desk, "rafiga", "break")
    readers[0].locator('#main[data-state="come"]').wait_for()
    board.locator(".call b.label").nth(1).wait_for()
    board.locator(".overlay").wait_for(state="detached", timeout=30_000)
    return readers[0], desk, board


def tap(desk: Page, book: str, state: str) -> None:
    """The row's main button. A tap right after an answer passes for a double tap: so wait first."""
    desk.wait_for_timeout(2000)
    desk.locator(f"#row-{book} .do > form .btn").first.click()
    desk.locator(f'#row-{book}[data-state="{state}"]').wait_for()


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = start_server(Path(folder) / "data")
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        try:
            for name, page in zip(("card", "desk", "board"), play(browser, server), strict=True):
                page.screenshot(path=PICTURES / f"{name}.png")
                print(f"docs/pictures/{name}.png")
        finally:
            browser.close()
            server.stop()


if __name__ == "__main__":
    main()
