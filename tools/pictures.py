"""Draws docs/pictures/ from the running product: ``python tools/pictures.py``.

Starts it on a folder that is thrown away, with the hall of tests/played.py in play and the clock
at one moment, so that the pictures change only when the product does. Needs the packages of the
tests and Chromium; the pictures show the fonts of the machine that draws them.
"""

import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from playwright.sync_api import Page, sync_playwright  # noqa: E402

from browsing import ARGUMENTS, chromium  # noqa: E402
from looking import Tour, tour  # noqa: E402

PICTURES = ROOT / "docs" / "pictures"
MOMENT = datetime(2026, 10, 17, 12, 26, 20, tzinfo=UTC)
LARGEST = 150_000
CLOCK = '''"""The server's clock runs from one moment on, whenever it is started."""
import datetime
import importlib.util
import sys

START = datetime.datetime.fromisoformat("{moment}")
AHEAD = START - datetime.datetime.now(datetime.UTC)


class Hook:
    def find_spec(self, name, path=None, target=None):
        if name != "humanshelf.pages.clock":
            return None
        sys.meta_path.remove(self)
        spec = importlib.util.find_spec(name)
        load = spec.loader.exec_module

        def exec_module(module):
            load(module)
            module.now = lambda: datetime.datetime.now(datetime.UTC) + AHEAD

        spec.loader.exec_module = exec_module
        return spec


sys.meta_path.insert(0, Hook())
'''


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        Path(folder, "sitecustomize.py").write_text(CLOCK.format(moment=MOMENT.isoformat()))
        paths = os.pathsep.join([folder, str(ROOT / "src"), str(ROOT / "tests")])
        browser = playwright.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        data = Path(folder) / "data"
        with tour(browser, data, at=MOMENT, grace=5, PYTHONPATH=paths) as made:
            draw(made)
        browser.close()


def draw(made: Tour) -> None:
    hall = made.halls["baku"]
    with made.visit("baku", "az", (360, 780), device_scale_factor=2) as page:
        page.goto(hall.cards["come"])
        keep(page, "card")
    with made.visit("baku", "az", (1024, 768), "librarian") as page:
        page.goto("/desk/autumn")
        page.locator("#event-menu summary").click()
        page.locator("form:has(input[name=kind][value='']) button").click()
        page.locator(".whole > .notice").wait_for(state="detached")
        page.reload()
        keep(page, "desk")
        page.wait_for_timeout(1000)
        late = page.locator(".row[data-state=late] form[action$='no-shows'] button")
        late.click()
        late.wait_for(state="detached")
    with made.visit("baku", "az", (1280, 720)) as page:
        page.goto("/board/autumn")
        keep(page, "board")


def keep(page: Page, name: str) -> None:
    page.wait_for_timeout(300)
    path = PICTURES / f"{name}.png"
    page.screenshot(path=path)
    size = path.stat().st_size
    assert size <= LARGEST, f"{path.name} is too large: {size} bytes"
    print(f"{path.relative_to(ROOT)} {size} bytes")


if __name__ == "__main__":
    main()
