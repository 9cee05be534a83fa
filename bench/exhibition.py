"""How much a phone loads of an exhibition of sixty photographs before anybody scrolls.

    .venv/bin/python bench/exhibition.py

The server is the product's own, its photographs are made up of noise and shapes as photographs
are, and Chromium counts what it fetches. To reach: 150 kB.
"""

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from PIL import Image, ImageDraw, ImageFilter
from playwright.sync_api import sync_playwright

from browsing import ARGUMENTS, PHONE, chromium, start_server
from humanshelf.libraries.exhibits import picture_files
from humanshelf.media.files import keep_picture
from humanshelf.records.hanging import add_exhibit
from humanshelf.tenancy.db import writing
from humanshelf.terminal import inside

PHOTOS = 60
REACH = 150_000


def photograph(number: int) -> BytesIO:
    """Harder to pack than most photographs: hundreds of small shapes, and grain."""
    chance = Random(number)
    image = Image.new("RGB", (1600, 1200), tuple(chance.randint(60, 200) for _ in range(3)))
    pen = ImageDraw.Draw(image)
    for _ in range(1500):
        x, y, r = chance.randint(0, 1600), chance.randint(0, 1200), chance.randint(6, 90)
        pen.ellipse((x - r, y - r, x + r, y + r), tuple(chance.randint(20, 235) for _ in range(3)))
    image = image.filter(ImageFilter.GaussianBlur(2))
    grain = Image.effect_noise((1600, 1200), 60).convert("RGB")
    out = BytesIO()
    Image.blend(image, grain, 0.2).save(out, "JPEG", quality=88)
    out.seek(0)
    return out


def hang() -> None:
    """Sixty of them in Baku, beside the samples."""
    taken = [list(picture_files(keep_picture(photograph(n)))) for n in range(PHOTOS)]
    with writing() as session:
        for number, files in enumerate(taken):
            title = {
                "title": f"Həyətdə bir gün, {number}",
                "alt": "Həyət",
                "caption": "",
                "credit": "",
            }
            add_exhibit(
                session,
                {
                    "code": f"photo-{number}", "kind": "photo", "room": "side", "minutes": 3,
                    "themes": [], "texts": {"az": title}, "published": True,
                },
                files,
            )  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        server = start_server(Path(folder))
        try:
            import os

            os.environ |= {"HUMANSHELF_DATA": folder}
            inside("baku", hang)
            measure(server.origin("baku"))
        finally:
            server.stop()


def measure(origin: str) -> None:

    with sync_playwright() as play:
        # As people have it: the shell without a window fetches pictures from further ahead.
        program = shutil.which("chromium") or chromium()
        browser = play.chromium.launch(executable_path=program, args=ARGUMENTS)
        for density in (2, 3):
            context = browser.new_context(viewport=PHONE, device_scale_factor=density)
            page = context.new_page()
            devtools = context.new_cdp_session(page)
            devtools.send("Network.enable")
            kinds: dict[str, str] = {}
            loaded: dict[str, list[int]] = {}
            devtools.on(
                "Network.responseReceived", lambda e, k=kinds: k.update({e["requestId"]: e["type"]})
            )
            devtools.on(
                "Network.loadingFinished",
                lambda e, k=kinds, f=loaded: f.setdefault(k.get(e["requestId"], "?"), []).append(
                    int(e["encodedDataLength"])
                ),
            )
            page.goto(f"{origin}/events/autumn/exhibition", wait_until="networkidle")
            page.wait_for_timeout(1500)
            shown = page.locator("img").count()
            print(f"\nphone of {PHONE['width']} × {PHONE['height']}, density {density},"
                  f" {shown} pictures on the page, nobody has scrolled")  # fmt: skip
            total = 0
            for kind, found in sorted(loaded.items()):
                print(f"  {kind:12}{len(found):>4} files{sum(found) / 1000:>9.1f} kB")
                total += sum(found)
            verdict = "reached" if total <= REACH else "MISSED"
            print(f"  {'all':12}{'':>10}{total / 1000:>9.1f} kB   ({REACH / 1000:g}: {verdict})")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
